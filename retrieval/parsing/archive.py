"""ZIP files from people who may mean harm: every format that is an archive is opened through here."""

from __future__ import annotations

import io
import zipfile
import zlib

from retrieval.errors import UnreadableFile
from retrieval.parsing.parser import reason_damaged

MAX_UNPACKED_BYTES = 256 * 1024 * 1024
MAX_ENTRIES = 10_000


def open_archive(data: bytes, format_name: str) -> zipfile.ZipFile:
    """Return the archive in ``data``, checked: it is a ZIP, not encrypted, and not too large when unpacked.

    The sizes are those that the archive declares, and ``zipfile`` returns no more bytes than an entry declares.
    Raises UnreadableFile with the reason.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except Exception as error:  # zipfile raises half a dozen kinds of error on damaged directories
        raise UnreadableFile(reason_damaged(format_name)) from error
    if len(entries) > MAX_ENTRIES:
        raise UnreadableFile(f"holds {len(entries):,} parts, and Quoth reads at most {MAX_ENTRIES:,}")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES:
        raise UnreadableFile(f"unpacks to {unpacked:,} bytes, and Quoth reads at most {MAX_UNPACKED_BYTES:,}")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableFile("encrypted: it needs a password")
    return archive


def open_opendocument(data: bytes, format_name: str) -> zipfile.ZipFile:
    """Return the archive of an OpenDocument file, checked as ``open_archive`` does; its parts are encrypted singly."""
    archive = open_archive(data, format_name)
    if b"encryption-data" in (read_member(archive, "META-INF/manifest.xml") or b""):
        raise UnreadableFile("encrypted: it needs a password")
    return archive


def read_member(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Return one part of an archive; None when there is no such part. Raises UnreadableFile when it is damaged."""
    try:
        return archive.read(name)
    except KeyError:
        return None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise UnreadableFile(f"damaged: {name[:80]} cannot be unpacked") from error
