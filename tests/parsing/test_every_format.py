"""What every format that Quoth reads promises, whichever library reads it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from retrieval.model import BlockKind, Content
from retrieval.parsing.files import parse_bytes
from retrieval.parsing.formats import parser_for, suffixes
from retrieval.passages import Limits, cut
from tests.parsing.reading_watched import Reader, pool_reader
from tests.parsing.sample_making import DATE, MAKERS, ROWS, SENTENCES, TITLE, Sample, sample

DEFAULTS = re.compile(
    r"word document|python-docx|untitled|document ?1?|title|(powerpoint )?presentation|slide 1|workbook|sheet ?1"
    r"|pandoc|libreoffice|openpyxl|microsoft.*|user|author|unknown|none|sample",
    re.IGNORECASE,
)
"""What libraries and programs write where a person wrote nothing."""


SIGNS = set("|•[]~^_:") | set("@<>,+")
"""The closed list of signs that no letter stands for, and what the head of a message has."""


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text))


@pytest.fixture(params=sorted(suffixes()))
def made(request: pytest.FixtureRequest) -> tuple[str, Sample, Content]:
    """The name of a file of each format, the file, and what Quoth reads in it."""
    suffix = request.param
    if suffix not in MAKERS:
        pytest.fail(f"{suffix} has no sample: add a maker to MAKERS in tests/parsing/sample_making.py")
    file = sample(suffix)
    return f"a{suffix}", file, parse_bytes(file.data, PurePosixPath(f"a{suffix}"))


def test_everything_that_a_file_shows_is_read_in_its_order(made, holds):
    _, file, content = made
    holds(content)
    read = f" {' '.join(words(' '.join(filter(None, (content.title, content.text)))))} "
    assert [text for text in file.shows if f" {' '.join(words(text))} " not in read] == []
    at = [read.index(f" {' '.join(words(text))} ") for text in file.shows if text in SENTENCES]
    assert at == sorted(at)


def test_what_is_read_can_be_quoted_or_stands_above_a_quote_or_is_said_to_be_left_out(made):
    _, file, content = made
    limits = Limits(256, lambda texts: [len(text.split()) for text in texts])
    passages = cut(content, limits)
    said = [content.title or "", *(heading.text for heading in content.headings)]
    said += [f"{passage.heading or ''} {passage.text}" for passage in passages]
    quotable = f" {' '.join(words(' '.join(said)))} "
    missing = [text for text in file.shows if f" {' '.join(words(text))} " not in quotable]
    assert missing == [] or content.left_out


def test_a_sentence_is_whole_in_its_passage(made):
    _, file, content = made
    passages = [" ".join(words(block)) for block in (content.text[b.start : b.end] for b in content.blocks)]
    for sentence in filter(file.shows.__contains__, SENTENCES):
        assert any(" ".join(words(sentence)) in passage for passage in passages), sentence


def test_a_row_of_a_table_is_in_one_block(made):
    _, file, content = made
    blocks = [words(content.text[block.start : block.end]) for block in content.blocks]
    for row in ROWS[1:]:
        if set(row) <= set(file.shows):
            assert any(set(words(" ".join(row))) <= set(block) for block in blocks), row


def test_nothing_is_read_that_a_file_does_not_show(made):
    name, file, content = made
    if content.has_lines:
        return  # the text is the file itself
    shown = {word for text in file.shows for word in words(text)}
    beside = {"a", "Berths", "ada", "Ada", "Lind", "bo", "Bo", "Ek", "example", "org", "From", "To", "Subject", "Date"}
    extra = [word for word in words(content.text) if word not in shown | beside and not word.isdigit()]
    assert extra == [], name
    signs = set("".join(file.shows)) | SIGNS
    assert {sign for sign in content.text if not sign.isalnum() and not sign.isspace()} <= signs


def test_the_title_author_and_date_are_those_of_the_file_and_not_of_a_library(made):
    _, file, content = made
    for label in filter(None, (content.title, content.author)):
        assert not DEFAULTS.fullmatch(label)
    if content.title is not None and TITLE in file.shows:
        assert content.title == TITLE
    assert content.date in (None, DATE)


def test_headings_and_pages_lie_in_the_text_in_order(made):
    _, _, content = made
    end = 0
    for heading in content.headings:
        assert end <= heading.start < heading.end <= len(content.text)
        assert heading.text.strip()
        assert heading.level >= 0
        end = heading.end
    offsets = [offset for offset, _ in content.pages]
    assert offsets == sorted(offsets)
    assert all(0 <= offset <= len(content.text) and page >= 1 for offset, page in content.pages)
    assert all(piece.what.strip() and piece.why.strip() for piece in content.left_out)


def test_the_kind_of_a_table_is_a_table(made):
    _, file, content = made
    if content.has_lines or not {cell for row in ROWS for cell in row} <= set(file.shows):
        return
    tables = [content.text[b.start : b.end] for b in content.blocks if b.kind is BlockKind.TABLE]
    assert any(ROWS[1][2] in table for table in tables)


def test_reading_twice_gives_the_same(made):
    name, file, content = made
    assert parse_bytes(file.data, PurePosixPath(name)) == content


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with pool_reader() as read:
        yield read


def test_a_sync_reads_in_a_file_what_its_parser_reads_in_its_bytes(made, reader: Reader, tmp_path: Path):
    name, file, content = made
    (tmp_path / name).write_bytes(file.data)
    read = reader(tmp_path, name).content
    warned = dict.fromkeys((*content.warnings, *read.warnings))
    assert replace(read, warnings=tuple(warned)) == replace(content, warnings=tuple(warned))


def test_a_suffix_in_capitals_is_the_same_format(made):
    name, file, content = made
    assert parser_for(name.upper()) is parser_for(name)
    assert parse_bytes(file.data, PurePosixPath(name.upper())).text == content.text
