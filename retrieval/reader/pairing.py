"""Question and passage → the tokens that the reader reads, the same when it learns and when it serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from retrieval.model import Span

QUESTION_TOKENS = 64
TITLE_TOKENS = 24
MAX_TOKENS = 320
"""How many word pieces are read: of a question, of the titles above a passage, and in all."""

PAD, UNK, CLS, SEP, MASK = 0, 100, 101, 102, 103
"""The special tokens of the bundled model's vocabulary."""

_SPECIAL = frozenset((PAD, CLS, SEP, MASK))


@dataclass(frozen=True, slots=True)
class Pairing:
    """[CLS] question [SEP] title [SEP] passage [SEP].

    ``second`` is where the second part, which begins with the title, begins, and ``text`` where the passage does.
    ``offsets`` are the spans, in characters, of the passage's tokens.
    """

    ids: list[int]
    second: int
    text: int
    offsets: list[Span]


def pair_tokens(tokenizer: Any, pairs: Sequence[tuple[str, str, str]]) -> list[Pairing]:
    """Return the tokens of (question, title, passage)s. What is too long is cut at its end; the title may be empty."""
    questions = list(dict.fromkeys(question for question, _, _ in pairs))
    titles = list(dict.fromkeys(title for _, title, _ in pairs))
    question_ids = _ids(tokenizer, questions, QUESTION_TOKENS)
    title_ids = _ids(tokenizer, titles, TITLE_TOKENS)
    texts = tokenizer.encode_batch([text for _, _, text in pairs], add_special_tokens=False)
    found = []
    for (question, title, _), encoding in zip(pairs, texts, strict=True):
        ids = [CLS, *question_ids[question], SEP]
        second = len(ids)
        if title_ids[title]:
            ids += [*title_ids[title], SEP]
        room = MAX_TOKENS - len(ids) - 1
        found.append(Pairing([*ids, *_plain(encoding.ids[:room]), SEP], second, len(ids), encoding.offsets[:room]))
    return found


def _ids(tokenizer: Any, texts: Sequence[str], most: int) -> dict[str, list[int]]:
    encodings = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return {text: _plain(encoding.ids[:most]) for text, encoding in zip(texts, encodings, strict=True)}


def _plain(ids: list[int]) -> list[int]:
    """Return the tokens of a text without special ones: a "[SEP]" that somebody wrote separates nothing."""
    return ids if _SPECIAL.isdisjoint(ids) else [UNK if id_ in _SPECIAL else id_ for id_ in ids]
