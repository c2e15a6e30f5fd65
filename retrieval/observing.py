"""What a sync tells whoever watches it."""

from __future__ import annotations

import logging

_log = logging.getLogger(__name__)


class Observer:
    """Is told how a sync gets on; this one does not care. Raise from a method to stop the sync there."""

    def reading(self, done: int, total: int, path: str) -> None:
        """``done`` of ``total`` new or changed files were read; ``path`` is next."""

    def encoding(self, done: int, total: int) -> None:
        """``done`` of ``total`` passages, those that are known to need it so far, were encoded."""

    def step(self, name: str) -> None:
        """A step is complete: ``read``, ``encoded``, ``committed``, ``lexical``, ``dense``, perhaps ``exported``."""

    def remark(self, text: str) -> None:
        """Something that people should know and that stops nothing; this one puts it into the log."""
        _log.warning(text)
