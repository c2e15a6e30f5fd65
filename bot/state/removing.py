"""Takes things out of the bot's memory: what a person wants forgotten, what is old, and what is gone on Discord."""

from __future__ import annotations

from bot.state.store import Store


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
        """Delete all that is known about a person. Answers that they got stay, without the question and the person."""
        with self._locked(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            before = self._db.total_changes
            self._db.execute(
                "UPDATE answers SET person = NULL, question = NULL, searched = NULL WHERE person = ?", (person,)
            )
            self._db.execute("DELETE FROM feedback WHERE person = ?", (person,))
            self._db.execute("DELETE FROM unanswered WHERE person = ?", (person,))
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
