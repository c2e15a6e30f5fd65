"""JSON and JSON lines of records."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind

FAQ = [
    {
        "id": "a-1",
        "question": "May dogs swim?",
        "answer": "Yes, before nine.",
        "fee": 2.10,
        "tags": ["dogs", "west bank"],
    },
    {"id": "a-2", "question": "Is there a shower?", "answer": "Two, at the gate."},
]
LINES = "\n".join(map(json.dumps, FAQ))


def test_each_answer_of_json_lines_is_a_slice_under_its_question(read, written) -> None:
    content = read(LINES, "a.jsonl")
    assert content.text == LINES
    assert [(block.heading, block.kind.value) for block in content.blocks] == [
        ("May dogs swim?", "paragraph"),
        ("May dogs swim?", "list"),
        ("Is there a shower?", "paragraph"),
    ]
    assert written(content) == ["Yes, before nine.", '"fee": 2.1, "tags": ["dogs", "west bank"]', "Two, at the gate."]
    assert [heading.text for heading in content.headings] == ["May dogs swim?", "Is there a shower?"]
    assert [left.what for left in content.left_out] == ["2 identifiers and addresses"]


def test_each_answer_of_json_is_read_under_its_question(read, written) -> None:
    content = read('[{"question": "May dogs swim?", "answer": "Yes.\\n\\nBefore nine.", "fee": 2.10}]', "a.json")
    assert [block.heading for block in content.blocks] == ["May dogs swim?"] * 3
    assert written(content) == ["Yes.", "Before nine.", "fee: 2.10"]


def test_short_fields_of_json_lines_stay_together_with_their_keys(read, written) -> None:
    line = '{"part": "KL-7", "name": "Seal ring", "price": 2.10}'
    content = read(f"{line}\n", "a.ndjson")
    assert written(content) == [line.strip("{}")]
    assert content.blocks[0].kind is BlockKind.LIST


def test_escapes_stay_as_the_file_has_them_and_cut_lines(read, written) -> None:
    content = read(r'{"text": "Say \"stop\" there.\nThen go \\n on.\r\n\tCaf\u00e9."}', "a.jsonl")
    assert written(content) == [r"Say \"stop\" there.", r"Then go \\n on.", r"\tCaf\u00e9."]


def test_lines_that_are_no_json_are_said(read, written) -> None:
    content = read('{"text": "The gate opens."}\n{"text": \n', "a.jsonl")
    assert written(content) == ["The gate opens."]
    assert content.warnings == ("1 of its lines are not JSON and are not read.",)


def test_messages_inside_a_record_are_read(read, written) -> None:
    record = {"messages": [{"role": "user", "content": "Open?"}, {"role": "assistant", "content": "At nine."}]}
    assert written(read(json.dumps(record), "a.jsonl")) == ["Open?", "At nine."]
    assert written(read(json.dumps([record]), "a.json")) == ["Open?", "At nine."]


def test_numbers_of_an_embedding_are_left_out_and_said(read, written) -> None:
    record = {"text": "The gate opens at nine.", "weights": [0.5] * 20}
    for name, data in (("a.jsonl", json.dumps(record)), ("a.json", json.dumps([record]))):
        content = read(data, name)
        assert written(content) == ["The gate opens at nine."]
        assert [left.what for left in content.left_out] == ["1 list of numbers"]


def test_records_may_stand_inside_an_object_with_title_and_date(read, written) -> None:
    book = {"title": "Pool", "updated": "2026-01-31", "topics": [{"topic": "Fees", "items": FAQ[1:]}]}
    content = read(json.dumps(book), "a.json")
    assert (content.title, content.date) == ("Pool", "2026-01-31")
    assert [(block.heading, text) for block, text in zip(content.blocks, written(content), strict=True)] == [
        ("Fees > Is there a shower?", "Two, at the gate.")
    ]


def test_what_stands_beside_the_records_is_read_before_them(read, written) -> None:
    book = {
        "title": "Pool", "note": "All fees include the tax.", "desk": {"name": "Lea", "phone": "555-0199"},
        "fees": [{"text": "Adults pay four euros on each day."}, {"text": "Children pay nothing at all."}],
    }  # fmt: skip
    content = read(json.dumps(book), "a.json")
    assert [(block.heading, text) for block, text in zip(content.blocks, written(content), strict=True)] == [
        (None, "All fees include the tax."),
        ("Lea", "phone: 555-0199"),
        (None, "Adults pay four euros on each day."),
        (None, "Children pay nothing at all."),
    ]


def test_a_record_without_a_title_does_not_stand_under_the_one_before(read) -> None:
    content = read('[{"title": "A", "text": "It is long."}, {"part": "KL-7", "price": 3}]', "a.json")
    assert [block.heading for block in content.blocks] == ["A", "KL-7"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('["The gate opens at nine.", "It closes at noon."]', ["The gate opens at nine.", "It closes at noon."]),
        ('{"May dogs swim?": "Yes.", "Is it deep?": "No."}', ["Yes.", "No."]),
        ('[["Tree", "Height"], ["Alder", 12.50], ["Yew", null]]', ["Tree | Height\nAlder | 12.50\nYew |"]),
    ],
)
def test_lists_of_texts_and_rows_are_records_too(data: str, expected: list[str], read, written) -> None:
    assert written(read(data, "a.json")) == expected


@pytest.mark.parametrize(
    "data",
    [
        '{"name": "tool", "version": "1.0", "description": "A tool that is long", "contributors": [{"name": "x"}]}',
        '{"compilerOptions": {"strict": true}, "include": ["src"]}',
        "[1, 2, 3]",
        '"a text"',
        "{}",
        '{"rows": [0.1, 0.2]}',
    ],
)
def test_json_without_records_is_refused(data: str, read) -> None:
    with pytest.raises(UnreadableFile, match="holds no records"):
        read(data, "package.json")


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_damage_and_depth_are_survived(name: str, read, holds) -> None:
    for data in (
        "{",
        "[" * 100_000,
        '{"a":' * 100_000,
        '[{"text": "' + "x " * 200_000 + '"}]',
        "[9" + "9" * 9_000 + "]",
    ):
        try:
            holds(read(data, name))
        except UnreadableFile as refusal:
            assert str(refusal)  # noqa: PT017


VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(records=st.lists(VALUE, min_size=1, max_size=4), ascii_only=st.booleans())
def test_any_json_lines_give_trimmed_slices_of_the_file(records: list, ascii_only: bool, read, holds) -> None:
    text = "\n".join(json.dumps(record, ensure_ascii=ascii_only) for record in records)
    try:
        content = read(text, "a.jsonl")
    except UnreadableFile as refusal:
        assert str(refusal) in ("holds no text", "holds no records: no line of it is JSON") or "binary" in str(refusal)  # noqa: PT017
    else:
        assert content.text == text
        holds(content)


@given(records=st.lists(VALUE, min_size=1, max_size=4))
def test_any_json_is_read_or_refused(records: list, read, holds) -> None:
    try:
        holds(read(json.dumps(records), "a.json"))
    except UnreadableFile as refusal:
        assert str(refusal)  # noqa: PT017
