"""Phone numbers in a text: British unless they say otherwise, in E.164."""

import re
from collections.abc import Iterator

import phonenumbers

from actions.found import Found, Kind, found

_REGION = "GB"
# Numbers Ofcom keeps for drama, Notify's test numbers among them; the library calls them invalid.
# https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama
_DRAMA = re.compile(
    r"\+44(7700900|1632960|(113|114|115|116|117|121|131|141|151|161)4960|1914980|2079460|"
    r"2896496?0|2920180|8081570|9098790|3069990)\d{3}"
)
_DIGIT_BEFORE = re.compile(r"\d[\s-]*$")  # the rest of a number that is too long
_EXTENSION = re.compile(r"[^\d]+\d+$")


def find_phones(text: str) -> Iterator[Found]:
    """Every phone number that somebody could ring, the drama numbers too."""
    for match in phonenumbers.PhoneNumberMatcher(text, _REGION, phonenumbers.Leniency.POSSIBLE):
        number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        is_whole = match.raw_string[0] in "0+(" or not _DIGIT_BEFORE.search(text[: match.start])
        is_known = phonenumbers.is_valid_number(match.number) or _DRAMA.fullmatch(number)
        if is_whole and is_known:
            yield found(Kind.PHONE, text, (match.start, _end(match)), number)


def _end(match: phonenumbers.PhoneNumberMatch) -> int:
    """Without what the library takes for an extension: "07700 900123 x 2" may be two kisses."""
    written = match.raw_string
    if match.number.extension is not None:
        written = _EXTENSION.sub("", written)
    return match.start + len(written)
