"""Settings are read as an operator writes them, and one that cannot work is named with its value."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, load_settings, settings_as_json, settings_from_json
from retrieval.errors import SettingError
from retrieval.parsing.formats import format_named


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", set()), ("  ", set()), (",", set()), ("123", {123}), ("1,2", {1, 2}), ("1, 2", {1, 2}),
        ("1 2\t3", {1, 2, 3}),
        (" 1,,2, ", {1, 2}), ("1,1", {1}), ("1234567890123456789", {1234567890123456789}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["DISCORD_SERVERS", "DISCORD_CHANNELS", "DISCORD_ROLES", "DISCORD_OPERATORS"])
def test_ids_are_read_however_they_are_separated(
    monkeypatch: pytest.MonkeyPatch, name: str, written: str, read: set[int]
) -> None:
    monkeypatch.setenv(name, written)
    assert getattr(load_settings(), name.lower()) == read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DISCORD_SERVERS", "my server"), ("DISCORD_SERVERS", "1;2"), ("DISCORD_ROLES", "-1"), ("DISCORD_ROLES", "1.5"),
        ("DISCORD_SERVER_FOLDERS", "club"), ("DISCORD_SERVER_FOLDERS", "1=club,x=town"),
        ("DISCORD_SERVER_FOLDERS", "1="), ("DISCORD_SERVER_FOLDERS", "1=."), ("DISCORD_SERVER_FOLDERS", "1=/etc"),
        ("DISCORD_SERVER_FOLDERS", "1=a/../b"), ("DISCORD_SERVER_FOLDERS", "1=.git"),
        ("DISCORD_DIGEST", "5"), ("DISCORD_DIGEST", "5=hourly"), ("DISCORD_DIGEST", "x=daily"),
        ("DISCORD_DIGEST", "5=daily,5=weekly"),
        ("DISCORD_SERVER_FOLDERS", "1=a//b"), ("DISCORD_SERVER_FOLDERS", "1=C:"),
        ("DISCORD_OPERATORS", "@me"), ("DISCORD_CHANNELS", "<#1>"), ("DISCORD_CHANNELS", "²"),
        ("DISCORD_QUOTES", "0"), ("DISCORD_QUOTES", "6"), ("DISCORD_QUOTES", "many"),
        ("DISCORD_QUESTIONS_PER_MINUTE", "0"),
        ("DISCORD_QUEUE", "0"), ("DISCORD_KEEP_DAYS", "0"), ("DISCORD_KEEP_DAYS", "1.5"), ("DISCORD_LANGUAGE",
        "klingon"),
        ("DISCORD_LANGUAGE", "EN"), ("DISCORD_ADD_MEGABYTES", "-1"), ("DISCORD_THREADS", "perhaps"), ("HEALTH_PORT",
        "65536"),
        ("HEALTH_PORT", "http"), ("LOG_FORMAT", "xml"), ("LOG_LEVEL", "LOUD"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_work_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError) as raised:
        load_settings()
    said = str(raised.value)
    assert said.startswith(f"{name} is {value!r}, which cannot be used: ")
    assert "\n" not in said


def test_the_environment_counts_before_the_file_and_an_empty_value_is_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text('DISCORD_QUOTES=2\nDISCORD_QUEUE=7\nDISCORD_SERVERS="1, 2"\nSOMETHING_ELSE=1\n')
    monkeypatch.setenv("DISCORD_QUOTES", "5")
    monkeypatch.setenv("DISCORD_KEEP_DAYS", "")
    settings = load_settings()
    assert (settings.discord_quotes, settings.discord_queue, settings.discord_keep_days) == (5, 7, 30)
    assert settings.discord_servers == {1, 2}


def test_the_token_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "very.secret.token")
    settings = load_settings()
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == "very.secret.token"
    assert "secret.token" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    monkeypatch.setenv("DISCORD_QUOTES", "9")
    with pytest.raises(SettingError) as raised:
        load_settings()
    assert "secret.token" not in str(raised.value)


def test_without_any_setting_everybody_may_ask_and_nothing_privileged_is_asked_of_discord() -> None:
    settings = load_settings()
    assert settings.discord_token is None
    assert not (
        settings.discord_servers | settings.discord_channels | settings.discord_roles | settings.discord_operators
    )
    assert settings.discord_read_messages is False
    assert settings.discord_keep_unanswered is False
    assert settings.health_port == 0


@pytest.mark.parametrize(
    ("written", "formats"),
    [
        ("", None), (" , ", None), ("pdf", {"PDF"}), (".PDF, docx,md", {"PDF", "Word", "Markdown"}),
        ("Word, readme", {"Word", "text"}) if format_named("readme") else ("word", {"Word"}),
    ],
)  # fmt: skip
def test_formats_are_named_by_their_names_or_endings(
    monkeypatch: pytest.MonkeyPatch, written: str, formats: set[str] | None
) -> None:
    monkeypatch.setenv("SEEDS_FORMATS", written)
    assert load_settings().parsing.formats == formats


def test_a_format_that_quoth_does_not_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEEDS_FORMATS", "pdf, psd")
    with pytest.raises(SettingError, match=r"SEEDS_FORMATS is 'pdf, psd'.*no format 'psd', only text, Markdown"):
        load_settings()


@pytest.mark.parametrize("name", ["SECONDS", "MEGABYTES", "CHARACTERS", "NESTING"])
def test_the_limits_of_parsing_are_settings(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"PARSING_{name}", "4321")
    assert getattr(load_settings().parsing, name.lower()) == 4321
    monkeypatch.setenv(f"PARSING_{name}", "0")
    with pytest.raises(SettingError, match=f"PARSING_{name} is '0'"):
        load_settings()


def test_folders_of_servers_are_read_as_they_are_written_and_reach_another_process(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('DISCORD_SERVER_FOLDERS="1=club, 2=town/the rules/,1 = cafe\u0301,"\n', "utf-8")
    settings = load_settings()
    assert settings.folders_of(1) == {"club", "caf\u00e9"}
    assert settings.folders_of(2) == {"town/the rules"}
    assert settings.folders_of(3) == frozenset()
    assert settings_from_json(settings_as_json(settings)).discord_server_folders == settings.discord_server_folders


def test_channels_of_digests_are_read_as_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().discord_digest == frozenset()
    monkeypatch.setenv("DISCORD_DIGEST", " 5=daily, 6 = weekly,")
    assert load_settings().discord_digest == {(5, "daily"), (6, "weekly")}


def test_addresses_of_documents_reach_another_process_and_one_that_cannot_work_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "SOURCE_URL=my rules=https://r.example/{stem}/#{heading}, https://d.example/{path}\n"
    )
    settings = load_settings()
    assert settings.source_url.folders == ("my rules",)
    assert settings_from_json(settings_as_json(settings)).source_url == settings.source_url
    (tmp_path / ".env").write_text("SOURCE_URL=https://d.example/{file}\n")
    with pytest.raises(SettingError) as raised:
        load_settings()
    assert "SOURCE_URL is 'https://d.example/{file}', which cannot be used" in str(raised.value)
    assert "{file} in 'https://d.example/{file}' is none of {path}" in str(raised.value)
