"""Paragraphs and questions → for each question the passages that search finds and that do not answer it.

What the reader has to tell apart are the passages that Quoth's own search brings to the front; so they are cut,
embedded and found by Quoth's own code.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.encoding import Encoder
from retrieval.lexical import LexicalIndex
from retrieval.model import Block, Content, Passage
from retrieval.passages import cut
from retrieval.reader.training.examples import Example, Paragraph
from retrieval.syncing import encoder_inputs, limits

DEEP = 30
"""Passages that each leg finds for a question."""

MINED = 8
"""Passages that are kept of them."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mined:
    """All passages, those of each paragraph, and for each question those that lead astray, best first (-1: none)."""

    passages: list[tuple[int, Passage]]
    of: list[list[int]]
    astray: NDArray[np.int32]


def mine(
    paragraphs: Sequence[Paragraph],
    examples: Sequence[Example],
    encoder: Encoder,
    astray: NDArray[np.int32] | None = None,
) -> Mined:
    """Cut the paragraphs, and search them for every question, unless it is known what that finds.

    What a question finds is left out when it is of the paragraph that answers, or holds the answer's words.
    """
    allowed = limits(encoder)
    passages: list[tuple[int, Passage]] = []
    of: list[list[int]] = []
    inputs: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        blocks = (Block(0, len(paragraph.text)),) if paragraph.text.strip() else ()
        content = Content(paragraph.text, blocks, paragraph.title)
        pieces = cut(content, allowed)
        of.append(list(range(len(passages), len(passages) + len(pieces))))
        passages += [(number, piece) for piece in pieces]
        inputs += [item.text for item in encoder_inputs(content, pieces, encoder)]
    _log.info("%d paragraphs are %d passages", len(paragraphs), len(passages))
    if astray is not None:
        return Mined(passages, of, astray)
    vectors = encoder.encode_documents(inputs)
    _log.info("passages are embedded")
    questions = encoder.encode_queries([example.question for example in examples])
    _log.info("questions are embedded")
    lexical = LexicalIndex(None)
    lexical.update(
        1, (), ((i, paragraph, text) for i, ((paragraph, _), text) in enumerate(zip(passages, inputs, strict=True)))
    )
    plain = [folded(passage.text) for _, passage in passages]
    astray = np.full((len(examples), MINED), -1, dtype=np.int32)
    for at in range(0, len(examples), 1000):
        cosines = questions[at : at + 1000] @ vectors.T
        nearest = np.argpartition(-cosines, min(DEEP, len(vectors)) - 1, axis=1)[:, :DEEP]
        for row, example in enumerate(examples[at : at + 1000]):
            scores: dict[int, float] = defaultdict(float)
            hits = lexical.search(lexical.analyser.terms(example.question), DEEP)
            for hit in hits:
                scores[hit.id] += 0.75 * hit.score / hits[0].score
            for i in {*nearest[row].tolist(), *scores}:
                scores[i] += float(cosines[row, i])
            answer = folded(paragraphs[example.paragraph].text[slice(*example.span)])
            kept = [
                i
                for i in sorted(scores, key=lambda i: -scores[i])
                if passages[i][0] != example.paragraph and answer not in plain[i]
            ]
            astray[at + row, : len(kept[:MINED])] = kept[:MINED]
        if at % 10_000 == 0:
            _log.info("%d of %d questions are searched for", at, len(examples))
    return Mined(passages, of, astray)


def folded(text: str) -> str:
    """Return a text as it is compared: in lower case, with single spaces."""
    return " ".join(text.casefold().split())
