"""`python -m logger notice`: what an operator is told."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from logger.migrate import DatabaseUrls
from tests.conftest import environment
from tests.logger.notice.made_up import PAGE, TEXT


class Operator:
    def __init__(self, urls: DatabaseUrls, folder: Path) -> None:
        self._environment = {**os.environ, **environment(urls, folder)}
        self._folder = folder

    async def run(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, what it said, and what it complained of."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "logger", "notice", *arguments),
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        said, complained = await process.communicate()
        assert process.returncode is not None
        return process.returncode, said.decode(), complained.decode()

    async def bring_in(
        self, content: str | bytes, name: str = "notice.txt"
    ) -> tuple[int, str, str]:
        file = self._folder / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return await self.run("import", str(file), "--by", "Kim Ade")


@pytest.fixture
def operator(urls: DatabaseUrls, tmp_path: Path) -> Operator:
    return Operator(urls, tmp_path)


async def test_a_first_import_says_what_was_found_what_is_missing_and_what_is_in_no_clause(
    operator: Operator,
) -> None:
    code, said, _ = await operator.bring_in(TEXT)

    assert code == 0
    assert said.startswith("Version 1, imported by Kim Ade on ")
    assert "11 of our 27 clauses were found in it." in said
    assert "does not have them (16):\n" in said
    assert "\n  sharing-fire, “Sharing with fire and rescue”\n" in said
    assert "nothing under it (1):\n  personal-data, “Personal data”\n" in said
    assert "none of our clauses (1):\n  “Pelican Charter” (paragraphs and points: 1)" in said
    assert "since" not in said


async def test_a_second_import_says_what_is_changed_new_and_gone(operator: Operator) -> None:
    await operator.bring_in(TEXT)
    changed = TEXT.replace("4 summers", "5 summers").replace("so that no kite is lost", "so that…")
    changed = changed.replace("Personal data\n", "").replace("  • Lamp lighters", "  • Fire crews")

    _, said, _ = await operator.bring_in(changed)

    assert "Changed since version 1: read our answers from these again (3):" in said
    assert "  retention, “Retention period”\n    no more: Blue kites: for 4 summers.\n" in said
    assert "    now: Blue kites: for 5 summers.\n" in said
    assert "New since version 1 (1):\n  sharing-fire, “Sharing with fire and rescue”" in said
    assert "  personal-data, “Personal data”, was in version 1\n" in said


async def test_other_line_ends_change_no_clause(operator: Operator) -> None:
    await operator.bring_in(TEXT)

    _, said, _ = await operator.bring_in(TEXT.replace("\n", "\r\n").encode("utf-16"))

    assert "Version 2, imported by Kim Ade" in said
    assert "No clause has changed since version 1, and none is new." in said


async def test_the_same_file_is_stored_once(operator: Operator) -> None:
    await operator.bring_in(TEXT)

    code, said, _ = await operator.bring_in(TEXT, "again.txt")

    assert code == 0
    assert said.startswith("This file was imported before and is not stored again. Version 1, ")
    assert (await operator.run("list"))[1].count("\n") == 1


async def test_an_older_version_can_be_put_in_use_again(operator: Operator) -> None:
    await operator.bring_in(TEXT)
    await operator.bring_in(PAGE)

    _, said, _ = await operator.bring_in(TEXT)

    assert "is in use again in place of version 2." in said
    listed = (await operator.run("list"))[1].splitlines()
    assert [line[:9] for line in listed] == ["Version 1", "Version 2"]
    assert listed[0].endswith(", in use")
    assert not listed[1].endswith(", in use")


async def test_the_list_says_when_there_is_none(operator: Operator) -> None:
    assert (await operator.run("list"))[1].startswith("No notice has been imported")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "There is not a word in this file."),
        (b" \n\xef\xbb\xbf\n", "There is not a word in this file."),
        (b"<html><script>kite()</script></html>", "There is not a word in this file."),
        (bytes(range(256)) * 40, "This file is no text"),
        (b"kite " * 2_097_152, "This file is larger than 1,024 KB"),
        (b"Bins\n\nPut them out on Monday.\n", "None of our clauses was found in this file"),
    ],
    ids=["empty", "blank", "only a script", "rubbish", "10 MB", "another page"],
)
async def test_what_is_no_notice_is_refused_in_a_sentence(
    operator: Operator, content: bytes, reason: str
) -> None:
    code, said, complained = await operator.bring_in(content)

    assert (code, said) == (1, "")
    assert complained.startswith(reason)
    assert complained.endswith("Nothing was stored.\n")


async def test_a_file_that_cannot_be_read_is_named(operator: Operator, tmp_path: Path) -> None:
    for path in ("gone.txt", str(tmp_path)):
        code, _, complained = await operator.run("import", path)

        assert code == 1
        assert complained.startswith(f"{path} was not read: ")
