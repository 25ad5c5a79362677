from pathlib import Path

import pytest

from logger.settings import Settings, SettingsInvalid
from tests.conftest import key

WHOLE = {
    "DATABASE_URL": "postgresql://service:x@127.0.0.1/front_door",
    "DATA_KEYS": f"1:{key('a')}",
    "INDEX_KEY": key("b"),
    "BOT_TOKEN": "bot",
    "ACTIONS_TOKEN": "actions",
    "NOTIFY_API_KEY": "front_door-key",
}


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(SettingsInvalid) as problem:
        Settings.from_env({})

    for name in ("DATABASE_URL", "DATA_KEYS", "INDEX_KEY", "BOT_TOKEN", "ACTIONS_TOKEN"):
        assert name in str(problem.value)


def test_a_real_key_goes_to_notify_and_the_sandbox_key_stays_here() -> None:
    real = Settings.from_env(WHOLE)
    sandbox = Settings.from_env(
        WHOLE | {"NOTIFY_API_KEY": "", "SANDBOX_NOTIFY_API_KEY": "sandbox-key"}
    )

    assert real.notify_base_url == "https://api.notifications.service.gov.uk"
    assert sandbox.notify_base_url == "http://127.0.0.1:6011"


def test_the_clock_may_not_be_moved_in_production() -> None:
    with pytest.raises(SettingsInvalid, match="CLOCK_OFFSET_SECONDS"):
        Settings.from_env(WHOLE | {"FRONT_DOOR_ENV": "production", "CLOCK_OFFSET_SECONDS": "60"})


def test_a_number_that_is_none_is_named_with_what_was_given() -> None:
    with pytest.raises(SettingsInvalid, match="WEB_PORT must be a whole number, not 'eighty'"):
        Settings.from_env(WHOLE | {"WEB_PORT": "eighty"})


def test_no_key_is_shown_in_a_problem() -> None:
    with pytest.raises(SettingsInvalid) as problem:
        Settings.from_env(WHOLE | {"DATA_KEYS": "1:c2VjcmV0", "VAR_DIR": str(Path("x"))})

    assert "c2VjcmV0" not in str(problem.value)


def test_production_refuses_what_would_fail_in_silence() -> None:
    with pytest.raises(SettingsInvalid) as problem:
        Settings.from_env(WHOLE | {"FRONT_DOOR_ENV": "production"})

    for name in (
        "TEAM_EMAIL",
        "DUTY_EMAIL",
        "DUTY_PHONE_NUMBER",
        "NOTIFY_TEMPLATES",
        "PUBLIC_URL must begin with https://",
    ):
        assert name in str(problem.value)


def test_the_other_queues_go_to_the_team_unless_they_have_a_mailbox() -> None:
    team = Settings.from_env(WHOLE | {"TEAM_EMAIL": "team@example.com"})
    own = Settings.from_env(WHOLE | {"DATA_PROTECTION_EMAIL": "data@example.com"})

    assert team.data_protection_email == team.complaints_email == "team@example.com"
    assert own.data_protection_email == "data@example.com"


@pytest.mark.parametrize("number", ["01632 960999", "duty", "+1 202 555 0100", "999"])
def test_a_duty_number_that_cannot_be_sent_a_text_is_named(number: str) -> None:
    with pytest.raises(SettingsInvalid, match="DUTY_PHONE_NUMBER must be a UK mobile number"):
        Settings.from_env(WHOLE | {"DUTY_PHONE_NUMBER": number})


def test_a_mobile_number_may_be_written_with_spaces() -> None:
    settings = Settings.from_env(WHOLE | {"DUTY_PHONE_NUMBER": "+44 7700 900150"})

    assert settings.duty_phone_number == "+447700900150"


@pytest.mark.parametrize("minutes", ["0", "-5", "100000"])
def test_a_target_that_makes_no_sense_is_named(minutes: str) -> None:
    with pytest.raises(SettingsInvalid, match="TARGET_URGENT_MINUTES"):
        Settings.from_env(WHOLE | {"TARGET_URGENT_MINUTES": minutes})
