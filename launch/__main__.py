"""`python -m launch COMMAND`: what the Makefile calls once the environments are there."""

import argparse
import os
import sys

from launch.machine import Machine
from launch.paths import CHECKOUT, SERVICE_PYTHON
from launch.refusal import CannotStart


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m launch")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="start everything and wait for Ctrl-C")
    commands.add_parser("prepare", help="build the front end and train the assistant if needed")
    commands.add_parser("train", help="check the conversation files and train the assistant")
    commands.add_parser("validate", help="check the conversation files")
    logger = commands.add_parser("logger", help="python -m logger, with this machine's settings")
    logger.add_argument("arguments", nargs=argparse.REMAINDER)
    chosen = parser.parse_args(arguments)
    try:
        _run(chosen)
    except CannotStart as refusal:
        print(f"\n{refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    return 0


def _run(chosen: argparse.Namespace) -> None:
    from launch import run

    machine = Machine.here()
    if chosen.command == "run":
        run.run(machine)
    elif chosen.command == "prepare":
        run.prepare(machine)
    elif chosen.command == "train":
        run.assistant_of(machine).validate()
        run.assistant_of(machine).train(force=True)
    elif chosen.command == "validate":
        run.assistant_of(machine).validate()
    else:
        os.chdir(CHECKOUT)
        argv = [str(SERVICE_PYTHON), "-m", "logger", *chosen.arguments]
        os.execve(argv[0], argv, {**os.environ, **machine.environment})  # noqa: S606  # no shell


if __name__ == "__main__":
    sys.exit(main())
