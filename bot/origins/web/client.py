"""One address of a web site → what lies there, at the pace, size and time that it may take.

Every redirect is followed here, so that each host is checked before anything is sent to it; see ``addresses``.
"""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urldefrag, urljoin, urlsplit

import aiohttp

from bot.origins.addresses import AddressRefused, CheckedResolver, is_ip, is_public
from bot.origins.faults import OriginUnreachable

AGENT = "Quoth"
"""Quoth's name in robots.txt, and the first word of its User-Agent."""

PAUSE_SECONDS = 0.25
"""Between two requests to a site, unless its robots.txt asks for more."""
LONGEST_PAUSE_SECONDS = 30.0
"""So long Quoth waits if a site says "not now"; a longer wait is left for the next time."""

MAX_REDIRECTS = 5
MAX_PAGE_BYTES = 20_000_000
_BLOCK_BYTES = 1 << 16
_TIMEOUT = aiohttp.ClientTimeout(total=120, sock_connect=15, sock_read=30)
_MOVED = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})

Sleep = Callable[[float], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: ``url`` is where it lies after redirects.

    ``status`` is 200, 304 (unchanged since ``etag`` or ``modified``), or 404 (it is gone, or leads away from the site).
    """

    url: str
    status: int
    data: bytes = b""
    kind: str = ""
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    robots: str = ""


class SiteClient:
    """Fetches from one site, one request after the other. Use it as an asynchronous context manager."""

    def __init__(
        self, *, allows_private: bool, max_bytes: int, pause: float = PAUSE_SECONDS, sleep: Sleep = asyncio.sleep
    ) -> None:
        """Prepare to fetch ``max_bytes`` in all. pause: seconds between two requests."""
        self._allows_private = allows_private
        self._left = max_bytes
        self._pause = pause
        self._sleep = sleep
        self._last = float("-inf")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        from importlib.metadata import version

        connector = aiohttp.TCPConnector(
            resolver=CheckedResolver(allows_private=self._allows_private), limit=2, use_dns_cache=False
        )
        self._session = aiohttp.ClientSession(
            connector=connector, timeout=_TIMEOUT, trust_env=False, auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": f"{AGENT}/{version('quoth')} (a bot that quotes documents)",
                     "Accept-Encoding": "gzip, identity"},
        )  # fmt: skip
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    def slow_down(self, seconds: float | None) -> None:
        """Wait so long between two requests if that is longer than usual, as a robots.txt asks."""
        self._pause = max(self._pause, min(seconds or 0.0, LONGEST_PAUSE_SECONDS))

    async def get(
        self, url: str, within: Callable[[str], bool], *, etag: str | None = None, modified: str | None = None
    ) -> Page:
        """Fetch an address, and follow redirects as long as they stay ``within`` the site.

        etag, modified: what the address gave when it was fetched before; then the status may be 304.
        Raises OriginUnreachable when it cannot be fetched now: by a time-out, a server's error, or its size.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value}
        tries = 2
        for _ in range(MAX_REDIRECTS + 1):
            self._check(url)
            try:
                page, wait = await self._once(url, headers)
                while wait is not None and tries > 1 and wait <= LONGEST_PAUSE_SECONDS:
                    tries -= 1
                    await self._sleep(wait)
                    page, wait = await self._once(url, headers)
            except AddressRefused as error:
                raise OriginUnreachable(str(error)) from error
            except TimeoutError as error:
                raise OriginUnreachable("it took too long") from error
            except (aiohttp.ClientError, OSError, ValueError, zlib.error) as error:
                raise OriginUnreachable(_reason(error)) from error
            if page.status not in _MOVED:
                if page.status in (200, 304):
                    return page
                if page.status in _GONE:
                    return Page(url, 404)
                raise OriginUnreachable(f"status {page.status}")
            url = urldefrag(urljoin(url, page.kind)).url
            if not within(url):
                return Page(url, 404)
        raise OriginUnreachable(f"more than {MAX_REDIRECTS} redirects")

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https") or not host or parts.username is not None:
            raise OriginUnreachable("it leads to what is no web address")
        if is_ip(host) and not self._allows_private and not is_public(host):
            raise OriginUnreachable(f"{host} is no public address")

    async def _once(self, url: str, headers: Mapping[str, str]) -> tuple[Page, float | None]:
        """Return what one request gave, and how long the site asks to wait; ``kind`` is where a redirect leads."""
        assert self._session is not None
        if (ahead := self._last + self._pause - time.monotonic()) > 0:
            await self._sleep(ahead)
        try:
            async with self._session.get(url, headers=headers, allow_redirects=False) as response:
                if response.status in _MOVED:
                    return Page(url, response.status, kind=response.headers.get("Location", "")), None
                if response.status in (429, 503):
                    return Page(url, response.status), _seconds(response.headers.get("Retry-After"))
                if response.status != 200:
                    return Page(url, response.status), None
                data = await self._read(response)
                return (
                    Page(
                        url, 200, data, response.content_type, response.charset, response.headers.get("ETag"),
                        response.headers.get("Last-Modified"), response.headers.get("X-Robots-Tag", "").lower(),
                    ),
                    None,
                )  # fmt: skip
        finally:
            self._last = time.monotonic()

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        """Return a body, unpacked. What it unpacks to is counted piece by piece: a few bytes may become gigabytes."""
        encoding = response.headers.get("Content-Encoding", "identity").lower()
        if encoding not in ("identity", "gzip", "x-gzip", "deflate"):
            raise OriginUnreachable(f"it is packed with {encoding[:20]!r}, which was not asked for")
        limit = min(MAX_PAGE_BYTES, self._left)
        body = Unpacked(limit) if encoding != "identity" else Counted(limit)
        async for block in response.content.iter_chunked(_BLOCK_BYTES):
            body.add(block)
        self._left -= len(body.data)
        return bytes(body.data)


class Counted:
    """Bytes that are added up to a limit."""

    def __init__(self, limit: int) -> None:
        """Hold no more than so many bytes."""
        self.data = bytearray()
        self._limit = limit

    def add(self, block: bytes) -> None:
        """Add bytes. Raises OriginUnreachable as soon as there are more than the limit."""
        self.data += block
        if len(self.data) > self._limit:
            raise OriginUnreachable(f"it is larger than the {self._limit:,} bytes that may be fetched")


class Unpacked(Counted):
    """The same for bytes that are packed as gzip or zlib; those that are unpacked count."""

    def __init__(self, limit: int) -> None:
        """Hold no more than so many unpacked bytes."""
        super().__init__(limit)
        self._unpacking = zlib.decompressobj(wbits=47)

    def add(self, block: bytes) -> None:
        """Unpack bytes and add them. Raises OriginUnreachable as ``Counted`` does, and zlib.error."""
        while block:
            super().add(self._unpacking.decompress(block, _BLOCK_BYTES))
            block = self._unpacking.unconsumed_tail


def _seconds(said: str | None) -> float:
    """Return the seconds that a server asks to wait; a date, or nothing, counts as too long."""
    return float(said) if said and said.strip().isdecimal() and len(said) < 9 else float("inf")


def _reason(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        cause = error.os_error
        return str(cause) if isinstance(cause, AddressRefused) else "its host name is not known"
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
        return "its certificate is not trusted"
    if isinstance(error, aiohttp.ClientConnectionError):
        return "it cannot be connected to"
    return "it gave an answer that cannot be used"
