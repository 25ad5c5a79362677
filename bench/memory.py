"""What the whole system holds in memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

MIB = 1024 * 1024
_PROC = Path("/proc")


def family(pid: int) -> list[int]:
    """A process and all that came from it."""
    children = [
        child for task in (_PROC / str(pid) / "task").iterdir() for child in _children(task)
    ]
    return [pid, *(grandchild for child in children for grandchild in family(child))]


def proportional_mib(pid: int) -> float:
    """Resident memory in MiB; pages that processes share are divided among them (PSS)."""
    for line in (_PROC / str(pid) / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / MIB
    return 0.0


def of_families(pids: Iterable[int]) -> dict[int, float]:
    """MiB of each process with its descendants."""
    return {pid: sum(proportional_mib(member) for member in family(pid)) for pid in pids}


def _children(task: Path) -> list[int]:
    return [int(pid) for pid in (task / "children").read_text().split()]
