"""Identifiers: part numbers, error codes, versions, flags, names of variables, numbers of clauses, lines and rooms.

A question that names one asks for exactly that one. They are compared without case and separators: ``E-1042``,
``e1042`` and ``E 1042`` are the same, while ``3.11.2`` and ``3.2.11`` are as different as two words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from retrieval.numbering import OR_LATER, OTHER_LABELS, PLACES, UNIT_WORDS, counts_something, has_number, number_words
from retrieval.searchable import searchable

MAX_IDENTIFIERS = 8
"""So many of a question's identifiers count: a longer list of them asks for no one in particular."""


class Naming(IntEnum):
    """How a text stands to an identifier, the nearer the higher."""

    NONE = 0
    """It names none."""
    OTHER = 1
    """It names only others of the same kind: a near miss."""
    PART = 2
    """It names a longer one that begins so, as AX-4410-C does for AX-4410, or only the number without its label."""
    EXACT = 3
    """It names this one."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """What a question names exactly.

    A passage without a ``required`` one is no answer; for all others it is one as long as it names no other of the same
    kind. Only those of different ``family`` must stand in one passage: who compares two parts finds them in two.
    """

    text: str
    family: str
    required: bool
    named: re.Pattern[str]
    others: re.Pattern[str] | None = None
    number: str | None = None

    def match(self, text: str) -> Naming:
        """Return how a ``searchable`` text stands to it."""
        best = Naming.NONE
        for match in self.named.finditer(text):
            if match["more"] is None and not _continues(text, match.start()):
                return Naming.EXACT
            best = Naming.PART
        if best is Naming.NONE and self.number is not None and has_number(text, self.number):
            return Naming.PART
        if best is Naming.NONE and self.others is not None:
            others = [OR_LATER.match(text, match.end()) for match in self.others.finditer(text)]
            return Naming.PART if any(others) else Naming.OTHER if others else Naming.NONE
        return best


@lru_cache(maxsize=256)
def identifiers(question: str) -> tuple[Identifier, ...]:
    """Return what a question names exactly, in order. Years, dates, times, amounts and quantities are none."""
    text = _CHAT.sub(" ", _WEB.sub(" ", searchable(question)[:_MAX_QUESTION_CHARS]))
    found: dict[str, tuple[int, Identifier]] = {}
    taken: list[tuple[int, int]] = []
    for pattern, make in _KINDS:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            identifier = make(match)
            if identifier is not None:
                taken.append(match.span())
                if identifier.required and _only_tells(text, match):
                    identifier = replace(identifier, required=False)
                found.setdefault(identifier.text.casefold(), (match.start(), identifier))
    ordered = sorted(found.values(), key=lambda each: each[0])
    return tuple(identifier for _, identifier in ordered[:MAX_IDENTIFIERS])


def names_a_code(text: str) -> bool:
    """Whether a text, such as a heading, holds an identifier near its beginning."""
    return _CODE_IN_HEADING.search(text[:_MAX_HEADING_CHARS]) is not None


def compact_codes(text: str) -> list[str]:
    """Return the codes of a ``searchable`` text that are written with separators, without them: ``e1042``, ``kl77_2``.

    So they are one term, however they are typed.
    """
    if not _HAS_DIGIT.search(text) and "--" not in text:
        return []
    found = []
    for match in _SEPARATED.finditer(text):
        if (code := _code(match)) is not None and (len(code.text) > 3 or code.required):
            found.append(_compact(code.text))
    found += (_compact(match["flag"]) for match in _FLAG.finditer(text) if "-" in match["flag"].strip("-"))
    return found


def _compact(code: str) -> str:
    groups = _GROUPS.findall(code.casefold())
    parts = [groups[0]]
    for before, group in pairwise(groups):
        parts.append(f"_{group}" if before.isdigit() == group.isdigit() else group)
    return "".join(parts)


_MAX_QUESTION_CHARS, _MAX_HEADING_CHARS = 2000, 300

_CODE_IN_HEADING = re.compile(
    r"(?<![\w-])(?:--?[a-z][\w-]+|(?=[\w./-]*\d)(?=[\w./-]*[^\W\d_]|\d+[./-]\d)[\w][\w./-]{1,38}\w|[A-Z][A-Z\d]*_[A-Z\d_]+)(?![\w-])"
)
_WEB = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_CHAT = re.compile(r"<a?:\w{2,32}:\d{5,20}>|(?<![\w:]):[\w+-]{2,32}:(?![\w:])|(?<!\w)@\w+")
"""Emoji and mentions, as chat programs write them."""
_OWNS = re.compile(r"\b(?:my|our|i have|we have|i['’]ve|we['’]ve|mein|meine|ich habe|mon|ma|j['’]ai|mi|tengo)\b", re.I)
_SENTENCE_END = re.compile(r"[.!?]\s+(?=\S)")
_HAS_DIGIT = re.compile(r"\d")
_GROUPS = re.compile(r"[^\W\d_]+|\d+")

_START = r"(?<![^\W_])"
_END = r"(?P<more>[-/_]?(?<=[-/_])[^\W_])?(?![^\W_])"
"""Where a code ends in a text; ``more`` where a longer one begins with it."""


def _continues(text: str, start: int) -> bool:
    """Whether a code that begins there is the end of a longer one."""
    return start > 1 and text[start - 1] in "-/_" and text[start - 2].isalnum()


def _only_tells(text: str, match: re.Match[str]) -> bool:
    """Whether a question stands behind the sentence that names a code, which only tells what somebody has."""
    end = _SENTENCE_END.search(text, match.end())
    start = max((each.end() for each in _SENTENCE_END.finditer(text, 0, match.start())), default=0)
    return end is not None and end[0][0] != "?" and _OWNS.search(text, start, match.start()) is not None


# -- codes -----------------------------------------------------------------------------------------------------------

_FLAG = re.compile(r"(?<![^\s`'\"(|])(?P<flag>--[A-Za-z][A-Za-z\d]*(?:[-_][A-Za-z\d]+)*|-[A-Za-z](?![\w-]))")
_HEX = re.compile(r"(?<!\w)0[xX][\dA-Fa-f]{2,}(?!\w)")
_UNDERSCORED = re.compile(r"(?<![\w.])[^\W\d_]\w*_\w*[^\W_](?!\w)|(?<!\w)[^\W\d_]\w+(?=\(\))")
_VERSION = re.compile(r"(?<![\w.,])[vV]?\d{1,5}(?:\.\d{1,6}){2,4}(?:-?[a-z]{1,5}\.?\d{0,3})?(?![\w]|\.\d)")
_NAMED_VERSION = re.compile(
    r"\b(?:(?P<label>versions?|release|firmware|build|update|ver|v)\.?\s+|[vV])(?P<number>\d{1,5}(?:\.\d{1,6}){1,2})"
    r"(?![\w%]|[.,]\d|\s*(?:million|billion|percent))",
    re.IGNORECASE,
)
_MIXED = re.compile(r"(?<![\w.@/-])[A-Za-z\d]{1,16}(?:[-/_.][A-Za-z\d]{1,16}){0,5}(?![\w@]|[-/.]\w)")
_SPACED = re.compile(r"(?<![\w./-])[A-Za-z]{1,4}\s\d{3,6}[-/](?:\d{1,4}|[A-Za-z]{1,2})(?!\w|[-/.]\w)")
_SEPARATED = re.compile(r"(?<![\w.@/-])[A-Za-z\d]{1,16}(?:[-/][A-Za-z\d]{1,16}){1,5}(?![\w@]|[-/.]\w)")

_MAX_PREFIX_LETTERS = 5
_CLEARLY_DIGITS = 3
"""A letter and so many digits are clearly a code; a name like F-16 or MP3 has fewer."""


def _flag(match: re.Match[str]) -> Identifier:
    words = re.split("[-_]+", match["flag"].strip("-"))
    dashes = "--?" if len(match["flag"]) > 2 else "-"
    named = rf"(?<![\w-]){dashes}{'[-_]?'.join(map(re.escape, words))}(?P<more>-\w)?(?![\w-])"
    return Identifier(match["flag"], "flag", required=True, named=re.compile(named, re.IGNORECASE))


def _hexadecimal(match: re.Match[str]) -> Identifier:
    named = rf"(?<!\w){match[0]}(?P<more>\Z.)?(?!\w)"
    others = re.compile(r"(?<!\w)0[xX][\dA-Fa-f]{2,}(?!\w)")
    return Identifier(match[0], "hex", required=True, named=re.compile(named, re.IGNORECASE), others=others)


def _underscored(match: re.Match[str]) -> Identifier:
    words = [re.escape(word) for word in match[0].split("_") if word]
    named = rf"(?<![^\W_])_*{'[-_]?'.join(words)}{_END}"
    return Identifier(match[0], "name", required=True, named=re.compile(named, re.IGNORECASE))


def _version(match: re.Match[str]) -> Identifier | None:
    written = match[0].lstrip("vV")
    numbers = [int(number) for number in re.findall(r"\d+", written)][:4]
    could_be_date = len(numbers) == 3 and 1 <= numbers[0] <= 31 and 1 <= numbers[1] <= 12
    if could_be_date and (1000 <= numbers[2] <= 2100):
        return None
    is_two_digit_year = re.search(r"\.\d\d\Z", written) is not None
    return _of_version(match[0], written, required=not (could_be_date and is_two_digit_year))


def _named_version(match: re.Match[str]) -> Identifier:
    return _of_version(match[0], match["number"], required=True)


def _of_version(text: str, number: str, *, required: bool) -> Identifier:
    number = re.sub(r"(?<=\.\d)\.0\Z", "", number) if number.count(".") > 1 else number
    dots = number.replace(".", r"\.")
    named = rf"(?<![^\W_vV])(?<!\d[.,])[vV]?{dots}(?:\.0)?(?P<more>\.\d+)?(?![^\W_]|\.\d)"
    others = re.compile(rf"(?<![\w.,])[vV]?\d{{1,5}}(?:\.\d{{1,6}}){{{number.count('.')},4}}(?![\w]|[.,]\d)")
    return Identifier(text, "version", required, re.compile(named, re.IGNORECASE), others)


def _code(match: re.Match[str]) -> Identifier | None:
    """Return the part number or error code, or None for what else has letters and digits: 20-year, mid-1990s, 10km."""
    written = match[0]
    if "." in written:
        return None
    groups = _GROUPS.findall(written)
    digits = [group for group in groups if group.isdigit()]
    letters = [group for group in groups if not group.isdigit()]
    if not digits or not letters:
        return None
    if groups[0].isdigit() and (written.lower() == written or re.fullmatch(r"\d+-?[A-Za-z]{1,4}", written)):
        return None  # a quantity, an ordinal or a range: 20-year, 3rd, 128GB, 20-30m
    longest = max(letters, key=len)
    years = [digit for digit in digits if len(digit) == 4 and 1000 <= int(digit) <= 2100]
    if len(digits) == 1 and years and len(longest) > 2:
        return None  # post-1945, Windows-2000
    if any(len(group) > 3 and group.islower() for group in letters) or (longest.islower() and len(letters) > 2):
        return None  # under-21, 3-to-1
    is_code = letters[0].isupper() and len(digits[0]) >= _CLEARLY_DIGITS
    if not is_code and re.fullmatch(r"(?:top|mid|sub|pre|ex|non|age|vs|to|the|of|no|in|q)", letters[0].casefold()):
        return None
    if letters[0].casefold() in ("fy", "cy") and len(groups) == 2 and (years or len(digits[0]) == len("25")):
        return None  # a year of an account
    required = sum(map(len, digits)) >= _CLEARLY_DIGITS and len(letters[0]) <= _MAX_PREFIX_LETTERS
    return _of_groups(written, groups, required=required)


def _spaced(match: re.Match[str]) -> Identifier | None:
    """Return a code whose letters stand by themselves: CB 4410/3."""
    groups = _GROUPS.findall(match[0])
    is_year = len(groups[1]) == 4 and 1000 <= int(groups[1]) <= 2100
    if is_year or groups[0].casefold() in OTHER_LABELS:
        return None
    return _of_groups(match[0], groups, required=True)


def _of_groups(text: str, groups: list[str], *, required: bool) -> Identifier:
    parts, shape = [re.escape(groups[0])], [_shape(groups[0], is_first=True)]
    for before, group in pairwise(groups):
        if before.isdigit() and group.isdigit():
            parts.append(r"[\s/_.-]")
            shape.append(r"[/_.-]")
        elif not before.isdigit() and not group.isdigit():
            parts.append("[-_/.]?")
            shape.append("[-_/]")
        else:
            parts.append(r"[\s/_.:-]?")
            shape.append("[-_/ ]?" if len(groups[0]) > 1 and not groups[0].isdigit() else "[-_/]?")
        parts.append(re.escape(group))
        shape.append(_shape(group, is_first=False))
    named = re.compile(f"{_START}{''.join(parts)}{_END}", re.IGNORECASE)
    others = re.compile(rf"(?<![\w-]){''.join(shape)}(?![\w])")
    return Identifier(text, "code", required, named, others)


def _shape(group: str, *, is_first: bool) -> str:
    """Return what stands in that place in codes of the same kind: any number, and the same letters or as many."""
    if group.isdigit():
        return r"\d{1,10}"
    if is_first and len(group) > 1:
        return f"(?:{re.escape(group.upper())}|{re.escape(group.lower())}|{re.escape(group)})"
    return f"[A-Z]{{{len(group)}}}"


# -- numbers with a label --------------------------------------------------------------------------------------------

_A_YEAR = r"(?:1\d{3}|20\d\d|2100)"
_NUMBER = r"\d{1,6}(?:\.\d{1,4}){0,3}[a-rt-z]?"
_NO = r"(?:no\.?:?\s?|nr\.?:?\s?|(?:number|nummer|numéro|número):?\s|n[°º]\s?|#)?"
_LABELLED = re.compile(
    rf"(?<![\w'’-])(?P<label>[^\W\d_]{{2,24}}|§+)\.?(?:\s|(?<=§))\s?{_NO}(?P<number>{_NUMBER})"
    rf"(?![\w%€$£°]|[.,:/-]\d|\s?[%€$£°]|\s(?:{UNIT_WORDS})\b)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"(?<![\w.,-])(?P<number>\d{1,3})(?:st|nd|rd|th|er|ère|e|ème|º|ª|o|a|\.)\s(?P<label>[^\W\d_]{3,24})(?!\w)",
    re.IGNORECASE,
)
_DECIMAL = re.compile(
    rf"(?<![\w.,$€£-])(?P<number>\d{{1,3}}(?:\.\d{{1,3}}){{1,2}})(?![\w%€$£°]|[.,:/-]\d|\s?[%€$£°]|\s(?:{UNIT_WORDS})\b)"
)


def _labelled(match: re.Match[str]) -> Identifier | None:
    label, number = match["label"].casefold(), match["number"].casefold()
    if re.search(rf"\.\d{{1,2}}\.{_A_YEAR}\Z", number):
        return None
    is_place = label in PLACES or label.removesuffix("s") in PLACES
    if not is_place and (label in OTHER_LABELS or re.fullmatch(_A_YEAR, number)):
        return None
    if not is_place and number.isdigit() and match["label"].islower() and counts_something(match.string, match.end()):
        return None  # may I bring 2 guests
    return _numbered(match[0], label, number)


def _ordinal(match: re.Match[str]) -> Identifier | None:
    label = match["label"].casefold()
    return None if label in OTHER_LABELS else _numbered(match[0], label, match["number"])


def _decimal(match: re.Match[str]) -> Identifier | None:
    number = match["number"].replace(".", r"\.")
    named = rf"(?<![\w.,]){number}(?P<more>\.\d+)?(?![^\W_]|[.,]\d)"
    return Identifier(
        match[0], "decimal", required=False, named=re.compile(named), others=_line_starts(match["number"])
    )


def _numbered(text: str, label: str, number: str) -> Identifier:
    stem = re.escape(label.removesuffix("s") if len(label) > 3 else label)
    written = re.escape(number.lstrip("0") or "0")
    begins = rf"(?<!\w){stem}(?:s|es|en|n|e)?(?!\w)"
    gap = r"[\s.:#|*_`-]{0,4}"
    dotted = rf"(?m:^)[\s>*_#|(-]{{0,6}}{written}(?=[\s.):]|\Z)" if "." in number or label in PLACES else r"(?!)"
    words = number_words(number)
    named = (
        rf"(?:{begins}{gap}{_NO}0{{0,3}}{written}|(?<![\w.,]){written}(?:st|nd|rd|th|er|ère|e|ème|º|ª|\.)?\s{begins}"
        rf"|(?<!\w)(?:{words})\s{begins}|{begins}\s(?:{words})(?!\w)|{dotted})(?P<more>\.\d+)?(?!\w|[.,/]\d)"
    )
    another = rf"(?:{begins}{gap}{_NO}\d{{1,6}}(?!\w|:\d)|(?<![\w.,])\d{{1,3}}(?:st|nd|rd|th)\s{begins})"
    others = f"{another}|{_line_starts(number).pattern}" if "." in number else another
    return Identifier(
        text, f"label {stem}", False, re.compile(named, re.IGNORECASE), re.compile(others, re.IGNORECASE), number
    )


def _line_starts(number: str) -> re.Pattern[str]:
    """Return what numbers of as many parts look like where clauses and versions have theirs: in front of a line."""
    return re.compile(
        rf"(?m:^)[\s>*_#|(\[vV-]{{0,6}}\d{{1,4}}(?:\.\d{{1,4}}){{{number.count('.')}}}(?=[\s.):\]|]|\Z)(?![.,]\d)"
    )


_KINDS = (
    (_FLAG, _flag),
    (_HEX, _hexadecimal),
    (_UNDERSCORED, _underscored),
    (_VERSION, _version),
    (_NAMED_VERSION, _named_version),
    (_SPACED, _spaced),
    (_LABELLED, _labelled),
    (_MIXED, _code),
    (_ORDINAL, _ordinal),
    (_DECIMAL, _decimal),
)
"""The kinds of identifiers, the surest first: what belongs to one is not looked at again."""
