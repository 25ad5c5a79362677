"""Waiting until every part works, and saying what is still missing."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable

from launch.processes import Process
from launch.progress import say
from launch.refusal import CannotStart

_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class NotReadyInTime(CannotStart):
    """Something did not come up; the message names it and its log."""


def answers(url: str) -> bool:
    """Whether the address answers 200 now."""
    return _asked(url)[0] == 200


def wait_for(
    checks: dict[str, Callable[[], bool]],
    *,
    timeout: float,
    on_each: Callable[[str, float], None] | None = None,
    still_worth_it: Callable[[], None] = lambda: None,
) -> None:
    """Wait until every check has been true once; raises NotReadyInTime naming those that were not.

    `on_each` hears each name with the seconds it took; `still_worth_it` may raise to end the wait.
    """
    began = time.monotonic()
    waiting = dict(checks)
    while waiting:
        for name in [name for name, check in waiting.items() if check()]:
            del waiting[name]
            if on_each:
                on_each(name, time.monotonic() - began)
        if waiting and time.monotonic() - began > timeout:
            raise NotReadyInTime(f"Not ready after {timeout:.0f} s: {', '.join(waiting)}.")
        still_worth_it()
        if waiting:
            time.sleep(0.2)


def health_checks(table: Iterable[Process]) -> dict[str, Callable[[], bool]]:
    """A check for each process that has a health address."""

    def check_of(url: str) -> Callable[[], bool]:
        return lambda: answers(url)

    return {process.name: check_of(process.health) for process in table if process.health}


def unready_parts(url: str) -> list[str]:
    """What `/health/ready` says is not ready, like `bot (unreachable)`; [] when everything is."""
    status, body = _asked(url)
    if status == 200:
        return []
    try:
        checks: dict[str, str] = json.loads(body)["checks"]
    except (ValueError, KeyError):  # the answer of no web process, or of something before it
        return ["web"]
    return [f"{name} ({answer})" for name, answer in checks.items() if answer != "ok"]


def say_ready(name: str, seconds: float) -> None:
    say(f"  {name} is ready ({seconds:.1f} s)")


def _asked(url: str) -> tuple[int, bytes]:
    """The status and the body; status 0 when nothing answers."""
    try:
        with _NO_PROXY.open(url, timeout=2) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read()
    except OSError:
        return 0, b""
