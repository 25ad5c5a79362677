"""`make run`: everything up, the addresses printed, everything down again on Ctrl-C."""

import signal
import time
from types import FrameType

from launch import ports
from launch.exclusive import AlreadyHeld, exclusively
from launch.machine import Machine
from launch.preparation import prepare
from launch.progress import say
from launch.readiness import say_ready
from launch.refusal import CannotStart
from launch.stack import Stack

_FIRST_ADVISER = "adviser@example.com"


class StopRequested(BaseException):
    """Ctrl-C, or a request to end; not an error, so nothing that handles errors may catch it."""


def run(machine: Machine) -> None:
    """Run until asked to stop; raises CannotStart with a sentence for the person waiting."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, _request_stop)
    try:
        with exclusively(machine.var / "run.lock"):
            _run_alone(machine)
    except AlreadyHeld as holder:
        raise CannotStart(
            f"Front Door already runs from this folder (process {holder}), at {machine.chat_url}/: "
            "stop it there with Ctrl-C first."
        ) from None
    except StopRequested:
        say("Stopped.")


def _run_alone(machine: Machine) -> None:
    stack = Stack(machine)
    ports.check_free(machine, [name for process in stack.table for name in process.ports])
    prepare(machine.var)
    began = time.monotonic()
    try:
        say("Starting (each process writes to its own file in var/log):")
        stack.begin(on_each=say_ready)
        first_adviser = _first_adviser(stack)
        stack.wait_until_ready(on_each=say_ready)
        say(f"Front Door is ready after {time.monotonic() - began:.1f} s.")
        _say_addresses(stack)
        if first_adviser:
            say(f"The first person for the console, shown only now:\n{first_adviser}\n")
        say("Ctrl-C stops it.")
        _keep_running(stack)
    finally:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, signal.SIG_IGN)
        say("\nStopping ...")
        stack.stop()


def _keep_running(stack: Stack) -> None:
    """Watch over the one process that nobody else watches over."""
    while stack.is_supervised():
        time.sleep(1)
    raise CannotStart(
        "The supervisor ended, so everything was stopped: see "
        f"{stack.machine.log_folder / 'supervisord.log'}, then start again."
    )


def _say_addresses(stack: Stack) -> None:
    say(f"\n  chat     {stack.machine.environment['PUBLIC_URL'].rstrip('/')}/")
    say(f"  console  {stack.machine.environment['PUBLIC_URL'].rstrip('/')}/console")
    if stack.machine.runs_sandbox:
        say(f"  sandbox  {stack.sandbox_url}   (every e-mail and text message it would send)")
    say("")


def _first_adviser(stack: Stack) -> str | None:
    """What is said of the first adviser, made when there is nobody yet (and while the bot loads).

    In production nobody is made up: an operator adds the first person by name.
    """
    if stack.environment["FRONT_DOOR_ENV"] == "production":
        return None
    if stack.logger_command("staff", "count") != "0":
        return None
    return stack.logger_command("staff", "add", _FIRST_ADVISER, "--role", "supervisor")


def _request_stop(_sign: int, _frame: FrameType | None) -> None:
    raise StopRequested
