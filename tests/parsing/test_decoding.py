import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.parsing.decoding import decode

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"))


@given(TEXT)
def test_utf8_comes_back_as_it_was_written(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()) == text


@given(TEXT, st.sampled_from(["utf-16", "utf-32", "utf-8-sig"]))
def test_a_byte_order_mark_names_the_encoding_and_is_removed(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_recognised_by_its_nuls(encoding: str) -> None:
    text = "The ferry leaves at nine.\nIt returns at noon."
    assert decode(text.encode(encoding)) == text


def test_windows_line_ends_become_newlines_and_nothing_else_is_touched() -> None:
    assert decode(b"one\r\ntwo\rthree\n \x0c four\t") == "one\ntwo\rthree\n \x0c four\t"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("The keeper said “we will not go” and left the hall. It’s the second time — and not the last.", "cp1252"),
        ("The toll was £40 for every cart on the bridge, according to the book that the council kept.", "latin-1"),
        ("Café à côté de l'école", "cp1252"),
        ("Für die Bürger der Stadt änderte sich über Nacht sehr viel, weil die Brücke gesperrt wurde.", "cp1252"),
        ("Вчера городской совет объявил, что старый мост через реку закроют до весны на ремонт.", "cp1251"),
        ("Вчера городской совет объявил, что старый мост через реку закроют до весны на ремонт.", "koi8-r"),
        ("昨日、市議会は川に架かる古い橋を春まで修理のために閉鎖すると発表した。", "shift_jis"),
    ],
)
def test_legacy_encodings_are_recognised(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "data",
    [
        "Wczoraj rząd ogłosił, że szkoły w całym regionie będą zamknięte od lutego.".encode("cp1250"),
        b"plain\x00text with a NUL",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"\x01\x02\x03\x04\x05 text",
        b"\xff\xfea\x00\x00\xd8",  # UTF-16 with a surrogate that stands alone
        bytes(range(128, 256)) * 3,
    ],
)
def test_what_is_not_text_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"binary|damaged|encoding"):
        decode(data)


@given(st.binary(max_size=200))
def test_any_bytes_give_clean_text_or_a_refusal(data: bytes) -> None:
    try:
        text = decode(data)
    except UnreadableFile as refusal:
        assert str(refusal)  # noqa: PT017
    else:
        text.encode("utf-8")
        assert "\x00" not in text
        assert "\r\n" not in text
