"""`make bench`: starts the whole system on ports of its own, measures it, and stops it."""

from __future__ import annotations

import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bench import concerns, memory, questions
from launch.stack import Stack, temporary_stack

ROUNDS = 5
CONCERNS = 20
SEED = 20261122
UNLIMITED = {"CHAT_MESSAGES_PER_MINUTE": "0", "CHAT_CONVERSATIONS_PER_HOUR": "0"}
GOALS = {"p50": 40.0, "p95": 80.0, "memory": 2560.0}


def main() -> int:
    """Print each figure beside its goal; 1 when one is missed."""
    print(f"{datetime.now(UTC):%d %B %Y}, {_machine()}")
    began = time.perf_counter()
    with temporary_stack(UNLIMITED) as stack:
        print(f"Start with a new database: {time.perf_counter() - began:.1f} s")
        questions.measure(stack.url, rounds=1, seed=SEED)
        timings = questions.measure(stack.url, rounds=ROUNDS, seed=SEED)
        told = concerns.measure(stack.url, concerns=CONCERNS)
        resident = _memory(stack)
    print(f"{len(timings.seconds)} questions, one client, a new conversation every ten:")
    missed = [
        _compare("p50", timings.percentile(0.50), "ms"),
        _compare("p95", timings.percentile(0.95), "ms"),
        _compare("memory", resident, "MiB"),
    ]
    print(f"  p99 {timings.percentile(0.99):.1f} ms; answered `unclear`: {timings.unclear}")
    print(
        f"{len(told.seconds)} turns of {CONCERNS} concerns, from the first word to the reference:"
    )
    print(f"  p50 {told.percentile(0.50):.1f} ms, p95 {told.percentile(0.95):.1f} ms")
    return int(any(missed))


def _compare(name: str, measured: float, unit: str) -> bool:
    goal = GOALS[name]
    is_missed = measured > goal
    verdict = "MISSED" if is_missed else "met"
    print(f"  {name} {measured:.1f} {unit} (goal {goal:.0f} {unit}: {verdict})")
    return is_missed


def _memory(stack: Stack) -> float:
    """The whole system in MiB, printed by process."""
    pids = {process.name: stack.pid(process.name) for process in stack.table}
    held = memory.of_families(pid for pid in pids.values() if pid)
    for name, pid in pids.items():
        if pid:
            print(f"  memory of {name}: {held[pid]:.0f} MiB")
    return sum(held.values())


def _machine() -> str:
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    return f"{os.cpu_count()} cores of {cpu}, Linux {platform.release()}"


if __name__ == "__main__":
    sys.exit(main())
