"""Words of every language become terms by which their other forms are found, and other words are not."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.indexes.analyser import Analyser, prepare_text, tokens_of
from retrieval.indexes.entries import Entry
from retrieval.indexes.lexical import LexicalIndex
from retrieval.languages.scripts import is_written_in
from retrieval.languages.words.reducing import reducer, word_rules
from retrieval.languages.words.scripts import word_script
from retrieval.languages.words.stemming import stemmer_named
from retrieval.languages.words.word_lists import FOLDER, all_word_lists
from retrieval.languages.writing import Script

ANALYSER = Analyser()
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.toml"))

SAME = {
    "ar": ("كتاب الكتاب والكتاب كِتَابٌ كتابها كتــاب", "مدرسة المدرسة والمدرسة للمدرسة", "أحمد احمد", "العربى العربي"),
    "bg": ("град градът града", "книга книгата книги"),
    "ca": ("aigua l'aigua d'aigua", "gat gats"),
    "cs": ("město města městem", "kniha knihy knihou"),
    "da": ("hus huset", "bog bogen"),
    "de": ("Haus Häuser Häusern HAUS", "Straße Straßen STRASSE", "Öffnungszeit Öffnungszeiten"),
    "el": ("βιβλία βιβλίου ΒΙΒΛΊΑ", "Ελλάδα ΕΛΛΑΔΑ", "άνθρωπος άνθρωποι ανθρωπος"),
    "es": ("información informaciones", "canción canciones", "niño niños"),
    "fa": ("کتاب كتاب",),
    "fi": ("talo talossa taloissa", "kirja kirjat"),
    "fr": ("école l'école d'école ÉCOLE", "cheval chevaux", "hiver qu'hiver l’hiver", "musée musées"),
    "he": ("ספר הספר והספר סֵפֶר בספר", "ילד ילדים הילדים"),
    "hi": ("हिन्दी हिंदी", "क़लम कलम", "लड़का लड़के लड़कों", "किताब किताबें किताबों", "२०१६ 2016"),
    "hr": ("grad grada gradom", "knjiga knjige knjigu"),
    "hu": ("ház házak házban", "könyv könyvek"),
    "id": ("buku bukunya",),
    "it": ("arte dell'arte l'arte", "gatto gatti", "città CITTÀ"),
    "ja": ("コンピューター コンピューター", "ﾃﾚﾋﾞ テレビ"),
    "ko": ("서울 서울은 서울이 서울에서 서울의", "대학교 대학교는 대학교를"),
    "nl": ("boek boeken", "kat katten"),
    "no": ("hus huset", "bil bilen"),
    "pl": ("dom domu domów", "miasto miasta miastach", "Łódź ŁÓDŹ"),
    "pt": ("livro livros", "casa casas"),
    "ro": ("țară ţară", "oraș oraşul orașe"),
    "ru": ("ёлка елка ёлки", "книга книги книгой", "МОСКВА Москве"),
    "sv": ("hus huset", "bil bilen bilar"),
    "tr": ("İstanbul İstanbul'da İSTANBUL", "ışık IŞIK", "ev evler evlerimizde"),
    "uk": ("місто міста містом", "книга книги книгою"),
    "vi": ("Việt VIỆT Việt",),
}
"""Texts whose words are forms of one word, in each language."""

DIFFERENT = {
    "ar": "كتاب مدرسة بيت",
    "de": "Haus Hose Hase",
    "ko": "서울 부산",
    "ru": "город гора книга",
    "th": "กรุงเทพ เชียงใหม่",
    "tr": "ev kitap ışık",
    "vi": "ma má mạ mã",
    "zh": "北京 上海",
}
"""Texts whose words have nothing to do with each other, even where they look alike without their signs."""


@pytest.mark.parametrize(("language", "text"), [(key, text) for key, texts in SAME.items() for text in texts])
def test_forms_of_a_word_share_a_term(language: str, text: str) -> None:
    found = [set(ANALYSER.terms(word, language)) for word in text.split()]
    assert set.intersection(*found)


@pytest.mark.parametrize(("language", "text"), DIFFERENT.items())
def test_other_words_share_none(language: str, text: str) -> None:
    found = [set(ANALYSER.terms(word, language)) for word in text.split()]
    assert all(found)
    assert all(a.isdisjoint(b) for a, b in combinations(found, 2))


@pytest.mark.parametrize(
    ("language", "text", "part"),
    [
        ("zh", "中华人民共和国的首都是北京。", "首都"),
        ("zh", "中華民國的首都", "首都"),
        ("ja", "東京の人口は2024年に増えた。", "人口"),
        ("ja", "Pythonでコンピューターを使う", "コンピューター"),
        ("ja", "Pythonでコンピューターを使う", "python"),
        ("th", "กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย", "เมืองหลวง"),
        ("lo", "ນະຄອນຫຼວງວຽງຈັນເປັນເມືອງຫຼວງ", "ເມືອງຫຼວງ"),
        ("km", "ភ្នំពេញជារាជធានីនៃកម្ពុជា", "កម្ពុជា"),
        ("my", "နေပြည်တော်သည်မြန်မာနိုင်ငံ၏မြို့တော်ဖြစ်သည်", "မြန်မာ"),
        ("ko", "서울특별시의인구", "인구"),
        ("zh", "自2016年起", "2016"),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_words_inside_runs_without_spaces_are_found(language: str, text: str, part: str, known: bool) -> None:
    tell = language if known else None
    assert set(ANALYSER.terms(part, tell)) <= set(ANALYSER.terms(text, tell))


@pytest.mark.parametrize("words", all_word_lists(), ids=lambda words: words.language)
def test_every_file_of_words_makes_sense(words) -> None:
    rules = word_rules(words.language)
    assert stemmer_named(words.stemmer)("abc")
    for word in words.stop:
        assert word == word.lower() or words.language == "tr"
        assert rules.is_stop(rules.spelt(word)), word
    assert is_written_in(words.language, Script(words.script.title()))
    if words.script in ("cyrillic", "greek", "arabic", "hebrew", "devanagari"):
        assert {word_script(word) for word in words.stop} <= {words.script}


@pytest.mark.parametrize(
    "language",
    "en de fr es it pt nl pl ru tr ar hi zh ja ko sv da no fi ro hu cs el th vi uk".split(),  # noqa: SIM905
)
def test_languages_of_many_readers_have_stop_words(language: str) -> None:
    assert len(word_rules(language).stop) >= 15


@pytest.mark.parametrize("language", [*LANGUAGES, "xx", "nb", "../en"])
@given(text=st.text(max_size=300))
@settings(max_examples=30, deadline=None)
def test_a_text_has_the_terms_of_its_words_whatever_it_is_written_in(language: str, text: str) -> None:
    terms = ANALYSER.terms(text, language)
    assert all(terms)
    assert not any(character.isspace() for term in terms for character in term)


MARKS = st.text(
    st.characters(categories=["Mn", "Mc", "Me", "Lm", "Sk", "Cf"])
    | st.sampled_from("\u0640\u064b\u0670\u05b0\u0301\u0307\u093c\u0e31\u0f39\u3099\u309b\uff9e\u02bc'’.,_&@+# al"),
    max_size=40,
)
"""Signs that change letters, with hardly any letter."""


@pytest.mark.parametrize("language", [*LANGUAGES, None])
@given(text=MARKS)
@settings(max_examples=60, deadline=None)
def test_marks_without_letters_give_no_empty_terms(language: str | None, text: str) -> None:
    assert all(ANALYSER.terms(text, language))
    asked = Analyser([language or "en", "ar"]).asked(text)
    assert all(asked.terms(text))
    assert all(asked.searched(text))
    assert all(all(term) for term in asked.to_search(asked.searched(text)))


@pytest.mark.parametrize("mark", ["\u064b", "\u0640", "\u0610\u0611", "\u05b0", "\u093c", "\u0301", "\u0e31", "\u3099"])
@pytest.mark.parametrize("language", [*LANGUAGES, None])
def test_a_lone_mark_gives_no_empty_term(language: str | None, mark: str) -> None:
    for text in (mark, f"a {mark} b", mark * 3, f"{mark}.{mark}"):
        assert "" not in ANALYSER.terms(text, language)
        assert "" not in Analyser([language or "en", "he"]).asked(text).searched(text)


LETTERS = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x24F, categories=["L", "M", "N", "P", "Zs"]), max_size=200
)


@given(text=LETTERS)
@settings(max_examples=300, deadline=None)
def test_english_is_read_alike_word_by_word_and_at_once(text: str) -> None:
    reduce = reducer("en")
    assert [term for token in tokens_of(prepare_text(text)) for term in reduce(token)] == ANALYSER.terms(text)


HOSTILE = tuple(part * 100_000 for part in ("ab", "กก", "ا", "漢", "l'", "é́", "和a", "이이", "ения", "a.b"))


@pytest.mark.parametrize("language", ["fr", "ar", "he", "hr", "hu", "ko", "pl", "ru", "th", "tr", "zh"])
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:2]))
def test_no_text_takes_long(language: str, text: str) -> None:
    started = time.process_time()
    ANALYSER.terms(text, language)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_passage_finds_itself_by_each_of_its_words(language: str) -> None:
    words = word_rules(language).words
    script = words.script if words.script in SCRIPTS else "latin"
    texts = [*SAME.get(language, ()), SCRIPTS[script], DIFFERENT.get(language, "Alpha 2024 C++")]
    index = LexicalIndex(None)
    index.update(1, (), [Entry(at, at, text, language) for at, text in enumerate(texts)])
    for at, text in enumerate(texts):
        for word in text.split():
            asked = index.analyser.asked(word)
            terms = asked.terms(word)
            if terms:
                assert at in [hit.id for hit in index.search(asked.to_search(terms), len(texts))], word


SCRIPTS = {
    "latin": "Quoth the raven on Müller's Ångström façade",
    "cyrillic": "Ворона сидела на ёлке в 2024 году",
    "greek": "Το κοράκι κάθισε στην πόρτα",
    "arabic": "جلس الغراب على الباب في المساء",
    "hebrew": "העורב ישב על הדלת",
    "devanagari": "कौआ दरवाज़े पर बैठा था",
    "hangul": "까마귀가 문 위에 앉았다",
    "han": "乌鸦坐在门上 烏鴉 2024年",
    "kana": "カラスはドアの上に座った",
    "thai": "อีกาเกาะอยู่ที่ประตู",
}


def test_threads_may_analyse_at_once() -> None:
    """A stemmer that is shared must not mix up their words."""
    words = [f"książkami{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"] * 40
    alone = [ANALYSER.terms(word, "pl") for word in words]
    reducer.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda word: ANALYSER.terms(word, "pl"), words)) == alone
