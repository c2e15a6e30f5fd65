"""What must hold of each target, whatever its bytes. A promise that is broken raises AssertionError."""

from __future__ import annotations

import os
import traceback
from collections.abc import Sequence
from fnmatch import translate
from itertools import pairwise
from pathlib import Path, PurePosixPath
from re import match
from tempfile import gettempdir
from unicodedata import normalize

from bot.messages.escaping import escape, fence, is_faithful
from bot.messages.views import ButtonAction, Verb, parse_button
from retrieval.access.rules import parse_rule
from retrieval.catalog.records import StoredDocument
from retrieval.errors import GoldError, SeedsError, UnreadableFile
from retrieval.evaluation.gold import GoldPlace, load_gold
from retrieval.model import Block, BlockKind, Content, Passage
from retrieval.parsing.files import parse_bytes
from retrieval.passages import MAX_ABOVE_CHARS, MAX_PASSAGE_CHARS, Limits, cut
from retrieval.search.query import Filter
from retrieval.searchable import searchable

from ..discord_look.markdown import displayed, kinds

MISTAKES = (AttributeError, IndexError, KeyError, TypeError, UnboundLocalError, ZeroDivisionError, AssertionError)
"""Errors in Quoth's own lines that a reader should have foreseen, although a damaged file is refused either way."""
LIMITS = Limits(256, lambda texts: [len(text.split()) for text in texts])


def reads_or_refuses(data: bytes, suffix: str) -> None:
    """A file is read, and what is read can be stored and cut; or it is refused for a reason that is no mistake here."""
    try:
        content = parse_bytes(data, PurePosixPath(f"a{suffix}"))
    except UnreadableFile as refusal:
        reason = str(refusal)
        assert reason, "a refusal gives a reason"
        assert reason == " ".join(reason.split()), f"a reason is one line: {reason!r}"
        cause = refusal.__cause__
        last = traceback.extract_tb(cause.__traceback__)[-1] if cause is not None and cause.__traceback__ else None
        is_ours = last is not None and "/retrieval/" in last.filename
        assert not (is_ours and isinstance(cause, MISTAKES)), f"{cause!r} in {last}"
        return
    end = 0
    for block in content.blocks:
        assert end <= block.start < block.end <= len(content.text), "blocks are in order"
        written = content.text[block.start : block.end]
        assert written == written.strip(), f"a block is trimmed: {written!r}"
        end = block.end
    told = [content.title, content.date, content.author, content.url, *(block.heading for block in content.blocks)]
    for text in (content.text, *filter(None, told)):
        text.encode("utf-8")
        assert "\x00" not in text, "what is read can be stored"
    check_passages(content, cut(content, LIMITS))


def cuts_any_text(data: bytes) -> None:
    """Any text with any blocks is cut into slices of it. The first bytes say where blocks begin, and of which kind."""
    count, rest = (data[0] % 9, data[1:]) if data else (0, b"")
    head, text = rest[: 2 * count], rest[2 * count :].decode("utf-8", "replace").replace("\x00", "")
    borders = sorted({0, len(text), *(place * len(text) // 255 for place in head[::2])})
    kinds_of = [*BlockKind]
    blocks = []
    for number, (start, end) in enumerate(pairwise(borders)):
        code = head[2 * number + 1] if 2 * number + 1 < len(head) else 0
        if code % 5:
            kind = kinds_of[code % len(kinds_of)]
            blocks.append(Block(start, end, kind, heading=(None, "A", "A > B")[code % 3]))
    content = Content(text, tuple(blocks), has_lines=bool(count % 2))
    check_passages(content, cut(content, LIMITS))


def check_passages(content: Content, passages: Sequence[Passage]) -> None:
    """Passages are slices of the text, in order, inside blocks, and no longer than allowed, like what is above them."""
    at = 0
    for passage in passages:
        assert passage.text == content.text[passage.start : passage.end], "a passage is a slice"
        assert at <= passage.start < passage.end, "passages are in order"
        assert len(passage.text) <= MAX_PASSAGE_CHARS
        assert passage.text.strip(), "a passage says something"
        at = passage.end
        inner = 0
        for start, end in passage.sentences:
            assert inner <= start < end <= len(passage.text), "sentences are in order"
            inner = end
        for above in passage.above:
            assert above.text == content.text[above.start : above.end], "what is above is a slice"
            assert above.end <= passage.start
        assert sum(len(above.text) for above in passage.above) <= MAX_ABOVE_CHARS


def displays_what_it_escaped(data: bytes) -> None:
    """What a person sees is the text itself, in Markdown or in a code block."""
    text = data.decode("utf-8", "replace")
    if is_faithful(text):
        for source in (escape(text), ">>> " + escape(text)):
            assert displayed(source) == text, f"{source!r} is displayed as {displayed(source)!r}"
        assert kinds(escape(text)) == frozenset(), f"{text!r} becomes {kinds(escape(text))}"
    fenced = fence(text)
    if fenced is not None:
        assert displayed(fenced).strip("\n") == text, f"{fenced!r} is displayed as {displayed(fenced)!r}"


def admits_what_it_says(data: bytes) -> None:
    """A filter admits what it admits when it is said plainly. Fields stand between line ends."""
    fields = [part or None for part in data.decode("utf-8", "replace").split("\n")]
    path, date, language, source, within, since, until, wanted, *listed = [*fields, *[None] * 9][: max(len(fields), 9)]
    document = StoredDocument(
        id=1, path=path or "a.txt", sha256="", recipe="", name="", title=None, date=date, author=None, url=None,
        passages=1, language=language,
    )  # fmt: skip
    documents = frozenset(filter(None, listed)) or None
    only = Filter(source, since, until, within, documents, wanted)
    expected = (
        (source is None or plainly_matches(document.path, source))
        and (within is None or any(plainly_within(document.path, each) for each in within.split("\n")))
        and (documents is None or document.path in documents)
        and (only.language is None or only.language in document.languages)
        and (not (since or until) or bool(date))
        and (not since or not date or all(a >= b for a, b in first_difference(date, since)))
        and (not until or not date or all(a <= b for a, b in first_difference(date, until)))
    )
    assert only.admits(document) is expected, f"{only} and {document.path!r} of {date}"


def plainly_matches(path: str, glob: str) -> bool:
    """Say again whether a pattern, or the name of a folder or file, is that of a document."""
    parts = folded(path).split("/")
    wanted = folded(glob).strip("/")
    whole = ["/".join(parts), *("/".join(parts[start:]) for start in range(1, len(parts)))]
    inside = ["/".join(parts[:end]) for end in range(1, len(parts))]
    return wanted in inside or any(match(translate(wanted), each) for each in whole)


def plainly_within(path: str, pattern: str) -> bool:
    """Say again whether a document lies within a pattern that begins at the seeds folder."""
    path, literal = normalize("NFC", path), normalize("NFC", pattern).strip("/")
    globs = [each for each in normalize("NFC", pattern).split("/") if each]
    return path == literal or path.startswith(f"{literal}/") or leads_to(globs, path.split("/"))


def leads_to(globs: Sequence[str], names: Sequence[str]) -> bool:
    """Return whether globs, each for one name or ``**`` for any number of folders, lead to a path or a folder of it."""
    if not globs:
        return False
    if globs[0] == "**":
        if len(globs) == 1:
            return bool(names)
        return leads_to(globs[1:], names) or (len(names) > 1 and leads_to(globs, names[1:]))
    if not names or not match(translate(globs[0]), names[0]):
        return False
    return len(globs) == 1 or leads_to(globs[1:], names[1:])


def folded(text: str) -> str:
    return searchable(text).lower()


def first_difference(one: str, other: str) -> list[tuple[str, str]]:
    """Return the first characters in which two dates differ, as far as both go."""
    return [(a, b) for a, b in zip(one, other, strict=False) if a != b][:1]


def parses_its_own_ids(data: bytes) -> None:
    """An id is that of one action, which has that id; or it is none."""
    custom_id = data.decode("utf-8", "replace")
    action = parse_button(custom_id)
    if action is not None:
        assert action.custom_id == custom_id
        assert len(custom_id) <= 100
        assert isinstance(action.verb, Verb)
        assert 0 <= action.number < 1_000_000
    verb = [*Verb][len(data) % len(Verb)]
    made = ButtonAction(verb, "".join(c for c in custom_id if c.isascii() and (c.isalnum() or c in "-_"))[:60])
    assert parse_button(made.custom_id) == made


def understands_or_refuses_rules(data: bytes) -> None:
    """A rules file limits a folder by ids, or is refused in one line that names it, which closes the folder."""
    try:
        rule = parse_rule(data, "a/.quothaccess")
    except SeedsError as refusal:
        assert "a/.quothaccess" in str(refusal)  # noqa: PT017
        assert "\n" not in str(refusal)  # noqa: PT017
        return
    listed = [rule.servers, rule.channels, rule.roles, rule.people]
    assert any(listed) or b"everyone" in data, "a rule that limits nothing says so"
    assert all(isinstance(each, int) and each > 0 for ids in listed for each in ids)
    assert not rule.is_closed


def loads_or_refuses_gold(data: bytes, suffix: str) -> None:
    """A file of test questions is loaded, and each can be asked; or it is refused in a sentence that names the file."""
    path = Path(gettempdir()) / f"fuzzed-gold-{os.getpid()}{suffix}"
    path.write_bytes(data)
    try:
        questions = load_gold(path)
    except GoldError as refusal:
        assert path.name in str(refusal), "a refusal names the file"  # noqa: PT017
        return
    finally:
        path.unlink()
    assert questions
    assert len({question.id for question in questions}) == len(questions), "ids are unique"
    for question in questions:
        assert question.question.strip()
        assert bool(question.expect) is question.answerable
        assert all(isinstance(one, (str, GoldPlace)) for one in question.expect)
        assert all(isinstance(turn, str) and turn.strip() for turn in question.history)
        assert question.source is None or isinstance(question.source, str)
