"""What can go wrong with a source, in a few words that may be shown to operators."""

from __future__ import annotations


class OriginUnreachable(Exception):
    """A source, or one address of it, could not be fetched now, so that what was fetched before stays.

    ``str()`` says why, in a few words.
    """
