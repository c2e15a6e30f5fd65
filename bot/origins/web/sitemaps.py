"""A site's own list of its pages (sitemaps.org) → their addresses."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

from lxml import etree

from bot.origins.faults import OriginUnreachable
from bot.origins.web.client import MAX_PAGE_BYTES, SiteClient, Unpacked

MAX_SITEMAPS = 50
"""So many lists of a list of lists are read."""


async def listed_pages(
    client: SiteClient, sitemaps: Sequence[str], on_host: Callable[[str], bool], *, must_exist: bool, most: int
) -> list[str]:
    """Return the addresses that sitemaps list, each once, in their order; at most ``most``.

    must_exist: whether a list that is not there is a failure. Raises OriginUnreachable.
    """
    waiting, seen, found = [*sitemaps], set[str](), dict[str, None]()
    while waiting and len(seen) < MAX_SITEMAPS and len(found) < most:
        url = waiting.pop(0)
        if url in seen or not on_host(url):
            continue
        seen.add(url)
        page = await client.get(url, on_host)
        if page.status != 200:
            if must_exist:
                raise OriginUnreachable(f"its sitemap {url} is not there")
            continue
        lists, pages = _entries(page.data, url)
        waiting += lists
        found |= dict.fromkeys(pages)
    return [*found][:most]


def _entries(data: bytes, url: str) -> tuple[list[str], list[str]]:
    """Return the lists and the pages that a sitemap names."""
    if data.startswith(b"\x1f\x8b"):
        unpacked = Unpacked(MAX_PAGE_BYTES)
        try:
            unpacked.add(data)
        except zlib.error as error:
            raise OriginUnreachable(f"its sitemap {url} is damaged") from error
        data = bytes(unpacked.data)
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):  # a plain list of addresses
        return [], [line.strip() for line in data.decode("utf-8", "replace").splitlines() if line.strip()]
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise OriginUnreachable(f"its sitemap {url} is damaged") from error
    if root is None or etree.QName(root).localname not in ("sitemapindex", "urlset"):
        return [], []
    places = [(text or "").strip() for text in root.xpath("*/*[local-name() = 'loc']/text()")]
    return (places, []) if etree.QName(root).localname == "sitemapindex" else ([], places)
