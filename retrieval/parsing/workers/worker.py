"""The process that parses files for ``pool``: hostile files burn time and memory, and a process can be killed.

Requests come on standard input and results go to standard output, one at a time. A request is the two sizes of what
follows, as unsigned integers of 8 bytes in network order, then a file's name and its bytes. A result is its size and
JSON, either ``{"content": …}`` or ``{"error": reason, "trace": …}``, both with ``"held"``, the megabytes that the
process holds afterwards. ``"broke"`` is true when memory ran out, so that the process should not be used again.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import struct
import sys
import traceback
import warnings
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

SIZES = struct.Struct("!QQ")
SIZE = struct.Struct("!Q")

_OUT_OF_MEMORY = {"error": "needs more memory than Quoth gives one file", "broke": True}


def main(arguments: list[str]) -> None:
    """Parse what comes on standard input until it ends; the arguments are the limits of ``ParsingOptions``."""
    seconds, megabytes, characters, nesting = map(int, arguments)
    requests, results = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not be taken for a result
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    _limit_memory(megabytes)
    gc.set_threshold(200_000, 20, 50)  # a parser's trees live until it ends, and looking for cycles in them takes long
    sys.setrecursionlimit(nesting)
    while header := requests.read(SIZES.size):
        name_size, size = SIZES.unpack(header)
        name = requests.read(name_size).decode("utf-8", "surrogateescape")
        data = requests.read(size)
        _limit_computing(seconds)
        result = _parsed(data, PurePosixPath(name), characters)
        del data
        _send(results, {**result, "held": _held_megabytes()})


def _parsed(data: bytes, path: PurePosixPath, characters: int) -> dict[str, Any]:
    from retrieval.errors import UnreadableFile
    from retrieval.parsing.files import parse_bytes
    from retrieval.parsing.workers.content_json import content_as_json

    try:
        content = parse_bytes(data, path)
        if len(content.text) > characters:
            raise UnreadableFile(f"{len(content.text):,} characters, and Quoth reads at most {characters:,}")
        return {"content": content_as_json(content)}
    except MemoryError:
        return {**_OUT_OF_MEMORY}
    except UnreadableFile as error:
        cause = error.__cause__
        return {"error": str(error), "trace": "".join(traceback.format_exception(cause)) if cause else None}


def _send(results: BinaryIO, result: dict[str, Any]) -> None:
    from retrieval.parsing.workers.content_json import dump

    try:
        written = dump(result)
    except MemoryError:
        written = dump({**_OUT_OF_MEMORY, "held": result["held"]})
    results.write(SIZE.pack(len(written)))
    results.write(written)
    results.flush()


def _limit_memory(megabytes: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such limit, and macOS refuses it
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024,) * 2)


def _limit_computing(seconds: int) -> None:
    """End this process after so many more seconds of computing: nobody kills it when its parent is gone."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 2 * seconds, hard))


def _held_megabytes() -> int:
    """Return the address space that this process has now, or where that is unknown, the most memory that it had."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE") // (1024 * 1024)
    with contextlib.suppress(ImportError):
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 * 1024 if sys.platform == "darwin" else 1024)
    return 0


if __name__ == "__main__":
    main(sys.argv[1:])
