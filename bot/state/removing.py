"""Takes things out of the bot's memory: what a person wants forgotten, what is old, and what is gone on Discord."""

from __future__ import annotations

import json
from collections.abc import Collection

from bot.state.store import Store

MAX_LOOKED_AT = 1000
"""So many answers are looked at to find what was asked lately: questions wait meanwhile."""

_Asked = tuple[int | None, int, int]
"""A server, a channel in it, and a message there."""


class Removing(Store):
    """What is deleted from the memory, and why."""

    def stored_about(self, person: int) -> dict[str, int]:
        """Return how many questions, ratings and unanswered questions of a person are stored."""
        counts = {}
        with self._locked():
            for table in ("answers", "feedback", "unanswered"):
                query = f"SELECT count(*) FROM {table} WHERE person = ?"  # noqa: S608 - one of the three
                counts[table] = self._db.execute(query, (person,)).fetchone()[0]
        return counts

    def forget(self, person: int) -> None:
        """Delete all that is known about a person. Answers that they got stay, without the question and the person.

        Outside servers, where an answer was given is forgotten with it: that may say who asked.
        """
        with self._locked(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            before = self._db.total_changes
            self._db.execute(
                "UPDATE answers SET person = NULL, question = NULL, searched = NULL, source = NULL, language = NULL,"
                " channel = iif(server IS NULL, 0, channel), message = iif(server IS NULL, NULL, message),"
                " asking_message = iif(server IS NULL, NULL, asking_message), offer = iif(server IS NULL, NULL, offer),"
                " repeats = iif(server IS NULL, NULL, repeats)"
                " WHERE person = ?",
                (person,),
            )
            self._db.execute("DELETE FROM feedback WHERE person = ?", (person,))
            self._db.execute("DELETE FROM unanswered WHERE person = ?", (person,))
            self._db.execute("UPDATE changes SET person = NULL WHERE person = ?", (person,))
            self._db.execute("DELETE FROM collected WHERE author = ?", (person,))
            self._db.execute("UPDATE collected SET question = NULL, asker = NULL WHERE asker = ?", (person,))
            self._needs_cleaning |= self._db.total_changes > before

    def expire(self) -> int:
        """Delete everything that is older than the operator wants to keep; return how many answers that were."""
        before = self._now() - self._keep
        with self._locked():
            self._db.execute("DELETE FROM feedback WHERE at < ?", (before,))
            self._db.execute("DELETE FROM unanswered WHERE at < ?", (before,))
            removed = self._db.execute("DELETE FROM answers WHERE at < ?", (before,)).rowcount
            self._needs_cleaning |= removed > 0
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return removed

    def server_channels(self) -> list[tuple[int, int, int | None]]:
        """Return where in servers something is stored: the server, the channel, and the channel of a thread."""
        with self._locked():
            rows = self._db.execute(
                "SELECT server, channel, max(parent) FROM (SELECT server, channel, max(parent) AS parent FROM answers"
                " WHERE server IS NOT NULL GROUP BY server, channel UNION ALL SELECT server, channel, NULL"
                " FROM channels WHERE server IS NOT NULL) GROUP BY server, channel"
            ).fetchall()
        return [(server, channel, parent) for server, channel, parent in rows]

    def delete_questions(self, messages: Collection[int]) -> list[tuple[int, int]]:
        """Delete what is stored of the questions that messages asked; return where their answers are: channel, message.

        A message that shows everybody the answer to a command counts as its question, because it is all there is of it.
        What one person alone was shown of a question goes with it as well.
        """
        asked, listed = json.dumps([*messages]), "(SELECT value FROM json_each(?))"
        with self._locked(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            before = self._db.total_changes
            found = self._db.execute(
                f"SELECT id, channel, message, offer FROM answers WHERE asking_message IN {listed}"  # noqa: S608
                f" OR repeats IN {listed} OR asking_message IS NULL AND NOT is_private AND message IN {listed}",
                (asked, asked, asked),
            ).fetchall()
            self._remove([id_ for id_, *_ in found])
            self._db.execute(f"DELETE FROM unanswered WHERE asking_message IN {listed}", (asked,))  # noqa: S608
            self._needs_cleaning |= self._db.total_changes > before
        return [(channel, shown) for _, channel, *both in found for shown in both if shown and shown not in messages]

    def asked_since(self, moment: float, servers: Collection[int], *, outside: bool, count: int) -> list[_Asked]:
        """Return the messages whose deletion would delete something that was stored since, the latest first.

        Each with its server, None outside of servers, and its channel. Those of these servers, and of those outside if
        that is said; at most ``count``, and of the last ``MAX_LOOKED_AT`` answers. moment: seconds since 1970.
        """
        query = (
            "WITH of_answers AS (SELECT at, server, channel, coalesce(asking_message, repeats,"
            " iif(is_private OR server IS NULL, NULL, message)) AS asked"
            " FROM answers WHERE at >= :moment ORDER BY at DESC LIMIT :most), of_unanswered AS ("
            "SELECT at, server, channel, asking_message AS asked"
            " FROM unanswered WHERE at >= :moment ORDER BY at DESC LIMIT :most)"
            " SELECT server, channel, asked FROM (SELECT * FROM of_answers UNION ALL SELECT * FROM of_unanswered)"
            " WHERE (server IN (SELECT value FROM json_each(:servers)) OR :outside AND server IS NULL)"
            " AND asked NOTNULL GROUP BY asked ORDER BY max(at) DESC LIMIT :count"
        )
        values = {
            "moment": moment,
            "servers": json.dumps([*servers]),
            "outside": outside,
            "count": count,
            "most": MAX_LOOKED_AT,
        }
        with self._locked():
            return self._db.execute(query, values).fetchall()

    def purge(self, *, servers: Collection[int] = (), channels: Collection[int] = ()) -> int:
        """Delete what is stored of servers, and of channels and their threads; return how many answers that were."""
        gone = {"servers": json.dumps([*servers]), "channels": json.dumps([*channels])}
        listed = "(SELECT value FROM json_each(:channels))"
        there = f"server IN (SELECT value FROM json_each(:servers)) OR channel IN {listed}"  # noqa: S608
        within = f"{there} OR parent IN {listed}"
        with self._locked(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            before = self._db.total_changes
            found = [id_ for (id_,) in self._db.execute(f"SELECT id FROM answers WHERE {within}", gone)]  # noqa: S608
            self._remove(found)
            self._db.execute(f"DELETE FROM unanswered WHERE {within}", gone)  # noqa: S608
            self._db.execute(f"DELETE FROM channels WHERE {there}", gone)  # noqa: S608
            self._db.execute("DELETE FROM pins WHERE server IN (SELECT value FROM json_each(:servers))", gone)
            self._needs_cleaning |= self._db.total_changes > before
        return len(found)

    def _remove(self, answers: Collection[str]) -> None:
        """Delete answers with their ratings and their places on the list of unanswered questions."""
        ids = json.dumps([*answers])
        for column, table in (("id", "answers"), ("answer", "feedback"), ("answer", "unanswered")):
            query = f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))"  # noqa: S608
            self._db.execute(query, (ids,))
