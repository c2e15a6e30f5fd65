"""What a channel is bound to, as an older Quoth stored it → the same, as it is understood today.

Once, a pattern was tried below every folder, and case did not count. Today it begins at the seeds folder.
"""

from __future__ import annotations

import glob
import logging
from collections.abc import Sequence
from pathlib import PurePosixPath

from bot.service.logs import log_event
from bot.state.state import State
from retrieval import UNLIMITED, Filter, Library
from retrieval.catalog.records import StoredDocument
from retrieval.errors import QuothError
from retrieval.search.query import lies_within

MAX_LISTED = 50
"""A pattern is replaced by at most this many paths."""

_log = logging.getLogger(__name__)


def anchored(pattern: str, documents: Sequence[StoredDocument]) -> str:
    """Return a pattern of an older Quoth as one that begins at the seeds folder, and is never without documents for it.

    What names something there stays as it is. Otherwise it becomes the folder that it admitted, or these documents.
    """
    if "/" not in pattern.strip("/") and glob.has_magic(pattern):
        return f"**/{pattern}"  # as before: the names of files, in whatever folder
    before = [document.path for document in documents if Filter(pattern).admits(document)]
    if not before or any(lies_within(path, pattern) for path in before):
        return pattern
    folders = [{*map(str, PurePosixPath(path).parents)} - {"."} for path in before]
    for folder in sorted(set.intersection(*folders), key=len, reverse=True):
        if sum(document.path.startswith(f"{folder}/") for document in documents) == len(before):
            return glob.escape(folder)
    return "\n".join(map(glob.escape, before)) if len(before) <= MAX_LISTED else f"{pattern}\n**/{pattern}"


def settle_channels(state: State, library: Library) -> None:
    """Anchor what channels are bound to; as long as nothing is indexed, what they had stays valid."""
    waiting = state.unanchored_channels()
    if not waiting:
        return
    try:
        documents = library.documents(access=UNLIMITED)
    except QuothError:  # nothing is indexed, or it cannot be read now: the next start tries again
        return
    for channel, pattern in waiting.items():
        now = anchored(pattern, documents)
        state.anchor_channel(channel, now)
        if now != pattern:
            log_event(
                _log, "what a channel is bound to is written otherwise now; /channel shows and sets it",
                level=logging.WARNING, channel=channel,
            )  # fmt: skip
