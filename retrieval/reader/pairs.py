"""Question and passage → the tokens that the reader reads, the same ones in training and in service."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.encoding.tokens import Tokenizer
from retrieval.model import Span

MAX_QUESTION_TOKENS = 64
MAX_ABOVE_TOKENS = 64
MAX_TOKENS = 320
"""How many tokens are read of a question, of what stands above a passage, and in all."""

FIRST_ABOVE_TOKENS = 24
"""Where too much stands above, so many tokens are read of its beginning, the title and the outermost headings; the
others are those at its end, which stands nearest to the passage."""

PAD, UNK, CLS, SEP, MASK = 0, 100, 101, 102, 103
"""The special tokens of the bundled model's vocabulary."""

_SPECIAL = frozenset((PAD, CLS, SEP, MASK))


@dataclass(frozen=True, slots=True)
class Pairing:
    """The tokens of a pair: [CLS] question [SEP] above [SEP] passage [SEP]; where nothing is above, without its [SEP].

    ``second_start`` is the place in ``ids`` where the second part begins, which is what stands above and the passage,
    and ``passage_start`` where the passage begins. ``offsets`` are the spans, in characters, of the passage's tokens.
    """

    ids: list[int]
    second_start: int
    passage_start: int
    offsets: list[Span]


def pair_tokens(tokenizer: Tokenizer, pairs: Sequence[tuple[str, str, str]]) -> list[Pairing]:
    """Return the tokens of each (question, above, passage); see ``Reader.read``. A text that is too long is cut."""
    questions = list(dict.fromkeys(question for question, _, _ in pairs))
    aboves = list(dict.fromkeys(above for _, above, _ in pairs))
    question_ids = _ids(tokenizer, questions, MAX_QUESTION_TOKENS)
    above_ids = _ids(tokenizer, aboves, MAX_ABOVE_TOKENS, FIRST_ABOVE_TOKENS)
    texts = tokenizer.tokens([text for _, _, text in pairs])
    found = []
    for (question, above, _), tokens in zip(pairs, texts, strict=True):
        ids = [CLS, *question_ids[question], SEP]
        second_start = len(ids)
        if above_ids[above]:
            ids += [*above_ids[above], SEP]
        room = MAX_TOKENS - len(ids) - 1
        passage_ids = _plain(tokens.ids[:room])
        found.append(Pairing([*ids, *passage_ids, SEP], second_start, len(ids), tokens.offsets[:room]))
    return found


def join_above(parts: Iterable[str | None]) -> str:
    """Return one text of all that stands above a passage: title, heading and context, outermost first."""
    return ", ".join(part for part in parts if part)


def _ids(tokenizer: Tokenizer, texts: Sequence[str], max_tokens: int, first: int | None = None) -> dict[str, list[int]]:
    """Return the tokens of each text; of one that is too long, the ``first`` ones (default: all) and the last."""
    found = {}
    for text, ids in zip(texts, tokenizer.ids(texts), strict=True):
        if len(ids) > max_tokens:
            kept = max_tokens if first is None else first
            ids = ids[:kept] + ids[len(ids) - (max_tokens - kept) :]
        found[text] = _plain(ids)
    return found


def _plain(ids: list[int]) -> list[int]:
    """Return a text's tokens with [UNK] for special ones: a "[SEP]" that somebody typed separates nothing."""
    return ids if _SPECIAL.isdisjoint(ids) else [UNK if id_ in _SPECIAL else id_ for id_ in ids]
