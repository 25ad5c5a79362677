"""Texts to staff: one each while the networks let them through, then one that counts the rest."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from logger.clock import Clock
from logger.database import Database
from logger.encryption.keyring import KeyRing
from logger.enquiries.reference import EnquiryReference
from logger.notifications.messages import UrgentAlertByText
from logger.notifications.models import Notification
from logger.notifications.outbox import key_place
from logger.notifications.templates import Template, load_templates
from logger.notifications.texts import MOST_AN_HOUR
from logger.notify_sandbox.placeholders import Personalisation
from logger.notify_sandbox.text_message import as_sent, parts
from logger.settings import Settings
from logger.unit_of_work import Transactions
from tests.logger.handoffs.cases import danger, only_handoff
from tests.logger.notifications.conftest import Dispatching

DUTY = "07700 900151"
OTHER = "07700 900152"
TEXTS = [template for template in load_templates().values() if template.type == "sms"]


@pytest.fixture
async def handoff_id(transactions: Transactions) -> uuid.UUID:
    return await only_handoff(transactions, await danger(transactions))


def minutes_later(database: Database, settings: Settings, minutes: float) -> Transactions:
    """The same house, some minutes later or, below nought, earlier."""
    return Transactions(database, settings, Clock(timedelta(minutes=minutes)))


async def alert(transactions: Transactions, handoff_id: uuid.UUID, *, to: str = DUTY) -> bool:
    async with transactions.begin() as work:
        reference = str(EnquiryReference.new())
        message = UrgentAlertByText(reference, "https://example.com/console/handoffs/1")
        return await work.texts.send(message, to=to, handoff_id=handoff_id)


async def texts_to(
    transactions: Transactions, number: str
) -> Sequence[tuple[Notification, dict[str, str]]]:
    """What was queued to this number, oldest first, with what is put into it."""
    async with transactions.begin() as work:
        found = await work.session.scalars(
            select(Notification)
            .where(Notification.recipient_digest == work.outbox.digest_of(number))
            .order_by(Notification.queued_at)
        )
        return [(row, work.outbox.words_of(row)) for row in found]


async def test_the_sixteenth_text_within_an_hour_becomes_one_that_counts_the_rest(
    transactions: Transactions, handoff_id: uuid.UUID
) -> None:
    went_alone = [await alert(transactions, handoff_id) for _ in range(20)]

    queued = await texts_to(transactions, DUTY)
    assert went_alone == [True] * MOST_AN_HOUR + [False] * 5
    assert Counter(row.template for row, _ in queued) == {
        "urgent_alert_sms": 15,
        "urgent_digest_sms": 1,
    }
    assert queued[-1][1]["count"] == "5"


async def test_alerts_of_many_conversations_at_once_are_all_counted(
    transactions: Transactions, handoff_id: uuid.UUID
) -> None:
    await asyncio.gather(*(alert(transactions, handoff_id) for _ in range(40)))

    queued = await texts_to(transactions, DUTY)
    digests = [words for row, words in queued if row.template == "urgent_digest_sms"]
    assert len(queued) == MOST_AN_HOUR + 1
    assert [words["count"] for words in digests] == ["25"]


async def test_a_digest_goes_out_every_quarter_of_an_hour_at_most(
    transactions: Transactions, database: Database, settings: Settings, handoff_id: uuid.UUID
) -> None:
    for _ in range(MOST_AN_HOUR + 1):
        await alert(transactions, handoff_id)
    first = (await texts_to(transactions, DUTY))[-1][0]
    async with transactions.begin() as work:
        row = await work.session.get_one(Notification, first.id)
        row.state = "accepted"

    await alert(minutes_later(database, settings, 3), handoff_id)
    await alert(minutes_later(database, settings, 9), handoff_id)

    second, words = (await texts_to(transactions, DUTY))[-1]
    assert words["count"] == "2"
    assert second.next_attempt_at - first.queued_at == timedelta(minutes=15)


async def test_an_hour_later_texts_go_by_themselves_again(
    transactions: Transactions, database: Database, settings: Settings, handoff_id: uuid.UUID
) -> None:
    for _ in range(MOST_AN_HOUR + 1):
        await alert(transactions, handoff_id)

    assert await alert(minutes_later(database, settings, 61), handoff_id)


async def test_another_number_is_counted_by_itself_however_it_is_written(
    transactions: Transactions, handoff_id: uuid.UUID
) -> None:
    for _ in range(MOST_AN_HOUR):
        await alert(transactions, handoff_id, to=DUTY)

    assert await alert(transactions, handoff_id, to=OTHER)
    assert not await alert(transactions, handoff_id, to="+447700900151")


async def test_a_text_that_is_rolled_back_is_not_counted(
    transactions: Transactions, handoff_id: uuid.UUID
) -> None:
    async def fail() -> None:
        async with transactions.begin() as work:
            message = UrgentAlertByText("SF-7K3M-9Q2X", "https://example.com")
            for _ in range(MOST_AN_HOUR):
                await work.texts.send(message, to=DUTY, handoff_id=handoff_id)
            raise RuntimeError("something else went wrong")

    with pytest.raises(RuntimeError):
        await fail()

    assert await alert(transactions, handoff_id)


async def test_no_number_stands_in_the_outbox_in_clear(
    transactions: Transactions, settings: Settings, handoff_id: uuid.UUID
) -> None:
    await alert(transactions, handoff_id)

    ((row, _),) = await texts_to(transactions, DUTY)
    keys: KeyRing = settings.data_keys
    assert b"900151" not in row.recipient
    assert b"900151" not in (row.recipient_digest or b"")
    assert keys.unwrap(row.data_key or b"", key_place(row.id)) is not None


@pytest.mark.parametrize("template", TEXTS, ids=lambda template: template.name)
def test_every_text_is_plain_gsm_and_carries_its_reference(template: Template) -> None:
    assert "((reference))" in template.body or "((code))" in template.body
    assert as_sent(template.body) == template.body


@pytest.mark.parametrize(
    "name", ["urgent_alert_sms", "urgent_digest_sms", "escalation_sms"], ids=str
)
def test_a_text_to_staff_is_one_message(name: str) -> None:
    link = f"https://frontdoor.example.com/console/handoffs/{uuid.uuid4()}"
    values = {
        "reference": "SF-7K3M-9Q2X",
        "count": "120",
        "waited": "45 minutes",
        "console_link": "https://frontdoor.example.com/console" if "digest" in name else link,
    }

    text = Personalisation(values).fill(load_templates()[name].body, bullets=False)

    assert parts(text) == 1


async def test_through_the_real_client_the_duty_officer_gets_fifteen_texts_and_one_digest(
    database: Database,
    settings: Settings,
    levers: httpx.AsyncClient,
    dispatching: Dispatching,
) -> None:
    two_minutes_ago = minutes_later(database, settings, -2)
    for _ in range(18):
        await danger(two_minutes_ago)

    async with dispatching():
        texts = await _received(levers, 16)

    bodies = [text["body"] for text in texts]
    assert len(set(bodies)) == 16
    assert sum("immediate alert SF-" in body for body in bodies) == 15
    (digest,) = (body for body in bodies if "immediate alert" not in body)
    assert digest.startswith("Front Door: 3 more alerts, the last is SF-")
    assert not any("hitting" in body for body in bodies)


async def _received(levers: httpx.AsyncClient, count: int) -> list[dict[str, str]]:
    """The texts Notify was given for the duty officer, once there are so many."""
    for _ in range(200):
        messages = (await levers.get("/messages")).json()
        texts = [message for message in messages if message["to"].endswith("7700900150")]
        if len(texts) >= count:
            return texts
        await asyncio.sleep(0.05)
    raise AssertionError(f"{len(texts)} of {count} texts")
