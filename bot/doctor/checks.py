"""What stands between this machine and a working bot: each check, and what to do about what it finds."""

from __future__ import annotations

import asyncio
import importlib.util
import platform
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import aiohttp
from packaging.requirements import Requirement

from bot.doctor.access import access_findings
from bot.doctor.digests import kept_for_digests
from bot.doctor.findings import Finding
from bot.doctor.origins import origin_findings
from bot.doctor.permissions import open_files
from bot.doctor.portal import ask_discord
from bot.service.health import serve_health
from bot.service.metrics import Metrics
from bot.terminal.printing import count, unread_problem, unread_remedy
from retrieval.encoding.model_files import ENGLISH_MODEL, FOR_OTHER_MODELS, find_model, plain_model_name, usual_model
from retrieval.encoding.packed.multilingual import is_installed
from retrieval.errors import ModelError, QuothError, SettingError, reason_of
from retrieval.fingerprint import model_of
from retrieval.languages.words.checking import language_files
from retrieval.parsing.folder import scan
from retrieval.parsing.formats import format_names
from retrieval.reader import BUNDLED, MULTILINGUAL, NONE, ReaderByLanguage, find_reader, plain_name

if TYPE_CHECKING:
    from bot.settings import Settings

_MEGABYTE = 1_000_000
_MAX_SKIPPED_SHOWN = 3
_SHOWN_PACKAGES = ("discord.py", "sentence-transformers", "torch", "faiss-cpu", "tantivy")


async def examine(settings: Settings, *, connector: aiohttp.BaseConnector | None = None) -> list[Finding]:
    """Examine everything, in the order in which it should be fixed. Changes nothing, and reveals no secret.

    connector: how to reach Discord, by default a new one. It is closed at the end.
    """
    local, port, remote = await asyncio.gather(
        asyncio.to_thread(_local, settings), _health_port(settings), ask_discord(settings, connector)
    )
    return [*local, *port, *remote]


def _local(settings: Settings) -> list[Finding]:
    found: list[Finding] = []
    for name, look in (
        ("Python", _python),
        ("packages", _packages),
        ("model", _model),
        ("reader", _reader),
        ("seeds", _seeds),
        ("sources", origin_findings),
        ("digest", kept_for_digests),
        ("permissions", open_files),  # before the index is opened, which shuts it
        ("index", _index),
        ("index folder", _index_folder),
        ("language files", _language_files),
        ("disk", _disk),
    ):
        try:
            found += look(settings)
        except QuothError as error:
            found.append(_finding(name, error))
        except Exception as error:  # a check that fails must not hide the others
            found.append(Finding(name, "failure", f"cannot be examined ({type(error).__name__}: {error})"))
    return found


def _finding(name: str, error: QuothError, state: Literal["warning", "failure"] = "failure") -> Finding:
    """Return an error as a finding, with the error's advice as the remedy."""
    return Finding(name, state, error.problem, error.advice)


def _python(_: Settings) -> Iterator[Finding]:
    is_new = sys.version_info >= (3, 11)
    yield Finding(
        "Python",
        "ok" if is_new else "failure",
        f"{platform.python_version()} on {platform.system()} {platform.machine()}",
        "" if is_new else "Install Python 3.11 or newer: Quoth needs it.",
    )


def _packages(_: Settings) -> Iterator[Finding]:
    wrong = []
    try:
        demands = metadata.requires("quoth") or []
    except metadata.PackageNotFoundError:  # run from a checkout that was not installed
        demands = []
    for demand in demands:
        required = Requirement(demand)
        if required.marker is not None and not required.marker.evaluate({"extra": ""}):
            continue  # wanted by an extra, or on another system
        try:
            version = metadata.version(required.name)
        except metadata.PackageNotFoundError:
            if required.name not in FOR_OTHER_MODELS:
                wrong.append(f"{required.name} is missing")
            continue
        bounds = [each for each in required.specifier if not each.contains(version, prereleases=True)]
        wrong += [f"{required.name} is {version}, not {bound}" for bound in bounds]
    versions = []
    for name in _SHOWN_PACKAGES:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            if name not in FOR_OTHER_MODELS:
                wrong.append(f"{name} is missing")
    lacking = [name for name in FOR_OTHER_MODELS if importlib.util.find_spec(name.replace("-", "_")) is None]
    if lacking:
        versions.append(f"without {' and '.join(lacking)}, which only other models than the bundled ones need")
    if wrong:
        yield Finding("packages", "failure", ", ".join(dict.fromkeys(wrong)), "Install Quoth again with pip.")
    else:
        yield Finding("packages", "ok", ", ".join(versions))


def _language_files(_: Settings) -> Iterator[Finding]:
    found = list(language_files())
    faults = [error for _, error in found if error is not None]
    yield from (_finding("language files", error) for error in faults)
    if not faults:
        codes = {path.stem for path, _ in found if len(path.stem) == 2}
        yield Finding("language files", "ok", f"{count(len(found), 'file')} for {count(len(codes), 'language')}")


def _model(settings: Settings) -> Iterator[Finding]:
    name = _model_name(settings)
    if _would_download(name):
        yield Finding(
            "model",
            "warning",
            f"{name} is not on this machine yet",
            'The first "quoth sync" downloads it from the hub.',
        )
        return
    model = find_model(name, settings.prompts)
    digest = model.digest({})
    text = f"{name}, sha256 {digest[:8]}, reads {model.max_sequence_tokens} tokens"
    if model.languages:
        text += f" in {count(len(model.languages), 'language')}"
    yield Finding("model", "ok", text)


def _model_name(settings: Settings) -> str:
    """Return the model that is set, or else the one that the index has or will at first have."""
    return settings.embedding_model or model_of(settings.index_dir.expanduser()) or usual_model()


def _reader(settings: Settings) -> Iterator[Finding]:
    name = plain_name(settings.reader)
    if name == NONE:
        yield Finding("reader", "ok", "none: the search alone decides")
        return
    if name not in (BUNDLED, MULTILINGUAL) and _would_download(name, "config.json"):
        yield Finding(
            "reader", "warning", f"{name} is not on this machine yet", "The first question downloads it from the hub."
        )
        return
    reader = find_reader(name, {})
    if isinstance(reader, ReaderByLanguage):
        try:
            reader.load_other()
        except ModelError as error:
            state: Literal["ok", "warning"] = "warning" if is_installed() else "ok"  # not every system has its package
            yield Finding("reader", state, f"{name}, for English only: {error.problem}", error.advice)
            return
    yield Finding("reader", "ok", name)


def _would_download(name: str, part: str = "modules.json") -> bool:
    if plain_model_name(name) == ENGLISH_MODEL or Path(name).expanduser().is_dir():
        return False
    if name.count("/") != 1 or name.startswith((".", "~", "/")):
        return False
    from huggingface_hub import try_to_load_from_cache

    return not isinstance(try_to_load_from_cache(name, part), str)


def _seeds(settings: Settings) -> Iterator[Finding]:
    folder = settings.seeds_dir.expanduser().absolute()
    found = scan(folder, formats=settings.parsing.formats)
    count_skipped = f", {len(found.skipped):,} skipped" if found.skipped else ""
    text = f"{count(len(found.files), 'file')} in {folder}{count_skipped}"
    reasons = [f"{skipped.path}: {skipped.reason}" for skipped in found.skipped[:_MAX_SKIPPED_SHOWN]]
    if len(found.skipped) > _MAX_SKIPPED_SHOWN:
        reasons.append(f"and {len(found.skipped) - _MAX_SKIPPED_SHOWN:,} more")
    if not found.files:
        remedy = f"Put documents in it ({format_names()}), or set SEEDS_DIR to another folder."
        yield Finding("seeds", "failure", f"{folder} holds no file that Quoth reads{count_skipped}", remedy)
    elif reasons:
        yield Finding("seeds", "warning", text, f"Skipped: {'; '.join(reasons)}.")
    else:
        yield Finding("seeds", "ok", text)
    named = [unicodedata.normalize("NFC", path) for path in found.files]
    for name in settings.source_url.folders:
        if not any(path == name or path.startswith(f"{name}/") for path in named):
            text = f"SOURCE_URL has an address for {name}, but there is no such document or folder of documents"
            yield Finding("links", "warning", text, "Correct its name, or take it out of SOURCE_URL.")


def _index(settings: Settings) -> Iterator[Finding]:
    if _would_download(_model_name(settings)):
        yield Finding("index", "warning", "not examined, because the model is missing")
        return
    try:
        library = settings.open_library()
    except ModelError:
        yield Finding("index", "warning", "not examined, because the model cannot be used")
        return
    with library:
        if reason := library.needs_sync():
            yield _finding("index", reason, "warning")
            return
        status = library.status()
    if status.outdated:
        yield _finding("index", status.outdated, "warning")
        return
    yield Finding(
        "index",
        "ok",
        f"{count(len(status.documents), 'document')}, {count(status.passages, 'passage')}, "
        f"generation {status.generation}, {status.bytes_on_disk / _MEGABYTE:.1f} MB in {library.index}",
    )
    yield from access_findings(settings, status)
    if status.unread_languages:
        problem = unread_problem(status.model, status.unread_languages)
        yield Finding("languages", "warning", problem, unread_remedy(status.model))


def _index_folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.index_dir.expanduser().absolute()
    there = _existing(folder)
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        remedy = "Correct its permissions, or set INDEX_DIR to another folder."
        yield Finding("index folder", "failure", f"{there} cannot be written to ({reason_of(error)})", remedy)
        return
    text = f"{folder} can be written to" if there == folder else f"{folder} can be created"
    yield Finding("index folder", "ok", text)


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.index_dir.expanduser().absolute()
    free = shutil.disk_usage(_existing(folder)).free
    text = f"{free / 1000 / _MEGABYTE:,.1f} GB free where the index is kept"
    remedy = "Make room, or set INDEX_DIR to a folder on another disk."
    if free >= 1000 * _MEGABYTE:
        yield Finding("disk", "ok", text)
    else:
        text = f"only {free / _MEGABYTE:,.0f} MB free where the index is kept"
        yield Finding("disk", "warning" if free >= 100 * _MEGABYTE else "failure", text, remedy)


def _existing(path: Path) -> Path:
    """Return the path if it exists, or else the nearest folder above it that does."""
    return next((there for there in (path, *path.parents) if there.exists()), Path.cwd())


async def _health_port(settings: Settings) -> list[Finding]:
    host, port = settings.health_host, settings.health_port
    if not port:
        return [Finding("health port", "ok", "off (HEALTH_PORT is 0)")]
    try:
        async with serve_health(host, port, Metrics(), lambda: None):
            return [Finding("health port", "ok", f"{port} on {host} is free")]
    except SettingError as error:
        if await _is_quoth(host, port):
            return [Finding("health port", "ok", f"{port} on {host} answers: Quoth is running")]
        return [_finding("health port", error)]


async def _is_quoth(host: str, port: int) -> bool:
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session,
            session.get(f"http://{host}:{port}/healthz") as response,
        ):
            return "uptime_seconds" in await response.json()
    except (OSError, aiohttp.ClientError, ValueError):
        return False
