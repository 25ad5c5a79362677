"""What can be read out of a message: how to reach somebody, dates, ages, names, places."""

from datetime import date

from actions.ages import find_ages
from actions.dates import find_dates
from actions.emails import find_emails
from actions.found import Found, Kind, Reason, Role, without_overlaps
from actions.named import find_named
from actions.names import name_in_answer
from actions.phones import find_phones
from actions.postcodes import find_postcodes
from actions.relationships import find_relationships

__all__ = ["Found", "Kind", "Reason", "Role", "extract", "name_of"]


def extract(text: str, *, on: date) -> list[Found]:
    """Everything found, in the order of the text and never overlapping; `on` is today."""
    sure = [*find_emails(text), *find_phones(text), *find_postcodes(text)]
    learnt = list(find_named(text))
    people = [each for each in learnt if each.kind == Kind.PERSON]
    dates = [each for each in find_dates(text, on=on) if not _is_in_name(each, people)]
    named = without_overlaps([*sure, *dates, *learnt])
    people = [each for each in named if each.kind == Kind.PERSON]
    return without_overlaps([*named, *find_ages(text, people), *find_relationships(text)])


def _is_in_name(day: Found, people: list[Found]) -> bool:
    """Whether "April", "Sunday" or the like is somebody's name or a part of it."""
    return day.text.isalpha() and any(
        person.start <= day.start and day.end <= person.end for person in people
    )


def name_of(text: str) -> str | None:
    """The name in a whole answer to "What is your name?"; None when it gives none."""
    return name_in_answer(text)
