from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

from logger.migrate import DatabaseUrls
from logger.settings import Settings
from logger.staff.sign_in import SignIn
from logger.unit_of_work import Transactions
from tests.conftest import environment
from tests.logger.staff.people import quick_hashing


async def command(urls: DatabaseUrls, var_dir: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, what it said, and what it complained of."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "logger",
        "staff",
        *arguments,
        env={**os.environ, **environment(urls, var_dir)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode(), complained.decode()


async def test_adding_somebody_prints_a_password_that_opens_the_door_once(
    urls: DatabaseUrls, tmp_path: Path, transactions: Transactions, settings: Settings
) -> None:
    code, said, _ = await command(urls, tmp_path, "add", "kim@example.com", "--role", "supervisor")

    assert code == 0
    line = said.splitlines()[-1]
    assert re.fullmatch(r"One-time password: [2-9A-Z]{4}(-[2-9A-Z]{4}){3}", line)
    door = SignIn(transactions, quick_hashing(), settings.blind_index)
    admission = await door.sign_in("kim@example.com", line.split()[-1], device=None, ip="192.0.2.1")
    assert admission.must_change_password


async def test_adding_somebody_twice_is_one_plain_sentence(
    urls: DatabaseUrls, tmp_path: Path
) -> None:
    await command(urls, tmp_path, "add", "kim@example.com")

    code, said, complained = await command(urls, tmp_path, "add", "Kim@example.com")

    assert (code, said) == (1, "")
    assert complained.count("\n") == 1
    assert complained.startswith("kim@example.com is there already")
    assert (await command(urls, tmp_path, "count"))[1] == "1\n"


async def test_what_is_no_address_is_refused(urls: DatabaseUrls, tmp_path: Path) -> None:
    code, _, complained = await command(urls, tmp_path, "add", "kim")

    assert code == 1
    assert complained == "Write the email address in full, like sam.ade@example.com.\n"


async def test_nobody_unknown_can_be_disabled_or_reset(urls: DatabaseUrls, tmp_path: Path) -> None:
    for what in ("disable", "reset"):
        code, _, complained = await command(urls, tmp_path, what, "kim@example.com")
        assert code == 1
        assert complained == "There is no member of staff with the address kim@example.com.\n"
