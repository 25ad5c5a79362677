"""A machine with a var folder and ports of its own."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from launch.machine import PORTS, Machine
from launch.ports import free_ports


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder that an unprivileged user may walk through, which pytest's tmp_path is not."""
    folder = Path(tempfile.mkdtemp(prefix="front-door-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def machine(var: Path, socket_enabled: None) -> Machine:
    ports = {name: str(port) for name, port in zip(PORTS, free_ports(len(PORTS)), strict=True)}
    return Machine.of({**ports, "VAR_DIR": str(var)})
