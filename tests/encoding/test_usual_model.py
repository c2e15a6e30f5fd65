"""The model that a library gets when no setting names one."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import UNLIMITED, Library
from retrieval.encoding import model_files
from retrieval.encoding.model_files import ENGLISH_MODEL, usual_model
from retrieval.encoding.packed.multilingual import MULTILINGUAL
from retrieval.errors import ModelError

Open = Callable[..., Library]

ENGLISH = "The ferry to the island leaves at nine in the morning, and the last one returns at half past six."
GERMAN = "Die Fähre zur Insel legt morgens um neun Uhr ab, und die letzte fährt um halb sieben abends zurück."


def test_system_without_the_multilingual_model_has_the_other_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert usual_model() == MULTILINGUAL
    monkeypatch.setattr(model_files, "is_installed", lambda: False)
    assert usual_model() == ENGLISH_MODEL


def test_question_in_another_language_than_the_documents_is_understood(seeds: Path, tmp_path: Path) -> None:
    (seeds / "a.txt").write_text(ENGLISH, encoding="utf-8")
    (seeds / "b.txt").write_text("The museum shows old ships and is closed on Mondays.", encoding="utf-8")
    waiting = Library.open(seeds, tmp_path / "index", reader=None)  # such as a bot that waits for its first sync
    with waiting, Library.open(seeds, tmp_path / "index", reader=None) as library:
        library.sync()
        assert library.status().model == MULTILINGUAL
        for each in (library, waiting):
            answer = each.ask("Wann legt die Fähre zur Insel ab?", access=UNLIMITED)
            assert (answer.quotes or answer.nearest)[0].text == ENGLISH
        assert waiting.status().outdated is None


def test_index_keeps_its_model(seeds: Path, tmp_path: Path, tiny_model: Path) -> None:
    (seeds / "a.txt").write_text(ENGLISH, encoding="utf-8")
    with Library.open(seeds, tmp_path / "index", str(tiny_model), reader=None) as library:
        library.sync()
    (seeds / "b.txt").write_text(GERMAN, encoding="utf-8")
    with Library.open(seeds, tmp_path / "index", reader=None) as library:
        assert library.outdated() is None
        assert library.sync().embedded == 1
        assert library.status().model == str(tiny_model)


def test_question_keeps_its_model_while_another_thread_looks_at_a_remade_index(
    seeds: Path, tmp_path: Path, tiny_model: Path
) -> None:
    (seeds / "a.txt").write_text(ENGLISH, encoding="utf-8")
    copy = Path(shutil.copytree(tiny_model, tmp_path / "copy"))
    config = json.loads((copy / "config.json").read_text(encoding="utf-8"))
    (copy / "config.json").write_text(json.dumps({**config, "note": "another model"}), encoding="utf-8")
    index = tmp_path / "index"
    with Library.open(seeds, index, str(tiny_model), reader=None) as library:
        library.sync()
    with Library.open(seeds, index, reader=None) as bot, Library.open(seeds, index, str(copy), reader=None) as remade:
        with bot._current():  # a question is being answered
            remade.sync()
            looking = threading.Thread(target=bot.status)
            looking.start()
            looking.join(1)
            assert bot.encoder.name == str(tiny_model)
        looking.join()
        bot.ask("When does the ferry leave?", access=UNLIMITED)
        assert bot.encoder.name == str(copy)


def test_model_of_an_index_that_is_gone_is_named(seeds: Path, tmp_path: Path, tiny_model: Path) -> None:
    (seeds / "a.txt").write_text(ENGLISH, encoding="utf-8")
    copy = tmp_path / "copy"
    copy.symlink_to(tiny_model)
    with Library.open(seeds, tmp_path / "index", str(copy), reader=None) as library:
        library.sync()
    copy.unlink()
    with Library.open(seeds, tmp_path / "index", reader=None) as library, pytest.raises(ModelError, match="copy"):
        library.ask("When does the ferry leave?", access=UNLIMITED)


def test_setting_overrules_the_model_of_the_index(seeds: Path, tmp_path: Path, tiny_model: Path) -> None:
    (seeds / "a.txt").write_text(ENGLISH, encoding="utf-8")
    with Library.open(seeds, tmp_path / "index", str(tiny_model), reader=None) as library:
        library.sync()
    with Library.open(seeds, tmp_path / "index", ENGLISH_MODEL, reader=None) as library:
        outdated = library.outdated()
        assert outdated is not None
        assert (outdated.setting, str(tiny_model) in str(outdated)) == ("EMBEDDING_MODEL", True)
