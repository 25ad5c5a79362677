"""The optional .env file at the top: KEY=VALUE lines, for settings kept on one machine."""

from pathlib import Path

from launch.refusal import CannotStart


def read_environment_file(path: Path) -> dict[str, str]:
    """The settings in the file, {} without a file; raises CannotStart naming a line that is wrong.

    Empty lines and lines that begin with # are passed over. One pair of quotation marks around a
    value is taken off; nothing else in it is touched.
    """
    if not path.exists():
        return {}
    settings = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        content = line.strip()
        if not content or content.startswith("#"):
            continue
        name, equals, value = content.removeprefix("export ").partition("=")
        if not equals or not name.strip().isidentifier():
            raise CannotStart(f"Line {number} of {path} is not of the form NAME=value.")
        settings[name.strip()] = _without_quotes(value.strip())
    return settings


def _without_quotes(value: str) -> str:
    for mark in ('"', "'"):
        if len(value) > 1 and value.startswith(mark) and value.endswith(mark):
            return value[1:-1]
    return value
