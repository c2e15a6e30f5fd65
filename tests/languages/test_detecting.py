from __future__ import annotations

import json
import time
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.languages.codes import declared_code
from retrieval.languages.detecting import with_languages
from retrieval.model import Block, BlockKind, Content
from retrieval.parsing.files import parse_bytes
from retrieval.parsing.workers.content_json import content_as_json, content_from_json, dump
from retrieval.parsing.workers.pool import ParsingPool

PARAGRAPHS = {
    "en": "The ferry leaves at seven in the morning, and whoever misses it has to wait for the next one until noon.",
    "de": "Die Fähre legt um sieben Uhr morgens ab, und wer sie verpasst, muss bis zum Mittag auf die nächste warten.",
    "fr": "Le bac part à sept heures du matin, et celui qui le manque doit attendre le suivant jusqu'à midi.",
    "es": "El transbordador sale a las siete de la mañana, y quien lo pierde tiene que esperar al siguiente.",
    "pt": "A balsa parte às sete da manhã, e quem a perde tem de esperar pela seguinte até ao meio-dia.",
    "it": "Il traghetto parte alle sette del mattino, e chi lo perde deve aspettare il prossimo fino a mezzogiorno.",
    "nl": "De veerboot vertrekt om zeven uur 's ochtends, en wie hem mist moet tot de middag wachten op de volgende.",
    "pl": "Prom odpływa o siódmej rano, a kto się na niego spóźni, musi czekać na następny aż do południa.",
    "sv": "Färjan avgår klockan sju på morgonen, och den som missar den får vänta på nästa ända till middagstid.",
    "tr": "Feribot sabah saat yedide kalkar ve onu kaçıran herkes bir sonrakini öğlene kadar beklemek zorundadır.",
    "ro": "Feribotul pleacă la ora șapte dimineața, iar cine îl pierde trebuie să aștepte până la prânz.",
    "vi": "Chuyến phà khởi hành lúc bảy giờ sáng, và ai lỡ chuyến thì phải đợi chuyến sau cho đến trưa.",
    "ru": "Паром отходит в семь часов утра, и тот, кто на него опоздает, должен ждать следующего до полудня.",
    "uk": "Пором відпливає о сьомій ранку, і той, хто на нього запізниться, мусить чекати наступного до полудня.",
    "el": "Το φέριμποτ φεύγει στις επτά το πρωί, και όποιος το χάσει πρέπει να περιμένει το επόμενο ως το μεσημέρι.",
    "ar": "تغادر العبارة في الساعة السابعة صباحا، ومن تفوته عليه أن ينتظر العبارة التالية حتى الظهر.",
    "fa": "کشتی ساعت هفت صبح حرکت می‌کند و هر کس به آن نرسد باید تا ظهر منتظر کشتی بعدی بماند.",
    "he": "המעבורת יוצאת בשבע בבוקר, ומי שמפספס אותה צריך לחכות לבאה עד הצהריים.",
    "hi": "नाव सुबह सात बजे चलती है, और जो उसे पकड़ नहीं पाता उसे दोपहर तक अगली नाव का इंतज़ार करना पड़ता है।",
    "th": "เรือข้ามฟากออกเวลาเจ็ดโมงเช้า ใครมาไม่ทันต้องรอเที่ยวถัดไปจนถึงเที่ยงวัน",
    "ja": "渡し船は朝七時に出ます。乗り遅れた人は、次の船を正午まで待たなければなりません。",
    "ko": "나룻배는 아침 일곱 시에 떠나며, 놓친 사람은 다음 배를 정오까지 기다려야 합니다.",
    "zh": "渡船早上七点开出，错过的人必须等到中午才有下一班船。船票可以在码头旁边的小店买到。",
}
ENGLISH, GERMAN, THAI = PARAGRAPHS["en"], PARAGRAPHS["de"], PARAGRAPHS["th"]


def _content(*paragraphs: str, kind: BlockKind = BlockKind.PARAGRAPH, declared: str | None = None) -> Content:
    at, blocks = 0, []
    for paragraph in paragraphs:
        blocks.append(Block(at, at + len(paragraph), kind))
        at += len(paragraph) + 2
    return Content("\n\n".join(paragraphs), tuple(blocks), language=declared)


def _languages(content: Content) -> list[str | None]:
    found = with_languages(content)
    return [found.language, *(block.language for block in found.blocks)]


@pytest.mark.parametrize("code", PARAGRAPHS)
def test_a_paragraph_tells_its_language(code: str) -> None:
    assert _languages(_content(PARAGRAPHS[code])) == [code, code]


@pytest.mark.parametrize("code", sorted(set(PARAGRAPHS) - {"en"}))
def test_a_paragraph_in_another_language_than_its_document_has_its_own(code: str) -> None:
    long = f"{PARAGRAPHS[code]} {PARAGRAPHS[code]}"
    assert _languages(_content(ENGLISH, long, ENGLISH, ENGLISH)) == ["en", "en", code, "en", "en"]
    assert _languages(_content(long, ENGLISH, long, long)) == [code, code, "en", code, code]


@pytest.mark.parametrize(
    "short", ["Berlin", "Café Zürich", "42 km", "Pizza con funghi", "à la carte", "OK", "GmbH & Co. KG", "Ende"]
)
def test_a_few_words_in_a_document_do_not_have_a_language_of_their_own(short: str) -> None:
    assert _languages(_content(ENGLISH, short, ENGLISH)) == ["en"] * 4


@pytest.mark.parametrize("kind", [BlockKind.CODE, BlockKind.TABLE])
def test_code_and_tables_of_numbers_are_in_the_language_of_their_document(kind: BlockKind) -> None:
    text = "für_jede = lambda wert: (wert, 17, 0x2f)\n" * 9 if kind is BlockKind.CODE else "1,5 | 2,75 | 13\n" * 40
    content = _content(GERMAN, text, GERMAN)
    first, block, last = content.blocks
    content = Content(content.text, (first, Block(block.start, block.end, kind), last))
    assert _languages(content) == ["de"] * 4


def test_code_does_not_tell_the_language_of_a_document() -> None:
    program = "while not the_end: wait_for(the, next, one) # and so on\n" * 9
    assert _languages(_content(program, kind=BlockKind.CODE)) == [None, None]


def test_what_stands_between_two_paragraphs_of_one_language_has_it_too() -> None:
    content = _content(ENGLISH, ENGLISH, ENGLISH, GERMAN, "Preise", GERMAN)
    assert _languages(content) == ["en", "en", "en", "en", "de", "de", "de"]


def test_a_short_english_line_between_german_paragraphs_of_an_english_document_stays_english() -> None:
    content = _content(
        ENGLISH, ENGLISH, ENGLISH, ENGLISH, GERMAN, "This is what the captain told us yesterday.", GERMAN
    )
    assert _languages(content)[-3:] == ["de", "en", "de"]


@pytest.mark.parametrize("text", ["", "17", "Menu", "—", "x", "3.14 2.71", "Wi-Fi 6E", "a@b.c http://d.e/f"])
def test_a_text_that_is_too_short_has_the_language_that_its_file_declares_or_none(text: str) -> None:
    content = _content(text) if text else Content("", ())
    assert _languages(content)[0] is None
    declared = Content(content.text, content.blocks, language="pt")
    assert set(_languages(declared)) == {"pt"}


@pytest.mark.parametrize("code", ["de", "th", "ru", "ja"])
def test_a_declared_language_never_counts_against_the_text(code: str) -> None:
    assert set(_languages(_content(PARAGRAPHS[code], declared="en"))) == {code}


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("料金表", None, None), ("料金表", "ja", "ja"), ("料金表", "zh", "zh"), ("料金表", "en", None),
        ("営業時間", None, "ja"), ("营业时间", None, "zh"), ("營業時間", None, "zh"),
        ("入場料金 会議室 予約", None, None),
    ],
)  # fmt: skip
def test_signs_that_are_chinese_and_japanese_tell_no_language(
    text: str, declared: str | None, language: str | None
) -> None:
    assert set(_languages(_content(text, declared=declared))) == {language}


def test_a_declared_language_that_is_not_written_like_the_text_does_not_count() -> None:
    assert set(_languages(_content("Menu", declared="th"))) == {None}


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("de", "de"), ("de-AT", "de"), ("pt_BR", "pt"), ("en_US.UTF-8", "en"), (" FR ", "fr"), ("ger", "de"),
        ("zh-Hant-TW", "zh"), ("nb", "no"), ("nn-NO", "no"), ("cmn", "zh"), ("hrv", "hr"), ("slk", "sk"), ("SRP", "sr"),
        ("est-EE", "et"), ("isl", "is"), ("ice", "is"), ("tgl", "tl"), ("srp_Latn", "sr"),
        ("", None), ("german", None), ("xx", None), (None, None),
        (["de"], None), ("de" * 10_000, None), ("q-" + "a-" * 50_000, None),
    ],
)  # fmt: skip
def test_a_declared_tag_is_a_code_or_nothing(tag: object, code: str | None) -> None:
    assert declared_code(tag) == code


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", "---\nlanguage: pt-BR\n---\n\nMenu\n"),
        ("a.md", "---\nlang: pt\n---\n\nMenu\n"),
        ("a.md", '+++\nlanguage = "pt"\n+++\n\nMenu\n'),
        ("a.md", "---\nlang: por\n---\n\nMenu\n"),
        ("a.html", '<html lang="por"><body><p>Menu</p></body></html>'),
        ("a.html", '<html lang="pt-BR"><body><p>Menu</p></body></html>'),
        ("a.html", '<html><head><meta property="og:locale" content="pt_BR"></head><body><p>Menu</p></body></html>'),
    ],
)
def test_what_a_file_declares_counts_where_its_text_is_too_short(name: str, data: str) -> None:
    assert parse_bytes(data.encode(), PurePosixPath(name)).language == "pt"


def test_the_page_of_a_template_that_declares_english_is_in_the_language_of_its_text() -> None:
    page = f'<html lang="en"><body><p>{GERMAN}</p><p>{THAI}</p><p>{GERMAN}</p></body></html>'
    content = parse_bytes(page.encode(), PurePosixPath("a.html"))
    assert [content.language, *(block.language for block in content.blocks)] == ["de", "de", "th", "de"]


def test_markup_addresses_and_numbers_do_not_change_what_a_text_says() -> None:
    noisy = (
        f"**{GERMAN[:40]}**{GERMAN[40:]} [1](https://example.org/the-next-one-and-the-other) `and_so_on()` 17.03.2024"
    )
    assert _languages(_content(noisy)) == ["de", "de"]


def test_soft_hyphens_and_accents_in_pieces_change_nothing() -> None:
    import unicodedata

    german = unicodedata.normalize("NFD", GERMAN).replace("legt", "le\xadgt")
    assert _languages(_content(german)) == ["de", "de"]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000, "a\n" * 500_000, "ß" * 1_000_000, "あ" * 1_000_000, " " * 999_999 + "x", "the " * 250_000,
        "\x00\x01\xff" * 300_000, "\ud800x" * 300_000, "<" * 1_000_000, "*" * 1_000_000 + "a", "é" * 1_000_000,
        "1" * 1_000_000, "-\n" * 500_000, "\xad" * 1_000_000,
    ],
    ids=lambda text: repr(text[:6]),
)  # fmt: skip
def test_hostile_text_takes_no_time(text: str) -> None:
    with_languages(_content(GERMAN))
    content = Content(text, (Block(0, len(text)),))
    lines = Content(text, tuple(Block(at, at + 2) for at in range(0, 200_000, 2)))
    started = time.process_time()
    with_languages(content)
    assert time.process_time() - started < 0.5
    started = time.process_time()
    with_languages(lines)
    assert time.process_time() - started < 2


def test_a_document_of_very_many_paragraphs_is_looked_at_in_a_few_seconds() -> None:
    paragraphs = [*[ENGLISH] * 30_000, *[GERMAN] * 25_000, *[ENGLISH, GERMAN] * 2_000]
    content = _content(*paragraphs)
    with_languages(_content(GERMAN))
    started = time.process_time()
    found = with_languages(content)
    assert time.process_time() - started < 30
    assert found.language == "en"
    assert {block.language for block in found.blocks[:29_990]} == {"en"}
    assert {block.language for block in found.blocks[30_010:54_990]} == {"de"}


@given(st.lists(st.text(min_size=1, max_size=300), min_size=1, max_size=6), st.sampled_from([None, "de", "th"]))
def test_any_text_has_languages_with_a_code_and_is_otherwise_unchanged(paragraphs: list[str], declared: str) -> None:
    content = _content(*paragraphs, declared=declared)
    found = with_languages(content)
    assert found.text is content.text
    assert [(each.start, each.end, each.kind) for each in found.blocks] == [
        (each.start, each.end, each.kind) for each in content.blocks
    ]
    for language in (found.language, *(block.language for block in found.blocks)):
        assert language is None or declared_code(language) == language
    assert with_languages(content) == found


def test_languages_pass_from_the_process_that_parses(pool: ParsingPool, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{ENGLISH}\n\n{GERMAN}\n\n{ENGLISH}\n\n{ENGLISH}\n", "utf-8")
    content = pool.parse(tmp_path, "a.txt").content
    assert [content.language, *(block.language for block in content.blocks)] == ["en", "en", "de", "en", "en"]
    assert content_from_json(json.loads(dump(content_as_json(content)))) == content


def test_a_file_is_read_with_a_warning_where_its_language_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_place(_: Content) -> Content:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("retrieval.parsing.files.with_languages", no_place)
    content = parse_bytes(GERMAN.encode(), PurePosixPath("a.txt"))
    assert content.text == GERMAN
    (warning,) = content.warnings
    assert warning.startswith("Its language could not be told: ")


def test_everything_that_comes_with_quoth_is_english(pool: ParsingPool, root: Path) -> None:
    for path in filter(Path.is_file, (root / "seeds").rglob("*")):
        content = pool.parse(root / "seeds", path.relative_to(root / "seeds").as_posix()).content
        assert {content.language, *(block.language for block in content.blocks)} == {"en"}, path
