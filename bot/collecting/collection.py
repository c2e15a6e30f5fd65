"""The files of messages that are documents: written, rewritten and removed together with what the memory lists of them.

Each channel has a folder with an access rule: whoever can read the channel may read what is there. What is to go is
taken off the list first, so that nothing brings it back if the bot stops in between; ``remove_strays`` completes it.
"""

from __future__ import annotations

from collections.abc import Collection as Some
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bot.collecting.writing import without_question
from bot.state.collecting import Collected, CollectedList, How
from retrieval.access.rules import RULES_FILE
from retrieval.errors import StorageError, reason_of
from retrieval.origins.manifests import COPIES_FOLDER, MANIFEST_FILE, Manifest, origin_folder, write_manifest

ORIGIN_NAME = "discord"
"""The folder of the library in which messages are documents."""


class Collection:
    """The files below the index folder. Threads may share it; every call reads or writes files."""

    def __init__(self, index: Path, listed: CollectedList) -> None:
        """Keep the files in an index folder, and the list in the memory."""
        self.listed = listed
        self._origin = origin_folder(index, ORIGIN_NAME)
        self._files = self._origin / COPIES_FOLDER

    def keep(self, collected: Collected, text: str) -> bool:
        """Make a message a document, or replace what it says; return whether that changed anything.

        Raises StorageError when the disk refuses.
        """
        data, path = text.encode("utf-8", "replace"), self.path_of(collected)
        if self.listed.find(collected.message) != collected:
            self.listed.note(collected)
        try:
            with suppress(FileNotFoundError):
                if path.read_bytes() == data:
                    return False
            if not (self._origin / MANIFEST_FILE).is_file():
                write_manifest(self._origin, Manifest(drops_freely=True))
            path.parent.mkdir(parents=True, exist_ok=True)
            # Before the first document, or it would be open to everybody.
            _put(path.parent / RULES_FILE, f"viewers: [{collected.home}]\n".encode())
            _put(path, data)
        except OSError as error:
            raise StorageError(
                f"{path} cannot be written ({reason_of(error)})", "make room or correct the permissions", path=path
            ) from error
        return True

    def path_of(self, collected: Collected) -> Path:
        """Return where the file of a message lies, or would lie."""
        return self._files / str(collected.server) / str(collected.home) / f"{collected.message}.md"

    def is_kept(self, collected: Collected) -> bool:
        """Return whether the file of a message is there."""
        return self.path_of(collected).is_file()

    def leave_out(self, collected: Collected) -> None:
        """Remove a document for good, although its channel may still be read."""
        self.listed.note(replace(collected, how=How.LEFT_OUT, question=None, asker=None))
        self.path_of(collected).unlink(missing_ok=True)

    def drop(self, messages: Some[int]) -> int:
        """Remove messages, also as questions over others; return how many documents that changed."""
        return self._remove(self.listed.of_messages(messages)) + self._uncover(self.listed.below(messages))

    def drop_person(self, person: int) -> int:
        """Remove what a person wrote, also as questions over others; return how many documents that changed."""
        return self._remove(self.listed.by(person)) + self._uncover(self.listed.asked_by(person))

    def drop_places(self, *, servers: Some[int] = (), channels: Some[int] = ()) -> int:
        """Remove the messages of servers, and of channels with their threads; return how many those were."""
        return self._remove(self.listed.at(servers, channels))

    def purge(self, *, servers: Some[int] = (), channels: Some[int] = ()) -> int:
        """Do the same, and read these channels no more."""
        self.listed.remove_channels(servers=servers, channels=channels)
        return self.drop_places(servers=servers, channels=channels)

    def forget(self, person: int) -> int:
        """Remove what a person wrote, and forget whether they agreed; return how many documents that changed."""
        self.listed.remove_contributor(person)
        return self.drop_person(person)

    def remove_strays(self) -> int:
        """Remove the files that are not on the list, such as what was to go when the bot stopped; return how many."""
        kept = {self.path_of(each) for each in self.listed.all() if each.how is not How.LEFT_OUT}
        strays = [path for path in self._files.glob("*/*/*.md") if path not in kept]
        for path in strays:
            path.unlink(missing_ok=True)
        return len(strays)

    def _remove(self, gone: Some[Collected]) -> int:
        self.listed.remove([each.message for each in gone])
        for each in gone:
            self.path_of(each).unlink(missing_ok=True)
        return len(gone)

    def _uncover(self, below: Some[Collected]) -> int:
        """Take the question from over messages."""
        for each in below:
            self.listed.note(replace(each, question=None, asker=None))
            path = self.path_of(each)
            with suppress(OSError, ValueError):  # what is not there, or damaged, is made anew from the message
                text = path.read_text("utf-8")
                path.unlink()
                _put(path, without_question(text).encode())
        return len(below)


def _put(path: Path, data: bytes) -> None:
    """Write a file at once; a sync sees the old one or the new one."""
    new = path.with_name(f".{path.name.lstrip('.')}.new")
    new.write_bytes(data)
    new.replace(path)
