"""`python -m launch COMMAND`: what the Makefile calls once the environments are there."""

import argparse
import os
import sys

from launch import extraction, safety_classifier, sentence_encoder
from launch.machine import Machine, settings_given_here
from launch.paths import CHECKOUT, SERVICE_PYTHON, var_folder
from launch.preparation import assistant_in, prepare
from launch.refusal import CannotStart
from launch.run import run


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m launch")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="start everything and wait for Ctrl-C")
    commands.add_parser(
        "prepare", help="build front end and encoder, train the assistant, if needed"
    )
    commands.add_parser("train", help="check what is learnt from, train assistant and safety gate")
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
    var = var_folder(settings_given_here())
    if chosen.command == "run":
        run(Machine.here())
    elif chosen.command == "prepare":
        prepare(var)
    elif chosen.command == "train":
        sentence_encoder.build(var)
        safety_classifier.train(var, force=True)
        extraction.train(var, force=True)
        assistant_in(var).validate()
        assistant_in(var).train(force=True)
    elif chosen.command == "validate":
        assistant_in(var).validate()
    else:
        machine = Machine.here()
        os.chdir(CHECKOUT)
        argv = [str(SERVICE_PYTHON), "-m", "logger", *chosen.arguments]
        os.execve(argv[0], argv, {**os.environ, **machine.environment})  # noqa: S606  # no shell


if __name__ == "__main__":
    sys.exit(main())
