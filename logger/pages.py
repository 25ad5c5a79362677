"""The pages: one Jinja environment for the chat and the console.

    pages.configure(assets=settings.var_dir / "assets", council=organisation)   # once, at start
    pages.render("console/queue.html", member=member, ...)

Each template says in a comment at its top what it wants; a name that is missing raises
UndefinedError.

The assets lie under `<var>/assets/<version>/`, the version being a hash of everything they are made
from. So whatever is served at /assets/<version>/ never changes and may be cached for a year
(ASSETS_CACHE_CONTROL), and `asset("chat.js")` in a template gives today's address.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)
from markupsafe import Markup

ASSETS_CACHE_CONTROL: Final = "public, max-age=31536000, immutable"
CURRENT_VERSION: Final = "current"
LEAVE_TO: Final = "https://www.bbc.co.uk/weather"

_HERE: Final = Path(__file__).parent
_LOCAL_TIME: Final = ZoneInfo("Europe/London")
_COMPONENTS: Final = {
    "govukButton": "button",
    "govukCharacterCount": "character-count",
    "govukErrorSummary": "error-summary",
    "govukExitThisPage": "exit-this-page",
    "govukInput": "input",
    "govukPasswordInput": "password-input",
    "govukRadios": "radios",
    "govukTag": "tag",
    "govukTextarea": "textarea",
}


class AssetsNotBuilt(Exception):
    """The style sheet and scripts are missing; `make run` builds them."""


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, which are separated by blank lines."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return [paragraph.strip("\n") for paragraph in lines.split("\n\n") if paragraph.strip()]


def time_of_day(at: datetime) -> str:
    """`2:05pm`, in the time of the council."""
    return f"{at.astimezone(_LOCAL_TIME):%I:%M%p}".lstrip("0").lower()


def date(at: datetime) -> str:
    """`31 January 2026`, in the time of the council."""
    local = at.astimezone(_LOCAL_TIME)
    return f"{local.day} {local:%B %Y}"


def date_and_time(at: datetime) -> str:
    """`31 January 2026, 2:05pm`, in the time of the council."""
    return f"{date(at)}, {time_of_day(at)}"


def ago(at: datetime, now: datetime) -> str:
    """`5 minutes ago`: how long before `now` it was, in its largest whole unit."""
    seconds = max(0, int((now - at).total_seconds()))
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = seconds // length
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"


def error_list(errors: Mapping[str, str]) -> list[dict[str, str]]:
    """What an error summary lists: each sentence, linked to its field."""
    return [{"text": sentence, "href": f"#{field}"} for field, sentence in errors.items()]


def radio_items(options: Sequence[Any], chosen: str) -> list[dict[str, Any]]:
    """Radio buttons for options with a `.value` and a `.label`."""
    return [
        {"value": option.value, "text": option.label, "checked": option.value == chosen}
        for option in options
    ]


def _component(name: str) -> Callable[..., Markup]:
    """A GOV.UK component as a function.

    Their macros look for parameters that were not given, so they live in an environment that lets
    them; what our own templates forget still raises.
    """
    environment = Environment(
        loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        autoescape=True,
        undefined=ChainableUndefined,
    )
    template = environment.get_template(
        f"govuk_frontend_jinja/components/{_COMPONENTS[name]}/macro.html"
    )
    component: Callable[..., Markup] = getattr(template.module, name)
    return component


def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(_HERE / "templates"),
                PrefixLoader(
                    {
                        "webchat": FileSystemLoader(_HERE / "webchat" / "templates"),
                        "console": FileSystemLoader(_HERE / "console" / "templates"),
                    }
                ),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for rule in (paragraphs, time_of_day, date, date_and_time, ago, error_list, radio_items):
        environment.filters[rule.__name__] = rule
    environment.globals.update({name: _component(name) for name in _COMPONENTS})
    environment.globals.update(
        asset=lambda name: f"/assets/{name}",
        council={"name": "the council", "service_name": "Supporting Families"},
        leave_to=LEAVE_TO,
    )
    return environment


_pages: Final = _environment()


def configure(*, assets: Path, council: Mapping[str, Any], leave_to: str = LEAVE_TO) -> None:
    """Say once, at start, where the built assets lie and whose pages these are.

    `council` has `name` and `service_name`. Raises AssetsNotBuilt.
    """
    current = assets / CURRENT_VERSION
    if not current.is_file():
        raise AssetsNotBuilt(
            f"{current} is missing: run `make run`, which builds the assets first."
        )
    version = current.read_text(encoding="utf-8").strip()
    _pages.globals.update(
        asset=lambda name: f"/assets/{version}/{name}", council=council, leave_to=leave_to
    )


def render(template: str, **context: Any) -> str:
    """The page as HTML: "webchat/chat.html", "console/queue.html", "error.html"."""
    return _pages.get_template(template).render(**context)
