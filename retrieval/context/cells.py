"""A question and a row of a table → the cell that answers: the one in the column that the question asks for.

A column is asked for by its name ("price of the seal ring"), or by the kind of answer ("How much is the seal ring?").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from retrieval.context.tables import cell_spans, cells_of, header_before
from retrieval.model import BlockKind, Passage, Span
from retrieval.searchable import searchable

Terms = Callable[[str], Sequence[str]]
"""Returns the terms of a text."""


def asked_cell(question: str, passage: Passage, place: int, terms: Terms) -> Span | None:
    """Return the span, inside a passage, of the cell that answers in its row at ``place``; None where none stands out.

    A cell that only repeats what the question says is no answer. In a line that is no row, it is what follows the
    name and its colon: "Printer, 3rd floor: 10.0.4.23".
    """
    start, end = passage.sentences[place]
    line = passage.text[start:end]
    if place in passage.leading or "\n" in line:
        return None
    asked = frozenset(terms(question))
    if passage.kind is BlockKind.TABLE and (header := header_before(passage, place)) is not None:
        found = _cell(question, asked, cells_of(header), line, terms)
    else:
        found = _value(asked, line, terms) if passage.kind is not BlockKind.PARAGRAPH else None
    return (start + found[0], start + found[1]) if found is not None else None


def _cell(question: str, asked: frozenset[str], names: Sequence[str], line: str, terms: Terms) -> Span | None:
    spans = cell_spans(line)
    if len(spans) != len(names):
        return None
    kinds = [pattern for words, pattern in _KINDS if words.search(searchable(question))]
    best: list[tuple[float, Span]] = []
    for name, span in zip(names, spans, strict=True):
        cell = line[slice(*span)]
        said = frozenset(terms(cell))
        if not cell or (said and said <= asked):
            continue
        named = frozenset(terms(name))
        shared = len(named & asked)
        score = shared + shared / (2 * max(len(named), 1))
        if any(kind.search(name) for kind in kinds):
            score += _KIND_SCORE
        if not said.isdisjoint(asked):
            score -= _KEY_PENALTY
        best.append((score, span))
    best.sort(key=lambda each: -each[0])
    if not best or best[0][0] <= 0 or (len(best) > 1 and best[1][0] == best[0][0]):
        others = [span for score, span in best if score >= 0]
        return others[0] if len(others) == 1 and len(names) == _KEY_AND_VALUE else None
    return best[0][1]


_KIND_SCORE = 1.35
"""What the kind of answer counts for: more than one of a name's words that the question has, less than a whole name."""

_KEY_PENALTY = 0.9
"""What a cell loses that holds words of the question: they more likely choose the row than ask for the column."""

_KEY_AND_VALUE = 2


def _value(asked: frozenset[str], line: str, terms: Terms) -> Span | None:
    """Return what follows the colon of a short line, when only the words before it are asked for."""
    match = _NAMED_VALUE.match(line)
    if match is None or asked.isdisjoint(terms(match[1])) or not asked.isdisjoint(terms(match[2])):
        return None
    return match.span(2)


_NAMED_VALUE = re.compile(r"([^:\n]{2,80}):\s+(\S[^\n]{0,60})\Z")


def _asks(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def _heads(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


_KINDS = (
    (
        _asks(
            "how much(?! time)|costs?|prices?|priced|pay|charge[ds]?|expensive|wie ?viel kostet|was kostet|kosten"
            "|kostet|preis|teuer|combien coûte|coûte|prix|cuánto cuesta|cuesta|precio"
        ),
        re.compile(
            r"[€$£¥]|(?<!\w)(?:prices?|costs?|fees?|rates?|charges?|fares?|amount|total|eur|euros?|usd|gbp|chf|dollars?|pounds?"
            r"|preise?|kosten|gebühr(?:en)?|betrag|prix|tarifs?|coût|montant|precios?|tarifas?|coste|importe)(?!\w)",
            re.IGNORECASE,
        ),
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
