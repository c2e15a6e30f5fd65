"""Good files, damaged at random: bytes flipped, pieces cut out, doubled, moved, numbers made large, ends cut off."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy

from lxml import etree

_TOKENS = (
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"<",
    b">",
    b"</",
    b"<!--",
    b"<![CDATA[",
    b"&amp;",
    b"&#0;",
    b"&#xD800;",
    b'"',
    b"{",
    b"}",
    b"[[",
    b"\\",
    b"%%",
    b"-1",
    b"99999999999",
    b"\r",
    b"\n\n",
    b" " * 50,
    "\u202e\u2028\u0301".encode(),
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return ``data`` with one to five changes; of an archive, more often a part of it is changed than the archive.

    Half of the changes of XML are to its tree, so that it stays XML and reaches beyond the reader's first step.
    """
    if data[:2] == b"PK" and chance.random() < 0.85:
        return _with_changed_part(data, chance)
    return _changed(data, chance)


def _changed(data: bytes, chance: random.Random) -> bytes:
    if data.lstrip()[:1] == b"<" and chance.random() < 0.5:
        with suppress(etree.XMLSyntaxError, ValueError):
            return _with_changed_tree(data, chance)
    for _ in range(chance.choice((1, 1, 2, 3, 5))):
        data = chance.choice(_CHANGES)(data, chance)
    return data


def _with_changed_part(data: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        # Most parts of an archive are fonts, styles and the like: those that hold text are changed more often.
        telling = [name for name in names if re.search(r"(document|content|slide\d|sheet\d|Strings|ch\d+|opf)", name)]
        target = chance.choice(telling or names) if chance.random() < 0.7 else chance.choice(names)
        way = chance.random()
        for name in names:
            if name != target:
                new.writestr(old.getinfo(name), old.read(name))
            elif way > 0.05:  # the other parts are left out
                new.writestr(name, _changed(old.read(name), chance))
    return out.getvalue()


def _with_changed_tree(data: bytes, chance: random.Random) -> bytes:
    root = etree.fromstring(data)
    for _ in range(chance.choice((1, 1, 2, 3, 5))):
        elements = [element for element in root.iter() if isinstance(element.tag, str) and element is not root]
        if not elements:
            break
        chance.choice(_TREE_CHANGES)(chance.choice(elements), chance.choice(elements), chance)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _remove(element: etree._Element, _: etree._Element, __: random.Random) -> None:
    element.getparent().remove(element)


def _copy(element: etree._Element, _: etree._Element, chance: random.Random) -> None:
    for _number in range(chance.choice((1, 2, 20))):
        element.addnext(deepcopy(element))


def _copy_elsewhere(element: etree._Element, other: etree._Element, __: random.Random) -> None:
    other.append(deepcopy(element))


def _wrap(element: etree._Element, _: etree._Element, chance: random.Random) -> None:
    """Put an element into itself, again and again."""
    for _number in range(chance.choice((1, 5, 300))):
        outer = etree.Element(element.tag, dict(element.attrib))
        element.addprevious(outer)
        outer.append(element)


def _rename(element: etree._Element, other: etree._Element, __: random.Random) -> None:
    element.tag = other.tag


def _misattribute(element: etree._Element, other: etree._Element, chance: random.Random) -> None:
    target = element if element.attrib else other
    if not target.attrib:
        return
    name = chance.choice(list(target.attrib))
    values = ("", "-1", "0", "true", "2147483648", "99999999999999999999", "a/../../b", "#", "é", "x" * 5_000)
    if chance.random() < 0.3:
        del target.attrib[name]
    else:
        target.set(name, chance.choice(values))


def _retext(element: etree._Element, _: etree._Element, chance: random.Random) -> None:
    element.text = chance.choice(("", "\u202e", "a" * 3_000, "\n\n", "1.5e999", "=A1", "]]>", "\u0301\u200b"))


_TREE_CHANGES = (_remove, _copy, _copy_elsewhere, _wrap, _rename, _misattribute, _misattribute, _retext)


def _place(data: bytes, chance: random.Random, longest: int = 200) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.randint(1, longest))


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 4, 30))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _truncate(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _delete(data: bytes, chance: random.Random) -> bytes:
    start, end = _place(data, chance)
    return data[:start] + data[end:]


def _double(data: bytes, chance: random.Random) -> bytes:
    start, end = _place(data, chance)
    return data[:start] + data[start:end] * chance.choice((2, 2, 3, 50)) + data[end:]


def _move(data: bytes, chance: random.Random) -> bytes:
    start, end = _place(data, chance)
    piece, rest = data[start:end], data[:start] + data[end:]
    at = chance.randrange(len(rest) + 1)
    return rest[:at] + piece + rest[at:]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    token = chance.choice(_TOKENS) if chance.random() < 0.8 else chance.randbytes(chance.randint(1, 40))
    return data[:at] + token + data[at:]


def _enlarge(data: bytes, chance: random.Random) -> bytes:
    """Make one number as large as a careless reader would allocate."""
    numbers = list(re.finditer(rb"\d+", data))
    if not numbers:
        return data
    number = chance.choice(numbers)
    value = chance.choice((b"0", b"-1", b"65536", b"2147483647", b"4294967296", b"999999999999999999999"))
    return data[: number.start()] + value + data[number.end() :]


_CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip,
    _truncate,
    _delete,
    _double,
    _move,
    _insert,
    _insert,
    _enlarge,
)
