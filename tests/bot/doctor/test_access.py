"""What ``quoth access`` says of a file, and the doctor of all folders."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.doctor.access import access_findings, show_access
from bot.settings import Settings
from retrieval import Library, QuothError
from retrieval.access.rules import Rule
from retrieval.syncing.consent import agree, refuse

FILES = {
    "open.md": "The pump starts at seven.",
    "team/plan.md": "The heron moves in March.",
    "team/inner/kettle.md": "The kettle is violet.",
    "team/.quothaccess": "servers: 1\nroles: [5, 6]\n",
    "team/inner/.quothaccess": "people: [9]\n",
    "broken/x.md": "A spade is lost.",
    "broken/.quothaccess": "rolls: 5\n",
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, keep_tiny: Callable[..., Any], tiny_model: Path) -> Settings:
    folder = tmp_path_factory.mktemp("who")
    for name, text in FILES.items():
        (folder / "seeds" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "seeds" / name).write_text(text)
    keep_tiny(folder / "seeds", folder / "index").sync()
    return Settings(
        _env_file=None, seeds_dir=folder / "seeds", index_dir=folder / "index", embedding_model=str(tiny_model)
    )


def said(file: str | Path, settings: Settings) -> str:
    console = Console(file=io.StringIO(), width=200)
    show_access(console, Path(file), settings)
    return console.file.getvalue()  # type: ignore[attr-defined]


WAITING = 'More people could read it if somebody agreed: run "quoth sync".'


def waiting(settings: Settings) -> str:
    """Return what the doctor says of rules that wait for somebody's consent."""
    with settings.open_library() as library:
        found = [finding.text for finding in access_findings(settings, library.status())]
    return "".join(text for text in found if "until somebody agrees" in text)


def test_every_rule_on_the_way_is_shown_outermost_first(settings: Settings) -> None:
    shown = said("team/inner/kettle.md", settings).splitlines()
    assert shown == [
        "team/inner/kettle.md",
        "  team/.quothaccess: server 1; role 5, 6",
        "  team/inner/.quothaccess: person 9",
        "Those may read it whom all of these lines admit.",
    ]
    assert said(settings.seeds_dir / "team" / "plan.md", settings).endswith("whom this line admits.\n")


def test_what_no_rule_limits_is_open_or_closed(settings: Settings) -> None:
    assert said("open.md", settings) == "open.md\nEveryone may read it.\n"
    closed = settings.model_copy(update={"access_default": "closed"})
    assert "Nobody on Discord may read it: no .quothaccess opens its folder" in said("open.md", closed)


def test_before_the_first_sync_rules_are_as_they_stand(settings: Settings, tmp_path: Path) -> None:
    nothing = settings.model_copy(update={"index_dir": tmp_path / "nothing"})
    assert said("open.md", nothing) == "open.md\nEveryone may read it.\n"
    assert "role 5, 6" in said("team/plan.md", nothing)


def test_rules_of_a_folder_that_was_moved_since_the_last_sync_wait_as_well(settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(settings.seeds_dir, tmp_path / "moved")
    (tmp_path / "moved" / "team" / ".quothaccess").unlink()
    assert "(until somebody agrees)" in said(
        "team/plan.md", settings.model_copy(update={"seeds_dir": tmp_path / "moved"})
    )


def test_a_rules_file_that_cannot_be_understood_is_shown_with_the_reason(settings: Settings) -> None:
    shown = said("broken/x.md", settings)
    assert "'rolls' is none of" in shown
    assert "Nobody on Discord may read it." in shown


def test_rules_that_wait_for_consent_are_told(settings: Settings) -> None:
    rules = settings.seeds_dir / "team" / ".quothaccess"
    before = rules.read_text()
    rules.unlink()
    try:
        assert said("team/plan.md", settings).splitlines()[1:] == [
            "  team/.quothaccess: server 1; role 5, 6 (until somebody agrees)",
            "Those may read it whom this line admits.",
            WAITING,
        ]
        assert "what is in team, because" in waiting(settings)
    finally:
        rules.write_text(before)


@pytest.fixture
def copy(settings: Settings, open_tiny: Callable[..., Any], tmp_path: Path) -> Settings:
    for name in ("seeds", "index"):
        shutil.copytree(settings.seeds_dir.parent / name, tmp_path / name)
    open_tiny(tmp_path / "seeds", tmp_path / "index").sync()
    return settings.model_copy(update={"seeds_dir": tmp_path / "seeds", "index_dir": tmp_path / "index"})


@pytest.fixture
def closed(copy: Settings) -> Settings:
    """Settings of a copy, where nobody may read what no rule limits."""
    return copy.model_copy(update={"access_default": "closed"})


def test_what_needs_nobodys_consent_is_not_told_as_waiting(copy: Settings) -> None:
    team = copy.seeds_dir / "team"
    (team / ".quothaccess").write_text("servers: 1\nroles: [5]\n")  # narrower
    assert said("team/plan.md", copy).splitlines()[1:] == [
        "  team/.quothaccess: server 1; role 5",
        "Those may read it whom this line admits.",
    ]
    assert not waiting(copy)
    shutil.rmtree(team)  # the next sync drops its documents
    assert not waiting(copy)


BETWEEN: dict[str, Callable[[Library], object]] = {
    "nothing else happened": lambda _: None,
    "narrower rules hold": lambda library: library.tightener().tighten(),
    "a sync that nobody agreed to": lambda library: library.sync(consent=refuse),
}


@pytest.mark.parametrize("between", BETWEEN)
def test_where_what_no_rule_limits_is_closed_a_new_rule_opens_nothing_until_somebody_agrees(
    closed: Settings, between: str
) -> None:
    (closed.seeds_dir / ".quothaccess").write_text("everyone: true\n")
    with closed.open_library() as library:
        BETWEEN[between](library)
    assert said("open.md", closed).splitlines() == [
        "open.md",
        "  .quothaccess: everyone",
        "  open.md: nobody (until somebody agrees)",
        "Nobody on Discord may read it.",
        WAITING,
    ]
    assert "what is in open.md, because" in waiting(closed)
    (closed.seeds_dir / "new.md").write_text("An eel.")  # whoever adds it means its rules
    assert said("new.md", closed).splitlines() == ["new.md", "  .quothaccess: everyone", "Everyone may read it."]
    with closed.open_library() as library:
        library.sync(consent=agree)
    assert said("open.md", closed).splitlines() == ["open.md", "  .quothaccess: everyone", "Everyone may read it."]
    assert not waiting(closed)


@pytest.mark.parametrize("between", BETWEEN)
def test_where_what_no_rule_limits_is_closed_a_rule_that_is_deleted_waits_for_nobody(
    closed: Settings, between: str
) -> None:
    (closed.seeds_dir / "team" / "inner" / "kettle.md").unlink()
    (closed.seeds_dir / "team" / ".quothaccess").unlink()
    with closed.open_library() as library:
        BETWEEN[between](library)
    assert said("team/plan.md", closed).splitlines() == [
        "team/plan.md",
        "Nobody on Discord may read it: no .quothaccess opens its folder, and ACCESS_DEFAULT is closed.",
    ]
    assert not waiting(closed)


@pytest.mark.parametrize("name", ["nothing.md", "../outside.md", "/etc/hostname"])
def test_a_file_elsewhere_is_named(settings: Settings, name: str) -> None:
    with pytest.raises(QuothError, match="There is no file"):
        said(name, settings)


def test_the_doctor_lists_limited_folders_and_what_holds_elsewhere(settings: Settings) -> None:
    with settings.open_library() as library:
        found = [*access_findings(settings, library.status())]
    assert [finding.state for finding in found] == ["warning", "ok"]
    assert "broken/.quothaccess cannot be understood" in found[0].text
    assert found[1].text == "limited: broken, team, team/inner; 1 document without a rule: open to everyone (.)"


def test_a_folder_that_a_rule_opens_is_not_called_limited(settings: Settings) -> None:
    closed = settings.model_copy(update={"access_default": "closed"})
    with settings.open_library() as library:
        status = library.status()
        by_folder = {**status.rules.by_folder, "team": (Rule(),)}
        status = replace(status, rules=replace(status.rules, by_folder=by_folder))
        *_, last = access_findings(closed, status)
    told = "limited: broken, team/inner; opened by a rule: team; 1 document without a rule: closed (.)"
    assert last.text == told
