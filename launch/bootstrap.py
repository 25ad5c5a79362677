"""`make` begins here, with any Python from 3.9: uv, the two environments, then the command.

Standard library only, and nothing of ours: it runs before anything is installed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
VENVS = CHECKOUT / ".venv"
REQUIREMENTS = CHECKOUT / "requirements"
PYTHONS = {"service": "3.12", "bot": "3.10"}
OLDEST_UV = (0, 6)
STAMP = "installed.json"


def main(arguments: list[str]) -> None:
    """`run` needs what runs, `test` also what tests, `lock` no environment at all.

    With words after the first, those are then run as `python -m ...` of the service environment.
    """
    os.chdir(CHECKOUT)
    wanted, *command = arguments
    if wanted == "lock":
        lock(find_uv(), upgrade="--upgrade" in command)
        return
    set_up(with_tests=wanted == "test")
    if command:
        python = str(python_of("service"))
        os.execv(python, [python, "-m", *command])  # noqa: S606  # a list, never a shell


def set_up(*, with_tests: bool) -> None:
    """Bring both environments to their locks, unless they are there already."""
    VENVS.mkdir(exist_ok=True)
    with (VENVS / "set-up.lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        uv: str | None = None
        for name in PYTHONS:
            lock_name = lock_to_install(name, with_tests=with_tests)
            if lock_name is None:
                continue
            uv = uv or find_uv()
            make_environment(uv, name)
            install(uv, name, lock_name)


def lock_to_install(name: str, *, with_tests: bool) -> str | None:
    """The lock this environment still needs; None when it has it.

    An environment that has the test tools keeps them, so that `make run` and `make test` do not
    take turns in undoing each other's work.
    """
    had = stamp_of(name) if is_usable(name) else {}
    lock_name = f"{name}-test" if with_tests or f"{name}-test" in had else name
    return None if had.get(lock_name) == hash_of(lock_name) else lock_name


def stamp_of(name: str) -> dict[str, str]:
    path = VENVS / name / STAMP
    if not path.exists():
        return {}
    stamp: dict[str, str] = json.loads(path.read_text(encoding="ascii"))
    return stamp


def stamp(name: str, lock_name: str) -> None:
    """Remember what was installed; a lock with the test tools holds the runtime lock too."""
    content = {each: hash_of(each) for each in {name, lock_name}}
    (VENVS / name / STAMP).write_text(json.dumps(content, sort_keys=True), encoding="ascii")


def hash_of(lock_name: str) -> str:
    content = (REQUIREMENTS / f"{lock_name}.txt").read_bytes()
    return hashlib.sha256(PYTHONS[lock_name.split("-")[0]].encode() + content).hexdigest()


def python_of(name: str) -> Path:
    return VENVS / name / "bin" / "python"


def is_usable(name: str) -> bool:
    """Whether the environment's Python still runs: the one it was made from may be gone."""
    return version_of(python_of(name)) == PYTHONS[name]


def version_of(python: Path) -> str | None:
    """Like `3.12`; None when it does not run."""
    if not python.exists():
        return None
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    answer = subprocess.run(
        [str(python), "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
    )
    return answer.stdout.decode().strip() if answer.returncode == 0 else None


def make_environment(uv: str, name: str) -> None:
    if is_usable(name):
        return
    python = find_python(uv, PYTHONS[name])
    say(f"Making the {name} environment (Python {PYTHONS[name]})")
    run_or_stop(
        [uv, "venv", "--quiet", "--clear", f"--python={python}", str(VENVS / name)],
        f"The environment .venv/{name} could not be made.",
    )


def find_python(uv: str, version: str) -> str:
    """A Python of this version: one that is here, else one that uv fetches."""
    for python in pythons_here(uv, version):
        if version_of(Path(python)) == version:
            return python
    say(f"Python {version} is not here; fetching it")
    fetched = subprocess.run([uv, "python", "install", version], check=False)
    for python in pythons_here(uv, version) if fetched.returncode == 0 else []:
        return python
    raise Stopped(
        f"Front Door needs Python {version}, it is not on this machine and could not be fetched: "
        f"install it (for example with pyenv install {version}, or as the package python{version}) "
        "and try again."
    )


def pythons_here(uv: str, version: str) -> list[str]:
    found = subprocess.run(
        [uv, "python", "find", "--no-project", version],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    pyenv = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))) / "versions"
    kept_by_pyenv = sorted(pyenv.glob(f"{version}.*/bin/python{version}"), reverse=True)
    return [*found.stdout.decode().splitlines()[:1], *map(str, kept_by_pyenv)]


def install(uv: str, name: str, lock_name: str) -> None:
    say(f"Installing what the {name} environment needs (the first time this is a big download)")
    (VENVS / name / STAMP).unlink(missing_ok=True)
    path = f"requirements/{lock_name}.txt"
    run_or_stop(
        [uv, "pip", "sync", "--require-hashes", f"--python={python_of(name)}", path],
        f"{path} could not be installed; the reason stands above. "
        "Is the package registry within reach?",
    )
    stamp(name, lock_name)


def find_uv() -> str:
    """The uv on PATH if it is new enough, else one of our own in .venv/uv."""
    use_settings_of_pip()
    on_path = shutil.which("uv")
    if on_path and uv_version(on_path) >= OLDEST_UV:
        return on_path
    own = VENVS / "uv" / "bin" / "uv"
    if not (own.exists() and uv_version(str(own)) >= OLDEST_UV):
        get_uv()
    return str(own)


def get_uv() -> None:
    say("Getting uv, which installs the rest")
    folder = VENVS / "uv"
    run_or_stop(
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        "Python's venv module does not work here: install it (on Debian and Ubuntu the package "
        "is python3-venv) and try again.",
    )
    run_or_stop(
        [str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
        + ["--require-hashes", f"--requirement={REQUIREMENTS / 'uv.txt'}"],
        "pip could not install uv: is the package registry within reach?",
    )


def uv_version(uv: str) -> tuple[int, ...]:
    answer = subprocess.run(
        [uv, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
    )
    numbers = re.match(r"uv (\d+)\.(\d+)", answer.stdout.decode())
    return tuple(int(number) for number in numbers.groups()) if numbers else (0,)


def use_settings_of_pip() -> None:
    """A registry and a certificate that were set for pip serve uv too, unless uv has its own."""
    for uv_setting, pip_setting, pip_key in (
        ("UV_DEFAULT_INDEX", "PIP_INDEX_URL", "global.index-url"),
        ("SSL_CERT_FILE", "PIP_CERT", "global.cert"),
    ):
        if uv_setting in os.environ or "UV_INDEX_URL" in os.environ:
            continue
        value = os.environ.get(pip_setting) or pip_configuration(pip_key)
        if value:
            os.environ[uv_setting] = value


def pip_configuration(key: str) -> str:
    answer = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", key],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return answer.stdout.decode().strip()


def lock(uv: str, *, upgrade: bool) -> None:
    """Resolve pyproject.toml into the four locks; what is locked stays unless told to upgrade."""
    options = ["--quiet", "--generate-hashes", "--no-header", *(["--upgrade"] if upgrade else [])]
    for name, version in PYTHONS.items():
        for group, limits in ((name, []), (f"{name}-test", ["-c", f"requirements/{name}.txt"])):
            path = f"requirements/{group}.txt"
            say(f"Locking {path}")
            run_or_stop(
                [uv, "pip", "compile", "pyproject.toml", f"--group={group}", *options, *limits]
                + [f"--python-version={version}", f"--output-file={path}"],
                f"The group {group} of pyproject.toml could not be locked; see above.",
            )


def run_or_stop(command: list[str], sentence: str) -> None:
    if subprocess.run(command, check=False).returncode != 0:
        raise Stopped(sentence)


class Stopped(Exception):
    """One plain sentence that says what to do."""


def say(sentence: str) -> None:
    print(f"- {sentence}", flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Stopped as stopped:
        sys.exit(f"\n{stopped}")
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
