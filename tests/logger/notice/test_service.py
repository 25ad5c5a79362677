from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from logger.audit.models import AuditEvent
from logger.database import Database
from logger.notice import Notice
from logger.notice.current import CurrentNotice
from logger.notice.models import NoticeVersion
from logger.notice.service import NoticeUnreadable, read_passages
from logger.unit_of_work import Transactions
from tests.logger.notice.made_up import PAGE, TEXT


async def bring_in(transactions: Transactions, content: str) -> None:
    async with transactions.begin() as work:
        await work.notice.bring_in(content.encode(), by="Kim Ade")


async def test_what_was_stored_is_what_was_read(transactions: Transactions) -> None:
    await bring_in(transactions, PAGE)

    async with transactions.begin() as work:
        (version,) = await work.notice.versions()

    before = [(p.clause, p.heading, [b.text for b in p.blocks]) for p in version.passages]
    passages = read_passages(PAGE.encode())
    assert before == [(p.clause, p.heading, [b.text for b in p.blocks]) for p in passages]


async def test_two_imports_of_one_file_at_once_store_it_once(
    transactions: Transactions, database: Database
) -> None:
    await asyncio.gather(*(bring_in(transactions, TEXT) for _ in range(4)))

    async with database.begin() as session:
        count = await session.execute(select(func.count()).select_from(NoticeVersion))
        assert count.scalar_one() == 1


async def test_an_import_leaves_its_trace_and_a_refused_one_none(
    transactions: Transactions, database: Database
) -> None:
    await bring_in(transactions, TEXT)
    with pytest.raises(NoticeUnreadable):
        await bring_in(transactions, "")

    async with database.begin() as session:
        events = (await session.execute(select(AuditEvent))).scalars().all()
    assert [(event.action, event.details["number"]) for event in events] == [("notice.imported", 1)]


async def test_the_version_in_use_is_kept_at_hand_and_follows_the_imports(
    transactions: Transactions, database: Database
) -> None:
    current = CurrentNotice(database)
    notice = Notice(current)
    await current.refresh()
    assert notice.published is None
    assert notice.cited(["retention"])[0].wording_url is None

    await bring_in(transactions, TEXT)
    await current.refresh()

    assert [clause.wording_url for clause in notice.cited(["retention", "sources"])] == [
        "/notice/wording#retention",
        None,
    ]
    known = current.version
    await current.refresh()
    assert current.version is known, "its words are not read again"


async def test_while_the_database_is_away_the_wording_stays(
    transactions: Transactions, database: Database
) -> None:
    await bring_in(transactions, TEXT)
    current = CurrentNotice(database)
    await current.refresh()
    away = CurrentNotice(Database("postgresql://service:x@127.0.0.1:1/none"))
    away.version = current.version

    await away.refresh()

    assert away.version is current.version
