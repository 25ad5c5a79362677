"""`python -m encoder build`: build the graph of the sentence model, unless it is there already."""

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from encoder.graph_file import build, is_built
from encoder.model_files import ModelFiles
from encoder.refusal import EncoderUnavailable


def main(arguments: list[str] | None = None, environment: Mapping[str, str] = os.environ) -> int:
    parser = argparse.ArgumentParser(prog="python -m encoder")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("build", help="build the sentence encoder in VAR_DIR")
    command.add_argument("--again", action="store_true", help="even if it is there already")
    chosen = parser.parse_args(arguments)
    var = Path(environment.get("VAR_DIR", "").strip() or "var")
    try:
        if chosen.again or not is_built(var):
            print("Sentence encoder: building ...", flush=True)  # noqa: T201  # takes a second
            build(var, ModelFiles.from_env(environment))
    except EncoderUnavailable as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201  # to the person at the terminal
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
