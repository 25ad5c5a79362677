"""The slots of the domain, by name."""

CONCERN_WORRY = "concern_worry"
CONCERN_ABOUT = "concern_about"
CONCERN_NAME = "concern_name"
CONCERN_CONTACT = "concern_contact"
CONCERN_IS_CONFIRMED = "concern_is_confirmed"
CONCERN_CHANGE_FIELD = "concern_change_field"
CONCERN_SAID = "concern_said"
CONCERN_ABOUT_TRIES = "concern_about_tries"
CONCERN_CONTACT_TRIES = "concern_contact_tries"

CONCERN_QUESTIONS = (CONCERN_WORRY, CONCERN_ABOUT, CONCERN_NAME, CONCERN_CONTACT)
CONCERN_SLOTS = (
    *CONCERN_QUESTIONS,
    CONCERN_IS_CONFIRMED,
    CONCERN_CHANGE_FIELD,
    CONCERN_SAID,
    CONCERN_ABOUT_TRIES,
    CONCERN_CONTACT_TRIES,
)

NOT_GIVEN = ""  # the person would rather not say, or does not know
