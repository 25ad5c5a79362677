import asyncio

import pytest

from logger.staff.common_passwords import is_common
from logger.staff.members import StaffEmail
from logger.staff.passwords import (
    WAITING_AT_MOST,
    TooBusy,
    check_suitable,
    new_one_time_password,
)
from logger.staff.refusals import PasswordUnsuitable
from tests.logger.staff.people import quick_hashing

EMAIL = StaffEmail("sam.ade@example.com")


@pytest.mark.parametrize(
    "password", ["kestrel on a wet fence", "jvq8w0zt", "CORRECT-HORSE-BATTERY", "ß" * 7 + "axyz"]
)
def test_a_password_that_is_hard_to_guess_is_taken_whatever_it_is_made_of(password: str) -> None:
    check_suitable(password, EMAIL)


@pytest.mark.parametrize(
    "password",
    ["jvq8w0z", "x1" * 101, "Summer2024!", "password", "P4ssw0rd1", "mysam.adepw", "SAM.ADE-2026"],
)
def test_a_password_that_is_short_endless_common_or_the_own_name_is_refused(password: str) -> None:
    with pytest.raises(PasswordUnsuitable):
        check_suitable(password, EMAIL)


@pytest.mark.parametrize(
    "password",
    [
        "liverpool1",
        "$unshine99",
        "12345678",
        "87654321",
        "qwertyui",
        "1q2w3e4r",
        "aaaaaaaa",
        "abc1abc1abc1",
        "12061984",
        "arsenalarsenal",
        "I love you",
        "Wel come 1",
    ],
)
def test_disguises_of_common_passwords_are_seen_through(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize("password", ["two red liverpool buses", "monday-kettle", "83920174651"])
def test_a_phrase_that_has_a_common_word_in_it_is_not_common(password: str) -> None:
    assert not is_common(password)


def test_one_time_passwords_are_readable_and_differ() -> None:
    passwords = {new_one_time_password() for _ in range(200)}

    assert len(passwords) == 200
    assert all(len(password) == 19 for password in passwords)
    assert not set("".join(passwords)) & set("01OIL")


async def test_the_same_letters_from_another_keyboard_are_the_same_password() -> None:
    hashing = quick_hashing()
    encoded = await hashing.hash("cafe\u0301 au lait")

    assert await hashing.verify(encoded, "caf\u00e9 au lait")
    assert not await hashing.verify(encoded, "cafe au lait")


async def test_without_an_account_nothing_is_right() -> None:
    assert not await quick_hashing().verify(None, "anything at all")


async def test_a_password_longer_than_any_we_take_is_never_right() -> None:
    hashing = quick_hashing()
    encoded = await hashing.hash("x" * 200)

    assert not await hashing.verify(encoded, "x" * 1_000_000)


async def test_a_crowd_at_the_door_is_turned_away_instead_of_queueing_for_ever() -> None:
    hashing = quick_hashing()
    encoded = await hashing.hash("seven purple teapots")

    answers = await asyncio.gather(
        *(hashing.verify(encoded, "wrong") for _ in range(WAITING_AT_MOST + 10)),
        return_exceptions=True,
    )

    assert sum(isinstance(answer, TooBusy) for answer in answers) == 10
    assert await hashing.verify(encoded, "seven purple teapots")
