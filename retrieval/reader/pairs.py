"""Question and passage → the tokens that the reader reads, the same ones in training and in service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from retrieval.model import Span

MAX_QUESTION_TOKENS = 64
MAX_TITLE_TOKENS = 24
MAX_TOKENS = 320
"""How many tokens are read of a question, of a title, and in all."""

PAD, UNK, CLS, SEP, MASK = 0, 100, 101, 102, 103
"""The special tokens of the bundled model's vocabulary."""

_SPECIAL = frozenset((PAD, CLS, SEP, MASK))


@dataclass(frozen=True, slots=True)
class Pairing:
    """The tokens of one pair: [CLS] question [SEP] title [SEP] passage [SEP], or without the title and its [SEP].

    ``second_start`` is the place in ``ids`` where the second part begins, which is the title and the passage, and
    ``passage_start`` where the passage begins. ``offsets`` are the spans, in characters, of the passage's tokens.
    """

    ids: list[int]
    second_start: int
    passage_start: int
    offsets: list[Span]


def pair_tokens(tokenizer: Any, pairs: Sequence[tuple[str, str, str]]) -> list[Pairing]:
    """Return the tokens of each (question, title, passage); a title may be empty. A text that is too long is cut."""
    questions = list(dict.fromkeys(question for question, _, _ in pairs))
    titles = list(dict.fromkeys(title for _, title, _ in pairs))
    question_ids = _ids(tokenizer, questions, MAX_QUESTION_TOKENS)
    title_ids = _ids(tokenizer, titles, MAX_TITLE_TOKENS)
    texts = tokenizer.encode_batch([text for _, _, text in pairs], add_special_tokens=False)
    found = []
    for (question, title, _), encoding in zip(pairs, texts, strict=True):
        ids = [CLS, *question_ids[question], SEP]
        second_start = len(ids)
        if title_ids[title]:
            ids += [*title_ids[title], SEP]
        room = MAX_TOKENS - len(ids) - 1
        passage_ids = _plain(encoding.ids[:room])
        found.append(Pairing([*ids, *passage_ids, SEP], second_start, len(ids), encoding.offsets[:room]))
    return found


def _ids(tokenizer: Any, texts: Sequence[str], max_tokens: int) -> dict[str, list[int]]:
    encodings = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return {text: _plain(encoding.ids[:max_tokens]) for text, encoding in zip(texts, encodings, strict=True)}


def _plain(ids: list[int]) -> list[int]:
    """Return a text's tokens with [UNK] for special ones: a "[SEP]" that somebody typed separates nothing."""
    return ids if _SPECIAL.isdisjoint(ids) else [UNK if id_ in _SPECIAL else id_ for id_ in ids]
