"""What a site's robots.txt allows (RFC 9309), and where it says that its pages are listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from bot.origins.web.client import AGENT, SiteClient

if TYPE_CHECKING:
    from protego import Protego

MAX_ROBOTS_BYTES = 500_000
"""What a robots.txt says after so many bytes does not count, as RFC 9309 has it."""


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of a site; without ``_rules`` everything is allowed."""

    _rules: Protego | None = None

    def allows(self, url: str) -> bool:
        """Return whether Quoth may fetch an address."""
        return self._rules is None or self._rules.can_fetch(url, AGENT)

    @property
    def delay(self) -> float | None:
        """The seconds between two requests that the site asks for, if it does."""
        return None if self._rules is None else self._rules.crawl_delay(AGENT)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The addresses of lists of pages."""
        return () if self._rules is None else tuple(self._rules.sitemaps)


async def read_robots(client: SiteClient, site: str, on_host: Callable[[str], bool]) -> Robots:
    """Return what a site allows; everything if it has no robots.txt.

    Raises OriginUnreachable when it cannot be read now: then nothing may be fetched.
    """
    from protego import Protego

    page = await client.get(urljoin(site, "/robots.txt"), on_host)
    if page.status != 200:
        return Robots()
    return Robots(Protego.parse(page.data[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace")))
