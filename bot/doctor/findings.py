"""What ``quoth doctor`` found, and how it is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rich.console import Console
from rich.text import Text

from bot.terminal.lines import one_line
from bot.terminal.printing import count


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. ``remedy`` says what to do about it; ``link`` is an address to open.

    ``is_unexamined``: it could not be found out whether the bot can work.
    """

    name: str
    state: Literal["ok", "warning", "failure"]
    text: str
    remedy: str = ""
    link: str = ""
    is_unexamined: bool = False


def show_findings(findings: Iterable[Finding], console: Console) -> None:
    """Print each finding: a mark, its name, what was found, and below that the remedy and the link."""
    findings = list(findings)
    width = max((len(finding.name) for finding in findings), default=0)
    margin = " " * (width + 4)
    for finding in findings:
        mark, style = _MARKS[finding.state]
        lines = _wrapped(console, one_line(finding.text), len(margin)) or [""]
        console.print(
            Text.assemble((f"{mark} ", style), (f"{finding.name:<{width}}  ", "bold"), lines[0]), soft_wrap=True
        )
        for line in lines[1:]:
            console.print(Text(margin + line), soft_wrap=True)
        for number, line in enumerate(_wrapped(console, one_line(finding.remedy), len(margin) + 2)):
            console.print(Text(margin + ("→ " if number == 0 else "  ") + line, style), soft_wrap=True)
        if link := one_line(finding.link):
            fits = not console.is_terminal or len(margin) + len(link) <= console.width
            console.print(Text((margin if fits else "") + link, "cyan"), soft_wrap=True)
    failures, warnings = (sum(finding.state == state for finding in findings) for state in ("failure", "warning"))
    counts = [count(n, noun) for n, noun in ((failures, "problem"), (warnings, "warning")) if n]
    console.print()
    if failures:
        verdict = "The bot cannot work like this."
    elif any(finding.is_unexamined for finding in findings):
        verdict = "Nothing that could be examined stands in the way."
    else:
        verdict = "Nothing stands in the way."
    console.print(Text(f"{verdict} {', '.join(counts)}{'.' if counts else ''}".strip(), "bold"), soft_wrap=True)


_MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "failure": ("✗", "red")}


def _wrapped(console: Console, text: str, indent: int) -> list[str]:
    if not text or not console.is_terminal:
        return [text] if text else []
    lines = Text(text).wrap(console, max(console.width - indent, 30))
    return [line.plain.rstrip() for line in lines]
