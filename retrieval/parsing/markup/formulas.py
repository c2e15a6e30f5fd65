"""MathML → one line: ``(a+b)/c``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.parsing.markup.elements import tag_of
from retrieval.parsing.signs import subscript, superscript

if TYPE_CHECKING:
    from lxml.etree import _Element

_WORDS = frozenset(("mi", "mn", "mo", "mtext", "ms"))
_SPACED = frozenset("=<>≤≥≠≈≡→⇒∈±")
_MAX_DEPTH = 100


def linear_form(math: _Element) -> str:
    """Return an equation in its linear form; when it has only a source (TeX), that source."""
    written = " ".join(_line(math, 0).split())
    if written:
        return written
    sources = [each.text or "" for each in math.iter() if tag_of(each) == "annotation"]
    return " ".join((math.get("alttext") or "".join(sources[:1])).split())


def _line(element: _Element, depth: int) -> str:
    tag = tag_of(element)
    if not tag or tag.startswith("annotation") or tag in ("mphantom", "maction") or depth > _MAX_DEPTH:
        return ""
    if tag in _WORDS:
        text = "".join(element.itertext()).strip()
        return f" {text} " if tag == "mo" and text in _SPACED else text
    parts = [_line(child, depth + 1) for child in element]
    match tag, parts:
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "msqrt", _:
            return f"√{_grouped(''.join(parts))}"
        case "mroot", [inside, index]:
            return f"{superscript(index.strip())}√{_grouped(inside)}"
        case (("msup" | "mover"), [base, up]):
            return base + superscript(up.strip())
        case (("msub" | "munder"), [base, down]):
            return base + subscript(down.strip())
        case (("msubsup" | "munderover"), [base, down, up]):
            return base + subscript(down.strip()) + superscript(up.strip())
        case ("mtable", _):
            return "; ".join(part.strip() for part in parts if part.strip())
        case (("mtr" | "mlabeledtr"), _):
            return ", ".join(part.strip() for part in parts if part.strip())
        case "mfenced", _:
            return f"{element.get('open') or '('}{', '.join(parts)}{element.get('close') or ')'}"
        case "mspace", _:
            return " "
    return (element.text or "").strip() + "".join(
        part + ((child.tail or "").strip()) for part, child in zip(parts, element, strict=True)
    )


def _grouped(text: str) -> str:
    text = text.strip()
    return text if len(text) == 1 or text.isalnum() else f"({text})"
