"""Which addresses may be connected to, and which parts of an address may be shown.

A connection goes to the very address that was checked: names are looked up once, by ``CheckedResolver``. No proxy is
used, because it would look names up by itself.
"""

from __future__ import annotations

import asyncio
import re
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from aiohttp.abc import AbstractResolver, ResolveResult

_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")
_CREDENTIALS = re.compile(r"(?<=://)[^/\s]*@")


class AddressRefused(OSError):
    """A host has no address that may be connected to; ``str()`` says so in a few words."""


def is_public(address: str) -> bool:
    """Return whether an IP address, as text, is one of the public Internet, as are all IPv4 addresses inside it."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(each.is_global and not each.is_multicast for each in (ip, *_embedded(ip)))


def _embedded(ip: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """Return the IPv4 addresses that an IPv6 address stands for, or leads to by a tunnel or translator."""
    if isinstance(ip, IPv4Address):
        return []
    found = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64 or ip in _COMPATIBLE:
        found.append(IPv4Address(int(ip) & 0xFFFFFFFF))
    return [each for each in found if each is not None]


def is_ip(host: str) -> bool:
    """Return whether a host is an IP address already, which no resolver sees."""
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


class CheckedResolver(AbstractResolver):
    """Looks up names, and gives only addresses that are public; all of them where ``allows_private``."""

    def __init__(self, *, allows_private: bool) -> None:
        """Look nothing up yet."""
        self._allows_private = allows_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a host. Raises AddressRefused when it has none that may be connected to."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        allowed = [each for each in found if self._allows_private or is_public(str(each[4][0]))]
        if not allowed:
            raise AddressRefused(f"{host} has no public address")
        return [
            ResolveResult(
                hostname=host, host=str(address[0]), port=port, family=kind, proto=protocol,
                flags=socket.AI_NUMERICHOST,
            )
            for kind, _, protocol, _, address in allowed
        ]  # fmt: skip

    async def close(self) -> None:
        """Do nothing: there is nothing to close."""


def without_credentials(url: str) -> str:
    """Return an address without the user and password that may stand in it: what may be shown or logged."""
    return _CREDENTIALS.sub("", url)
