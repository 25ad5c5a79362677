"""Ports on this machine: whether one is free, and some that are."""

import errno
import socket
from collections.abc import Iterable

from launch.machine import Machine
from launch.refusal import CannotStart


def check_free(machine: Machine, names: Iterable[str]) -> None:
    """Raises CannotStart with one sentence for each port that something else already uses."""
    taken = [name for name in names if not _is_free(_host(machine, name), machine.port(name))]
    if taken:
        raise CannotStart(
            "\n".join(
                f"Port {machine.port(name)} is already in use: stop the program that uses it, "
                f"or choose another port with {name}=..."
                for name in taken
            )
        )


def free_ports(count: int) -> list[int]:
    """Different ports of the loopback address that nothing used a moment ago."""
    holders = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(count)]
    try:
        for holder in holders:
            holder.bind(("127.0.0.1", 0))
        return [int(holder.getsockname()[1]) for holder in holders]
    finally:
        for holder in holders:
            holder.close()


def _host(machine: Machine, name: str) -> str:
    return machine.environment["WEB_HOST"] if name == "WEB_PORT" else "127.0.0.1"


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                return False
            raise CannotStart(f"Cannot listen on {host} port {port}: {problem.strerror}.") from None
    return True
