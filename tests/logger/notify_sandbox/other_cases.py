"""Text messages, keys and questions of our own making."""

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
    TEAM,
    TEST,
    Case,
    asked,
    email,
    preview,
    text,
)

_STRANGER: Final = "BadRequestError: Can’t send to this recipient using a team-only API key"
_NOT_FOUND: Final = "NoResultFound: No result found"
_NO_JSON: Final = "BadRequestError: Invalid JSON supplied in POST data"
_NO_PAGE: Final = {"result": "error"}
_STATUSES: Final = (
    "cancelled, created, sending, sent, delivered, pending, failed, technical-failure, "
    "temporary-failure, permanent-failure, pending-virus-check, validation-failed, "
    "virus-scan-failed, returned-letter, accepted, received"
)


def _number(typed: str, problem: str) -> Case:
    return text(
        f"to {typed!r}", 400, f"ValidationError: phone_number {problem}", phone_number=typed
    )


TEXTS: Final = [
    *(
        text(f"to {typed}", 201, phone_number=typed)
        for typed in ("(07700) 900-123", "+44 7700 900123", "0044 7700 900 123", "7700900123")
    ),
    _number("", "Not enough digits"),
    _number("07700 90012", "Number is not valid – double check the phone number you entered"),
    _number("07700x900123", "Must not contain letters or symbols"),
    _number("07700900123#1", "Must not contain letters or symbols"),
    text(
        "to null",
        400,
        "ValidationError: phone_number None is not of type string",
        phone_number=None,
    ),
    text(
        "abroad",
        400,
        "BadRequestError: Cannot send to international mobile numbers",
        phone_number="+33 6 12 34 56 78",
    ),
    text(
        "to a house",
        400,
        "InvalidPhoneError: Not a UK mobile number",
        phone_number="0151 496 0000",
    ),
    text(
        "with the address of an email",
        400,
        "ValidationError: Additional properties are not allowed (email_address was unexpected)",
        email_address="someone@example.com",
    ),
    text(
        "with a reply-to",
        400,
        "ValidationError: Additional properties are not allowed (email_reply_to_id was unexpected)",
        email_reply_to_id=REPLY_TO,
    ),
    text("of 918 characters", 201, personalisation={"name": "a" * (918 - 19)}),
    text(
        "of 919 characters",
        400,
        "BadRequestError: Your message is too long. Text messages cannot be longer than 918 "
        "characters. Your message is 919 characters long.",
        personalisation={"name": "a" * (919 - 19)},
    ),
    text("from a sender of ours", 201, sms_sender_id=SENDER),
    text(
        "from a sender that is none",
        400,
        "ValidationError: sms_sender_id is not a valid UUID",
        sms_sender_id="x",
    ),
    text(
        "from somebody else's sender",
        400,
        f"BadRequestError: sms_sender_id {NOBODY} does not exist in database"
        f" for service id {SERVICE}",
        sms_sender_id=NOBODY,
    ),
    text(
        "with a file",
        400,
        "BadRequestError: Can only send a file by email",
        personalisation={"name": {"file": "eA=="}},
    ),
    text(
        "with the text of an email",
        400,
        "BadRequestError: email template is not suitable for sms notification",
        template_id=PLAIN,
    ),
    text(
        "without a value", 400, "BadRequestError: Missing personalisation: name", personalisation={}
    ),
    Case(
        "text: what a network cannot carry",
        "/v2/notifications/sms",
        text("", 201, personalisation={"name": "“Łódź” 😀"}).body,
        201,
        {"content": {"body": 'Your reference is "Lódz" ?.', "from_number": "FrontDoor"}},
    ),
]

KEYS: Final = [
    email("team key to the guest list", 201, key=TEAM, email_address="Guest@Example.com"),
    email("team key to a stranger", 400, _STRANGER, key=TEAM),
    email(
        "team key to a simulated address",
        201,
        key=TEAM,
        email_address="simulate-delivered-2@notifications.service.gov.uk",
    ),
    text("team key to the guest list", 201, key=TEAM, phone_number="07700 900150"),
    text("team key to a stranger", 400, _STRANGER, key=TEAM),
    text("team key to a simulated number", 201, key=TEAM, phone_number="07700900222"),
    email("test key to a stranger", 201, key=TEST),
    email("team key to no address", 400, _STRANGER, key=TEAM, email_address="x@example.org"),
    Case(
        "a letter",
        "/v2/notifications/letter",
        {"template_id": PLAIN, "personalisation": {}},
        400,
        ("BadRequestError: Service is not allowed to send letters",),
    ),
    Case(
        "a letter without values",
        "/v2/notifications/letter",
        {"template_id": PLAIN},
        400,
        ("ValidationError: personalisation is a required property",),
    ),
    Case(
        "a finished letter",
        "/v2/notifications/letter",
        {"reference": "r", "content": "eA=="},
        400,
        ("BadRequestError: Service is not allowed to send letters",),
    ),
    Case(
        "a finished letter by pigeon",
        "/v2/notifications/letter",
        {"reference": "r", "content": "eA==", "postage": "pigeon"},
        400,
        ("ValidationError: postage invalid. It must be either first, second or economy.",),
    ),
]

QUESTIONS: Final = [
    asked("the first version of a text", f"/v2/template/{PLAIN}/version/1", 200, subject="Old"),
    asked("its second version", f"/v2/template/{PLAIN}/version/2", 200, subject="New"),
    asked("a version there never was", f"/v2/template/{PLAIN}/version/3", 404, _NOT_FOUND),
    asked("the newest version", f"/v2/template/{PLAIN}", 200, version=2),
    asked("a deleted text", f"/v2/template/{GONE}", 200, body="Gone"),
    asked("a text by no id", "/v2/template/x", 400, "ValidationError: id is not a valid UUID"),
    asked("the texts for letters", "/v2/templates?type=letter", 200, templates=[]),
    asked(
        "the texts for a fax",
        "/v2/templates?type=fax",
        400,
        "ValidationError: type fax is not one of [sms, email, letter]",
    ),
    asked(
        "received texts before no id",
        "/v2/received-text-messages?older_than=x",
        400,
        "ValidationError: older_than is not a valid UUID",
    ),
    asked(
        "messages before no id",
        "/v2/notifications?older_than=x",
        400,
        "ValidationError: older_than is not a valid UUID",
    ),
    asked(
        "faxes",
        "/v2/notifications?template_type=fax",
        400,
        "ValidationError: template_type fax is not one of [sms, email, letter]",
    ),
    asked(
        "two statuses, one of them wrong",
        "/v2/notifications?status=sent&status=lost",
        400,
        f"ValidationError: status lost is not one of [{_STATUSES}]",
    ),
    asked(
        "no jobs",
        "/v2/notifications?include_jobs=false",
        400,
        "ValidationError: include_jobs false is not one of [true, True]",
    ),
    asked("jobs too", "/v2/notifications?include_jobs=true&reference=x", 200, notifications=[]),
    asked("what failed", "/v2/notifications?status=failed", 200, notifications=[]),
    asked("a letter's pages", f"/v2/notifications/{NOBODY}/pdf", 404, _NOT_FOUND),
    asked(
        "a message by a channel",
        EMAILS,
        400,
        "ValidationError: notification_id is not a valid UUID",
    ),
    preview(
        "of a text",
        {"personalisation": {"name": "é😀"}},
        200,
        subject=None,
        html=None,
        body="Your reference is é?.",
    ),
    preview("without a value", {}, 400, "BadRequestError: Missing personalisation: name"),
    preview("of half a body", b"{", 400, _NO_JSON),
    preview(
        "of a string",
        {"personalisation": "x"},
        400,
        "ValidationError: personalisation x is not of type object",
    ),
    Case("a list of texts is not posted", "/v2/templates", {}, 405, _NO_PAGE),
    Case(
        "a message is not changed", f"/v2/notifications/{NOBODY}", {}, 405, _NO_PAGE, method="PUT"
    ),
    Case("version one of Notify", "/notifications/email", {}, 404, _NO_PAGE),
]
