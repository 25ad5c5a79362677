"""Where a try to sign in comes from: a device that has signed in to this account, or a network.

A browser that signed in keeps a signed nonce. Its tries are counted apart from everybody else's, so
that guesses made elsewhere never slow the person whose account it is (OWASP: device cookies). The
nonce opens nothing: without the password it only chooses which tries are counted together.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from dataclasses import dataclass
from typing import Final

from logger.encryption.blind_index import BlindIndex
from logger.staff.members import Member, StaffEmail

_NONCE_CHARACTERS: Final = 32
_IPV6_HOUSEHOLD: Final = 64


@dataclass(frozen=True)
class Origin:
    """A keyed hash of the device or network; the addresses themselves are not kept."""

    digest: bytes
    is_known_device: bool


class Devices:
    def __init__(self, blind_index: BlindIndex) -> None:
        self._blind_index = blind_index

    def new_cookie(self, email: StaffEmail) -> str:
        nonce = secrets.token_hex(_NONCE_CHARACTERS // 2)
        return f"{nonce}.{self._signature(email, nonce)}"

    def is_known(self, email: StaffEmail, cookie: str | None) -> bool:
        nonce, _, signature = (cookie or "").partition(".")
        expected = self._signature(email, nonce)
        return bool(nonce) and hmac.compare_digest(
            signature.encode(errors="surrogateescape"), expected.encode()
        )

    def origin(self, email: StaffEmail, *, cookie: str | None, ip: str) -> Origin:
        if cookie is not None and self.is_known(email, cookie):
            return Origin(self._blind_index.digest("sign_in.device", cookie), True)
        return Origin(self._blind_index.digest("sign_in.network", network_of(ip)), False)

    def session_of(self, member: Member) -> Origin:
        """For who types their password again while signed in."""
        return Origin(self._blind_index.digest("sign_in.session", str(member.id)), True)

    def _signature(self, email: StaffEmail, nonce: str) -> str:
        return self._blind_index.digest("staff_member.device", f"{email.address}:{nonce}").hex()


def network_of(ip: str) -> str:
    """An IPv4 address, or the /64 of an IPv6 one, all of which one household may use."""
    try:
        address = ipaddress.ip_address(ip.strip("[]"))
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, _IPV6_HOUSEHOLD), strict=False))
