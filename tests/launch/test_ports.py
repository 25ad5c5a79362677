import socket

import pytest

from launch.machine import Machine
from launch.ports import check_free, free_ports
from launch.refusal import CannotStart


def test_a_port_in_use_gets_one_sentence_with_the_setting_to_change(machine: Machine) -> None:
    with socket.socket() as other_program:
        other_program.bind(("127.0.0.1", machine.port("WEB_PORT")))
        other_program.listen()

        with pytest.raises(CannotStart) as refusal:
            check_free(machine, ["WEB_PORT", "BOT_PORT"])

    assert str(refusal.value) == (
        f"Port {machine.port('WEB_PORT')} is already in use: stop the program that uses it, "
        "or choose another port with WEB_PORT=..."
    )


def test_free_ports_are_different_and_free(machine: Machine) -> None:
    ports = free_ports(5)

    assert len(set(ports)) == 5
    check_free(machine, ["WEB_PORT", "SERVICE_PORT"])
