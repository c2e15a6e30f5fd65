"""Configuration, from the environment or a ``.env`` file in the current folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from retrieval.errors import SettingError
from retrieval.models import DEFAULT_MODEL

Ids = Annotated[frozenset[int], NoDecode]
"""Discord's numbers, separated by commas or spaces."""


class Settings(BaseSettings):
    """Every setting; ``.env.example`` lists them with their defaults. An empty value means the default."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore")

    seeds_dir: Path = Field(default=Path("seeds"), description="Folder that holds the documents.")
    index_dir: Path = Field(
        default=Path("index"),
        description="Folder for the index. Everything in it can be rebuilt, except discord.sqlite: feedback and the "
        "settings of channels.",
    )
    embedding_model: str = Field(
        default=DEFAULT_MODEL,
        description="A sentence-transformers model: a local folder, or a name on the Hugging Face hub. The default "
        "comes with Quoth and needs no download.",
    )
    embedding_precision: Literal["float32", "int8"] = Field(
        default="float32",
        description="Numbers with which questions are encoded: float32, or int8, which takes less memory and time and "
        "finds about as much.",
    )
    reader: str = Field(
        default="bundled",
        description="What reads the best passages again, together with the question, to rank them, to mark the answer "
        "and to tell whether there is one: bundled; none, which takes a quarter of the time and finds less; or a "
        "sentence-transformers CrossEncoder, a local folder or a name on the Hugging Face hub, which takes seconds to "
        "load, marks no answers, and whose confidences mean less: they are calibrated for the other two.",
    )

    discord_token: SecretStr | None = Field(
        default=None, description="The bot's token, from the page Bot in Discord's developer portal. Keep it secret."
    )
    discord_servers: Ids = Field(
        default=frozenset(), description="Servers that may ask, by id, separated by commas; empty: every server."
    )
    discord_channels: Ids = Field(
        default=frozenset(), description="Channels in which may be asked, with their threads; empty: every channel."
    )
    discord_roles: Ids = Field(
        default=frozenset(),
        description="Roles that may ask; empty: everybody.",
    )
    discord_operators: Ids = Field(
        default=frozenset(),
        description="People and roles that may use /sync, /add and /unanswered, beside the application's owner. Who "
        "may manage one of DISCORD_SERVERS may, too.",
    )
    discord_direct_messages: bool | None = Field(
        default=None,
        description="Whether everybody on Discord may ask in direct messages; empty: only if all servers, channels and "
        "roles may ask.",
    )
    discord_read_messages: bool = Field(
        default=False,
        description="Whether to ask Discord for the content of all messages, which channels that answer every question "
        "and threads without a mention need. Switch on Message Content Intent in the developer portal first.",
    )
    discord_threads: bool = Field(default=False, description="Whether /ask opens a thread for follow-up questions.")
    discord_quotes: int = Field(default=3, ge=1, le=5, description="Quotes in an answer at most, 1 to 5.")
    discord_questions_per_minute: int = Field(default=12, ge=1, description="Questions a person may ask in a minute.")
    discord_queue: int = Field(default=100, ge=1, description="Questions that may wait before Quoth says it is busy.")
    discord_keep_days: int = Field(
        default=30,
        ge=1,
        description="Days for which a question and who asked it are kept: so long its buttons and follow-ups work.",
    )
    discord_keep_unanswered: bool = Field(
        default=False, description="Whether questions that the sources do not answer are listed for operators."
    )
    discord_language: Literal["en", "de", "fr", "es"] = Field(
        default="en", description="Language of what Quoth itself says where Discord names none: en, de, fr or es."
    )
    discord_add_megabytes: int = Field(default=10, ge=1, description="Size of a file that /add accepts, in megabytes.")
    discord_watch: bool = Field(default=True, description="Whether new seeds are noticed while the bot runs.")

    health_port: int = Field(
        default=0, ge=0, le=65535, description="Port for /healthz and /metrics (Prometheus); 0: neither."
    )
    health_host: str = Field(default="127.0.0.1", description="Address that the health port listens on.")
    log_format: Literal["text", "json"] = Field(default="text", description="Log lines for people (text) or json.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least important lines that are logged: DEBUG, INFO, WARNING or ERROR."
    )

    @field_validator("discord_servers", "discord_channels", "discord_roles", "discord_operators", mode="before")
    @classmethod
    def _numbers(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = value.replace(",", " ").split()
        if not all(part.isdecimal() for part in parts):
            raise ValueError("ids are numbers, separated by commas")
        return frozenset(int(part) for part in parts)


def load_settings() -> Settings:
    """Return the settings. Raises SettingError that names the first variable that cannot be used, and its value."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        value = "" if name == "DISCORD_TOKEN" else f" {first['input']!r},"
        raise SettingError(f"{name} is{value or ' set to something'} which cannot be used: {first['msg']}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"The file .env cannot be read ({error}); correct it or remove it.") from error
