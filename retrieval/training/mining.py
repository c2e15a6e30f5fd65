"""Paragraphs and questions → for each question the passages that search finds although they do not answer.

The reader has to tell apart the passages that Quoth's own search ranks first. Therefore Quoth's own code cuts, embeds
and finds them here, too.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.encoding.encoder import Encoder
from retrieval.encoding.inputs import encoder_inputs, limits
from retrieval.indexes.entries import Entry
from retrieval.indexes.lexical import LexicalIndex
from retrieval.model import Block, Content, Passage
from retrieval.passages import cut
from retrieval.training.examples import Example, Paragraph

HITS_PER_INDEX = 30
"""Passages that each index finds for a question."""

MAX_MINED_PASSAGES = 8
"""Passages that are kept for a question."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MinedPassages:
    """Passages, and which of them mislead.

    ``passages`` are (paragraph's place, passage). ``by_paragraph`` holds for each paragraph the places of its passages
    in ``passages``. ``misleading`` holds for each example the places of the passages that search finds although they do
    not answer, best first, -1 where there are no more: shape (examples, ``MAX_MINED_PASSAGES``).
    """

    passages: list[tuple[int, Passage]]
    by_paragraph: list[list[int]]
    misleading: NDArray[np.int32]


def mine(
    paragraphs: Sequence[Paragraph],
    examples: Sequence[Example],
    encoder: Encoder,
    misleading: NDArray[np.int32] | None = None,
) -> MinedPassages:
    """Cut the paragraphs, and search the passages for every question.

    Passages of the paragraph that answers are left out, and so are those that contain the answer's words. misleading:
    the result of an earlier search, which is then not repeated.
    """
    allowed = limits(encoder)
    passages: list[tuple[int, Passage]] = []
    by_paragraph: list[list[int]] = []
    inputs: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        blocks = (Block(0, len(paragraph.text)),) if paragraph.text.strip() else ()
        content = Content(paragraph.text, blocks, paragraph.title)
        paragraph_passages = cut(content, allowed)
        by_paragraph.append(list(range(len(passages), len(passages) + len(paragraph_passages))))
        passages += [(number, passage) for passage in paragraph_passages]
        inputs += [item.text for item in encoder_inputs(content, paragraph_passages, encoder)]
    _log.info("%d paragraphs are %d passages", len(paragraphs), len(passages))
    if misleading is not None:
        return MinedPassages(passages, by_paragraph, misleading)
    vectors = encoder.encode_documents(inputs)
    _log.info("passages are embedded")
    questions = encoder.encode_queries([example.question for example in examples])
    _log.info("questions are embedded")
    lexical = LexicalIndex(None)
    lexical.update(
        1,
        (),
        (Entry(i, paragraph, text) for i, ((paragraph, _), text) in enumerate(zip(passages, inputs, strict=True))),
    )
    normalised = [normalise(passage.text) for _, passage in passages]
    misleading = np.full((len(examples), MAX_MINED_PASSAGES), -1, dtype=np.int32)
    for at in range(0, len(examples), 1000):
        cosines = questions[at : at + 1000] @ vectors.T
        nearest = np.argpartition(-cosines, min(HITS_PER_INDEX, len(vectors)) - 1, axis=1)[:, :HITS_PER_INDEX]
        for row, example in enumerate(examples[at : at + 1000]):
            scores: dict[int, float] = defaultdict(float)
            hits = lexical.search(lexical.analyser.terms(example.question), HITS_PER_INDEX)
            for hit in hits:
                scores[hit.id] += 0.75 * hit.score / hits[0].score
            for i in {*nearest[row].tolist(), *scores}:
                scores[i] += float(cosines[row, i])
            answer = normalise(paragraphs[example.paragraph].text[slice(*example.span)])
            kept = [
                i
                for i in sorted(scores, key=lambda i: -scores[i])
                if passages[i][0] != example.paragraph and answer not in normalised[i]
            ]
            misleading[at + row, : len(kept[:MAX_MINED_PASSAGES])] = kept[:MAX_MINED_PASSAGES]
        if at % 10_000 == 0:
            _log.info("searched for %d of %d questions", at, len(examples))
    return MinedPassages(passages, by_paragraph, misleading)


def normalise(text: str) -> str:
    """Return a text in lower case and with single spaces, for comparisons."""
    return " ".join(text.casefold().split())
