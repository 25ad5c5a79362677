"""E-mails of our own making: the shape of a request, and the values in it."""

from __future__ import annotations

from typing import Final

from tests.logger.notify_sandbox.cases import (
    EMAILS,
    GONE,
    NOBODY,
    PLAIN,
    REPLY_TO,
    SENDER,
    SERVICE,
    TEXT,
    THANKS,
    Case,
    email,
    filled,
    hours_from_now,
    invalid,
)

_BAD_ADDRESS = "email_address Not a valid email address"
_REQUIRED = (
    "ValidationError: email_address is a required property",
    "ValidationError: template_id is a required property",
)
_NO_JSON = "BadRequestError: Invalid JSON supplied in POST data"
_NO_TOKEN = "AuthError: Unauthorized: authentication token must be provided"

SHAPES: Final = [
    email("a reference of 1000 characters", 201, reference="r" * 1000),
    invalid("a reference of 1001", f"reference {'r' * 1001} is too long", reference="r" * 1001),
    invalid("a reference that is a list", "reference [] is not of type string", reference=[]),
    invalid("a true reference", "reference True is not of type string", reference=True),
    invalid(
        "an address that is a list", "email_address [] is not of type string", email_address=[]
    ),
    *(
        invalid(f"the address {address[:20]!r}", _BAD_ADDRESS, email_address=address)
        for address in (
            "",
            "a@b@example.com",
            "@example.com",
            "a@example",
            "a@example.com.",
            f"a@{'b' * 64}.com",
            "a b@example.com",
            "a@exam_ple.com",
            "Ann <ann@example.com>",
        )
    ),
    invalid("a number for a template", "template_id is not a valid UUID", template_id=5),
    invalid("no template at all", "template_id is not a valid UUID", template_id=None),
    email("a template's id without hyphens", 201, template_id=PLAIN.replace("-", "")),
    invalid("null values", "personalisation None is not of type object", personalisation=None),
    invalid("a list of values", "personalisation [] is not of type object", personalisation=[]),
    invalid("no reply-to", "email_reply_to_id is not a valid UUID", email_reply_to_id=None),
    email("a reply-to of ours", 201, email_reply_to_id=REPLY_TO),
    invalid(
        "a sender of texts",
        "Additional properties are not allowed (sms_sender_id was unexpected)",
        sms_sender_id=SENDER,
    ),
    invalid(
        "two things Notify does not know",
        "Additional properties are not allowed (bar, foo were unexpected)",
        foo=1,
        bar=2,
    ),
    email("a way to unsubscribe", 201, one_click_unsubscribe_url="https://example.com/u"),
    *(
        invalid(
            f"{url!r} to unsubscribe",
            "one_click_unsubscribe_url is not a valid https url",
            one_click_unsubscribe_url=url,
        )
        for url in ("ftp://example.com", None, 5)
    ),
    email("nothing to sanitise", 201, sanitise_content_for=[]),
    invalid(
        "an object to sanitise",
        "sanitise_content_for {} is not of type array, null",
        sanitise_content_for={},
    ),
    email("later today", 201, scheduled_for=hours_from_now(23)),
    invalid(
        "the day after tomorrow",
        "scheduled_for datetime can only be 24 hours in the future",
        scheduled_for=hours_from_now(25),
    ),
    invalid("a number for a time", "scheduled_for 5 is not of type string, null", scheduled_for=5),
    invalid(
        "several mistakes at once",
        "reference 5 is not of type string",
        _BAD_ADDRESS,
        "template_id is not a valid UUID",
        email_address="x",
        template_id="y",
        reference=5,
    ),
    Case("no body", EMAILS, b"", 400, (_NO_JSON,)),
    Case("half a body", EMAILS, b'{"email_address": ', 400, (_NO_JSON,)),
    Case("null", EMAILS, b"null", 400, _REQUIRED),
    Case("false", EMAILS, b"false", 400, _REQUIRED),
    Case("a string", EMAILS, b'"x"', 400, ("ValidationError: x is not of type object",)),
    Case("a number", EMAILS, b"5", 400, ("ValidationError: 5 is not of type object",)),
    Case("no token and half a body", EMAILS, b"{", 401, (_NO_TOKEN,), key=None),
    Case("a fax without a token", "/v2/notifications/fax", {}, 401, (_NO_TOKEN,), key=None),
]

VALUES: Final = [
    email("no values", 400, "BadRequestError: Missing personalisation: name", personalisation={}),
    filled("a key in capitals", "Ann", personalisation={"NAME": "Ann"}),
    filled("a key with a line in it", "Ann", personalisation={"n_a-m e": "Ann"}),
    filled("false", "False", personalisation={"name": False}),
    filled("nought", "0", personalisation={"name": 0}),
    filled("another alphabet", "Наталія 😀", personalisation={"name": "Наталія 😀"}),
    filled("a list", "\n\n* a\n* b", personalisation={"name": ["a", None, "b"]}),
    filled("a placeholder in a value", "((name))", personalisation={"name": "((name))"}),
    filled("a value too many", "Ann", personalisation={"name": "Ann", "other": 1}),
    *(
        email(
            f"a message of {words!r}",
            400,
            "BadRequestError: Your message is empty.",
            personalisation={"name": words},
        )
        for words in ("", " \n ")
    ),
    Case(
        "a line break in a subject",
        EMAILS,
        email(
            "", 201, template_id=THANKS, personalisation={"name": "a\nb", "next": 1, "link": "x"}
        ).body,
        201,
        {"content": {"subject": "About a b"}},
    ),
    email(
        "a condition without a value",
        400,
        "BadRequestError: Missing personalisation: next",
        template_id=THANKS,
        personalisation={"name": "a", "next": None, "link": "x"},
    ),
    Case(
        "a value made harmless",
        EMAILS,
        email("", 201, personalisation={"name": "a*b"}, sanitise_content_for=["NAME"]).body,
        201,
        {"sanitised_content": {"name": {"sanitised": "a\\*b", "unsanitised": "a*b"}}},
    ),
    Case(
        "a number to be made harmless",
        EMAILS,
        email("", 201, personalisation={"name": 5}, sanitise_content_for=["name"]).body,
        500,
        ("TypeError: Internal server error",),
    ),
    Case("the newest version", EMAILS, email("", 201).body, 201, {"template": {"version": 2}}),
    email("a deleted text", 400, "BadRequestError: Template has been deleted", template_id=GONE),
    email("an unknown text", 400, "BadRequestError: Template not found", template_id=NOBODY),
    email(
        "the text of a text message",
        400,
        "BadRequestError: sms template is not suitable for email notification",
        template_id=TEXT,
    ),
    email(
        "a text and a reply-to that are not there",
        400,
        "BadRequestError: Template not found",
        template_id=NOBODY,
        email_reply_to_id=NOBODY,
    ),
    email(
        "a reply-to that is not there",
        400,
        f"BadRequestError: email_reply_to_id {NOBODY} does not exist in database"
        f" for service id {SERVICE}",
        email_reply_to_id=NOBODY,
    ),
]
