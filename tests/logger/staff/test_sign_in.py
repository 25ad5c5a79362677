from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from logger.audit.models import AuditEvent
from logger.database import Database
from logger.settings import Settings
from logger.staff.members import SignedIn, StaffEmail
from logger.staff.models import SignInFailure, StaffMember, StaffSession
from logger.staff.passwords import PasswordHashing
from logger.staff.refusals import (
    NotSignedIn,
    PasswordUnsuitable,
    SignInRefused,
    SignInSlowed,
    StaffMemberKnown,
)
from logger.staff.sign_in import Admission, PasswordWrong, SignIn
from logger.unit_of_work import Transactions
from tests.logger.staff.people import PASSWORD, add_member, quick_hashing

SAM = "sam.ade@example.com"
HOME = "192.0.2.1"


@pytest.fixture
def door(transactions: Transactions, settings: Settings) -> SignIn:
    return SignIn(transactions, quick_hashing(), settings.blind_index)


async def enter(
    door: SignIn,
    password: str = PASSWORD,
    *,
    email: str = SAM,
    device: str | None = None,
    ip: str = HOME,
) -> Admission:
    return await door.sign_in(email, password, device=device, ip=ip)


async def fail(door: SignIn, times: int, **where: str) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            await enter(door, "wrong", **where)


async def who_is(transactions: Transactions, secret: str) -> SignedIn:
    async with transactions.begin() as work:
        return await work.staff.signed_in(secret)


async def set_session(database: Database, **columns: object) -> None:
    async with database.begin() as session:
        await session.execute(update(StaffSession).values(**columns))


async def test_the_right_password_opens_a_session_in_any_spelling_of_the_address(
    transactions: Transactions, door: SignIn
) -> None:
    member = await add_member(transactions)

    admission = await enter(door, email="  Sam.ADE@Example.com ")

    assert (await who_is(transactions, admission.session)).member == member
    assert member.name == "Sam Ade"
    assert not admission.must_change_password


async def test_each_sign_in_has_a_session_and_a_form_token_of_its_own(
    transactions: Transactions, door: SignIn
) -> None:
    await add_member(transactions)

    first, second = await enter(door), await enter(door)

    assert first.session != second.session
    tokens = {(await who_is(transactions, one.session)).csrf_token for one in (first, second)}
    assert len(tokens) == 2


async def test_the_secret_of_a_session_is_not_in_the_database(
    transactions: Transactions, door: SignIn, database: Database
) -> None:
    await add_member(transactions)

    admission = await enter(door)

    async with database.begin() as session:
        rows = await session.execute(text("SELECT staff_session::text FROM logger.staff_session"))
        assert admission.session.encode().hex() not in str(rows.all())
        assert admission.session not in str(rows.all())


async def test_address_and_name_are_not_in_the_database_in_clear(
    transactions: Transactions, database: Database
) -> None:
    await add_member(transactions)

    async with database.begin() as session:
        row = (
            await session.execute(text("SELECT s::text FROM logger.staff_member s"))
        ).scalar_one()
    for words in ("sam", "Ade", "example"):
        assert words not in row
        assert words.encode().hex() not in row


async def test_unknown_wrong_expired_and_disabled_get_one_answer(
    transactions: Transactions, door: SignIn, database: Database
) -> None:
    await add_member(transactions)
    await add_member(transactions, "kim@example.com", is_one_time=True)
    await add_member(transactions, "lee@example.com")
    async with transactions.begin() as work:
        await work.staff.disable(StaffEmail("lee@example.com"))
    async with database.begin() as session:
        await session.execute(
            update(StaffMember)
            .where(StaffMember.must_change_password)
            .values(password_expires_at=func.clock_timestamp() - timedelta(seconds=1))
        )

    answers = set()
    for email, password in (
        ("nobody@example.com", PASSWORD),
        ("not an address", PASSWORD),
        (SAM, "wrong"),
        ("kim@example.com", PASSWORD),
        ("lee@example.com", PASSWORD),
    ):
        with pytest.raises(SignInRefused) as refusal:
            await enter(door, password, email=email)
        answers.add((refusal.value.status, refusal.value.detail))

    assert len(answers) == 1


async def test_an_unknown_address_takes_as_long_as_a_wrong_password(
    transactions: Transactions, settings: Settings
) -> None:
    await add_member(transactions)
    hashing = PasswordHashing()
    async with transactions.begin() as work:
        account = await work.staff.account_of(StaffEmail(SAM))
        assert account is not None
        await work.staff.renew_hash(account.member, await hashing.hash(PASSWORD))
    door = SignIn(transactions, hashing, settings.blind_index)
    await fail(door, 1, email="warm.up@example.com")

    took = {}
    for email in (SAM, "nobody@example.com"):
        began = time.perf_counter()
        await fail(door, 2, email=email)
        took[email] = time.perf_counter() - began

    assert 0.4 < took[SAM] / took["nobody@example.com"] < 2.5


async def test_the_sixth_try_has_to_wait_even_with_the_right_password(
    transactions: Transactions, door: SignIn, database: Database
) -> None:
    await add_member(transactions)
    await fail(door, 5)

    with pytest.raises(SignInSlowed) as slowed:
        await enter(door)

    assert 0 < (slowed.value.retry_after or 0) <= 30
    async with database.begin() as session:
        await session.execute(
            update(SignInFailure).values(failed_at=func.clock_timestamp() - timedelta(seconds=31))
        )
    assert (await enter(door)).session


async def test_an_unknown_address_is_slowed_alike(door: SignIn) -> None:
    await fail(door, 5, email="nobody@example.com")

    with pytest.raises(SignInSlowed):
        await enter(door, email="nobody@example.com")


async def test_many_tries_at_once_are_counted_before_any_is_answered(
    transactions: Transactions, door: SignIn
) -> None:
    await add_member(transactions)

    answers = await asyncio.gather(
        *(enter(door, "wrong") for _ in range(15)), return_exceptions=True
    )

    assert sum(isinstance(answer, SignInRefused) for answer in answers) == 5
    assert sum(isinstance(answer, SignInSlowed) for answer in answers) == 10


async def test_failures_from_elsewhere_do_not_slow_the_device_that_is_known(
    transactions: Transactions, door: SignIn
) -> None:
    await add_member(transactions)
    device = (await enter(door)).device
    for network in range(10, 14):
        await fail(door, 5, ip=f"198.51.100.{network}")

    with pytest.raises(SignInSlowed):
        await enter(door, ip="203.0.113.9")
    assert (await enter(door, device=device, ip="203.0.113.9")).device == device


async def test_failures_never_end_a_session(transactions: Transactions, door: SignIn) -> None:
    await add_member(transactions)
    session = (await enter(door)).session

    for network in range(10, 15):
        with pytest.raises((SignInRefused, SignInSlowed)):
            await fail(door, 6, ip=f"198.51.100.{network}")

    assert await who_is(transactions, session)


async def test_strangers_cannot_keep_a_new_member_from_their_first_sign_in(
    transactions: Transactions, door: SignIn
) -> None:
    await add_member(transactions, password="7K3M-9Q2X-AAAA-BBBB", is_one_time=True)
    for network in range(10, 16):
        await fail(door, 4, ip=f"198.51.100.{network}")

    admission = await enter(door, "7K3M-9Q2X-AAAA-BBBB")

    assert admission.must_change_password


async def test_one_network_cannot_go_through_all_addresses(
    door: SignIn,
) -> None:
    for number in range(50):
        await fail(door, 1, email=f"person{number}@example.com")

    with pytest.raises(SignInSlowed):
        await enter(door, email="another@example.com")


async def test_success_forgets_the_slips_before_it(
    transactions: Transactions, door: SignIn
) -> None:
    await add_member(transactions)
    await fail(door, 4)
    await enter(door)

    await fail(door, 4)

    assert await enter(door)


async def test_a_session_ends_after_half_an_hour_without_a_look(
    transactions: Transactions, door: SignIn, database: Database
) -> None:
    await add_member(transactions)
    session = (await enter(door)).session
    await set_session(database, last_seen_at=func.clock_timestamp() - timedelta(minutes=29))
    await who_is(transactions, session)
    await set_session(database, last_seen_at=func.clock_timestamp() - timedelta(minutes=30))

    with pytest.raises(NotSignedIn):
        await who_is(transactions, session)


async def test_a_session_ends_after_twelve_hours_however_busy(
    transactions: Transactions, door: SignIn, database: Database
) -> None:
    await add_member(transactions)
    session = (await enter(door)).session
    await set_session(database, started_at=func.clock_timestamp() - timedelta(hours=12))

    with pytest.raises(NotSignedIn):
        await who_is(transactions, session)


async def test_sessions_that_have_ended_are_cleared_away(
    transactions: Transactions, door: SignIn, database: Database
) -> None:
    await add_member(transactions)
    await enter(door)
    await set_session(database, started_at=func.clock_timestamp() - timedelta(hours=13))

    await enter(door)

    async with database.begin() as session:
        assert (await session.execute(select(func.count(StaffSession.token_hash)))).scalar() == 1


async def test_disabling_somebody_ends_their_session_at_once(
    transactions: Transactions, door: SignIn
) -> None:
    await add_member(transactions)
    session = (await enter(door)).session

    async with transactions.begin() as work:
        await work.staff.disable(StaffEmail(SAM))

    with pytest.raises(NotSignedIn):
        await who_is(transactions, session)


async def test_a_new_password_ends_the_other_sessions_and_begins_another(
    transactions: Transactions, door: SignIn
) -> None:
    await add_member(transactions)
    old, other = (await enter(door)).session, (await enter(door)).session
    who = await who_is(transactions, old)

    admission = await door.change_password(who, current=PASSWORD, new="a lamp of green tin")

    for ended in (old, other):
        with pytest.raises(NotSignedIn):
            await who_is(transactions, ended)
    assert (await who_is(transactions, admission.session)).member.email.address == SAM
    await fail(door, 1)
    assert await enter(door, "a lamp of green tin")


async def test_a_change_needs_the_present_password_and_guesses_are_slowed(
    transactions: Transactions, door: SignIn
) -> None:
    await add_member(transactions)
    who = await who_is(transactions, (await enter(door)).session)

    for _ in range(5):
        with pytest.raises(PasswordWrong):
            await door.change_password(who, current="guess", new="a lamp of green tin")

    with pytest.raises(SignInSlowed):
        await door.change_password(who, current=PASSWORD, new="a lamp of green tin")
    assert await enter(door)


async def test_the_one_time_password_cannot_be_kept(
    transactions: Transactions, door: SignIn
) -> None:
    given = "7K3M-9Q2X-AAAA-BBBB"
    await add_member(transactions, password=given, is_one_time=True)
    who = await who_is(transactions, (await enter(door, given)).session)

    with pytest.raises(PasswordUnsuitable):
        await door.change_password(who, current="", new=given)
    await door.change_password(who, current="", new="a lamp of green tin")

    await fail(door, 1)
    assert not (await enter(door, "a lamp of green tin")).must_change_password


async def test_a_reset_gives_a_new_one_time_password_and_ends_sessions(
    transactions: Transactions, door: SignIn
) -> None:
    await add_member(transactions)
    session = (await enter(door)).session
    encoded = await quick_hashing().hash("NEW1-NEW2-NEW3-NEW4")

    async with transactions.begin() as work:
        await work.staff.reset(StaffEmail(SAM), one_time_hash=encoded)

    with pytest.raises(NotSignedIn):
        await who_is(transactions, session)
    await fail(door, 1)
    assert (await enter(door, "NEW1-NEW2-NEW3-NEW4")).must_change_password


async def test_one_address_is_one_member(transactions: Transactions) -> None:
    await add_member(transactions)

    with pytest.raises(StaffMemberKnown):
        await add_member(transactions, "SAM.ADE@EXAMPLE.COM")


async def test_an_older_hash_is_renewed_at_the_next_sign_in(
    transactions: Transactions, settings: Settings
) -> None:
    await add_member(transactions)
    door = SignIn(transactions, PasswordHashing(), settings.blind_index)

    await enter(door)

    async with transactions.begin() as work:
        account = await work.staff.account_of(StaffEmail(SAM))
    assert account is not None
    assert account.password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert await enter(door)


async def test_every_sign_in_and_failure_is_in_the_audit_trail_without_addresses(
    transactions: Transactions, door: SignIn, database: Database
) -> None:
    await add_member(transactions)
    await fail(door, 1)
    await fail(door, 1, email="nobody@example.com")
    async with transactions.begin() as work:
        await work.staff.sign_out("not a session")
    admission = await enter(door)
    async with transactions.begin() as work:
        await work.staff.sign_out(admission.session)

    async with database.begin() as session:
        events = (await session.execute(select(AuditEvent).order_by(AuditEvent.id))).scalars().all()
    assert [(event.action, event.subject_kind) for event in events] == [
        ("staff.added", "staff_member"),
        ("staff.sign-in-failed", "staff_member"),
        ("staff.sign-in-failed", "unknown_address"),
        ("staff.signed-in", "staff_member"),
        ("staff.signed-out", "staff_member"),
    ]
