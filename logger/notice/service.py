"""What may be done with the published notice: import a version, list them, use the latest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from logger.audit.trail import SYSTEM, AuditAction, Trail
from logger.clock import Clock
from logger.errors import Refusal
from logger.notice.markup import blocks_of
from logger.notice.passages import passages_of
from logger.notice.places import Places
from logger.notice.published import NotText, text_of, tidy
from logger.notice.repository import NoticeRepository
from logger.notice.wording import Passage, PublishedVersion

MAX_BYTES: Final = 1024 * 1024
_AS: Final = "Save the page as plain text or as HTML and import that. Nothing was stored."


class NoticeUnreadable(Refusal):
    status = 422
    code = "notice-unreadable"
    title = "That file could not be read as a notice"


@dataclass(frozen=True)
class Import:
    """What an import came to. `before` is the version that was in use until then."""

    version: PublishedVersion
    before: PublishedVersion | None
    is_new: bool


class NoticeService:
    def __init__(self, repository: NoticeRepository, trail: Trail, clock: Clock) -> None:
        self._versions = repository
        self._trail = trail
        self._clock = clock

    async def bring_in(self, content: bytes, *, by: str) -> Import:
        """Store a published notice, once, and put it in use. Raises NoticeUnreadable."""
        passages = read_passages(content)
        sha256 = hashlib.sha256(content).digest()
        await self._versions.hold()
        before = await self._versions.in_use()
        known = await self._versions.of_file(sha256)
        if known is None:
            now = self._clock.now()
            version = await self._versions.add(sha256, passages, by=tidy(by), at=now)
            self._record(AuditAction.NOTICE_IMPORTED, version)
            return Import(version, before, is_new=True)
        if before is not None and known.id != before.id:
            await self._versions.use_again(known, self._clock.now())
            self._record(AuditAction.NOTICE_USED_AGAIN, known)
        return Import(known, before, is_new=False)

    async def versions(self) -> Sequence[PublishedVersion]:
        """All of them, the one in use first."""
        return await self._versions.all()

    def _record(self, action: AuditAction, version: PublishedVersion) -> None:
        self._trail.record(
            action,
            actor=SYSTEM,
            subject_kind="notice_version",
            subject_id=version.id,
            details={"number": version.number, "sha256": version.sha256.hex()},
        )


def read_passages(content: bytes) -> tuple[Passage, ...]:
    """The passages of a file. Raises NoticeUnreadable for what cannot be the council's notice."""
    if len(content) > MAX_BYTES:
        raise NoticeUnreadable(
            f"This file is larger than {MAX_BYTES // 1024:,} KB, which is too much for a notice. "
            + _AS
        )
    try:
        blocks = blocks_of(text_of(content))
    except NotText as problem:
        raise NoticeUnreadable(f"This file is no text: {problem}. {_AS}") from None
    if not blocks:
        raise NoticeUnreadable("There is not a word in this file. Nothing was stored.")
    passages = passages_of(blocks, Places.read())
    if all(passage.clause is None for passage in passages):
        raise NoticeUnreadable(
            "None of our clauses was found in this file, so it may be another page. If it is the "
            "right one, add its headings to data/notice/published.yml. Nothing was stored."
        )
    return passages
