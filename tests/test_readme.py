"""The README and .env.example say what is so."""

from __future__ import annotations

import re
from pathlib import Path

from launch.machine import EVERY_SETTING
from launch.paths import CHECKOUT

#: Made and used on one machine only; nobody sets them.
INTERNAL = {
    "DATABASE_OWNER_PASSWORD",
    "NOTIFY_SANDBOX_RECEIPT_TOKEN",
    "NOTIFY_SANDBOX_RECEIPT_URL",
    "SANDBOX_NOTIFY_API_KEY",
}


def readme_settings() -> dict[str, str]:
    table = re.findall(r"^\| `([A-Z_]+)` \| (?:`(.*?)`)? \| ", read("README.md"), re.MULTILINE)
    return dict(table)


def example_settings() -> dict[str, str]:
    return dict(re.findall(r"^#([A-Z_]+)=(.*)$", read(".env.example"), re.MULTILINE))


def read(name: str) -> str:
    return Path(CHECKOUT, name).read_text(encoding="utf-8")


def test_the_readme_lists_every_setting_there_is() -> None:
    known = {name for name in EVERY_SETTING if name not in INTERNAL}

    assert set(readme_settings()) >= {name for name in known if not name.endswith("_PASSWORD")}
    assert set(readme_settings()) <= EVERY_SETTING


def test_the_readme_and_the_example_agree_on_every_default() -> None:
    assert readme_settings() == example_settings()


def test_every_file_the_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", read("README.md"))

    assert links
    for link in links:
        assert Path(CHECKOUT, link).exists(), link


def test_every_make_command_the_readme_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))

    assert set(re.findall(r"`?make ([a-z]+)\b", read("README.md"))) - {"one"} <= targets
