"""Configuration, from the environment or a ``.env`` file in the current folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.values.pairs import channel_and_frequency, server_and_folder
from retrieval.encoding.prompts import Prompts
from retrieval.errors import SettingError, first_line, reason_of
from retrieval.links import NO_LINKS, Links
from retrieval.parsing.options import ParsingOptions

if TYPE_CHECKING:
    from retrieval import Library

DiscordIds = Annotated[frozenset[int], NoDecode]
"""Ids on Discord, separated by commas or spaces."""
ChannelDigests = Annotated[frozenset[tuple[int, str]], NoDecode]
"""Pairs ``channel=daily`` or ``channel=weekly``, separated by commas."""
ServerFolders = Annotated[frozenset[tuple[int, str]], NoDecode]
"""Pairs ``server=folder``, separated by commas."""


class Settings(BaseSettings):
    """Every setting; ``.env.example`` lists them with their defaults. An empty value means the default."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore")

    seeds_dir: Path = Field(default=Path("seeds"), description="Folder that holds the documents.")
    index_dir: Path = Field(
        default=Path("index"),
        description="Folder for the index. Everything in it can be rebuilt, except discord.sqlite, which holds "
        "feedback, the settings of channels and the list of changes, and .trash, which holds what was removed.",
    )
    access_default: Literal["open", "closed"] = Field(
        default="open",
        description="Who may read a document that no .quothaccess file limits: everyone (open), or nobody on Discord "
        "(closed).",
    )
    source_url: Annotated[Links, NoDecode] = Field(
        default=NO_LINKS,
        description="Where the documents are published, so that citations link to them, such as: "
        "https://docs.example.org/{path}; or one address for each folder below SEEDS_DIR, as folder=address, separated "
        "by commas: rules=https://town.example/{stem}/#{heading}, https://docs.example.org/{path}, drafts=none. {path} "
        "is the document's path below the folder, {stem} that without its ending, {heading} the anchor of the heading "
        "above the quote as GitHub makes it, {page} and {line} their numbers. An address that a document names "
        "itself comes first.",
    )
    sources_file: Path = Field(
        default=Path("sources.toml"),
        description="File that lists web sites and Git repositories to read besides; there need not be one. The README "
        "says what stands in it.",
    )
    seeds_formats: Annotated[frozenset[str], NoDecode] = Field(
        default=frozenset(),
        description="Formats to read, by name or file name ending, separated by commas, such as: pdf, docx, md; empty: "
        "all that Quoth knows.",
    )
    parsing_seconds: int = Field(
        default=30, ge=1, description="Seconds after which a file that is still being read is refused."
    )
    parsing_megabytes: int = Field(
        default=1024,
        ge=256,
        description="Most memory, in megabytes of address space, of a process that reads a file. Windows and macOS "
        "have no such limit: there, the limits on the size of a file and its text bound the memory instead.",
    )
    parsing_characters: int = Field(
        default=20_000_000, ge=1, description="Longest text, in characters, that one file may have."
    )
    parsing_nesting: int = Field(
        default=2000, ge=100, description="How deep the structure of a file may nest the calls that read it."
    )
    embedding_model: str | None = Field(
        default=None,
        description="The model that finds passages: multilingual, which reads about a hundred languages; "
        "sentence-transformers/all-MiniLM-L6-v2, which reads English in half the time; or another "
        "sentence-transformers model, a local folder or a name on the Hugging Face hub, the only one that needs a "
        "download. Empty: the model that the index was made with, at first multilingual, or the second where the "
        "system has no package for it.",
    )
    embedding_query_prompt: str | None = Field(
        default=None,
        description="What stands in front of a question for the model, in quotation marks if it ends with a space; "
        "empty: what the model's files say, or what its family is known to expect; none: nothing.",
    )
    embedding_document_prompt: str | None = Field(
        default=None, description="The same for a passage. A changed prompt re-embeds all passages."
    )
    embedding_precision: Literal["float32", "int8"] = Field(
        default="float32",
        description="Number format of the model that encodes questions: float32, or int8, which takes less memory and "
        "time and finds about as much.",
    )
    reader: str = Field(
        default="bundled",
        description="The model that reads the best passages together with the question, to rank them, to mark the "
        "answer and to tell whether there is one: bundled, which has one reader for English and one for about a "
        "hundred other languages; multilingual, the second alone; none, which takes a quarter of the time and finds "
        "less; or a sentence-transformers CrossEncoder (a local folder or a name on the Hugging Face hub), which takes "
        "seconds to load, marks no answers, and has confidences that mean less: they are calibrated for the others.",
    )

    discord_token: SecretStr | None = Field(
        default=None, description="The bot's token, from the Bot page in Discord's developer portal. Keep it secret."
    )
    discord_servers: DiscordIds = Field(
        default=frozenset(), description="Servers that may ask, by id, separated by commas; empty: every server."
    )
    discord_channels: DiscordIds = Field(
        default=frozenset(),
        description="Channels where people may ask, with their threads, and categories of "
        "channels; empty: every channel.",
    )
    discord_roles: DiscordIds = Field(
        default=frozenset(),
        description="Roles that may ask; empty: everybody.",
    )
    discord_denied: DiscordIds = Field(default=frozenset(), description="People who may not ask, whatever their roles.")
    discord_operators: DiscordIds = Field(
        default=frozenset(),
        description="People and roles that may use /sync, /add, /remove, /changes and /unanswered, besides the "
        "application's owner. People who may manage one of DISCORD_SERVERS may, too.",
    )
    discord_server_folders: ServerFolders = Field(
        default=frozenset(),
        description="Folders below SEEDS_DIR that belong to a server, as server=folder, separated by commas, such as: "
        "123=club,456=town/rules; a server may be named several times. Who manages such a server, or has one of "
        "DISCORD_OPERATORS' roles there, may operate its folders alone. People named in DISCORD_OPERATORS operate all.",
    )
    discord_direct_messages: bool | None = Field(
        default=None,
        description="Whether everybody on Discord may ask in direct messages; empty: only if all servers, channels and "
        "roles may ask.",
    )
    discord_read_messages: bool = Field(
        default=False,
        description="Whether to ask Discord for the content of all messages. Channels where every question is answered "
        "need it, and so do threads where people ask without a mention, and channels that are kept as sources. Switch "
        "on Message Content Intent in the developer portal first.",
    )
    discord_show_question: bool = Field(
        default=True, description="Whether answers to /ask repeat the question, and threads are named after it."
    )
    discord_threads: bool = Field(default=False, description="Whether /ask opens a thread for follow-up questions.")
    discord_quotes: int = Field(default=3, ge=1, le=5, description="How many quotes an answer may have, 1 to 5.")
    discord_questions_per_minute: int = Field(
        default=12, ge=1, description="How many questions a person may ask in a minute, in each server."
    )
    discord_queue: int = Field(
        default=200,
        ge=1,
        description="How many questions may wait before Quoth says it is busy. One server alone may fill half of these "
        "places, two a third each, and so on, so that another finds room. All direct messages count as one server. "
        "Servers take turns, and in each of them people do.",
    )
    discord_keep_days: int = Field(
        default=30,
        ge=1,
        description="Days to keep a question and who asked it; its buttons and follow-ups work for that long.",
    )
    discord_keep_changes_days: int = Field(
        default=365,
        ge=1,
        description="Days to keep which operator added, replaced or removed which document, and what it was before, so "
        "that it can be undone.",
    )
    discord_keep_unanswered: bool = Field(
        default=False, description="Whether questions that the sources do not answer are listed for operators."
    )
    discord_digest: ChannelDigests = Field(
        default=frozenset(),
        description="Channels in which operators are told how much was asked in their server, what was not found and "
        "what was never quoted, as channel=daily or channel=weekly, separated by commas; empty: none. A day's digest "
        "is posted at 8:00 UTC on the next one, a week's on Monday.",
    )
    discord_language: Literal[
        "en", "de", "fr", "es", "pt-BR", "it", "nl", "pl", "ru", "tr", "ja", "ko", "zh-CN", "zh-TW"
    ] = Field(
        default="en",
        description="Language of Quoth's own messages where Discord names none: en, de, fr, es, pt-BR, it, nl, pl, ru, "
        "tr, ja, ko, zh-CN or zh-TW.",
    )
    discord_add_megabytes: int = Field(default=10, ge=1, description="Largest file that /add accepts, in megabytes.")
    discord_watch: bool = Field(default=True, description="Whether the bot notices new seeds while it runs.")

    mcp_token: SecretStr | None = Field(
        default=None,
        description="What clients of quoth mcp --http must send as a bearer token, 16 characters or more. Keep it "
        "secret.",
    )
    health_port: int = Field(
        default=0, ge=0, le=65535, description="Port for /healthz and /metrics (Prometheus); 0: neither."
    )
    health_host: str = Field(default="127.0.0.1", description="Address that the health port listens on.")
    log_format: Literal["text", "json"] = Field(
        default="text", description="Log lines for people (text) or for programs (json)."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Lowest level of log lines to write: DEBUG, INFO, WARNING or ERROR."
    )

    def open_library(self, seeds: Path | None = None, index: Path | None = None) -> Library:
        """Return the library of these settings, or one of other folders; raises ModelError when there is no model."""
        from retrieval import Library

        return Library.open(
            seeds or self.seeds_dir.expanduser(),
            index or self.index_dir.expanduser(),
            self.embedding_model,
            reader=self.reader,
            precision=self.embedding_precision,
            prompts=self.prompts,
            parsing=self.parsing,
            is_open=self.access_default == "open",
            links=self.source_url,
        )

    def folders_of(self, server: int) -> frozenset[str]:
        """Return the folders that belong to a server, as paths below the seeds folder."""
        return frozenset(folder for owner, folder in self.discord_server_folders if owner == server)

    @property
    def prompts(self) -> Prompts:
        """What stands in front of questions and passages, as far as it is set."""
        return Prompts(self.embedding_query_prompt, self.embedding_document_prompt)

    @property
    def parsing(self) -> ParsingOptions:
        """Which formats are read, and what one file may cost."""
        return ParsingOptions(
            formats=self.seeds_formats or None,
            seconds=self.parsing_seconds,
            megabytes=self.parsing_megabytes,
            characters=self.parsing_characters,
            nesting=self.parsing_nesting,
        )

    @field_validator("source_url", mode="before")
    @classmethod
    def _addresses(cls, value: object) -> object:
        return Links.parse(value) if isinstance(value, str) else value

    @field_validator("seeds_formats", mode="before")
    @classmethod
    def _format_names(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        from retrieval.parsing.formats import format_named, format_names  # loads all parsers

        parsers = {word: format_named(word) for word in map(str.strip, value.split(",")) if word}
        if unknown := [word for word, parser in parsers.items() if parser is None]:
            raise ValueError(f"Quoth reads no format {unknown[0]!r}, only {format_names()}")
        return frozenset(parser.name for parser in parsers.values() if parser is not None)

    @field_validator(
        "discord_servers", "discord_channels", "discord_roles", "discord_denied", "discord_operators", mode="before"
    )
    @classmethod
    def _numbers(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = value.replace(",", " ").split()
        if not all(part.isdecimal() for part in parts):
            raise ValueError("ids are numbers, separated by commas")
        return frozenset(int(part) for part in parts)

    @field_validator("discord_server_folders", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return frozenset(server_and_folder(part.strip()) for part in value.split(",") if part.strip())

    @field_validator("discord_digest", mode="before")
    @classmethod
    def _digests(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = [channel_and_frequency(part.strip()) for part in value.split(",") if part.strip()]
        if twice := [channel for channel, _ in pairs if sum(channel == other for other, _ in pairs) > 1]:
            raise ValueError(f"the channel {twice[0]} is named twice")
        return frozenset(pairs)


SECRETS = ("discord_token", "mcp_token")
"""Settings that nothing may print, and that no other process gets."""


def settings_as_json(settings: Settings) -> str:
    """Return settings for another process, which shall have these whatever its environment and ``.env`` say by then.

    Tokens are not among them. Folders and files are absolute.
    """
    folders = {
        name: str(getattr(settings, name).expanduser().resolve()) for name in ("seeds_dir", "index_dir", "sources_file")
    }
    return json.dumps({**settings.model_dump(mode="json", exclude=set(SECRETS)), **folders})


def settings_from_json(text: str | bytes) -> Settings:
    """Return the settings that ``settings_as_json`` wrote; nothing else is read. Raises SettingError."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingError(f"The settings are no JSON ({first_line(error)})", _HOW_TO_TELL) from error
    if not isinstance(values, dict):
        raise SettingError("The settings are no JSON object", _HOW_TO_TELL)
    told = {name: value for name, value in values.items() if name in Settings.model_fields}
    try:
        return Settings(_env_file=None, **{**dict.fromkeys(SECRETS), **told})
    except ValidationError as error:
        raise _unusable(error) from error


_HOW_TO_TELL = "give all of them as one object, as the running bot does"


def load_settings() -> Settings:
    """Return the settings. Raises SettingError, which names the first variable that cannot be used and its value."""
    try:
        return Settings()
    except ValidationError as error:
        raise _unusable(error) from error
    except (OSError, UnicodeDecodeError) as error:
        reason = reason_of(error)
        raise SettingError(
            f"The file .env cannot be read ({reason})", "correct it or remove it", path=".env"
        ) from error


def _unusable(error: ValidationError) -> SettingError:
    first = error.errors()[0]
    name = "_".join(str(part) for part in first["loc"]).upper()
    found = None if name.lower() in SECRETS else first["input"]  # nothing may print them
    value = "set to something" if found is None else f"{found!r},"
    return SettingError(f"{name} is {value} which cannot be used: {first['msg']}", setting=name, found=found)
