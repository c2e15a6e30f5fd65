"""What a sync asks before it does something that perhaps nobody means, and who answers.

A reason to ask is a ``SyncQuestion``; ``demand_consent`` puts it to a ``Consent``, and raises ConsentNeeded unless the
answer is yes. Somebody who is not there while a sync runs agrees beforehand to exactly what an earlier sync asked: the
error carries the question's token, and ``agreed_to`` makes a consent of tokens.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import ConsentNeeded

MIN_LIBRARY = 10
"""Whoever has no more documents than this sees at once what a sync drops, and is not asked."""

TOKENS_APART = "_"
"""Stands between tokens: a text of several fits into the id of a button on Discord, and on a command line."""


@dataclass(frozen=True, slots=True)
class SyncQuestion:
    """What a sync would do. ``kind`` is one word, and ``paths`` are the documents that it concerns.

    ``problem`` and ``remedy`` are those of the error that is raised when nobody says yes; ``problem`` is a sentence
    without its full stop, ``remedy`` says what to do if it is not meant. ``about`` is the folder or file it comes from.
    """

    kind: str
    problem: str
    remedy: str
    paths: tuple[str, ...]
    about: Path | None = None

    @property
    def token(self) -> str:
        """What names exactly this question: another document more or less makes another one."""
        digest = hashlib.sha256("\0".join((self.kind, *sorted(self.paths))).encode(errors="surrogatepass"))
        return f"{self.kind}-{digest.hexdigest()[:12]}"


Consent = Callable[[SyncQuestion], bool]
"""Returns whether a sync may do what it asks. It is called in the thread that syncs, and may take its time."""


def refuse(question: SyncQuestion) -> bool:  # noqa: ARG001 - see Consent
    """Say no: nobody is there who could be asked."""
    return False


def agree(question: SyncQuestion) -> bool:  # noqa: ARG001 - see Consent
    """Say yes to everything."""
    return True


def agreed_to(tokens: str) -> Consent:
    """Return a consent to the questions with these tokens, and to no others."""
    known = frozenset(tokens.split(TOKENS_APART))
    return lambda question: question.token in known


def demand_consent(consent: Consent, question: SyncQuestion) -> None:
    """Ask. Raises ConsentNeeded unless the answer is yes."""
    if not consent(question):
        raise ConsentNeeded(
            question.problem,
            f'{question.remedy}, or run "quoth sync --yes" if it is meant',
            path=question.about,
            found=len(question.paths),
            question=question.token,
        )


def question_of_dropping(before: Collection[str], removed: Mapping[int, str], seeds: Path) -> SyncQuestion | None:
    """Return what to ask before documents are removed, or None when there are few of them.

    before: the paths of all documents. removed: of those that are gone, by document id. An unmounted disk and an
    emptied folder look like documents that somebody deleted.
    """
    if len(before) <= MIN_LIBRARY or 2 * len(removed) <= len(before):
        return None
    return SyncQuestion(
        "drop",
        f"{len(removed):,} of {len(before):,} documents are no longer in {seeds}, or cannot be read there, and would "
        "be dropped from the index",
        "look whether the folder is the right one and its disk is mounted",
        tuple(removed.values()),
        seeds,
    )
