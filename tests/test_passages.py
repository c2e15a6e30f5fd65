"""Documents are cut into passages that can be cited: whole sentences, inside one block, never too long to be read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.encoding.inputs import encoder_inputs, limits
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.errors import UnreadableFile
from retrieval.model import Block, BlockKind, Content, Passage
from retrieval.parsing.files import parse_bytes
from retrieval.parsing.folder import scan
from retrieval.parsing.workers.pool import ParsingPool
from retrieval.passages import MAX_PASSAGE_CHARS, Limits, cut
from retrieval.sentences import sentence_spans

WORDS = st.sampled_from(
    ["Eels", "swim", "far", "to", "the", "U.S.", "No. 5", "Dr. Smith", "3.5", "km", "\n", "。", "是", "ends.", "Why?",
     "a;", "b,", "—", "“So.”", "x" * 40, " ", "é", "e\u0301", "\u00a0", "\x1c", "\x00", "\u200b", "🐟", "a/b-c_d"]
)  # fmt: skip
PROSE = st.lists(WORDS, max_size=120).map(" ".join)
TEXT = st.one_of(st.text(max_size=400), PROSE, st.lists(st.text(max_size=30), max_size=60).map("".join))


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """Any text, with blocks of any kind anywhere in it."""
    text = draw(TEXT)
    borders = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    blocks = []
    for start, end in pairwise(borders):
        if draw(st.booleans()) or end - start > 3:
            kind = draw(st.sampled_from(list(BlockKind)))
            blocks.append(Block(start, end, kind, heading=draw(st.sampled_from([None, "A", "A > B"]))))
    return Content(text, tuple(blocks), has_lines=draw(st.booleans()))


def words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def check(content: Content, passages: Sequence[Passage], most_chars: int) -> None:
    """All that is promised of passages, whatever the document."""
    text = content.text
    at = 0
    for passage in passages:
        assert passage.text == text[passage.start : passage.end]
        assert passage.start >= at, "passages overlap or are out of order"
        at = passage.end
        assert len(passage.text) <= most_chars
        block = content.blocks[passage.paragraph - 1]
        last = next(block for block in content.blocks if passage.end <= block.end)
        assert block.start <= passage.start < passage.end
        led_by = [place for place, (start, _) in enumerate(passage.sentences) if passage.start + start < last.start]
        assert set(led_by) <= set(passage.leading), "only what leads stands in one passage with another block"
        assert passage.heading == block.heading == last.heading
        for each in passage.above:
            assert each.text == text[each.start : each.end]
            assert each.end <= passage.start
        assert passage.line == (text.count("\n", 0, passage.start) + 1 if content.has_lines else None)
        inner = 0
        for start, end in passage.sentences:
            assert inner <= start < end <= len(passage.text)
            assert not passage.text[inner:start].strip()
            inner = end
        assert passage.sentences[0][0] == 0
        assert inner == len(passage.text)
    covered = [False] * len(text)
    for passage in passages:
        covered[passage.start : passage.end] = [True] * len(passage.text)
    for block in content.blocks:
        left = [i for i in range(block.start, block.end) if not covered[i] and not text[i].isspace()]
        assert not left, f"not in any passage: {text[left[0] : left[0] + 20]!r}"


def inside_a_sentence(content: Content, passage: Passage) -> bool:
    """Whether the passage's end cuts through a sentence of its paragraph."""
    block = next(block for block in content.blocks if passage.end <= block.end)
    if block.kind is not BlockKind.PARAGRAPH:
        return False
    spans = sentence_spans(content.text[block.start : block.end])
    return any(block.start + start < passage.end < block.start + end for start, end in spans)


@given(contents(), st.integers(1, 80), st.integers(1, 12))
def test_every_passage_is_a_slice_of_one_block_that_fits_and_nothing_visible_is_lost(
    content: Content, chars: int, tokens: int
) -> None:
    passages = cut(content, Limits(tokens=tokens, count=words, chars=chars))
    check(content, passages, chars)
    for passage in passages:
        assert words([passage.text])[0] <= tokens


@given(contents())
def test_a_passage_ends_inside_a_sentence_only_when_it_says_so(content: Content) -> None:
    for passage in cut(content, Limits(tokens=20, count=words, chars=100)):
        assert passage.split or not inside_a_sentence(content, passage)


@given(contents())
def test_a_block_that_fits_is_one_passage(content: Content) -> None:
    passages = cut(content, Limits(tokens=10_000, count=words, chars=10_000))
    paragraphs = [passage.paragraph for passage in passages]
    assert paragraphs == sorted(set(paragraphs) if not any(p.leading for p in passages) else paragraphs)
    assert not any(passage.split for passage in passages)


def test_no_stub_is_left_at_the_end_of_a_long_paragraph() -> None:
    text = " ".join(f"Sentence number {i} stands here." for i in range(10))
    content = Content(text, (Block(0, len(text)),))
    sizes = [len(p.sentences) for p in cut(content, Limits(tokens=10_000, count=words, chars=30 * 9))]
    assert sizes == [5, 5]


@pytest.mark.parametrize("kind", [BlockKind.LIST, BlockKind.PARAGRAPH])
@settings(max_examples=20)
@given(lines=st.lists(st.sampled_from(["a", "7.", "x y z", "Yes.", "word " * 30, "z" * 200]), min_size=20, max_size=30))
def test_very_many_short_lines_are_cut_without_loss(kind: BlockKind, lines: list[str]) -> None:
    text = "\n".join(lines * 40)
    passages = cut(Content(text, (Block(0, len(text), kind),)), Limits(tokens=300, count=words))
    check(Content(text, (Block(0, len(text), kind),)), passages, MAX_PASSAGE_CHARS)
    assert len(passages) <= 3 * len(text) / MAX_PASSAGE_CHARS + 1


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@settings(max_examples=150)
@given(data=st.data())
def test_what_the_parsers_make_of_any_text_is_cut_without_loss(name: str, data: st.DataObject) -> None:
    text = data.draw(TEXT)
    try:
        content = parse_bytes(text.encode("utf-8", "replace"), PurePosixPath(name))
    except UnreadableFile:
        return
    passages = cut(content, Limits(tokens=20, count=words, chars=120))
    check(content, passages, 120)
    assert not any(inside_a_sentence(content, p) and not p.split for p in passages)


@settings(max_examples=150)
@given(content=contents(), title=st.one_of(st.none(), TEXT))
def test_what_is_embedded_is_never_longer_than_the_encoder_reads(
    encoder: SentenceTransformerEncoder, content: Content, title: str | None
) -> None:
    content = Content(content.text, content.blocks, title=title, has_lines=content.has_lines)
    passages = cut(content, limits(encoder))
    check(content, passages, MAX_PASSAGE_CHARS)
    sizes = encoder.count([item.text for item in encoder_inputs(content, passages, encoder)])
    assert all(size <= encoder.max_tokens for size in sizes)


def test_the_bundled_documents_are_cut_at_ends_of_sentences_and_fit(
    encoder: SentenceTransformerEncoder, root: Path, pool: ParsingPool
) -> None:
    files = scan(root / "seeds").files
    assert files
    for path in files:
        content = pool.parse(root / "seeds", path).content
        passages = cut(content, limits(encoder))
        check(content, passages, MAX_PASSAGE_CHARS)
        assert not any(inside_a_sentence(content, p) for p in passages), path
        sizes = encoder.count([item.text for item in encoder_inputs(content, passages, encoder)])
        assert max(sizes) <= encoder.max_tokens, path


@settings(max_examples=100)
@given(start=st.integers(0, 60), pieces=st.lists(st.sampled_from(["ab", "q", "zx", "7", "/", "-", "Ω"]), min_size=150))
def test_text_without_spaces_is_still_cut_to_what_the_encoder_reads(
    encoder: SentenceTransformerEncoder, start: int, pieces: list[str]
) -> None:
    text = "x" * start + "".join(pieces) * 4
    content = Content(text, (Block(0, len(text)),), title="word " * 100)
    passages = cut(content, limits(encoder))
    check(content, passages, MAX_PASSAGE_CHARS)
    assert max(encoder.count([item.text for item in encoder_inputs(content, passages, encoder)])) <= encoder.max_tokens


@pytest.mark.parametrize(
    ("clause", "mark"),
    [
        ("يفتح المتحف أبوابه في الصباح ويغلقها في المساء", "؛ "),
        ("ሙዚየሙ በማለዳ ይከፈታል", "፤ "),
        ("博物馆早上开门", "；"),
        ("博物館は朝に開く", "、"),
    ],
)
def test_an_over_long_sentence_is_cut_at_the_marks_of_its_script(clause: str, mark: str) -> None:
    text = mark.join([clause] * 120)
    content = Content(text, (Block(0, len(text), BlockKind.PARAGRAPH),))
    passages = cut(content, Limits(tokens=10_000, count=lambda texts: [len(each) for each in texts]))
    assert len(passages) > 1
    for passage in passages[:-1]:
        assert passage.text.endswith(mark.strip())
        assert passage.split
