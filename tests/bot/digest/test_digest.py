"""A digest is about whole days, says what happened in its server, and fits into a message whatever that was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.digest import figures
from bot.digest.figures import DigestFigures, digest_figures
from bot.digest.periods import Frequency, Period, due_period
from bot.digest.showing import digest_message
from bot.messages.translating import LANGUAGES, language
from bot.state.state import State
from retrieval import PUBLIC, UNLIMITED
from retrieval.catalog.records import StoredDocument

from ..samples import shown_texts

SERVER, OTHER, CHANNEL, HIDDEN = 1, 2, 11, 12
MONDAY = date(2026, 11, 30)
SEEDS = {
    "eels.txt": "Eels spawn in the Sargasso Sea.\n",
    "moons.txt": "Jupiter has ninety-five moons.\n",
    "board/fees.txt": "The fee of the board is nine crowns.\n",
}


def moment(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("day", "hour", "minute", "daily", "weekly"),
    [
        (30, 8, 0, (date(2026, 11, 29), date(2026, 11, 29)), (date(2026, 11, 23), date(2026, 11, 29))),
        (30, 7, 59, (date(2026, 11, 28), date(2026, 11, 28)), (date(2026, 11, 16), date(2026, 11, 22))),
        (28, 23, 0, (date(2026, 11, 27), date(2026, 11, 27)), (date(2026, 11, 16), date(2026, 11, 22))),
    ],
)
def test_a_digest_is_about_the_last_whole_days(day, hour, minute, daily, weekly):
    now = moment(day, hour, minute)
    assert due_period(Frequency.DAILY, now) == Period(*daily)
    assert due_period(Frequency.WEEKLY, now) == Period(*weekly)


def test_periods_follow_each_other_without_a_gap():
    week = due_period(Frequency.WEEKLY, moment(30, 9))
    assert (week.days, len(week.bars()), week.before.bounds[1]) == (7, 7, week.bounds[0])
    day = due_period(Frequency.DAILY, moment(30, 9))
    assert (day.days, len(day.bars()), day.before.bounds[1]) == (1, 8, day.bounds[0])


@pytest.fixture
def library(open_tiny, tmp_path):
    for name, text in SEEDS.items():
        path = tmp_path / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "seeds" / "board" / ".quothaccess").write_text("roles: [7]\n")
    with open_tiny(tmp_path / "seeds", tmp_path / "index") as library:
        library.sync()
        yield library


class Memory(State):
    """A memory with a clock that is set."""

    def ask(self, library, question, day, hour, *, server=SERVER, channel=CHANNEL, person=5, private=False, **more):
        self._now = lambda: moment(day, hour)
        answer = library.ask(question, access=UNLIMITED)
        for word in ("eels", "moons"):
            if word in question:  # the tiny model is not sure enough
                found = [each for each in (*answer.quotes, *answer.nearest) if each.document == f"{word}.txt"]
                answer = replace(answer, answered=True, quotes=tuple(found), nearest=())
        return self.remember(
            answer, person=person, server=server, channel=channel, documents=3,
            is_private=private, list_unanswered=True, **more,
        )  # fmt: skip


@pytest.fixture
def memory(tmp_path):
    with Memory(tmp_path / "discord.sqlite", keep_days=365) as memory:
        yield memory


def figures_of(memory, library, *, audience=PUBLIC, channels=(CHANNEL,), days=(29, 29), kept_since=0.0):
    period = Period(*(date(2026, 11, day) for day in days))
    return digest_figures(
        memory, library, period, server=SERVER, audience=audience, channels=channels, quotes=1, kept_since=kept_since
    )  # fmt: skip


def test_what_was_asked_in_a_server_is_counted(memory, library):
    eels = memory.ask(library, "Where do eels spawn?", 29, 1)
    memory.ask(library, "Where do eels spawn?", 29, 4, private=True)
    for hour in (5, 6):
        memory.ask(library, "Who won the cup in 1998?", 29, hour)
    memory.ask(library, "What is the pilot's secret name?", 29, 7, private=True)
    memory.ask(library, "What is the price of gold?", 29, 8, channel=HIDDEN)
    memory.ask(library, "Where do eels spawn?", 29, 9, repeats=77)  # searched again for one person
    memory.ask(library, "Where do eels spawn?", 29, 9, server=OTHER)
    memory.ask(library, "Where do eels spawn?", 28, 9)
    memory.ask(library, "Where do eels spawn?", 30, 0)
    memory._now = lambda: moment(29, 10)
    memory.rate(eels.id, 6, helpful=False)
    memory.rate(eels.id, 7, helpful=True)
    found = figures_of(memory, library)
    assert (found.asked, found.answered, found.refused) == (6, 2, 4)
    assert found.before == (1, 1)
    assert (found.helpful, found.unhelpful) == (1, 1)
    assert found.bars == [(1, 0), (1, 1), (0, 3), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0)]
    assert list(found.not_found) == [("Who won the cup in 1998?", 2)]
    assert found.milliseconds[0] <= found.milliseconds[1]


def test_an_answer_that_was_shared_counts_once(memory, library):
    private = memory.ask(library, "Where do eels spawn?", 29, 1, private=True)
    assert memory.share(private, private.quotes, 3)
    assert (figures_of(memory, library).asked, figures_of(memory, library).answered) == (1, 1)


def test_what_is_partly_forgotten_is_not_compared_with(memory, library):
    memory.ask(library, "Where do eels spawn?", 28, 9)
    memory.ask(library, "Where do eels spawn?", 29, 9)
    assert figures_of(memory, library, kept_since=moment(28, 0)).before == (1, 1)
    found = figures_of(memory, library, kept_since=moment(28, 1))
    assert found.before is None
    assert "before" not in "\n".join(shown_texts(digest_message(found, language("en"))))


def test_quotes_are_looked_up_part_by_part(memory, library, monkeypatch):
    monkeypatch.setattr(figures, "LOOKED_UP_AT_ONCE", 1)
    memory.ask(library, "Where do eels spawn?", 29, 1)
    memory.ask(library, "How many moons are there?", 29, 2)
    assert figures_of(memory, library).unquoted == []


def test_documents_that_were_not_quoted_are_named_as_far_as_all_may_read_them(memory, library):
    memory.ask(library, "Where do eels spawn?", 29, 1)
    found = figures_of(memory, library)
    assert ([each.path for each in found.unquoted], found.documents) == (["moons.txt"], 2)
    found = figures_of(memory, library, audience=UNLIMITED)
    assert ([each.path for each in found.unquoted], found.documents) == (["board/fees.txt", "moons.txt"], 3)


def test_what_was_forgotten_is_in_no_digest(memory, library):
    memory.ask(library, "Who won the cup in 1998?", 29, 5)
    memory.forget(5)
    assert list(figures_of(memory, library).not_found) == []
    memory.purge(servers=[SERVER])
    assert figures_of(memory, library).asked == 0


def full(days, name="x", count=3):
    period = Period(date(2026, 11, 23), date(2026, 11, 23 + days - 1))
    bars = [(number * 7, number % 3) for number in range(len(period.bars()))]
    named = [StoredDocument(n, f"{n}.md", "", "", name, None, None, None, None, 1) for n in range(count)]
    return DigestFigures(
        period, 1234, 1000, (900, 800), 12, 3, bars, (12.4, 1999.9), [(name, 12)] * 5, named, count + 5
    )  # fmt: skip


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("days", [1, 7])
def test_a_digest_fits_into_a_message_in_every_language(code, days):
    for name in ("x", "*_~`|>" * 60, "漢" * 300, "@everyone <#1> " * 20):
        text = "\n".join(shown_texts(digest_message(full(days, name, 400), language(code))))
        assert len(text.encode("utf-16-le")) // 2 <= 4000
        plot = text.split("```")[1].strip().split("\n")
        assert (len(plot), max(map(len, plot)) < 30) == (7 if days == 7 else 8, True)


@pytest.mark.parametrize(
    ("bar", "drawn"),
    [((0, 0), "0"), ((400, 0), "█" * 16 + " 400"), ((399, 1), "█" * 15 + "░ 400"), ((1, 399), "█" + "░" * 15 + " 400"),
     ((1, 1), "█░ 2"), ((0, 1), "░ 1"), ((200, 100), "█" * 8 + "░" * 4 + " 300")],
)  # fmt: skip
def test_whatever_there_is_any_of_is_drawn(bar, drawn):
    bars = [bar, (400, 0), *[(0, 0)] * 5]
    text = "\n".join(shown_texts(digest_message(replace(full(7), bars=bars), language("en"))))
    assert text.split("```")[1].strip().split("\n")[0] == f"Mon {drawn}"


def test_a_digest_says_everything_in_plain_words():
    text = "\n".join(shown_texts(digest_message(full(7, "Fees"), language("en"))))
    for words in (
        "Questions from November 23, 2026 to November 29, 2026", "Asked: 1,234 · answered: 1,000", "👍 12 · 👎 3",
        "not in the sources: 234", "900 asked, 800 answered", "12\u00a0ms (median), 2,000\u00a0ms at most",
        "Never quoted: 3 of 8 documents", "- Fees · 12 ×", "Mon",
    ):  # fmt: skip
        assert words in text
