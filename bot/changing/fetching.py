"""A file that somebody attached → its bytes, as many as it may have and no more."""

from __future__ import annotations

import aiohttp

from bot.changing.naming import NotASeed

_BLOCK_BYTES = 1 << 16
_SECONDS = 300


async def fetch(url: str, limit: int, *, connector: aiohttp.BaseConnector, proxy: str | None = None) -> bytes:
    """Return what lies at an address. What arrives is counted, because what Discord says of its size may be wrong.

    Raises NotASeed (``size``) as soon as it is more than ``limit`` bytes, and aiohttp.ClientError or TimeoutError when
    it cannot be fetched. The connector stays open.
    """
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    data = bytearray()
    async with (
        # Compressed data would be counted after it was unpacked, block by block, and those could be huge.
        aiohttp.ClientSession(
            connector=connector, connector_owner=False, timeout=timeout, headers={"Accept-Encoding": "identity"}
        ) as session,
        session.get(url, allow_redirects=False, raise_for_status=True, proxy=proxy) as response,
    ):
        if response.status != 200 or response.headers.get("Content-Encoding", "identity") != "identity":
            raise aiohttp.ClientPayloadError(f"status {response.status}")
        async for block in response.content.iter_chunked(_BLOCK_BYTES):
            data += block
            if len(data) > limit:
                raise NotASeed("size")
    return bytes(data)
