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


@dataclass(frozen=True, slots=True)
class SpecialTokens:
    """The ids of a vocabulary's special tokens."""

    pad: int
    unknown: int
    first: int
    separator: int
    mask: int

    def replaced(self, ids: list[int]) -> list[int]:
        """Return a text's tokens with the unknown one for special ones: a "[SEP]" that was typed separates nothing."""
        special = {self.pad, self.first, self.separator, self.mask}
        return ids if special.isdisjoint(ids) else [self.unknown if id_ in special else id_ for id_ in ids]


BERT_TOKENS = SpecialTokens(pad=0, unknown=100, first=101, separator=102, mask=103)
XLM_ROBERTA_TOKENS = SpecialTokens(pad=1, unknown=3, first=0, separator=2, mask=250_001)


@dataclass(frozen=True, slots=True)
class Pairing:
    """The tokens of a pair: [CLS] question [SEP] above [SEP] passage [SEP]; where nothing is above, without its [SEP].

    Other vocabularies have other names for [CLS] and [SEP].

    ``second_start`` is the place in ``ids`` where the second part begins, which is what stands above and the passage,
    and ``passage_start`` where the passage begins. ``offsets`` are the spans, in characters, of the passage's tokens,
    without the space before a word.
    """

    ids: list[int]
    second_start: int
    passage_start: int
    offsets: list[Span]


def pair_tokens(
    tokenizer: Tokenizer, pairs: Sequence[tuple[str, str, str]], special: SpecialTokens = BERT_TOKENS
) -> list[Pairing]:
    """Return the tokens of each (question, above, passage); see ``Reader.read``. A text that is too long is cut.

    special: those of the tokenizer's vocabulary.
    """
    questions = list(dict.fromkeys(question for question, _, _ in pairs))
    aboves = list(dict.fromkeys(above for _, above, _ in pairs))
    question_ids = _ids(tokenizer, questions, MAX_QUESTION_TOKENS, special)
    above_ids = _ids(tokenizer, aboves, MAX_ABOVE_TOKENS, special, FIRST_ABOVE_TOKENS)
    texts = tokenizer.tokens([text for _, _, text in pairs])
    found = []
    for (question, above, text), tokens in zip(pairs, texts, strict=True):
        ids = [special.first, *question_ids[question], special.separator]
        second_start = len(ids)
        if above_ids[above]:
            ids += [*above_ids[above], special.separator]
        room = MAX_TOKENS - len(ids) - 1
        passage_ids = special.replaced(tokens.ids[:room])
        offsets = [_trimmed(text, span) for span in tokens.offsets[:room]]
        found.append(Pairing([*ids, *passage_ids, special.separator], second_start, len(ids), offsets))
    return found


def join_above(parts: Iterable[str | None]) -> str:
    """Return one text of all that stands above a passage: title, heading and context, outermost first."""
    return ", ".join(part for part in parts if part)


def _ids(
    tokenizer: Tokenizer, texts: Sequence[str], max_tokens: int, special: SpecialTokens, first: int | None = None
) -> dict[str, list[int]]:
    """Return the tokens of each text; of one that is too long, the ``first`` ones (default: all) and the last."""
    found = {}
    for text, ids in zip(texts, tokenizer.ids(texts), strict=True):
        if len(ids) > max_tokens:
            kept = max_tokens if first is None else first
            ids = ids[:kept] + ids[len(ids) - (max_tokens - kept) :]
        found[text] = special.replaced(ids)
    return found


def _trimmed(text: str, span: Span) -> Span:
    """Return a token's span without the white space at its beginning, which some vocabularies count to the word."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    return start, end
