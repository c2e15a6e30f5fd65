"""What a sync reports while it runs."""

from __future__ import annotations

import logging

_log = logging.getLogger(__name__)


class Observer:
    """Receives the progress of a sync; this one ignores it. A method that raises stops the sync there."""

    def parsing(self, done: int, total: int, path: str) -> None:
        """``done`` of ``total`` new or changed files are parsed; ``path`` is next."""

    def encoding(self, done: int, total: int) -> None:
        """``done`` passages are encoded, of the ``total`` that are known so far to need it."""

    def step(self, name: str) -> None:
        """A step is complete.

        ``parsed``, ``encoded``, ``measured``, ``committed``, ``lexical``, ``dense``, or ``exported``.
        """

    def remark(self, text: str) -> None:
        """Receives a remark that people should see, although it stops nothing; this one logs it."""
        _log.warning(text)
