"""British postcodes in a text, as Royal Mail writes them: "CH65 0BA"."""

import re
from collections.abc import Iterator

from actions.found import Found, Kind, found

_AREAS = (
    "AB|AL|B|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|"
    "CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|G|GL|GU|GY|HA|"
    "HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|"
    "LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|"
    "RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|"
    "TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
# The inward half never has C, I, K, M, O or V; an O typed for its nought is read as one.
_POSTCODE = re.compile(
    r"(?<![\w@.-])(?P<area>" + _AREAS + r")"
    r"(?P<district>\d[0-9A-HJKMNPR-Y]?)[ \t\u00a0-]{0,2}"
    r"(?P<sector>[0-9O])(?P<unit>[ABD-HJLNP-UW-Z]{2})(?![\w@])",
    re.IGNORECASE | re.ASCII,
)


def find_postcodes(text: str) -> Iterator[Found]:
    for match in _POSTCODE.finditer(text):
        yield found(Kind.POSTCODE, text, match.span(), _normalised(match))


def _normalised(match: re.Match[str]) -> str:
    sector = match["sector"].upper().replace("O", "0")
    return f"{match['area']}{match['district']} {sector}{match['unit']}".upper()
