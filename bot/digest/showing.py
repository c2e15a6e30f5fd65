"""The figures of a digest → a Discord message, which a phone shows without breaking its lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.digest.figures import DigestFigures
from bot.messages.escaping import escape
from bot.messages.rendering import shortened
from bot.messages.translating import Language
from bot.messages.views import Message, list_message

BAR_CELLS = 16
"""The longest bar; with its label and number, a line has fewer than 30 characters."""

MAX_NAMED = 8
"""So many documents are named that no answer quoted."""
MAX_NAME_CHARS, MAX_QUESTION_CHARS = 60, 120

ANSWERED, REFUSED = "█", "░"


def digest_message(figures: DigestFigures, language: Language) -> Message:
    """Return a digest in a language."""
    period = figures.period
    if period.days > 1:
        first, last = (language.date(day.isoformat()) for day in (period.first, period.last))
        title = language.say("digest-week", first=first, last=last)
    else:
        title = language.say("digest-day", date=language.date(period.first.isoformat()))
    lines = [language.say("digest-counts", asked=figures.asked, answered=figures.answered, refused=figures.refused)]
    if figures.before:
        asked, answered = figures.before
        lines.append(language.say("digest-before", asked=asked, answered=answered))
    if figures.helpful or figures.unhelpful:
        lines.append(f"👍 {language.number(figures.helpful)} · 👎 {language.number(figures.unhelpful)}")
    if figures.milliseconds:
        middle, most = (round(value) for value in figures.milliseconds)
        lines.append(language.say("digest-times", median=middle, most=most))
    lines += ["```", *_plot(figures, language), "```"]
    legend = language.say("digest-legend", answered=ANSWERED, refused=REFUSED)
    lines.append(f"-# {legend}" + ("" if period.days > 1 else f" · {language.say('digest-hours')}"))
    if figures.not_found:
        lines.append(f"**{language.say('digest-not-found')}**")
        lines += [
            f"- {escape(shortened(question, MAX_QUESTION_CHARS))} · {language.number(times)} ×"
            for question, times in figures.not_found
        ]
    if figures.documents:
        unquoted = language.say("digest-unquoted", count=len(figures.unquoted), documents=figures.documents)
        lines.append(f"**{unquoted}**")
        named = [escape(shortened(each.name, MAX_NAME_CHARS)) for each in figures.unquoted[:MAX_NAMED]]
        lines += [f"- {name}" for name in named]
        if (more := len(figures.unquoted) - len(named)) > 0:
            lines.append(f"- {language.say('sync-and-more', count=more)}")
    return list_message(title, lines)


def _plot(figures: DigestFigures, language: Language) -> Sequence[str]:
    """Return one bar for each part of the period, all to the same scale."""
    most = max((sum(bar) for bar in figures.bars), default=0) or 1
    begins = [datetime.fromtimestamp(begin, UTC) for begin in figures.period.bars()]
    labels = [language.weekday(f"{begin:%Y-%m-%d}") if figures.period.days > 1 else f"{begin:%H}" for begin in begins]
    width = max(map(len, labels))
    lines = []
    for label, (answered, refused) in zip(labels, figures.bars, strict=True):
        lines.append(f"{label:<{width}} {_bar(answered, refused, most)}{language.number(answered + refused)}")
    return lines


def _bar(answered: int, refused: int, most: int) -> str:
    """Return a bar and a space, or nothing for nothing; whatever there is any of has at least one cell."""
    if not answered + refused:
        return ""
    cells = max(-(-BAR_CELLS * (answered + refused) // most), bool(answered) + bool(refused))
    full = min(max(round(cells * answered / (answered + refused)), bool(answered)), cells - bool(refused))
    return f"{ANSWERED * full}{REFUSED * (cells - full)} "
