"""`python -m logger notify check` against the sandbox."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from logger.notifications import check
from logger.notifications.check import differences, placeholders
from logger.notifications.templates import Template, load_templates
from logger.notify_sandbox.app import RunningSandbox
from logger.settings import Settings
from tests.conftest import environment


def there(templates: dict[str, Template]) -> dict[str, dict[str, Any]]:
    return {
        str(t.id): {"type": t.type, "body": t.body, "subject": t.subject, "version": 3}
        for t in templates.values()
    }


@pytest.fixture
def ours() -> dict[str, Template]:
    return dict(load_templates())


def changed(ours: dict[str, Template], **to: Any) -> list[str]:
    """What is said when the acknowledgement is another one in the service."""
    theirs = there(ours)
    theirs[str(ours["acknowledgement_sms"].id)] |= to
    return list(differences(ours, theirs))


def test_nothing_is_said_of_templates_that_are_alike(ours: dict[str, Template]) -> None:
    assert list(differences(ours, there(ours))) == []
    assert changed(ours, body=f"{ours['acknowledgement_sms'].body}  \r\n") == []


def test_a_template_that_is_not_there_is_named(ours: dict[str, Template]) -> None:
    lost = replace(ours["acknowledgement_sms"], id=uuid4())

    (said,) = differences({"acknowledgement_sms": lost}, there(ours))

    assert said == f"acknowledgement_sms: the service has no template with the id {lost.id}."


def test_a_template_of_another_type_is_named(ours: dict[str, Template]) -> None:
    assert changed(ours, type="email") == [
        "acknowledgement_sms: it is a template for email, and should be for sms."
    ]


def test_placeholders_that_differ_are_named(ours: dict[str, Template]) -> None:
    said = changed(ours, body="Your reference is ((Reference)). ((first name)) reads it.")

    assert said == [
        "acknowledgement_sms: ((readby)) is missing there, so people will not read it.",
        (
            "acknowledgement_sms: ((firstname)) is not filled in by us, so Notify will refuse every"
            " message."
        ),
    ]


def test_other_words_are_named_with_their_version(ours: dict[str, Template]) -> None:
    body = ours["acknowledgement_sms"].body.replace("999", "101")

    assert changed(ours, body=body) == [
        "acknowledgement_sms: its words differ from ours in version 3."
    ]


def test_placeholders_are_read_as_notify_reads_them() -> None:
    assert placeholders("((Read by)) ((read_by))", None, "((urgent??Come now)) (x)") == {
        "readby",
        "urgent",
    }


async def test_the_sandbox_has_our_templates(
    sandbox: RunningSandbox,
    settings: Settings,
    urls: Any,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    values = environment(urls, tmp_path) | {"NOTIFY_BASE_URL": sandbox.url}
    for name, value in values.items():
        monkeypatch.setenv(name, value)

    code = await asyncio.to_thread(check.main)

    said = capsys.readouterr().out
    assert code == 0, said
    assert "acknowledgement_sms is version 1 there." in said
    assert f"All {len(load_templates())} templates are as they should be." in said
