"""Made-up tables and reference pages → groups in which a code, or a name, decides which row or section answers.

Near-identical codes are the wrong pairs: another row of the same table, the section of another error, a question about
a code that is not there.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.model import Span
from retrieval.reader.pairs import join_above
from retrieval.training.groups.codes import clause_code, error_code, near_code, part_code, version_code
from retrieval.training.groups.contexts import retyped
from retrieval.training.groups.pairs import Group, Pair
from retrieval.training.groups.wording import TRAINING_WORDING, Wording

SECTIONS_SHARE = 0.35
"""Share of groups that are sections under a heading with a code; the others are tables."""


def listing_group(wrong: int, rng: random.Random, words: Wording = TRAINING_WORDING) -> Group:
    """Return a group with ``wrong`` wrong pairs or fewer, all of them made up."""
    group = section_group(words, rng) if rng.random() < SECTIONS_SHARE else table_group(words, rng)
    return [*group[:2], *rng.sample(group[2:], min(wrong - 1, len(group) - 2))]


# -- tables ----------------------------------------------------------------------------------------------------------

_ROW_STYLES = ("bar", "bar", "markdown", "markdown", "comma", "tab", "labelled", "sentence")


@dataclass(frozen=True, slots=True)
class _Table:
    """A table: labels of columns, and rows, whose first cell is the key. ``style`` says how a row is written."""

    labels: Sequence[str]
    rows: Sequence[Sequence[str]]
    style: str

    @property
    def header(self) -> str:
        """The header; empty where every row names its columns."""
        return "" if self.style in ("labelled", "sentence") else self._row(self.labels)[0]

    def text(self, keys: Sequence[str]) -> tuple[str, dict[str, list[Span]]]:
        """Return the rows with these keys, in order, and for each key the spans of its cells."""
        text, found = "", {}
        for row in self.rows:
            if row[0] not in keys:
                continue
            line, spans = self._row(row)
            found[row[0]] = [(len(text) + a, len(text) + b) for a, b in spans]
            text += f"{line}\n"
        return text.removesuffix("\n"), found

    def _row(self, cells: Sequence[str]) -> tuple[str, list[Span]]:
        before, between, after = {"bar": ("", " | ", ""), "markdown": ("| ", " | ", " |"), "tab": ("", "\t", "")}.get(
            self.style, ("", ", ", "")
        )
        text, spans = before, []
        for i, (label, cell) in enumerate(zip(self.labels, cells, strict=True)):
            text += between if i else ""
            if self.style == "labelled":
                text += f"{label}: "
            elif self.style == "sentence":
                text += f"{label} " if i else f"{label} " if cell[-1].isdigit() else ""
            spans.append((len(text), len(text) + len(cell)))
            text += cell
        return f"{text}{after}" if self.style != "sentence" else f"{text}.", spans


def table_group(words: Wording, rng: random.Random) -> Group:
    """Ask for a cell of a table. The key is a code or a name; a group of rows may have a cell of its own above them."""
    columns = rng.sample(words.columns, rng.randint(2, 4))
    asked = rng.randrange(len(columns))
    has_codes = rng.random() < 0.65
    label = rng.choice(words.code_labels if has_codes else words.name_labels)
    keys, missing = _code_keys(rng) if has_codes else _name_keys(words, rng)
    key = keys[0]
    has_names = has_codes and rng.random() < 0.5
    names = _names(len(keys) + 1, words, rng)
    named = dict(zip(keys, names, strict=False))
    labels = [label, *(["Name"] if has_names else []), *(column.label for column in columns)]
    rows = [[each, *([named[each]] if has_names else []), *(column.value(rng) for column in columns)] for each in keys]
    place = 1 + has_names + asked
    if sum(row[place] == rows[0][place] for row in rows) > len(rows) // 2:
        rows[0][place] = columns[asked].value(rng)
    order = sorted(rows) if rng.random() < 0.5 else rng.sample(rows, len(rows))
    style = rng.choice(_ROW_STYLES)
    table = _Table(labels, order, style)
    subject = f"{label.lower()} {key}" if rng.random() < 0.2 and has_codes else _asked_key(key, rng, is_code=has_codes)
    preposition, *cells = rng.choice(words.group_cells)
    group_cell, other_cell = rng.sample(cells, 2)
    is_grouped = rng.random() < 0.25
    if has_names and rng.random() < 0.4:
        subject, missing = f"the {_spoken(names[0])}", f"the {_spoken(names[-1])}"
    else:
        missing = _asked_key(missing, rng, is_code=has_codes)

    def question_about(subject: str) -> str:
        asking = retyped(rng.choice(columns[asked].questions).format(subject), rng).rstrip(" ?")
        in_group = f" {preposition} {group_cell}" if is_grouped else ""
        return f"{asking}{in_group}{rng.choice(('?', ''))}"

    question = question_about(subject)
    layout = _Layout(
        rng.choice(words.pages) if rng.random() < 0.6 else "",
        table.header,
        rng.random() < 0.5,
        group_cell.capitalize() if is_grouped else "",
    )
    others = [each for each in keys if each != key]
    company = rng.sample(others, rng.randint(0, min(6, len(others))))
    text, spans = table.text([key, *company])
    group = [layout.pair(question, text, spans[key][place])]
    group.append(layout.pair(question, table.text(rng.sample(others, rng.randint(1, min(6, len(others)))))[0], None))
    group.append(layout.pair(question, table.text(keys[1:3])[0], None))
    group.append(layout.pair(question_about(missing), text, None))
    if table.header:
        group.append(layout.pair(question, "", None))
    if len(columns) > 1:
        kept = [i for i in range(len(labels)) if i != place]
        without = _Table([labels[i] for i in kept], [[row[i] for i in kept] for row in order], style)
        lacking = _Layout(layout.title, without.header, layout.is_contiguous, layout.group_cell)
        group.append(lacking.pair(question, without.text([key, *company])[0], None))
    if is_grouped:
        elsewhere = _Layout(layout.title, layout.header, layout.is_contiguous, other_cell.capitalize())
        group.append(elsewhere.pair(question, text, None))
    return group


def _code_keys(rng: random.Random) -> tuple[list[str], str]:
    """Return different keys, the first of them asked for and the next ones near it, and a near one that is missing."""
    key = part_code(rng)
    return _different([key, *(near_code(key, rng) for _ in range(4)), *(part_code(rng) for _ in range(8))], rng)


def _name_keys(words: Wording, rng: random.Random) -> tuple[list[str], str]:
    """Return the same of names."""
    noun = rng.choice(words.things)
    near = [f"{quality} {noun}".capitalize() for quality in rng.sample(words.qualities, 5)]
    others = [thing.capitalize() for thing in rng.sample(words.things, 8) if thing != noun]
    return _different([noun.capitalize() if rng.random() < 0.4 else near.pop(), *near[:4], *others], rng)


def _different(keys: Sequence[str], rng: random.Random) -> tuple[list[str], str]:
    first, missing, *others = dict.fromkeys(keys)
    return [first, *others[: rng.randint(4, 10)]], missing


@dataclass(frozen=True, slots=True)
class _Layout:
    """What stands above a table's rows: the page's title, the header, which may stand inside, and a group's cell."""

    title: str
    header: str
    is_contiguous: bool
    group_cell: str

    def pair(self, question: str, rows: str, span: Span | None) -> Pair:
        """Return a pair; without rows, what stands above them is the passage."""
        if not rows:
            return Pair(question, self.title, self.header or self.group_cell or self.title, None)
        if not self.is_contiguous or not self.header:
            return Pair(question, join_above([self.title, self.header, self.group_cell]), rows, span)
        front = f"{self.header}\n"
        moved = None if span is None else (span[0] + len(front), span[1] + len(front))
        return Pair(question, join_above([self.title, self.group_cell]), front + rows, moved)


def _asked_key(key: str, rng: random.Random, *, is_code: bool) -> str:
    """Return a key as somebody asks for it: a code as it is, mostly, and a name with an article or without."""
    if not is_code:
        return f"{rng.choice(('the', 'the', 'a'))} {key.lower()}" if rng.random() < 0.7 else key.lower()
    chance = rng.random()
    if chance < 0.12:
        return key.lower()
    return key.replace("-", " ") if chance < 0.2 else key


def _names(count: int, words: Wording, rng: random.Random) -> list[str]:
    """Return different names."""
    things = rng.sample(words.things, count)
    return [f"{each}, {rng.choice(words.qualities)}".capitalize() if rng.random() < 0.5 else each for each in things]


def _spoken(name: str) -> str:
    """Return "heavy wheel" for "Wheel, heavy"."""
    return " ".join(reversed(name.lower().split(", ")))


# -- sections under a code -------------------------------------------------------------------------------------------


def section_group(words: Wording, rng: random.Random) -> Group:
    """Ask about a code that only the heading has."""
    kind = rng.choice(words.sections)
    make = {"error": error_code, "version": version_code, "clause": clause_code, "part": part_code}[kind.codes]
    code = make(rng)
    others: list[str] = []
    while len(others) < 2:
        other = near_code(code, rng) if len(others) < 1 or rng.random() < 0.6 else make(rng)
        if other != code and other not in others:
            others.append(other)
    bodies = [kind.body(rng) for _ in range(3)]
    heading = rng.choice(kind.headings)
    title = rng.choice(kind.titles) if rng.random() < 0.5 else ""
    is_contiguous = rng.random() < 0.2
    between = rng.choice((": ", "\n", " - "))

    def pair(question: str, code: str, body: str, *, answers: bool) -> Pair:
        shown = heading.format(code)
        if not is_contiguous:
            return Pair(question, join_above([title, shown]), body, (0, len(body)) if answers else None)
        front = f"{shown}{between}"
        return Pair(question, title, front + body, (len(front), len(front) + len(body)) if answers else None)

    asked = code
    if rng.random() < 0.2:
        asked = rng.choice((code.lower(), code.replace("-", "").replace(" ", "")))
    template = rng.choice(kind.questions)
    question = retyped(template.format(asked), rng)
    group = [
        pair(question, code, bodies[0], answers=True),
        pair(question, others[0], bodies[1], answers=False),
        pair(question, others[1], bodies[2], answers=False),
        pair(question, others[0], bodies[0], answers=False),
        Pair(question, title, heading.format(code), None),
    ]
    missing = near_code(code, rng)
    if missing not in (code, *others):
        group.append(pair(retyped(template.format(missing), rng), code, bodies[0], answers=False))
    return group
