"""Signs for what plain text has no letters for: the closed list that every extracted format writes, and nothing else.

A text format (plain text, Markdown, CSV, JSON lines, subtitles) keeps what its file says instead.

=====================  =============================================================
in the document        in the canonical text
=====================  =============================================================
superscript            ``10⁶`` where Unicode has the characters, else ``x^(n+1,k)``
subscript              ``H₂O``, else ``a_(i,j)``
mark of a note         ``in 1932[4]``, or ``1932⁴`` on a page of PDF: never a digit
struck text            ``~~95 €~~ 80 €``
quotation (``<q>``)    ``"No photographs"``, and ``'so'`` inside another one
reading aid (``<rt>``) in brackets: ``漢(kan)``
equation               its linear form: ``(a+b)/c``
number of an item      as it is printed: ``2.1 ``, ``b) ``
bullet                 ``• ``; in HTML, EPUB and mail nothing
picture                its description: ``[image: a lighthouse]``
cells of a row         `` | `` between them; a cell that spans rows is in each of them
=====================  =============================================================
"""

from __future__ import annotations

_UP = dict(zip("0123456789+-−=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
_DOWN = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))

CELL_SEPARATOR = " | "
BULLET = "• "


def superscript(text: str) -> str:
    """Return raised text as it is written: ``⁶`` for 6, ``^A`` for A, ``^(n+1,k)`` for what Unicode cannot raise."""
    return _raised(text, _UP, "^")


def subscript(text: str) -> str:
    """Return lowered text as it is written: ``₂`` for 2, ``_A`` for A."""
    return _raised(text, _DOWN, "_")


def note_mark(mark: str) -> str:
    """Return the mark of a note, ``4`` or ``[4]`` or ``*``, as it is written: ``[4]``."""
    inner = mark.strip().strip("[]()").strip()
    return f"[{inner}]" if inner else ""


def struck(text: str) -> str:
    """Return struck text as it is written; white space at its ends stays outside the marks."""
    core = text.strip()
    if not core:
        return text
    start = text.index(core)
    return f"{text[:start]}~~{core}~~{text[start + len(core) :]}"


def picture(description: str) -> str:
    """Return a picture as it is written, or nothing when it has no description."""
    words = " ".join(description.split())
    return f"[image: {words}]" if words else ""


def _raised(text: str, characters: dict[str, str], sign: str) -> str:
    core = text.strip()
    if not core:
        return text
    if all(character in characters for character in core):
        return text.replace(core, "".join(characters[character] for character in core))
    if all(character in set(characters.values()) for character in core):
        return text  # raised already
    return text.replace(core, f"{sign}{core}" if len(core) == 1 else f"{sign}({core})")
