"""What ``quoth access`` says of a file, and the doctor of all folders."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.doctor.access import access_findings, show_access
from bot.settings import Settings
from retrieval import QuothError
from retrieval.access.rules import Rule

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


def test_a_rules_file_that_cannot_be_understood_is_shown_with_the_reason(settings: Settings) -> None:
    shown = said("broken/x.md", settings)
    assert "'rolls' is none of" in shown
    assert "Nobody on Discord may read it." in shown


def test_rules_that_wait_for_consent_are_told(settings: Settings) -> None:
    rules = settings.seeds_dir / "team" / ".quothaccess"
    before = rules.read_text()
    rules.unlink()
    try:
        assert "hold as well until somebody agrees" in said("team/plan.md", settings)
        with settings.open_library() as library:
            findings = [*access_findings(settings, library.status())]
        assert any("what is in team if somebody agreed" in finding.text for finding in findings)
    finally:
        rules.write_text(before)


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
