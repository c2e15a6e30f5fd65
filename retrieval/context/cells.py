"""A question and a row of a table → the cell that answers: the one in the column that the question asks for.

A column is asked for by its name ("price of the seal ring"), or by the kind of answer ("How much is the seal ring?").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from retrieval.context.tables import cell_spans, cells_of, header_before
from retrieval.context.times import asked_time
from retrieval.identifiers import Naming
from retrieval.model import BlockKind, Passage, Span
from retrieval.searchable import searchable

Terms = Callable[[str], Sequence[str]]
"""Returns the terms of a text."""


class AskedCell(NamedTuple):
    """A cell that answers, as a span inside the passage.

    ``is_looked_up``: the question names the column, or its kind, and another cell of the row. That is how one looks up.
    """

    span: Span
    is_looked_up: bool


def asked_cell(
    question: str, asked_terms: Sequence[str], passage: Passage, place: int, terms: Terms
) -> AskedCell | None:
    """Return the cell that answers in a passage's row at ``place``; None where none stands out.

    asked_terms: those of the question. terms: returns the terms of a text of the passage.
    A cell that only repeats what the question says is no answer. In a line that is no row, it is what follows the
    name and its colon, "Printer, 3rd floor: 10.0.4.23", or the part that begins with what is asked for: "tel. 120".
    """
    start, end = passage.sentences[place]
    line = passage.text[start:end]
    if place in passage.leading or "\n" in line or len(line) > _MAX_ROW_CHARS:
        return None
    asked = frozenset(asked_terms)
    if passage.kind is BlockKind.TABLE and (header := header_before(passage, place)) is not None:
        found = _cell(question, asked, cells_of(header), line, terms)
    elif passage.kind is not BlockKind.PARAGRAPH:
        found = _value(asked, line, terms) or _part(question, asked, line, terms)
    else:
        return None
    return found and found._replace(span=(start + found.span[0], start + found.span[1]))


def _cell(question: str, asked: frozenset[str], names: Sequence[str], line: str, terms: Terms) -> AskedCell | None:
    spans = cell_spans(line)
    if len(spans) != len(names):
        return None
    kinds = [pattern for words, pattern in _KINDS if words.search(searchable(question))]
    counts = _COUNTS.search(searchable(question)) is not None
    best: list[tuple[float, Span]] = []
    has_key = False
    time = asked_time(question)
    for name, span in zip(names, spans, strict=True):
        cell = line[slice(*span)]
        said = frozenset(terms(cell))
        if counts and not _DIGIT.search(cell) and not (said and said <= asked):
            continue
        if not cell or (said and said <= asked):
            has_key = has_key or bool(cell and _LETTER.search(cell))
            continue
        if time is not None and time.named_by(searchable(cell)) is Naming.EXACT:
            has_key = True
            continue
        named = frozenset(terms(name))
        shared = len(named & asked)
        score = shared + shared / (2 * max(len(named), 1))
        if any(kind.search(name) or (kind is _MONEY and kind.search(cell)) for kind in kinds):
            score += _KIND_SCORE
        if not said.isdisjoint(asked):
            score -= _KEY_PENALTY
        best.append((score, span))
    best.sort(key=lambda each: -each[0])
    if not best or best[0][0] <= 0 or (len(best) > 1 and best[1][0] == best[0][0]):
        others = [span for score, span in best if score >= 0]
        return AskedCell(others[0], False) if len(others) == 1 and len(names) == _KEY_AND_VALUE else None
    return AskedCell(best[0][1], has_key)


_DIGIT = re.compile(r"\d|\b(?:free|none|frei|kostenlos|gratuit|gratis)\b", re.IGNORECASE)
_COUNTS = re.compile(
    r"\bhow (?:much|many|high|tall|heavy|old|deep|wide|far|fast)\b|\bcosts?\b|\bprices?\b|\bwie ?viele?\b|\bkostet\b"
    r"|\bcombien\b|\bcoûte\b|\bcuánt[oa]s?\b|\bcuesta\b",
    re.IGNORECASE,
)
"""What asks for a number: a cell without one is no answer to it."""
_LETTER = re.compile(r"[^\W\d_]")
_MAX_ROW_CHARS = 700

_KIND_SCORE = 1.35
"""What the kind of answer counts for: more than one of a name's words that the question has, less than a whole name."""

_KEY_PENALTY = 0.9
"""What a cell loses that holds words of the question: they more likely choose the row than ask for the column."""

_KEY_AND_VALUE = 2


def _value(asked: frozenset[str], line: str, terms: Terms) -> AskedCell | None:
    """Return what follows the colon of a short line, when only the words before it are asked for."""
    match = _NAMED_VALUE.match(line)
    if match is None or asked.isdisjoint(terms(match[1])) or not asked.isdisjoint(terms(match[2])):
        return None
    return AskedCell(match.span(2), False)


def _part(question: str, asked: frozenset[str], line: str, terms: Terms) -> AskedCell | None:
    """Return the part of a line that begins with a word of the question, perhaps shortened: "kitchen, ext. 120"."""
    words = [word for word in _WORD.findall(searchable(question).casefold()) if len(word) > _MAX_SHORTENED]
    parts = [match.span() for match in _PART.finditer(line)]
    keys = {span for span in parts if (said := frozenset(terms(line[slice(*span)]))) and said <= asked}
    found = None
    for span in parts:
        short = _SHORTENED.match(line, *span)
        if short is not None and span not in keys and any(word.startswith(short[1].casefold()) for word in words):
            found = AskedCell((short.end(), span[1]), bool(keys))
    return found if keys else None


_PART = re.compile(r"[^\s,;|](?:[^,;|\n]*[^\s,;|])?")
_SHORTENED = re.compile(r"([^\W\d_]{2,12})[.:]\s*(?=\S)")
_WORD = re.compile(r"[^\W\d_]+")
_MAX_SHORTENED = 3
_NAMED_VALUE = re.compile(r"([^:\n]{2,80}):\s+(\S[^\n]{0,60})\Z")


def _asks(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def _heads(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


_MONEY = re.compile(
    r"[€$£¥]|(?<!\w)(?:prices?|costs?|fees?|rates?|charges?|fares?|admission|entry|deposit|amount|total|eur|euros?|usd|gbp|chf|dollars?|pounds?"
    r"|preise?|kosten|gebühr(?:en)?|betrag|prix|tarifs?|coût|montant|precios?|tarifas?|coste|importe)(?!\w)",
    re.IGNORECASE,
)

_KINDS = (
    (
        _asks(
            "how much(?! time)|costs?|prices?|priced|pay|charge[ds]?|expensive|wie ?viel kostet|was kostet|kosten"
            "|kostet|preis|teuer|combien coûte|coûte|prix|cuánto cuesta|cuesta|precio"
        ),
        _MONEY,
    ),
    (
        _asks("when|what (?:time|date|day)|which (?:day|month|date|year)|what year|wann|um wie ?viel uhr|quand|cuándo"),
        _heads(
            "dates?|days?|times?|when|months?|years?|weeks?|hours?|start(?:s|ing)?|begins?|due|deadline|opens?|until|from|since"
            "|released?|sow(?:ing)?|datum|tag|zeit|uhrzeit|monat|jahr|termin|beginn|wann|heure|jour|mois|année|quand|fecha|día"
            "|hora|mes|año|cuándo"
        ),
    ),
    (
        _asks("who|whom|whose|wer|wem|wen|wessen|qui|quién(?:es)?"),
        _heads(
            "names?|persons?|people|who|by|holders?|owners?|contacts?|author|authors|responsible|lead(?:er)?|managers?|members?"
            "|teachers?|speakers?|hosts?|winners?|ascent|wer|person|inhaber(?:in)?|verantwortlich|ansprechpartner(?:in)?|nom"
            "|responsable|personne|nombre|persona"
        ),
    ),
    (
        _asks("where|wohin|woher|wo|où|dónde"),
        _heads(
            "places?|locations?|where|rooms?|address(?:es)?|city|town|country|origin|source|from|shelf|site|venue|stop|ort"
            "|raum|adresse|stadt|land|herkunft|wo|lieu|salle|ville|pays|lugar|sala|ciudad|país|origen"
        ),
    ),
    (_asks("how heavy|weigh(?:s|t)?|wie schwer"), _heads("weights?|mass|kg|g|gewicht|poids|peso")),
    (_asks("how (?:high|tall)|wie hoch"), _heads("heights?|altitude|elevation|m|höhe|hauteur|altura")),
    (_asks("how long|wie lange?"), _heads("lengths?|durations?|minutes|hours|days|länge|dauer|durée|duración")),
    (_asks("how old|wie alt"), _heads("ages?|years?|born|built|alter|âge|edad")),
    (
        _asks("how often|wie oft|how frequently"),
        _heads("intervals?|frequency|every|repeat(?:s|ed)?|runs?|häufigkeit|intervall|takt"),
    ),
    (_asks("how hard"), _heads("hardness|härte")),
    (_asks("how (?:far)|wie weit"), _heads("distances?|km|entfernung")),
    (_asks("how deep|wie tief"), _heads("depths?|tiefe")),
    (_asks("how wide|wie breit"), _heads("widths?|breite")),
    (_asks("how fast|wie schnell"), _heads("speeds?|km/h|mph|geschwindigkeit")),
    (_asks("how (?:big|large)|wie groß"), _heads("sizes?|areas?|größe|fläche")),
    (
        _asks("how many|wie ?viele?"),
        _heads("numbers?|counts?|quantity|qty|stock|pieces|left|available|anzahl|menge|bestand|nombre|cantidad"),
    ),
    (_asks("phone|call|telefon|anrufen"), _heads("phones?|tel|telephone|ext|extension|telefon|durchwahl")),
)
"""What a question asks for, and the names of the columns that hold it."""
