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
    sure = [
        *find_emails(text),
        *find_phones(text),
        *find_postcodes(text),
        *find_dates(text, on=on),
    ]
    related = list(find_relationships(text))
    spans = {(each.start, each.end) for each in related}  # "nan" is no name in "I'm her nan"
    learnt = [each for each in find_named(text) if (each.start, each.end) not in spans]
    named = without_overlaps([*sure, *learnt])
    people = [each for each in named if each.kind == Kind.PERSON]
    return without_overlaps([*named, *find_ages(text, people), *related])


def name_of(text: str) -> str | None:
    """The name in a whole answer to "What is your name?"; None when it gives none."""
    return name_in_answer(text)
