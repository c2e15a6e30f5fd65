"""A language is known by whatever a person calls it."""

import time
from collections.abc import Iterator

import pytest
from babel import Locale
from babel.core import UnknownLocaleError, get_global
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from retrieval import Filter
from retrieval.languages.codes import CODES, declared_code, plain_code
from retrieval.languages.names import comparable_name, known_names, language_code

DETECTED = sorted(
    {plain_code(label) for label in LanguageIdentifier.from_model_file(MODEL_FILE).labels}.difference({None})
)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("de", "de"), ("DE", "de"), ("pt-BR", "pt"), ("zh-CN", "zh"), ("zh_Hant_TW", "zh"), ("sr-Latn", "sr"),
        ("de_DE.UTF-8", "de"), ("nb-NO", "no"), ("nn", "no"), ("nno", "no"), ("deu", "de"), ("ger", "de"),
        ("hrv", "hr"), ("slk", "sk"), ("slo", "sk"), ("srp", "sr"), ("est", "et"), ("ekk", "et"), ("swh", "sw"),
        ("zsm", "ms"), ("fil", "tl"), ("cmn-Hans", "zh"), ("sh", "sr"), ("mo", "ro"),
        ("Farsi", "fa"), ("Castilian", "es"), ("Flemish", "nl"), ("Bengali", "bn"), ("Mandarin", "zh"),
        ("Simplified Chinese", "zh"), ("Chinese (Traditional)", "zh"), ("Brazilian Portuguese", "pt"),
        ("latin american spanish", "es"), ("the German language", "de"), ("Scottish Gaelic", "gd"), ("Irish", "ga"),
        ("Norwegian Bokmål", "no"), ("  ENGLISH ", "en"), ("Serbo-Croatian", "sr"),
        ("português", "pt"), ("portugues", "pt"), ("PORTUGUE\u0302S", "pt"), ("português do Brasil", "pt"),
        ("Deutsch", "de"), ("Español", "es"), ("čeština", "cs"), ("cestina", "cs"), ("język polski", "pl"),
        ("Tieng Viet", "vi"), ("O'zbek", "uz"), ("oʻzbek", "uz"), ("русский язык", "ru"), ("ελληνικα", "el"),
        ("简体中文", "zh"), ("繁體中文（香港）", "zh"), ("日本語", "ja"), ("한국어", "ko"),
        ("हिन्दी", "hi"), ("ไทย", "th"),
        ("العربية", "ar"), ("עברית", "he"), ("தமிழ்", "ta"), ("ພາສາລາວ", "lo"),
        ("Klingon", None), ("", None), ("*", None), ("xx", None), ("d" * 5000, None), ("Ger", "de"), ("Germ", None),
        ("Spanish (Latin America)", "es"), ("Spanish, Latin America", "es"), ("Serbian (Latin)", "sr"),
        ("Serbian, Latin", "sr"), ("(Latin) Serbian", "sr"), ("Serbian Latin", "sr"), ("Malay (Indonesia)", "ms"),
        ("Malay (Arabic, Brunei)", "ms"), ("English (Myanmar (Burma))", "en"), ("English, Indonesia", "en"),
        ("Irish English", "en"), ("Latin", "la"), ("the Latin language", "la"), ("Modern Standard Arabic", "ar"),
        ("العربية الفصحى", "ar"), ("Swiss High German", "de"), ("Mexican Spanish", "es"), ("español de México", "es"),
        ("français canadien", "fr"), ("Hausa (Arabic) [Nigeria]", "ha"), ("German (", "de"), ("Kurdish（Latin）", "ku"),
        ("Traditional (Chinese)", "zh"), ("Inuktitut (Latin)", None), ("Fula (Latin, Niger)", None),
        ("Inari Sami", None), ("Southern Sami", None), ("Low German", None), ("Northern Sotho", None),
        ("Betawi (Indonesia)", None), ("Manipuri (Bangla)", None), ("Latin American", None), ("Latin America", None),
        ("American", None), ("Brazil", None), ("not English", None), ("English is bad", None),
        ("nicht Deutsch", None), ("no español", None), ("everything but German", None), ("German, English", None),
        ("German English", None), ("Deutsch/English", None), ("German; French (Canada)", None),
        ("German (Austria) and English", None), ("العربية، فارسی", None), ("(", None), (",", None), ("()", None),
        ("German and English", None), ("i-klingon", None), ("Germany", None), ("\u0301", None),
    ],
)  # fmt: skip
def test_a_language_is_known_by_what_a_person_writes(typed: str, code: str | None) -> None:
    assert language_code(typed) == code
    assert Filter(language=typed).language == (code or typed)


@pytest.mark.parametrize("code", DETECTED)
def test_every_language_that_is_detected_is_known_by_its_names_and_codes(code: str) -> None:
    names = {name for name in known_names(code) if language_code(name) == code}
    assert names
    assert language_code(Locale("en").languages[code]) == code
    same = {"no": "nb", "tl": "fil"}.get(code, code)
    try:
        own = Locale(same).languages.get(same)
    except UnknownLocaleError:
        return
    assert own is None or language_code(own) == code


def names_by_locale() -> Iterator[tuple[str, str]]:
    """Yield what each locale is called, in English and in itself, with and without script and region; and its code."""
    for identifier in locale_identifiers():
        locale = Locale.parse(identifier)
        for name in (
            locale.get_display_name("en"), locale.get_display_name(identifier),
            locale.get_language_name("en"), locale.get_language_name(identifier),
            *(name for key, name in locale.languages.items() if key.startswith(f"{locale.language}_")),
        ):  # fmt: skip
            if name:
                yield name, locale.language
    for key, name in Locale("en").languages.items():
        yield name, key.partition("_")[0]


def test_every_name_of_a_detected_language_with_its_script_and_region_is_known() -> None:
    names = {(name, plain_code(code)) for name, code in names_by_locale() if plain_code(code) in DETECTED}
    assert not {(name, code, language_code(name)) for name, code in names if language_code(name) != code}
    assert len(names) > 900
    assert len({code for _, code in names}) == len(DETECTED)


def test_no_name_of_another_language_means_one_that_is_known() -> None:
    spoken = {"aeb", "arq"}  # Arabic, which the registry gives codes of their own
    names = {(name, code) for name, code in names_by_locale() if plain_code(code) is None and code not in spoken}
    assert len(names) > 700
    found = {(name, language_code(name)) for name, _ in names if declared_code(name) is None}
    assert not {(name, code) for name, code in found if code is not None}


def test_codes_of_three_letters_mean_what_the_registry_says() -> None:
    known = {other: code.partition("_")[0] for other, code in get_global("language_aliases").items()}
    pairs = [(other, code) for other, code in known.items() if len(other) == 3 and code in CODES and code != "tl"]
    found = {other: (declared_code(other), plain_code(code)) for other, code in pairs}
    assert not {other: pair for other, pair in found.items() if pair[0] is not None and pair[0] != pair[1]}
    assert {pair[1] for pair in found.values() if pair[0] is not None} >= set(DETECTED) - {"tl"}


def test_no_name_means_two_languages() -> None:
    names = [(name, code) for code in sorted(CODES) for name in known_names(code)]
    assert len({name for name, _ in names}) == len(set(names))
    assert all(name == comparable_name(name) for name, _ in names)


@given(st.text(max_size=300))
def test_any_text_means_a_known_language_or_none(typed: str) -> None:
    assert language_code(typed) in {*CODES, None}


def test_a_long_name_takes_no_time() -> None:
    began = time.process_time()
    for typed in ("a " * 50, "é" * 100_000, "German " * 14, "中" * 100):
        language_code(typed)
        comparable_name(typed)
    assert time.process_time() - began < 0.5
