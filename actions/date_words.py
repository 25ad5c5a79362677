"""How people write dates: the patterns, and nothing of what they come to."""

import re

from actions.numbers_said import AMOUNT

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb febuary feburary",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
DAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday weds wed wensday wednsday",
            "thursday thurs thur thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
HOLIDAYS = (
    r"christmas\s+eve|christmas\s+day|christmas|xmas|boxing\s+day|new\s+year['\u2019]?s\s+eve"
    r"|new\s+year['\u2019]?s\s+day|new\s+year|good\s+friday|easter\s+sunday|easter\s+monday|easter"
    r"|halloween|bonfire\s+night|valentine['\u2019]?s\s+day"
)
# Words that are more than a month or a day have to be said in a way that makes them one.
_PLAIN_MONTHS = "january|february|febuary|feburary|july|september|october|november|december"
_PLAIN_DAYS = "monday|tuesday|wednesday|wensday|wednsday|thursday|friday|saturday|sunday"


def _any_of(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_MONTH = rf"(?P<month>{_any_of(MONTHS)})\b(?:\.(?=\s*[\d'\u2019]))?"
_DAY_NAME = rf"(?:(?:{_any_of(DAYS)})\.?,?\s+(?:the\s+)?)?"
_YEAR = r"(?P<year>(?:19|20)\d{2}|['\u2019]\d{2})(?!\d)"
_DAY = r"(?P<day>\d{1,2})"
_PART = r"(?:\s+(?:morning|afternoon|evening|night|lunchtime|tea\s?time))?"
_UNIT = r"(?P<unit>days?|nights?|weeks?|wks?|fortnights?|months?|mths?|years?|yrs?|weekends?)"
_BEFORE = r"(?:in|since|from|until|till|til|by|before|after|during|around|about|of|for)"


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w£$#@.:/-]){words}(?!\w|[@/-]\w|\.\d)", re.IGNORECASE)


_ORDINALS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    "thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|"
    "twenty first|twenty second|twenty third|twenty fourth|twenty fifth|twenty sixth|"
    "twenty seventh|twenty eighth|twenty ninth|thirtieth|thirty first"
)
ORDINALS = {word: day for day, word in enumerate(_ORDINALS.split("|"), start=1)}
_ORDINAL = _any_of(ORDINALS).replace(" ", r"[\s-]")

# 2019-04-03, 3/4/19, 3.4.2019, 3-4-19
ISO = _pattern(r"(?P<year>(?:19|20)\d{2})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
NUMERIC = _pattern(
    r"(?P<day>\d{1,2})\s?(?P<mark>[/.-])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<year>\d{4}|\d{2})"
)
# 03 04 2019, 3rd of the 4th 2019
SPOKEN = _pattern(
    r"(?P<day>\d{1,2})(?:(?:st|nd|rd|th)?\s+of\s+the\s+|\s)(?P<month>\d{1,2})(?:st|nd|rd|th)?,?\s"
    r"(?P<year>(?:19|20)\d{2}|\d{2}(?!\s*\d))"
)
# "on 3/4": without a year only after a word that makes it a date
DAY_AND_MONTH = re.compile(
    r"(?:\b(?:on|since|from|until|till|by|before|after|born|due|dob|the)[\s:]+)"
    r"(?P<date>(?P<day>\d{1,2})/(?P<month>\d{1,2}))(?![\w/%]|\.\d)",
    re.IGNORECASE,
)
# 3rd of April 2019, Tuesday 3 April, April 3rd, 2019
DAY_FIRST = _pattern(
    rf"{_DAY_NAME}(?:the\s+)?(?:{_DAY}\s?(?:st|nd|rd|th)?|(?P<ordinal>{_ORDINAL}))"
    rf"\s*(?:of\s+|-|/|\.)?\s*{_MONTH}(?:,?[\s/-]*{_YEAR})?"
)
MONTH_FIRST = _pattern(
    rf"{_DAY_NAME}{_MONTH}\s+(?:the\s+)?{_DAY}(?:st|nd|rd|th)?(?:,?\s+{_YEAR})?(?!\d)"
)
MONTH_AND_YEAR = _pattern(rf"{_MONTH},?\s+(?:of\s+)?{_YEAR}")
# "the 14th", "the 3rd of this month"
DAY_ALONE = re.compile(
    r"(?<![\w/])(?P<date>the\s+(?P<day>\d{1,2})(?:st|nd|rd|th)(?:\s+of\s+(?:the|this)\s+month)?)"
    r"(?=\s*(?:$|[.,;!?)]|(?:and|or|at|when|but|he|she|they|i|we|to|until|in|it|there|for|so)\b))",
    re.IGNORECASE,
)
# a whole answer that is a month
MONTH_ONLY = re.compile(
    rf"^\W*(?P<date>(?P<which>)(?P<month>{_any_of(MONTHS)}))\W*$", re.IGNORECASE
)
SEASON_AND_YEAR = _pattern(r"(?:spring|summer|autumn|winter)\s+(?:of\s+)?(?P<year>(?:19|20)\d{2})")
MONTH_ALONE = re.compile(
    rf"\b(?:{_BEFORE}\s+|(?=(?:last|next|this|early|late|mid)[\s-]|(?:{_PLAIN_MONTHS})\b))"
    rf"(?P<date>(?:(?P<which>last|next|this|early|late|mid)[\s-]+)?(?P<month>{_any_of(MONTHS)}))\b"
    r"(?!\s+(?:have|be|i|he|she|it|they|we|you)\b)",
    re.IGNORECASE,
)
YEAR_ALONE = re.compile(
    r"\b(?:in|since|from|until|before|after|during|of|born|year)\s+(?P<date>(?:19|20)\d{2})(?![\w%/-])",
    re.IGNORECASE,
)
_WHICH_DAY = r"(?:last|this\s+coming|this\s+past|this|next)\s"
WEEKDAY = re.compile(
    rf"(?<![\w@])(?<!every\s)(?:on\s+|(?=a\s+week\s|{_WHICH_DAY}|(?:{_PLAIN_DAYS})\b))"
    rf"(?P<date>(?:(?P<far>a\s+week)\s+(?:on\s+)?)?(?P<which>{_WHICH_DAY}\s*)?(?P<said>{_any_of(DAYS)})\b{_PART}"
    r"(?P<later>\s+(?:just\s+gone|gone|just|coming|past|last|week|before\s+last|after\s+next))?)(?!\w)",
    re.IGNORECASE,
)
NAMED_DAY = _pattern(
    r"(?P<name>(?:the\s+)?day\s+before\s+yesterday|(?:the\s+)?day\s+after\s+tomorrow|the\s+other\s+"
    rf"(?:day|week|night)|today|tonight|yesterday{_PART}|tomorrow{_PART}|last\s+night"
    r"|(?:(?:early|earlier|late|later)\s+)?this\s+(?:morning|afternoon|evening))"
)
AGO = _pattern(
    rf"(?P<amount>{AMOUNT})\s+(?:or\s+(?:so|two)\s+)?"
    rf"{_UNIT}(?:\s+or\s+so)?\s+(?:ago|back|earlier)"
)
AHEAD = _pattern(
    rf"in\s+(?:about\s+)?(?P<date>(?P<amount>{AMOUNT})\s+{_UNIT})(?:['\u2019]?\s+time)?"
)
WHOLE = _pattern(
    r"(?:(?P<before_last>(?:the\s+)?(?P<unit_before>week|month|year|weekend|night|summer|winter"
    r"|christmas)\s+before\s+last)"
    r"|(?P<which>last|this|next|this\s+past)\s+(?P<unit>week|month|year|weekend|spring|summer"
    r"|autumn|winter)|(?P<weekend>the\s+weekend))"
)
FROM_HOLIDAY = _pattern(
    rf"(?P<amount>{AMOUNT})\s+(?P<unit>days?|weeks?)\s+(?P<side>before|after)\s+(?P<which>)"
    rf"(?P<name>{HOLIDAYS})"
)
HOLIDAY = _pattern(
    rf"(?:(?P<which>last|this|next)\s+)?(?P<name>{HOLIDAYS})"
    r"(?:\s+(?:(?P<year>20\d{2})|(?P<last_year>last\s+year)))?"
)
