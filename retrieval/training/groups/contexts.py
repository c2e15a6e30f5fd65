"""An example → a group whose passages have context in front: a sentence, a name, a question, or the lead of a list.

Nobody wrote these passages: a paragraph is taken apart. Its earlier sentence, or the name that a later one only stands
for, becomes what stands above; a question that it answers becomes the question over the answer, as in a list of
frequently asked questions; an enumeration becomes a list under its lead. A wrong pair mostly has the right passage
under the wrong context, or the other way round, so that both must be read.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.model import Passage, Span
from retrieval.reader.pairs import join_above
from retrieval.training.examples import Example, Paragraph
from retrieval.training.groups.corrupting import corrupt
from retrieval.training.groups.pairs import Group, Pair
from retrieval.training.mining import normalise

CONTIGUOUS_SHARE = 0.4
"""Share of groups whose context stands inside the passages, at their front, and not above them."""

UNTITLED_SHARE = 0.5
MAX_CONTEXT_CHARS = 250

_NAME = re.compile(r"\b[A-Z][\w'’-]{2,}(?:\s[A-Z][\w'’-]+){0,3}|\b\d[\d,.]{0,8}\d\b")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Material:
    """What a group is made of: an example, its paragraph and passage, and other texts.

    ``home`` is the passage that holds the answer. ``siblings`` are other examples of the same article with their
    paragraphs. ``misleading`` are passages that search finds although they do not answer, with their paragraphs;
    ``strangers`` are paragraphs of other articles.
    """

    example: Example
    paragraph: Paragraph
    home: Passage
    siblings: Sequence[tuple[Example, Paragraph]]
    misleading: Sequence[tuple[Passage, Paragraph]]
    strangers: Sequence[Paragraph]

    @property
    def answer(self) -> str:
        """The answer's words."""
        return self.paragraph.text[slice(*self.example.span)]


def contextual_group(material: Material, wrong: int, rng: random.Random) -> Group | None:
    """Return a group with at most ``wrong`` wrong pairs, or None where the example allows none."""
    rest = [split_off_group, asked_over_group]
    if rng.random() >= 0.5:
        rest.reverse()
    for way in (listed_group, *rest):
        group = way(material, rng)
        if group is not None and len(group) > 1:
            # The first wrong pair is the telling one.
            return [*group[:2], *rng.sample(group[2:], min(wrong - 1, len(group) - 2))]
    return None


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the pairs of a group are laid out: whether the context stands inside, and what stands around it."""

    title: str
    is_contiguous: bool
    before: str = ""
    after: str = ""
    between: str = "\n"

    def pair(self, question: str, context: str, text: str, span: Span | None) -> Pair:
        if not self.is_contiguous:
            return Pair(question, join_above([self.title, f"{self.before}{context}{self.after}"]), text, span)
        front = f"{self.before}{context}{self.after}{self.between}"
        moved = None if span is None else (span[0] + len(front), span[1] + len(front))
        return Pair(question, self.title, front + text, moved)

    def alone(self, question: str, text: str) -> Pair:
        """Return the wrong pair of a context without anything under it."""
        return Pair(question, self.title, f"{self.before}{text}{self.after}", None)


# -- an earlier sentence, or a name ----------------------------------------------------------------------------------


def split_off_group(material: Material, rng: random.Random) -> Group | None:
    """Take away what the answer's sentence needs, and put it above; nothing needed is no reason against it."""
    home, question = material.home, material.example.question
    a, b = (place - home.start for place in material.example.span)
    sentences = home.sentences
    holding = [i for i, (start, end) in enumerate(sentences) if start < b and a < end]
    if not holding or not holding[0]:
        return None
    first = rng.randint(1, holding[0])
    last = min(len(sentences) - 1, holding[-1] + rng.choice((0, 0, 1, 2)))
    start, end = sentences[first][0], sentences[last][1]
    text, span = home.text[start:end], (a - start, b - start)
    context = _sentence(home, 0 if rng.random() < 0.7 else rng.randrange(first))
    if material.answer in context:
        return None
    needed = [name for name in dict.fromkeys(_NAME.findall(question)) if name in context and name not in text]
    is_named = bool(needed) and rng.random() < 0.35
    if is_named:
        context = rng.choice(needed)
    is_needed = any(name in context for name in needed)
    title = material.paragraph.title
    if rng.random() < UNTITLED_SHARE or any(name in title or title in name for name in needed):
        title = ""
    layout = _Layout(
        title, rng.random() < CONTIGUOUS_SHARE, between=rng.choice((": ", "\n", " - ") if is_named else ("\n", " "))
    )
    group = [layout.pair(question, context, text, span)]
    if is_needed:
        for other in _other_contexts(material, needed, is_named=is_named, rng=rng)[:2]:
            group.append(layout.pair(question, other, text, None))
    if not is_named:
        group.append(layout.alone(question, context))
    answer = normalise(material.answer)
    aside = [i for i in range(1, len(sentences)) if i not in holding and answer not in normalise(_sentence(home, i))]
    if aside:
        group.append(layout.pair(question, context, _sentence(home, rng.choice(aside)), None))
    for passage, paragraph in material.misleading[:2]:
        if len(passage.sentences) > 1 and not is_named:
            rest = passage.text[passage.sentences[1][0] :]
            there = _Layout(title and paragraph.title, layout.is_contiguous, between=layout.between)
            group.append(there.pair(question, _sentence(passage, 0), rest, None))
    changed = corrupt(question, home.text, [context], material.answer, rng)
    if changed is not None:
        group.append(layout.pair(changed, context, text, None))
    return group


def _sentence(passage: Passage, i: int) -> str:
    return passage.text[slice(*passage.sentences[i])][:MAX_CONTEXT_CHARS]


def _other_contexts(material: Material, needed: Sequence[str], *, is_named: bool, rng: random.Random) -> list[str]:
    """Return contexts of other paragraphs, of the same kind, without the names that are needed."""
    paragraphs = [paragraph for _, paragraph in material.siblings] + list(material.strangers)
    rng.shuffle(paragraphs)
    found = []
    for paragraph in paragraphs:
        if is_named:
            names = [m for m in _NAME.findall(paragraph.text) if m[0].isdigit() == needed[0][0].isdigit()]
            context = rng.choice(names) if names else ""
        else:
            context = re.split(r"(?<=[.!?])\s", paragraph.text, maxsplit=1)[0][:MAX_CONTEXT_CHARS]
        if context and not any(name in context or context in name for name in needed):
            found.append(context)
    return found


# -- a question over its answer --------------------------------------------------------------------------------------


def asked_over_group(material: Material, rng: random.Random) -> Group | None:
    """Put a question over the answer, as frequently asked questions have it, and ask the same in other words."""
    example, home = material.example, material.home
    same = [
        each.question
        for each, paragraph in material.siblings
        if paragraph is material.paragraph and each.span == example.span and each.question != example.question
    ]
    shown = rng.choice(same) if same else example.question
    question = retyped(example.question, rng) if shown == example.question else example.question
    form = rng.choice(("words", "words", "sentence", "sentence and more"))
    text, span = _answer_text(example, material.paragraph, home, form)
    title = "" if rng.random() < UNTITLED_SHARE else material.paragraph.title
    layout = _Layout(title, rng.random() < CONTIGUOUS_SHARE, *rng.choice(_QUESTION_MARKS))
    group = [layout.pair(question, shown, text, span), layout.alone(question, shown)]
    rivals = [
        (each, paragraph)
        for each, paragraph in material.siblings
        if not _is_same(each.question, example.question)
        and not (paragraph is material.paragraph and each.span == example.span)
        and normalise(material.answer) not in normalise(paragraph.text[slice(*each.span)])
    ]
    words = set(normalise(example.question).split())
    rivals.sort(key=lambda rival: -len(words & set(normalise(rival[0].question).split())))
    for each, paragraph in rivals[:2]:
        other, _ = _answer_text(each, paragraph, None, "words")
        group.append(layout.pair(question, each.question, other, None))
        if form == "words":  # a whole sentence may well answer under the wrong question, too
            group.append(layout.pair(question, each.question, text, None))
    if len(rivals) > 2 and rng.random() < 0.3:
        group.append(Pair(question, title, "\n".join([each.question for each, _ in rivals[:3]] + [shown]), None))
    others = [paragraph.text for _, paragraph in material.siblings[:4]]
    changed = corrupt(example.question, home.text, others, material.answer, rng)
    if changed is not None:
        if form == "words":
            group.append(layout.pair(question, changed, text, None))
        group.append(layout.pair(retyped(changed, rng), shown, text, None))
    return group


def _answer_text(example: Example, paragraph: Paragraph, home: Passage | None, form: str) -> tuple[str, Span]:
    """Return the answer in one of three forms, and where its words stand in it."""
    start, end = example.span
    words = paragraph.text[start:end].strip(" .,;")
    if form == "words" or home is None:
        return f"{words[:1].upper()}{words[1:]}.", (0, len(words))
    holding = [span for span in home.sentences if span[0] + home.start < end and start < span[1] + home.start]
    first = holding[0][0]
    last = holding[-1][1] if form == "sentence" else home.sentences[-1][1]
    return home.text[first:last], (start - home.start - first, end - home.start - first)


_QUESTION_MARKS = (
    ("", "", "\n"), ("", "", "\n"), ("", "", "\n\n"), ("", "", " "), ("Q: ", "", "\nA: "), ("**", "**", "\n"),
    ("1. ", "", "\n"), ("Q. ", "", "\nA. "),
)  # fmt: skip
"""What stands before and after a question, and between it and the answer."""

_REWORDINGS = tuple(
    (re.compile(pattern, re.IGNORECASE), other)
    for pattern, other in (
        (r"^how many\b", "what number of"),
        (r"^when (?=did|was|were|is)", "in what year "),
        (r"^(?:in )?(?:what|which) year\b", "when"),
        (r"^who (?=was|is|were)", "which person "),
        (r"^(?:which|what) (?:person|man|woman)\b", "who"),
        (r"^what (?=\w+ (?:is|was|were|are|did|does|do|has|have)\b)", "which "),
        (r"^which\b", "what"),
        (r"^what is the (\w+) of\b", r"tell me the \1 of"),
        (r"^what (?:is|was) (?=\w)", "what's "),
        (r"^where (?=is|was|are|were|did)", "in what place "),
        (r"^why (?=is|was|are|were|did|do|does)", "for what reason "),
        (r"^how (?=is|was|are|were|did|do|does)", "in what way "),
        (r"^(?:in|at|to|for|from|on) (?=what|which)", ""),
    )
)

_SMALL_WORDS = frozenset(["the", "a", "an", "do", "does", "did", "is", "are", "was", "were", "of", "to", "in"])


def retyped(question: str, rng: random.Random) -> str:
    """Return a question as somebody else might type it: in other words, or in a hurry, without capitals and marks."""
    if rng.random() < 0.25:
        return question
    for pattern, other in rng.sample(_REWORDINGS, len(_REWORDINGS)) if rng.random() < 0.6 else ():
        if pattern.search(question):
            question = pattern.sub(other, question, count=1)
            question = question[:1].upper() + question[1:]
            break
    if rng.random() < 0.6:
        question = question.rstrip(" ?")
    if rng.random() < 0.4:
        question = question.lower()
    if rng.random() < 0.4:
        first, *rest = question.split(" ")
        kept = [word for word in rest if word.lower() not in _SMALL_WORDS or rng.random() < 0.4]
        question = " ".join([first, *kept])
    return question


def _is_same(one: str, other: str) -> bool:
    a, b = set(_WORD.findall(one.casefold())), set(_WORD.findall(other.casefold()))
    return len(a & b) >= 0.7 * max(len(a | b), 1)


# -- the lead of a list ----------------------------------------------------------------------------------------------

_LEAD = re.compile(r"\b(?:include|includes|included|including|such as|are|were|of|have|has|had|with|by|from|for)$")
_ITEM_BORDER = re.compile(r",? (?:and|or) |, ")


def listed_group(material: Material, rng: random.Random) -> Group | None:
    """Turn a sentence that enumerates into a list under its lead."""
    found = _enumeration(material)
    if found is None:
        return None
    lead, items, right = found
    question = material.example.question
    mark = rng.choice(("- ", "* ", "• ", "", "1. "))
    text, spans = _list_text(items, mark)
    title = "" if rng.random() < UNTITLED_SHARE else material.paragraph.title
    layout = _Layout(title, rng.random() < CONTIGUOUS_SHARE)
    group = [layout.pair(question, lead, text, (spans[right[0]][0], spans[right[-1]][1])), layout.alone(question, lead)]
    changed = corrupt(question, material.home.text, [lead], material.answer, rng)
    if changed is not None:
        group.append(layout.pair(changed, lead, text, None))
    negated = re.sub(r"\b(include|includes|included|are|were|have|has|had)$", r"\1 not", lead[:-1])
    if negated != lead[:-1] and " not " not in f" {question} ":
        group.append(layout.pair(question, f"{negated}:", text, None))
    for each, paragraph in material.siblings[:6]:
        if paragraph is not material.paragraph and normalise(material.answer) not in normalise(paragraph.text):
            other = paragraph.text[: each.span[0]].rpartition(". ")[2][-MAX_CONTEXT_CHARS:].rstrip(" ,;:")
            if len(other) > 15:
                group.append(layout.pair(question, f"{other}:", text, None))
                break
    return group


def _enumeration(material: Material) -> tuple[str, list[str], list[int]] | None:
    """Return the lead of the answer's sentence, its items, and which of them are the answer; None if it is no list."""
    home = material.home
    a, b = (place - home.start for place in material.example.span)
    holding = [span for span in home.sentences if span[0] <= a and b <= span[1]]
    if not holding:
        return None
    sentence = home.text[slice(*holding[0])].rstrip(". ")
    a, b = a - holding[0][0], b - holding[0][0]
    lead = sentence[:a].rstrip()
    if not _LEAD.search(lead) or not 15 <= len(lead) <= MAX_CONTEXT_CHARS or b > len(sentence):
        return None
    items = [item.strip() for item in _ITEM_BORDER.split(sentence[a:])]
    if len(items) < 3 or not all(2 <= len(item) <= 60 for item in items):
        return None
    wanted = len([item for item in _ITEM_BORDER.split(sentence[a:b]) if item.strip()])
    return f"{lead}:", items, list(range(min(wanted, len(items))))


def _list_text(items: Sequence[str], mark: str) -> tuple[str, list[Span]]:
    """Return a list, and the spans of its items without their marks."""
    text, spans = "", []
    for number, item in enumerate(items, start=1):
        text += f"\n{number}. " if mark == "1. " else f"\n{mark}"
        spans.append((len(text) - 1, len(text) - 1 + len(item)))
        text += item
    return text[1:], spans
