"""Part of `make check`: no file we keep names this machine or the registry it downloads from."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from launch.paths import CHECKOUT

# Written in pieces so that this file does not report itself.
_REGISTRY_SETTINGS = ("--index" + "-url", "--extra-index" + "-url", "--find" + "-links")
_REGISTRY_FIELDS = ('"resolved"' + r"\s*:", r"^registry\s*=", r"^index-url\s*=")


def traces(checkout: Path) -> Iterator[str]:
    """`file:line: what` for each trace of this machine in the files git keeps."""
    pattern = re.compile("|".join([*_paths_of_this_machine(checkout), *_registries()]))
    for path in _kept_files(checkout):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # a picture, or a file that was just removed
        for number, line in enumerate(lines, start=1):
            found = pattern.search(line)
            if found:
                yield f"{path.relative_to(checkout)}:{number}: {found.group()}"


def _paths_of_this_machine(checkout: Path) -> Iterator[str]:
    """Folders deep enough that nobody names them by chance."""
    for folder in {checkout, Path.home()}:
        if len(folder.parts) > 2:
            yield re.escape(str(folder)) + r"\b"


def _registries() -> Iterator[str]:
    yield from map(re.escape, _REGISTRY_SETTINGS)
    yield from _REGISTRY_FIELDS


def _kept_files(checkout: Path) -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
    )
    return (checkout / name for name in listed.stdout.split("\0") if name)


def main() -> int:
    found = list(traces(CHECKOUT))
    for trace in found:
        print(trace)
    print(f"{len(found)} traces of this machine or of a registry." if found else "No traces found.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
