"""CSV and TSV."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind

CELL = st.text('ab7é, ;"\n\t|', max_size=12)
ROWS = st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=8)


@given(rows=ROWS, delimiter=st.sampled_from(",;\t|"))
def test_no_cell_is_lost_and_no_record_is_torn(rows: list[list[str]], delimiter: str, read, holds, written) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    try:
        content = read("x,y\n" + out.getvalue(), "a.csv")
    except UnreadableFile:
        return
    assert content.text == "x,y\n" + out.getvalue()
    holds(content)
    kept = "".join(written(content))
    for sign in "ab7é":
        assert kept.count(sign) == content.text.count(sign)


def test_rows_are_one_table_whose_first_line_is_the_header(read, written) -> None:
    text = "Tree,Height\nAlder,12\nYew,9\n"
    content = read(text, "a.csv")
    assert [(block.kind, block.heading) for block in content.blocks] == [(BlockKind.TABLE, None)]
    assert written(content) == [text.strip()]
    assert content.has_lines


def test_a_record_of_several_lines_is_one_block(read, written) -> None:
    record = '2,"Open the valve.\n\nWait; then ""close"" it."'
    content = read(f"No,Text\n1,Short\n{record}\n3,Short\n", "a.csv")
    assert written(content) == ["No,Text\n1,Short", record, "3,Short"]
    assert [block.kind for block in content.blocks] == [BlockKind.TABLE, BlockKind.PARAGRAPH, BlockKind.LIST]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str, read, written) -> None:
    rows = ["No,Text".replace(",", delimiter), f'1{delimiter}"a\nb"', f"2{delimiter}c"]
    assert written(read("\n".join(rows), "a.csv")) == rows


def test_a_quote_that_is_never_closed_costs_no_row(read, written) -> None:
    text = 'No,Text\n1,"open\n2,b\n3,c'
    assert written(read(text, "a.csv")) == [text]


def test_an_empty_row_parts_two_tables(read, written) -> None:
    content = read("a,b\n1,2\n,\n\nc,d\n3,4\n", "a.csv")
    assert written(content) == ["a,b\n1,2", "c,d\n3,4"]
    assert {block.kind for block in content.blocks} == {BlockKind.TABLE}


def test_the_line_that_names_the_delimiter_is_no_row(read, written) -> None:
    assert written(read("sep=;\na;b\n", "a.csv")) == ["a;b"]


def test_open_quotes_in_every_line_are_survived(read, holds) -> None:
    holds(read('a,"b\n' * 5_001, "a.csv"))
    holds(read("a," + '"' * 200_001, "a.csv"))
    holds(read("a," * 100_000, "a.csv"))
