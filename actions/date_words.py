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


_MONTH = rf"(?P<month>{_any_of(MONTHS)})\b\.?"
_DAY_NAME = rf"(?:(?:{_any_of(DAYS)})\.?,?\s+(?:the\s+)?)?"
_YEAR = r"(?P<year>(?:19|20)\d{2}|['\u2019]\d{2})(?!\d)"
_DAY = r"(?P<day>\d{1,2})"
_PART = r"(?:\s+(?:morning|afternoon|evening|night|lunchtime|tea\s?time))?"
_UNIT = r"(?P<unit>days?|nights?|weeks?|wks?|fortnights?|months?|mths?|years?|yrs?|weekends?)"
_BEFORE = r"(?:in|since|from|until|till|til|by|before|after|during|around|about|of|for)"


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w£$#@.:/-]){words}(?!\w|[@/-]\w|\.\d)", re.IGNORECASE)


# 2019-04-03, 3/4/19, 3.4.2019, 3-4-19
ISO = _pattern(r"(?P<year>(?:19|20)\d{2})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
NUMERIC = _pattern(
    r"(?P<day>\d{1,2})\s?(?P<mark>[/.-])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<year>\d{4}|\d{2})"
)
# "on 3/4": without a year only after a word that makes it a date
DAY_AND_MONTH = re.compile(
    r"(?:\b(?:on|since|from|until|till|by|before|after|born|due|dob|the)[\s:]+)"
    r"(?P<date>(?P<day>\d{1,2})/(?P<month>\d{1,2}))(?![\w/%]|\.\d)",
    re.IGNORECASE,
)
# 3rd of April 2019, Tuesday 3 April, April 3rd, 2019
DAY_FIRST = _pattern(
    rf"{_DAY_NAME}{_DAY}\s?(?:st|nd|rd|th)?\s*(?:of\s+|-|/|\.)?\s*{_MONTH}(?:,?[\s/-]*{_YEAR})?"
)
MONTH_FIRST = _pattern(
    rf"{_DAY_NAME}{_MONTH}\s+(?:the\s+)?{_DAY}(?:st|nd|rd|th)?(?:,?\s+{_YEAR})?(?!\d)"
)
MONTH_AND_YEAR = _pattern(rf"{_MONTH},?\s+(?:of\s+)?{_YEAR}")
# "the 14th"
DAY_ALONE = _pattern(
    r"(?:on|since|from|until|till|by)\s+(?P<date>the\s+(?P<day>\d{1,2})(?:st|nd|rd|th))"
)
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
    rf"(?<![\w@])(?<!every\s)(?:on\s+|(?={_WHICH_DAY}|(?:{_PLAIN_DAYS})\b))"
    rf"(?P<date>(?P<which>{_WHICH_DAY}\s*)?(?P<said>{_any_of(DAYS)})\b{_PART}"
    r"(?P<later>\s+(?:just\s+gone|gone|last|week|before\s+last|after\s+next))?)(?!\w)",
    re.IGNORECASE,
)
NAMED_DAY = _pattern(
    r"(?P<name>(?:the\s+)?day\s+before\s+yesterday|(?:the\s+)?day\s+after\s+tomorrow|the\s+other\s+"
    rf"(?:day|week|night)|today|tonight|yesterday{_PART}|tomorrow{_PART}|last\s+night"
    r"|this\s+(?:morning|afternoon|evening))"
)
AGO = _pattern(
    rf"(?P<amount>{AMOUNT})\s+(?:or\s+(?:so|two)\s+)?"
    rf"{_UNIT}(?:\s+or\s+so)?\s+(?:ago|back|earlier)"
)
AHEAD = _pattern(
    rf"in\s+(?:about\s+)?(?P<date>(?P<amount>{AMOUNT})\s+{_UNIT})(?:['\u2019]?\s+time)?"
)
WHOLE = _pattern(
    r"(?:(?P<before_last>(?:the\s+)?(?P<unit_before>week|month|year|weekend|night|summer|winter|christmas)\s+before\s+last)"
    r"|(?:(?P<which>last|this|next|this\s+past)|(?:at|over)\s+the)"
    r"\s+(?P<unit>week|month|year|weekend|spring|summer|autumn|winter))"
)
HOLIDAY = _pattern(
    rf"(?:(?P<which>last|this|next)\s+)?(?P<name>{HOLIDAYS})(?:\s+(?P<year>20\d{{2}}))?"
)
