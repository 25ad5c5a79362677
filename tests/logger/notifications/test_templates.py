from __future__ import annotations

from pathlib import Path

import pytest

from logger.notifications.templates import TemplatesInvalid, load_templates


def test_every_template_has_an_id_of_its_own() -> None:
    ids = [template.id for template in load_templates().values()]

    assert len(set(ids)) == len(ids)


def test_an_id_given_to_two_templates_is_found_at_the_start(tmp_path: Path) -> None:
    overrides = tmp_path / "templates.yml"
    taken = load_templates()["handoff_email"].id
    overrides.write_text(f"resume_code_email: {taken}\n")

    with pytest.raises(TemplatesInvalid, match="handoff_email and resume_code_email"):
        load_templates(overrides)
