"""The catalogs: each says what the English one says, with the same variables, and nothing that nobody asks for."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from babel import Locale
from babel.numbers import format_decimal
from fluent.syntax import ast as ftl
from fluent.syntax import parse, serialize
from fluent.syntax.visitor import Visitor

import bot
from bot.deciding import Mode
from bot.messages.translating import LANGUAGES, Language, language
from bot.state.changes import Act
from retrieval import SyncReport

BOT = Path(bot.__file__).parent
TRANSLATIONS = [code for code in LANGUAGES if code != "en"]
NUMBERS = (0, 1, 2, 5, 1_000_000)
TEXT = "a_b/“c”.txt"

SAME = {
    *((code, "status-title") for code in TRANSLATIONS),
    ("fr", "page"),
    ("fr", "pages"),
    ("fr", "version"),
    ("nl", "button-context"),
}
"""What is said as in English: a name, and words that a language and English share."""

QUOTATION_MARKS = {
    "en": "“”", "de": "„“", "fr": "«»", "es": "«»", "pt-BR": "“”", "it": "«»", "nl": "“”", "pl": "„”", "ru": "«»",
    "tr": "“”", "ja": "「」", "ko": "“”", "zh-CN": "“”", "zh-TW": "「」",
}  # fmt: skip

COMPUTED = {
    "change-{}": list(Act),
    "button-agree-{}": ["drop", "widen"],
    "channel-{}": list(Mode),
    "choice-{}": list(Mode),
    "sync-{}": [f.name.replace("_", "-") for f in dataclasses.fields(SyncReport) if str(f.type).startswith("tuple")],
}
"""Ids that the code puts together, and what it puts into them."""

LIMITS = {"command-": 100, "option-": 100, "choice-": 100, "menu-": 32, "button-": 25}
"""Discord's, but for buttons: those take 80, of which a phone shows no five side by side."""


class Message(NamedTuple):
    """One message of a catalog; ``counted`` are the variables that choose a form or are written as numbers."""

    source: str
    variables: frozenset[str]
    counted: frozenset[str]
    forms: frozenset[str]


class _Reading(Visitor):
    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.counted: set[str] = set()
        self.forms: set[str] = set()

    def visit_VariableReference(self, node: Any) -> None:  # noqa: N802
        self.variables.add(node.id.name)

    def visit_FunctionReference(self, node: Any) -> None:  # noqa: N802
        assert node.id.name == "NUMBER"
        self.counted |= {argument.id.name for argument in node.arguments.positional}
        self.generic_visit(node)

    def visit_SelectExpression(self, node: Any) -> None:  # noqa: N802
        self.counted.add(node.selector.id.name)
        self.forms |= {v.key.name for v in node.variants if isinstance(v.key, ftl.Identifier)}
        self.generic_visit(node)


@cache
def entries(code: str) -> list[Any]:
    return list(parse((BOT / "locales" / f"{code}.ftl").read_text("utf-8")).body)


@cache
def catalog(code: str) -> dict[str, Message]:
    found = {}
    for entry in entries(code):
        if isinstance(entry, ftl.Message):
            reading = _Reading()
            reading.visit(entry.value)
            source = serialize(ftl.Resource([ftl.Message(entry.id, entry.value)])).partition("=")[2].strip()
            found[entry.id.name] = Message(source, *map(frozenset, vars(reading).values()))
    return found


def said(code: str, message: str, **numbers: int) -> str:
    """Return a message with numbers where it counts, and text elsewhere."""
    known = catalog("en")[message]
    arguments: dict[str, Any] = dict.fromkeys(known.variables - known.counted, TEXT)
    return Language(code).say(message, **arguments | dict.fromkeys(known.counted, 3) | numbers)


def all_said(code: str) -> Iterator[tuple[str, str]]:
    """Yield every message in every of its forms."""
    for message, known in catalog("en").items():
        for number in NUMBERS:
            yield message, said(code, message, **dict.fromkeys(known.counted, number))


# -- catalogs ----------------------------------------------------------------------------------------------------


def test_there_is_a_catalog_for_every_language_and_no_other():
    assert {path.stem for path in (BOT / "locales").iterdir()} == set(LANGUAGES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_catalog_is_nothing_but_messages_each_of_them_once(code):
    kinds = (ftl.Message, ftl.Comment, ftl.GroupComment, ftl.ResourceComment)
    assert [entry for entry in entries(code) if not isinstance(entry, kinds)] == []
    ids = Counter(entry.id.name for entry in entries(code) if isinstance(entry, ftl.Message))
    assert [name for name, times in ids.items() if times > 1] == []
    assert not any(entry.attributes for entry in entries(code) if isinstance(entry, ftl.Message))


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_translation_has_the_english_messages_in_the_english_order(code):
    assert [*catalog(code)] == [*catalog("en")]


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_translation_has_the_english_variables(code):
    for message, english in catalog("en").items():
        translated = catalog(code)[message]
        assert translated.variables == english.variables, message
        assert translated.counted == english.counted, message


@pytest.mark.parametrize("code", LANGUAGES)
def test_forms_are_those_that_the_language_has(code):
    known = {"other", *Locale.parse(code, sep="-").plural_form.tags}
    assert {name: m.forms - known for name, m in catalog(code).items() if m.forms - known} == {}


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_nothing_is_left_in_english(code):
    same = {name for name, english in catalog("en").items() if catalog(code)[name].source == english.source}
    assert same == {name for language, name in SAME if language == code}


# -- what is said ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("number", NUMBERS)
def test_every_message_can_be_said_with_every_number_or_text(code, number):
    for message, known in catalog("en").items():
        numbers = Language(code).say(message, **dict.fromkeys(known.variables, number))
        texts = said(code, message, **dict.fromkeys(known.counted, number))
        for shown in (numbers, texts):
            assert shown == shown.strip() != "", message
            assert not set("{}$\N{FIRST STRONG ISOLATE}") & set(shown), message
        assert texts.count(TEXT) >= len(known.variables - known.counted), message


@pytest.mark.parametrize("code", LANGUAGES)
def test_numbers_are_told_apart(code):
    """A form that is chosen for two numbers must say which: in French, [one] is 0, too."""
    for message, known in catalog("en").items():
        for variable in known.counted:
            shown = {number: said(code, message, **{variable: number}) for number in NUMBERS}
            assert len(set(shown.values())) == len(NUMBERS), (message, variable)
            for number in (2, 5, 1_000_000):
                assert format_decimal(number, locale=code.replace("-", "_")) in shown[number], (message, variable)


def test_millions_take_their_preposition():
    assert said("fr", "sources-title", documents=1_000_000).endswith(" de documents")
    assert said("es", "sources-title", documents=2_000_000).endswith(" de documentos")
    assert said("es", "sources-title", documents=1_000_001).endswith("1 documentos")


def test_nothing_counts_as_singular_in_french_alone():
    assert said("fr", "sources-title", documents=0) == "0 document"
    assert said("es", "sources-title", documents=0) == "0 documentos"
    assert said("de", "sources-title", documents=0) == "0 Dokumente"


def test_slavic_languages_count_in_the_forms_that_their_numbers_take():
    shown = {
        code: [said(code, "sources-title", documents=n).partition(" ")[2] for n in (3, 5, 12, 21, 22, 111)]
        for code in ("pl", "ru")
    }
    assert shown == {
        "pl": ["dokumenty", "dokumentów", "dokumentów", "dokumentów", "dokumenty", "dokumentów"],
        "ru": ["документа", "документов", "документов", "документ", "документа", "документов"],
    }


@pytest.mark.parametrize(
    ("locale", "code"),
    [
        ("es-419", "es"), ("es-ES", "es"), ("en-GB", "en"), ("pt-BR", "pt-BR"), ("pt", "pt-BR"), ("zh-CN", "zh-CN"),
        ("zh-TW", "zh-TW"), ("zh", "zh-CN"), ("ja", "ja"), ("sv-SE", "en"), (None, "en"),
    ],
)  # fmt: skip
def test_every_locale_of_discord_is_spoken_to_in_its_language_or_in_english(locale, code):
    assert language(locale).code == code


@pytest.mark.parametrize("code", LANGUAGES)
def test_dates_durations_and_numbers_are_written_in_every_language(code):
    written = Language(code)
    assert "2026" in written.date("2026-01-31") != "2026-01-31"
    assert written.duration(3 * 3600) != ""
    assert "3" in written.duration(3 * 3600)
    assert written.number(1234.5) == format_decimal(1234.5, format="#,##0.#", locale=code.replace("-", "_"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_discord_takes_definitions_and_labels(code):
    for prefix, limit in LIMITS.items():
        lengths = {message: len(said(code, message)) for message in catalog(code) if message.startswith(prefix)}
        assert lengths
        assert {message: length for message, length in lengths.items() if length > limit} == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_help_names_the_menu_entry_as_it_is_named(code):
    assert re.search(rf"› {re.escape(said(code, 'menu-find'))}[.。]", said(code, "help"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_names_that_must_be_typed_are_the_same_everywhere(code):
    typed = re.compile(r"(?<!\w)/[a-z]+|DISCORD_[A-Z_]+=\w+|\*\*|(?<=[“„«「])[\s\u202f]*replace\b")
    for message in catalog("en"):
        english, shown = (said(language, message).replace(TEXT, "") for language in ("en", code))
        assert sorted(map(str.strip, typed.findall(shown))) == sorted(map(str.strip, typed.findall(english))), message


# -- typography --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
def test_quotation_marks_and_apostrophes_are_typographic(code):
    marks = QUOTATION_MARKS[code]
    for message, shown in all_said(code):
        assert not set(shown.replace(TEXT, "")) & (set("\"'„“”«»‹「」") - set(marks)), message
        assert "..." not in shown, message
        assert "  " not in shown, message


def test_french_has_narrow_no_break_spaces_before_high_marks():
    for message, shown in all_said("fr"):
        assert re.findall(r"[^\u202f][:;!?%»]|«[^\u202f]|\u202f[^:;!?%»\w]", shown) == [], message


def test_spanish_opens_questions_and_exclamations():
    for message, shown in all_said("es"):
        assert shown.count("?") == shown.count("¿"), message
        assert shown.count("!") == shown.count("¡"), message


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_units_do_not_part_from_their_numbers(code):
    for message, shown in all_said(code):
        parted = re.findall(r"\d (?:ms|s|M[Bo]|мс|с|МБ|%)(?!\w)", shown.replace(TEXT, "1.5"))
        assert parted == [], message


# -- code --------------------------------------------------------------------------------------------------------


class Call(NamedTuple):
    """Where the code says something: which ids it may be, and what it hands over (None when that is not written)."""

    place: str
    ids: frozenset[str]
    arguments: frozenset[str] | None


def _ids(node: ast.expr, scopes: list[ast.AST], templates: set[str]) -> Iterator[str]:
    """Yield the ids that an expression may be; raise LookupError when that cannot be read from the code."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from chain(_ids(body, scopes, templates), _ids(orelse, scopes, templates))
        case ast.Dict(values=values):
            yield from chain.from_iterable(_ids(value, scopes, templates) for value in values)
        case ast.Subscript(value=value):
            yield from _ids(value, scopes, templates)
        case ast.JoinedStr(values=values):
            template = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in values)
            if template not in COMPUTED:
                raise LookupError(template)
            templates.add(template)
            yield from (template.format(part) for part in COMPUTED[template])
        case ast.Name(id=name):
            values = [value for scope in scopes if (value := list(_assigned(scope, name)))][:1]
            if not values:
                raise LookupError(name)
            yield from chain.from_iterable(_ids(value, scopes, templates) for value in values[0])
        case _:
            raise LookupError(ast.unparse(node))


def _assigned(scope: ast.AST, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                yield node.value


def _calls(node: ast.AST, scopes: list[ast.AST]) -> Iterator[tuple[ast.Call, list[ast.AST]]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and child.args and _says(child):
            yield child, scopes
        inner = [child, *scopes] if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else scopes
        yield from _calls(child, inner)


def _says(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id == "translatable"
    # What is sent to Discord is said, too, but that is made by a call.
    return isinstance(call.func, ast.Attribute) and call.func.attr == "say" and not isinstance(call.args[0], ast.Call)


@cache
def scanned() -> tuple[list[Call], set[str]]:
    """Return every place in bot/ that says something, and the templates of ids that are put together there."""
    found: list[Call] = []
    templates: set[str] = set()
    for path in sorted(BOT.rglob("*.py")):
        if path.name == "translating.py":  # hands ids on
            continue
        tree = ast.parse(path.read_text("utf-8"))
        for call, scopes in _calls(tree, [tree]):
            place = f"{path.relative_to(BOT)}:{call.lineno}"
            try:
                ids = frozenset(_ids(call.args[0], scopes, templates))
            except LookupError as error:
                raise AssertionError(f"{place}: which message is {error.args[0]}?") from error
            names = [keyword.arg for keyword in call.keywords]
            found.append(Call(place, ids, None if None in names else frozenset(map(str, names))))
    return found, templates


def test_every_message_that_the_code_says_exists():
    calls, templates = scanned()
    assert len(calls) > 50
    assert [(call.place, call.ids - {*catalog("en")}) for call in calls if call.ids - {*catalog("en")}] == []
    assert templates == {*COMPUTED}


def test_every_message_is_said_somewhere():
    used = frozenset().union(*(call.ids for call in scanned()[0]))
    assert [message for message in catalog("en") if message not in used] == []


def test_the_code_hands_over_what_the_messages_need():
    for call in scanned()[0]:
        for message in call.ids:
            needed = catalog("en")[message].variables
            assert call.arguments is None or needed <= call.arguments, (call.place, message)
        if call.arguments is not None:
            assert call.arguments <= frozenset().union(*(catalog("en")[m].variables for m in call.ids)), call.place
