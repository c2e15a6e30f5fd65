"""A web site → the pages below its address, as a sitemap lists them, or else as they link to each other."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from bot.origins.entries import OriginEntry
from bot.origins.faults import OriginUnreachable
from bot.origins.web.client import SiteClient
from bot.origins.web.names import copy_name, folder_of, may_be_read
from bot.origins.web.pages import as_copy, outlinks
from bot.origins.web.robots import read_robots
from bot.origins.web.sitemaps import listed_pages

MAX_FAILURES = 5
"""So many addresses in a row that cannot be fetched mean that the site cannot be."""


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page as it was fetched: its address, the name of its copy, and what tells whether it has changed since."""

    url: str
    etag: str | None = None
    modified: str | None = None
    links: tuple[str, ...] = ()


@dataclass(slots=True)
class Crawl:
    """What a site has now, by the names of the copies.

    ``pages`` has every page; the bytes of those that are new or changed were given to the keeper as they came.
    ``failed`` are addresses that could not be fetched, each with the reason; what is known of them stays.
    """

    pages: dict[str, KnownPage] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    unchanged: int = 0
    is_cut: bool = False


Keeper = Callable[[str, bytes], None]
"""Takes the name of a copy and its bytes."""


async def crawl(entry: OriginEntry, known: Mapping[str, KnownPage], keep: Keeper, client: SiteClient) -> Crawl:
    """Fetch what is new or changed on a site. known: its pages as they were fetched before, by the names of the copies.

    Raises OriginUnreachable when the site cannot be fetched now.
    """
    return await _Crawler(entry, known, keep, client).run()


class _Crawler:
    def __init__(self, entry: OriginEntry, known: Mapping[str, KnownPage], keep: Keeper, client: SiteClient) -> None:
        self._entry = entry
        self._site = entry.url
        self._client = client
        self._keep = keep
        self._names = {page.url: name for name, page in known.items()}
        self._known = known
        self._found = Crawl()
        self._folded = set[str]()
        self._waiting = deque[str]()
        self._seen = set[str]()
        self._belongs: dict[str, str] = {}
        """Where copies say that they belong, if that is another page, by their names."""

    async def run(self) -> Crawl:
        robots = await read_robots(self._client, self._site, self._is_on_host)
        self._client.slow_down(robots.delay)
        listed = await self._listed(robots.sitemaps)
        follows = not listed
        for url in listed or [self._site]:
            self._add(url)
        in_a_row = 0
        while self._waiting:
            if len(self._found.pages) >= self._entry.max_pages:
                self._found.is_cut = True
                break
            url = self._waiting.popleft()
            if not robots.allows(url):
                if url == self._site and follows:
                    raise OriginUnreachable("its robots.txt does not allow Quoth to fetch it")
                continue
            try:
                links = await self._fetch(url)
                in_a_row = 0
            except OriginUnreachable as error:
                in_a_row += 1
                if (url == self._site and follows) or in_a_row >= MAX_FAILURES:
                    raise OriginUnreachable(f"{url}: {error}") from error
                links = self._stays(url, str(error))
            if follows:
                for link in links:
                    self._add(link)
        self._drop_doubles()
        return self._found

    async def _listed(self, named: tuple[str, ...]) -> list[str]:
        """Return the addresses below the site that its sitemap lists."""
        own = self._entry.sitemap
        parts = urlsplit(self._site)
        usual = urlunsplit((parts.scheme, parts.netloc, "/sitemap.xml", "", ""))
        maps = (own,) if own else named or (usual,)
        most = self._entry.max_pages * 20  # of which only some may be below the site
        found = await listed_pages(self._client, maps, self._is_on_host, must_exist=own is not None, most=most)
        return [url for url in found if self._is_within(url)]

    async def _fetch(self, url: str) -> tuple[str, ...]:
        """Fetch a page, keep it if it is new or changed, and return where it leads."""
        name = self._names.get(url)
        before = self._known[name] if name is not None else KnownPage(url)
        page = await self._client.get(url, self._is_within, etag=before.etag, modified=before.modified)
        if page.status == 304 and name is not None:
            self._found.unchanged += 1
            self._note(name, before)
            return before.links
        if page.status != 200:
            return ()
        if page.url != url and not self._is_new(page.url):
            return ()
        told = outlinks(page)
        links = tuple(link for link in told.links if self._is_within(link))
        made = copy_name(page.url, self._site, page.kind, self._folded) if told.is_kept else None
        if made is not None:
            self._keep(made, as_copy(page))
            self._note(made, KnownPage(page.url, page.etag, page.modified, links))
            if told.canonical and self._is_within(told.canonical):
                self._add(told.canonical)
                if _plain(told.canonical) != _plain(page.url):
                    self._belongs[made] = _plain(told.canonical)
        return links

    def _drop_doubles(self) -> None:
        """Leave out copies of which there is another one at the address where they say that they belong."""
        pages = self._found.pages
        there = {_plain(page.url) for name, page in pages.items() if name not in self._belongs}
        for name in [name for name, address in self._belongs.items() if address in there]:
            del pages[name]

    def _stays(self, url: str, reason: str) -> tuple[str, ...]:
        """Keep what is known of a page that cannot be fetched now; return where it led."""
        self._found.failed[url] = reason
        name = self._names.get(url)
        if name is None:
            return ()
        self._note(name, self._known[name])
        return self._known[name].links

    def _note(self, name: str, page: KnownPage) -> None:
        self._found.pages[name] = page
        self._folded.add(name.casefold())

    def _add(self, url: str) -> None:
        if self._is_within(url) and may_be_read(url) and self._is_new(url):
            self._waiting.append(url)

    def _is_new(self, url: str) -> bool:
        """Note an address; return whether it was not noted before. Letters that need no "%" may be written with one."""
        key = re.sub(r"%[0-9a-f]{2}", lambda each: each[0].upper(), url)
        is_new = key not in self._seen
        self._seen.add(key)
        return is_new

    def _is_on_host(self, url: str) -> bool:
        return _host(url) == _host(self._site)

    def _is_within(self, url: str) -> bool:
        path = urlsplit(url).path or "/"
        return self._is_on_host(url) and f"{path}/".startswith(folder_of(self._site)) and "/../" not in f"{path}/"


def _host(url: str) -> tuple[str, int | None]:
    """Return the host and port of an address; a site may move from http to https and back."""
    try:
        parts = urlsplit(url)
        port = None if parts.port in (80, 443) else parts.port
    except ValueError:
        return "", None
    return (parts.hostname or "").lower() if parts.scheme in ("http", "https") else "", port


def _plain(url: str) -> str:
    """Return an address without what two addresses of one page often differ in."""
    parts = urlsplit(url)
    path = re.sub(r"(?:index\.html?|/)\Z", "", parts.path).rstrip("/")
    return f"{(parts.hostname or '').lower()}{path}?{parts.query}"
