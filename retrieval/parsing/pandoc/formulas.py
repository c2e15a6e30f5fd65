"""Equations in TeX, as pandoc hands them over → their linear form: ``(a+b)/c``, ``x² ≤ √(y)``.

pandoc itself turns TeX into MathML, which says what is a fraction and what is a root; it is written from that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.parsing.pandoc.running import Node, run_pandoc
from retrieval.parsing.signs import subscript, superscript

_M = "{http://www.w3.org/1998/Math/MathML}"
_RELATIONS = frozenset("=<>≤≥≠≈≡∼≃≅∝→←↔⇒⇐⇔↦∈∉⊂⊆⊃⊇∣∥≪≫≔⟶⟵⟹⟺∀∃∧∨")
_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u200b\u2009\ufe00\ufe01"), None)
_ACCENTS = {"^": "\u0302", "ˆ": "\u0302", "˜": "\u0303", "~": "\u0303", "‾": "\u0304", "¯": "\u0304", "→": "\u20d7"} | {
    "⃗": "\u20d7", "˙": "\u0307", "¨": "\u0308",
}  # fmt: skip
_SPACED = re.compile(rf" ([{''.join(sorted(_RELATIONS))}]) ")
_COMMAND = re.compile(r"\\([A-Za-z]+|.)")


def linear_forms(formulas: Sequence[str]) -> dict[str, str]:
    """Return each formula's linear form; one that pandoc cannot read keeps its letters and the names of commands."""
    known = list(dict.fromkeys(formulas))
    if not known:
        return {}
    return {tex: form or _plain(tex) for tex, form in zip(known, _forms(known), strict=True)}


def linear_form_of(math: Any) -> str:
    """Return the linear form of an equation in MathML, given its root."""
    return " ".join(_children(math).split())


def _forms(formulas: Sequence[str]) -> list[str | None]:
    from lxml import etree

    blocks: list[Node] = [
        {"t": "Div", "c": [["", [f"n{number}"], []], [{"t": "Plain", "c": [_math(tex)]}]]}
        for number, tex in enumerate(formulas)
    ]
    document = {"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks}
    found: list[str | None] = [None] * len(formulas)
    try:
        page = run_pandoc(json.dumps(document).encode(), ["-f", "json", "-t", "html", "--mathml"], "math")
        root = etree.fromstring(b"<r>" + page + b"</r>", etree.XMLParser(resolve_entities=False))
    except (UnreadableFile, etree.XMLSyntaxError):
        return found
    for division in root:
        math = division.find(f".//{_M}math")
        if math is not None:
            found[int(division.get("class")[1:])] = linear_form_of(math) or None
    return found


def _math(tex: str) -> Node:
    return {"t": "Math", "c": [{"t": "InlineMath"}, tex]}


def _children(element: Any) -> str:
    return "".join(_written(element))


def _written(element: Any) -> Iterator[str]:
    for child in element:
        yield _element(child)


def _element(element: Any) -> str:
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    parts = list(element)
    if name in ("annotation", "annotation-xml", ""):
        return ""
    if name == "mo":
        sign = (element.text or "").translate(_INVISIBLE)
        return f" {sign} " if sign in _RELATIONS else sign
    if name in ("mi", "mn", "mtext", "ms"):
        return (element.text or "").translate(_INVISIBLE).replace("\u00a0", " ")
    if name == "mspace":
        return " "
    if name == "mfrac" and len(parts) == 2:
        return f"{_grouped(parts[0])}/{_grouped(parts[1])}"
    if name == "msqrt":
        return f"√({_children(element).strip()})"
    if name == "mroot" and len(parts) == 2:
        return f"{superscript(_element(parts[1]).strip())}√({_element(parts[0]).strip()})"
    if name in ("msup", "msub", "msubsup", "munder", "mover", "munderover"):
        return _scripts(name, parts)
    if name == "mtable":
        return "; ".join(_element(row).strip() for row in parts)
    if name == "mtr":
        return ", ".join(_children(cell).strip() for cell in parts)
    return _children(element)


def _scripts(name: str, parts: Sequence[Any]) -> str:
    base, *scripts = [_element(part).strip() for part in parts]
    scripts = [_SPACED.sub(r"\1", script) for script in scripts]
    if name == "mover" and scripts and scripts[0] in _ACCENTS and len(base) == 1:
        return base + _ACCENTS[scripts[0]]
    lower = scripts[0] if "u" in name[1:4] and name not in ("msup",) and scripts else ""
    upper = scripts[-1] if name in ("msup", "mover") or len(scripts) > 1 else ""
    return base + (subscript(lower) if lower else "") + (superscript(upper) if upper else "")


def _grouped(element: Any) -> str:
    text = _element(element).strip()
    return text if re.fullmatch(r"[\w.,]+|\(.*\)", text) and text.count("(") < 2 else f"({text})"


def _plain(tex: str) -> str:
    return " ".join(_COMMAND.sub(r" \1 ", tex).translate(dict.fromkeys(map(ord, "{}$"), " ")).split())
