"""`python -m logger notice import | list`: the council's published notice and its versions."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from logger.command import run
from logger.notice.clauses import Notice
from logger.notice.comparison import comparison
from logger.notice.service import MAX_BYTES, Import, NoticeUnreadable
from logger.notice.wording import PublishedVersion
from logger.pages import date_and_time
from logger.unit_of_work import Transactions


def main(chosen: argparse.Namespace) -> int:
    """Says what happened in plain sentences; 1: turned down, 2: the settings are wrong."""
    command = _COMMANDS[chosen.notice_command]
    return run(lambda transactions: command(transactions, chosen), undone="Nothing was stored")


async def _import(transactions: Transactions, chosen: argparse.Namespace) -> str:
    content = _content(Path(chosen.file))
    async with transactions.begin() as work:
        done = await work.notice.bring_in(content, by=chosen.by or _login_name())
    return f"{_outcome(done)}\n\n{comparison(Notice().clauses, done.version, _other(done))}"


async def _list(transactions: Transactions, chosen: argparse.Namespace) -> str:
    async with transactions.begin() as work:
        versions = await work.notice.versions()
    if not versions:
        return "No notice has been imported, so no answer offers its exact wording."
    clauses = Notice().clauses
    lines = []
    for version in versions:
        found = sum(version.has(clause.id) for clause in clauses)
        in_use = ", in use" if version is versions[0] else ""
        lines.append(
            f"{_told(version)}, {found} of our {len(clauses)} clauses, "
            f"sha256 {version.sha256.hex()}{in_use}"
        )
    return "\n".join(lines)


def _content(file: Path) -> bytes:
    """The file, up to one byte more than a notice may have. Raises NoticeUnreadable."""
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as problem:
        reason = (problem.strerror or "it cannot be opened").lower()
        raise NoticeUnreadable(f"{file} was not read: {reason}. Nothing was stored.") from None


def _outcome(done: Import) -> str:
    if done.is_new:
        return f"{_told(done.version)}, is stored and in use (sha256 {done.version.sha256.hex()})."
    known = f"This file was imported before and is not stored again. {_told(done.version)}"
    other = _other(done)
    if other is None:
        return f"{known}, is in use."
    return f"{known}, is in use again in place of version {other.number}."


def _other(done: Import) -> PublishedVersion | None:
    """The version to compare with: the one that was in use before, unless it is this one."""
    is_same = done.before is not None and done.before.id == done.version.id
    return None if is_same else done.before


def _told(version: PublishedVersion) -> str:
    when = date_and_time(version.imported_at)
    return f"Version {version.number}, imported by {version.imported_by} on {when}"


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        return "an operator"


_COMMANDS: Final[dict[str, Callable[[Transactions, argparse.Namespace], Awaitable[str]]]] = {
    "import": _import,
    "list": _list,
}
