"""Files in a message: checked, and replaced by the link their reader would be sent.

NOTIFY.md section 2.3, and the public source of Notify's document-download-api.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Final
from uuid import uuid4

from logger.notify_sandbox import schemas
from logger.notify_sandbox.refusals import BadRequestError
from logger.notify_sandbox.seed import Service

LARGEST: Final = 2 * 1024 * 1024 + 1024
LONGEST_NAME: Final = 100
TYPES: Final = (
    ".csv",
    ".doc",
    ".docx",
    ".jpeg",
    ".jpg",
    ".json",
    ".odt",
    ".pdf",
    ".png",
    ".rtf",
    ".txt",
    ".xlsx",
)


def with_links(
    service: Service, channel: str, values: dict[str, Any], admin_url: str
) -> dict[str, Any]:
    """The values with a link for each file; raises NotifyRefusal."""
    files = {name: v for name, v in values.items() if isinstance(v, dict) and "file" in v}
    if not files:
        return values
    if channel != "email":
        raise BadRequestError("Can only send a file by email")
    for file in files.values():
        _check_wishes(file)
    if not service.contact_link:
        raise BadRequestError(
            "Send files by email has not been set up - add contact details for your service "
            f"at {admin_url}/services/{service.id}/service-settings/send-files-by-email"
        )
    for file in files.values():
        _check_contents(file["file"])
    return {**values, **{name: f"https://documents.example.com/d/{uuid4()}" for name in files}}


def _check_wishes(file: Mapping[str, Any]) -> None:
    schemas.check(file, schemas.FILE)
    name = file.get("filename")
    if name is None:
        return
    if file.get("is_csv") is not None:
        raise BadRequestError("Do not set a value for `is_csv` if `filename` is set.")
    if len(name) > LONGEST_NAME:
        raise BadRequestError(f"`filename` cannot be longer than {LONGEST_NAME} characters")
    ending = PurePath(name).suffix.lower()
    if ending not in TYPES:
        known = ", ".join(f"'{each}'" for each in TYPES)
        raise BadRequestError(f"Unsupported file type '{ending}'. Supported types are: {known}")


def _check_contents(text: str) -> None:
    try:
        contents = b64decode(text)
    except (binascii.Error, ValueError) as problem:
        raise BadRequestError("Document is not base64 encoded") from problem
    if len(contents) > LARGEST:
        raise BadRequestError("Uploaded file exceeds file size limit", status=413)
