"""Settings are read as an operator writes them, and one that cannot work is named with its value."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, load_settings
from retrieval.errors import SettingError


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
