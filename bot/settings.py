"""Configuration, from the environment or a ``.env`` file in the current folder."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from retrieval.errors import SettingError
from retrieval.models import DEFAULT_MODEL


class Settings(BaseSettings):
    """Every setting; ``.env.example`` lists them with their defaults. An empty value means the default."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore")

    seeds_dir: Path = Field(default=Path("seeds"), description="Folder that holds the documents.")
    index_dir: Path = Field(default=Path("index"), description="Folder for the index; everything in it can be rebuilt.")
    embedding_model: str = Field(
        default=DEFAULT_MODEL,
        description="A sentence-transformers model: a local folder, or a name on the Hugging Face hub. The default "
        "comes with Quoth and needs no download.",
    )


def load_settings() -> Settings:
    """Return the settings. Raises SettingError that names the first variable that cannot be used, and its value."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise SettingError(f"{name} is {first['input']!r}, which cannot be used: {first['msg']}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"The file .env cannot be read ({error}); correct it or remove it.") from error
