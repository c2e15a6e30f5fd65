"""The bot's memory, in a SQLite file next to the catalog.

It holds answers, for their buttons and for follow-ups; feedback; questions without an answer; and settings of channels.
Nothing about a person is kept for longer than the operator has set.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from bot.deciding import Mode
from bot.state.records import ChannelSettings, RememberedAnswer, RememberedQuote, Turn, to_remember
from bot.state.removing import Removing
from retrieval import Answer
from retrieval.model import Span


class State(Removing):
    """The bot's memory. Threads may share it. Every call reads or writes a file, so call it off the event loop."""

    # -- answers -------------------------------------------------------------------------------------------------

    def remember(
        self,
        answer: Answer,
        *,
        person: int,
        channel: int,
        documents: int,
        server: int | None = None,
        parent: int | None = None,
        asking_message: int | None = None,
        repeats: int | None = None,
        is_private: bool = True,
        source: str | None = None,
        language: str | None = None,
        previous: str | None = None,
        list_unanswered: bool = False,
        keep_question: bool = True,
    ) -> RememberedAnswer:
        """Store what the buttons of an answer need, and where it was asked, and return it.

        list_unanswered: also store the question for the list of unanswered ones, if it was not answered. keep_question:
        False when somebody else wrote the words, because the writer could not have them forgotten.
        """
        remembered = to_remember(
            answer, person=person, channel=channel, documents=documents, server=server, parent=parent,
            asking_message=asking_message, repeats=repeats, is_private=is_private, source=source, language=language,
        )  # fmt: skip
        if not keep_question:
            remembered = replace(remembered, question=None, searched=None, source=None, language=None)
        shown = _stored(remembered.quotes)
        place, id_, now = (server, channel, parent, asking_message, is_private), remembered.id, self._now()
        with self._locked(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute(
                "INSERT INTO answers (id, at, person, question, previous, answered, confidence, documents, quotes,"
                " searched, repeats, source, language, elapsed, server, channel, parent, asking_message, is_private)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    id_, now, person, remembered.question, previous, answer.answered, answer.confidence, documents,
                    shown, remembered.searched, repeats, remembered.source, remembered.language, answer.elapsed_ms,
                    *place,
                ),
            )  # fmt: skip
            if list_unanswered and keep_question and not answer.answered:
                self._db.execute(
                    "INSERT INTO unanswered (at, person, question, answer, server, channel, parent, asking_message,"
                    " is_private) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (now, person, answer.question, id_, *place),
                )
        return remembered

    def record_message(self, answer_id: str, message: int, channel: int | None = None) -> None:
        """Record which message shows an answer to everybody, and its channel or thread if it is another one.

        Not outside servers once the asker is forgotten: see ``forget``.
        """
        with self._locked():
            self._db.execute(
                "UPDATE answers SET message = ?, channel = coalesce(?, channel)"
                " WHERE id = ? AND (server IS NOT NULL OR person IS NOT NULL)",
                (message, channel, answer_id),
            )

    def answer(self, answer_id: str) -> RememberedAnswer | None:
        """Return an answer by its id, or None when it is no longer stored."""
        return self._find("id", answer_id)

    def answer_in(self, message: int) -> RememberedAnswer | None:
        """Return the answer that a message shows, or None."""
        return self._find("message", message)

    def answer_to(self, message: int) -> RememberedAnswer | None:
        """Return the last answer to what a message asked, or None."""
        return self._find("asking_message", message)

    def record_offer(self, answer_id: str, message: int | None) -> None:
        """Record which message offers to answer the new wording of a question; None: none does any more.

        Not outside servers once the asker is forgotten: see ``forget``.
        """
        with self._locked():
            query = "UPDATE answers SET offer = ? WHERE id = ? AND (server IS NOT NULL OR person IS NOT NULL)"
            self._db.execute(query, (message, answer_id))

    def turns(self, answer_id: str, count: int = 5) -> list[Turn]:
        """Return the questions that led to an answer, oldest first, ending with its own; ``count`` at most."""
        found: list[Turn] = []
        next_: str | None = answer_id
        query = "SELECT previous, question, person, channel, is_private AND message IS NULL FROM answers WHERE id = ?"
        with self._locked():
            while next_ and len(found) < count:
                row = self._db.execute(query, (next_,)).fetchone()
                if row is None:
                    break
                next_, question, person, channel, is_private = row
                found.insert(0, Turn(question, person, channel, bool(is_private)))
        return found

    def history(self, answer_id: str, turns: int = 5) -> list[str]:
        """Return the same questions alone, without those that are forgotten."""
        return [turn.question for turn in self.turns(answer_id, turns) if turn.question]

    def previous_of(self, answer_id: str) -> str | None:
        """Return the id of the answer that an answer follows up, or None."""
        with self._locked():
            row = self._db.execute("SELECT previous FROM answers WHERE id = ?", (answer_id,)).fetchone()
        return row[0] if row else None

    def share(self, private: RememberedAnswer, quotes: Sequence[RememberedQuote], documents: int) -> str | None:
        """Store a copy of a private answer that is for all to see, with these quotes of it, and return its id.

        Its ``searched`` stays behind: it may have a word from what not all may read. That is done once: afterwards the
        result is None, unless ``withdraw`` has taken the copy back.
        """
        id_ = secrets.token_urlsafe(9)
        with self._locked(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            first = self._db.execute(
                "UPDATE answers SET is_private = 0 WHERE id = ? AND is_private AND message IS NULL", (private.id,)
            )
            if not first.rowcount:
                return None
            self._db.execute(
                "INSERT INTO answers (id, at, person, question, previous, answered, confidence, documents, quotes,"
                " searched, repeats, source, language, server, channel, parent, asking_message, is_private)"
                " SELECT ?, at, person, question, previous, answered, confidence, ?, ?, NULL, repeats, source,"
                " language, server, channel, parent, asking_message, 0 FROM answers WHERE id = ?",
                (id_, documents, _stored(quotes), private.id),
            )
        return id_

    def withdraw(self, private: str, copy: str) -> None:
        """Take back a shared copy, which reached nobody."""
        with self._locked(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("DELETE FROM answers WHERE id = ?", (copy,))
            self._db.execute("UPDATE answers SET is_private = 1 WHERE id = ?", (private,))

    def last_in(self, channel: int) -> str | None:
        """Return the id of the last answer in a channel or thread that everybody there could see, or None."""
        with self._locked():
            row = self._db.execute(
                "SELECT id FROM answers WHERE channel = ? AND question IS NOT NULL AND message IS NOT NULL"
                " ORDER BY at DESC LIMIT 1",
                (channel,),
            ).fetchone()
        return row[0] if row else None

    def channels_outside_servers(self) -> list[int]:
        """Return the channels in which somebody was answered outside servers, the one with the last answer first."""
        with self._locked():
            rows = self._db.execute(
                "SELECT channel FROM answers WHERE server IS NULL AND channel GROUP BY channel ORDER BY max(at) DESC"
                " LIMIT 1000"
            )
            return [channel for (channel,) in rows]

    def _find(self, column: Literal["id", "message", "asking_message"], value: object) -> RememberedAnswer | None:
        query = (
            "SELECT id, person, question, channel, message, answered, confidence, documents, quotes, searched,"
            " server, parent, asking_message, offer, repeats, is_private, source, language FROM answers WHERE "
        )
        with self._locked():
            row = self._db.execute(f"{query}{column} = ? ORDER BY at DESC LIMIT 1", (value,)).fetchone()
        if row is None:
            return None
        id_, person, question, channel, message, answered, confidence, documents, quotes, searched, *place = row
        server, parent, asking, offer, repeats, is_private, source, language = place
        try:
            shown = tuple(_remembered_quote(*stored) for stored in json.loads(quotes))
        except (ValueError, TypeError, LookupError, RecursionError):  # the disk has damaged it: it is forgotten
            return None
        return RememberedAnswer(
            id_, person, question, channel, message, bool(answered), confidence, documents, shown, searched,
            server=server, parent=parent, asking_message=asking, offer=offer, repeats=repeats,
            is_private=bool(is_private), source=source, language=language,
        )  # fmt: skip

    # -- feedback ------------------------------------------------------------------------------------------------

    def rate(self, answer_id: str, person: int, helpful: bool) -> bool | None:
        """Store whether an answer helped; the same rating again withdraws it. Return the rating that counts now."""
        with self._locked():
            row = self._db.execute(
                "SELECT helpful FROM feedback WHERE answer = ? AND person = ?", (answer_id, person)
            ).fetchone()
            if row is not None and bool(row[0]) is helpful:
                self._db.execute("DELETE FROM feedback WHERE answer = ? AND person = ?", (answer_id, person))
                return None
            self._db.execute(
                "INSERT OR REPLACE INTO feedback (answer, person, helpful, at) VALUES (?, ?, ?, ?)",
                (answer_id, person, helpful, self._now()),
            )
            return helpful

    def rated_answers(self) -> Iterator[tuple[str, list[str], tuple[RememberedQuote, ...], int, int]]:
        """Yield each rated answer as its question, earlier questions, quotes, and counts of good and bad ratings."""
        with self._locked():
            rows = self._db.execute(
                "SELECT answer, sum(helpful), sum(NOT helpful) FROM feedback GROUP BY answer ORDER BY min(at)"
            ).fetchall()
        for id_, helpful, unhelpful in rows:
            remembered = self.answer(id_)
            if remembered is not None and remembered.question is not None:
                yield remembered.question, self.history(id_)[:-1], remembered.quotes, helpful, unhelpful

    # -- questions without an answer -----------------------------------------------------------------------------

    def unanswered(
        self, server: int | None = None, *, channels: Collection[int] = (), parents: Collection[int] = ()
    ) -> list[tuple[str, int, float]]:
        """Return each unanswered question, how often and when (seconds since 1970) it was last asked; latest first.

        Only what was asked publicly in these channels and threads of a server, and in threads of these parents; in any
        place when ``server`` is None.
        """
        with self._locked():
            rows = self._db.execute(
                f"SELECT question, count(*), max(at) FROM unanswered WHERE {_SEEN}"  # noqa: S608 - constants
                " GROUP BY lower(trim(question, ' ?!.')) ORDER BY max(at) DESC",
                _seen(server, channels, parents),
            ).fetchall()
        return [(question, count, at) for question, count, at in rows]

    def private_unanswered(self, server: int | None = None) -> int:
        """Return how many unanswered questions were asked privately in a server, or anywhere when it is None."""
        with self._locked():
            query = f"SELECT count(*) FROM unanswered WHERE {_COUNTED}"  # noqa: S608 - constants
            return int(self._db.execute(query, (server, server is None)).fetchone()[0])

    def clear_unanswered(
        self, server: int | None = None, *, channels: Collection[int] = (), parents: Collection[int] = ()
    ) -> int:
        """Delete what ``unanswered`` returns and what ``private_unanswered`` counts; return how many there were."""
        with self._locked():
            query = f"DELETE FROM unanswered WHERE ({_SEEN}) OR ({_COUNTED})"  # noqa: S608 - constants
            values = (*_seen(server, channels, parents), server, server is None)
            return self._db.execute(query, values).rowcount

    # -- channels ------------------------------------------------------------------------------------------------

    def channels(self) -> dict[int, ChannelSettings]:
        """Return the settings of all channels that have any, by channel."""
        with self._locked():
            rows = self._db.execute("SELECT channel, mode, source, by_operator, is_anchored FROM channels").fetchall()
        try:
            return {
                channel: ChannelSettings(
                    Mode(mode), source if is_anchored or source is None else f"{source}\n**/{source}", bool(by_operator)
                )
                for channel, mode, source, by_operator, is_anchored in rows
            }
        except ValueError as error:  # a channel that is to keep to a source must not answer from all of them
            raise self._storage_error(error) from error

    def unanchored_channels(self) -> dict[int, str]:
        """Return what channels were bound to by a Quoth that tried a pattern below every folder, by channel."""
        with self._locked():
            query = "SELECT channel, source FROM channels WHERE NOT is_anchored AND source IS NOT NULL"
            return dict(self._db.execute(query).fetchall())

    def anchor_channel(self, channel: int, source: str) -> None:
        """Store what such a channel is bound to from now on."""
        with self._locked():
            self._db.execute("UPDATE channels SET source = ?, is_anchored = 1 WHERE channel = ?", (source, channel))

    def place_channels(self, servers: Mapping[int, int]) -> None:
        """Store the servers of channels whose settings an older Quoth stored without."""
        with self._locked():
            for channel, server in servers.items():
                self._db.execute(
                    "UPDATE channels SET server = ? WHERE channel = ? AND server IS NULL", (server, channel)
                )

    def set_channel(self, channel: int, settings: ChannelSettings, server: int | None = None) -> None:
        """Store the settings of a channel of a server; the default settings remove them."""
        with self._locked():
            if settings.mode is Mode.MENTIONS and settings.source is None and not settings.by_operator:
                self._db.execute("DELETE FROM channels WHERE channel = ?", (channel,))
            else:
                self._db.execute(
                    "INSERT OR REPLACE INTO channels (channel, mode, source, server, by_operator, is_anchored)"
                    " VALUES (?, ?, ?, ?, ?, 1)",
                    (channel, settings.mode.value, settings.source, server, settings.by_operator),
                )


_SEEN = (
    "NOT is_private AND server = ifnull(?, server)"
    " AND (? OR channel IN (SELECT value FROM json_each(?)) OR parent IN (SELECT value FROM json_each(?)))"
)
_COUNTED = "(is_private OR server IS NULL) AND ifnull(server = ?, ?)"


def _seen(server: int | None, channels: Collection[int], parents: Collection[int]) -> tuple[int | str | None, ...]:
    return server, server is None, json.dumps([*channels]), json.dumps([*parents])


def _stored(quotes: Sequence[RememberedQuote]) -> str:
    return json.dumps([[q.id, q.sha256, round(q.score, 4), q.highlights, q.answer, *[1] * q.is_pinned] for q in quotes])


def _remembered_quote(
    id_: str, sha256: str, score: float, highlights: Sequence[Sequence[int]], answer: Sequence[int] | None = None,
    is_pinned: int = 0,
) -> RememberedQuote:  # fmt: skip
    spans = tuple((start, end) for start, end in highlights)
    return RememberedQuote(id_, sha256, score, spans, _span(answer), bool(is_pinned))


def _span(stored: Sequence[int] | None) -> Span | None:
    return (stored[0], stored[1]) if stored else None
