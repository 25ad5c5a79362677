import pytest

from logger.encryption.blind_index import BlindIndex
from logger.staff.devices import Devices, network_of
from logger.staff.members import StaffEmail

SAM = StaffEmail("sam.ade@example.com")
DEVICES = Devices(BlindIndex(b"k" * 32))


def test_a_device_is_known_to_the_account_it_signed_in_to_alone() -> None:
    cookie = DEVICES.new_cookie(SAM)

    assert DEVICES.is_known(SAM, cookie)
    assert not DEVICES.is_known(StaffEmail("kim@example.com"), cookie)


@pytest.mark.parametrize("cookie", [None, "", ".", "abc", "abc.def", "ü.ü"])
def test_a_made_up_device_is_a_stranger(cookie: str | None) -> None:
    assert not DEVICES.origin(SAM, cookie=cookie, ip="192.0.2.1").is_known_device


def test_strangers_of_one_network_are_counted_together() -> None:
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::1")
    assert network_of("2001:db8:1:2::4") != network_of("2001:db8:1:3::4")
    assert network_of("192.0.2.1") != network_of("192.0.2.2")
    assert network_of("somewhere") == "unknown"
