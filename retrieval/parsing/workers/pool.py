"""One seed file → ``Document``, parsed in a process of its own that ends at limits of time and memory."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from retrieval.errors import UnreadableFile, reason_of
from retrieval.model import Document
from retrieval.origins.folders import SeedFolders, place_in
from retrieval.parsing.opening import read_bytes
from retrieval.parsing.options import DEFAULT_OPTIONS, ParsingOptions
from retrieval.parsing.workers.content_json import content_from_json
from retrieval.parsing.workers.worker import SIZE, SIZES

_PACKAGES = str(Path(__file__).resolve().parents[3])
_BEGIN = """
import sys

sys.path.append(sys.argv.pop(1))
from retrieval.parsing.workers.worker import main

main(sys.argv[1:])
"""
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""numpy's own threads would each reserve memory, of which a process may take only so much."""
_HAS_SESSIONS = hasattr(os, "killpg")

_log = logging.getLogger(__name__)


class ParsingPool:
    """Processes that parse files. Each is used again until a file makes it fail or large; threads may share a pool.

    A process is started when a file has to wait for one, so a pool has no more of them than threads that call ``parse``
    at the same time.
    """

    def __init__(self, options: ParsingOptions = DEFAULT_OPTIONS) -> None:
        """Prepare to parse within the limits of ``options``; no process is started yet."""
        self.options = options
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._is_closed = False

    def parse(self, root: Path | SeedFolders, path: str) -> Document:
        """Parse the file at ``path`` below ``root``. Its bytes are read once: ``sha256`` names exactly what was parsed.

        Raises UnreadableFile with a short reason, whatever goes wrong.
        """
        data = read_bytes(*place_in(root, path))
        result = self._result(path, data)
        if "error" in result:
            if self._is_closed:
                raise UnreadableFile("Quoth stopped before it was read")
            if trace := result.get("trace"):
                _log.debug("%s could not be parsed:\n%s", path, trace)
            raise UnreadableFile(result["error"])
        return Document(path, hashlib.sha256(data).hexdigest(), content_from_json(result["content"]))

    def close(self) -> None:
        """End all processes; files that are being parsed, or come later, are refused."""
        with self._lock:
            self._is_closed = True
            workers = [*self._idle, *self._busy]
            self._idle.clear()
        for worker in workers:
            worker.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _result(self, path: str, data: bytes) -> dict[str, Any]:
        """Return what a process makes of a file.

        When one that has parsed other files before ends or lacks memory, a new one tries again in the time that is
        left: the fault may be in what those files have left behind, and a file is not refused for that.
        """
        until = time.monotonic() + self.options.seconds
        worker = self._take()
        was_used = worker.is_started
        result = self._tried(worker, path, data, until)
        if was_used and result.get("broke") and not self._is_closed:
            again = self._tried(self._take(new=True), path, data, until)
            result = result if again.get("late") else again
        return result

    def _tried(self, worker: _Worker, path: str, data: bytes, until: float) -> dict[str, Any]:
        try:
            return worker.parse(path, data, until)
        finally:
            self._give_back(worker)

    def _take(self, *, new: bool = False) -> _Worker:
        with self._lock:
            if self._is_closed:
                raise UnreadableFile("Quoth stopped before it was read")
            worker = self._idle.pop() if self._idle and not new else _Worker(self.options)
            self._busy.add(worker)
            return worker

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            self._busy.discard(worker)
            if worker.is_usable and not self._is_closed:
                self._idle.append(worker)
                return
        worker.stop()


class _Worker:
    """One process, started with its first file; ``retrieval.parsing.workers.worker`` is what it runs."""

    def __init__(self, options: ParsingOptions) -> None:
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self._deadline = threading.Lock()
        self._is_waiting = False
        self._ran_out_of_time = False
        self._is_stopped = False
        self.is_usable = True

    @property
    def is_started(self) -> bool:
        """Whether the process has been given a file."""
        return self._process is not None

    def parse(self, path: str, data: bytes, until: float) -> dict[str, Any]:
        """Return the process's result, or an error's reason when there is none.

        ``"broke"`` or ``"late"`` tells that it is of no more use, by itself or because its time was over.
        until: when it must be done, on the monotonic clock.
        """
        try:
            process = self._process = self._process or self._started()
        except OSError as error:
            self.is_usable = False
            return {"error": f"the process that parses files cannot be started: {reason_of(error)}"}
        if self._is_stopped:  # while the process was being started
            _kill(process)
        timer = threading.Timer(max(until - time.monotonic(), 0), self._run_out_of_time)
        timer.daemon = True
        self._is_waiting = True
        timer.start()
        try:
            result = _exchange(process, path, data)
        finally:
            timer.cancel()
            with self._deadline:
                self._is_waiting = False
        if result is None:
            self.is_usable = False
            return {"error": self._reason_of_end(process), ("late" if self._ran_out_of_time else "broke"): True}
        # A process keeps what it has taken, and the next file should not have to do with the rest.
        self.is_usable = not result.get("broke") and result["held"] * 2 <= self._options.megabytes
        return result

    def stop(self) -> None:
        """End the process and those that it has started."""
        self._is_stopped = True
        self.is_usable = False
        process = self._process
        if process is None:
            return
        _kill(process)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _started(self) -> subprocess.Popen[bytes]:
        options = self._options
        numbers = map(str, (options.seconds, options.megabytes, options.characters, options.nesting))
        environment = {name: value for name, value in os.environ.items() if name.upper() != "DISCORD_TOKEN"}
        environment |= _ONE_THREAD
        return subprocess.Popen(  # noqa: S603  Quoth's own command; files go to its standard input
            [sys.executable, "-P", "-c", _BEGIN, _PACKAGES, *numbers],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=_HAS_SESSIONS,
        )

    def _run_out_of_time(self) -> None:
        with self._deadline:
            if self._is_waiting and self._process is not None:
                self._ran_out_of_time = True
                _kill(self._process)

    def _reason_of_end(self, process: subprocess.Popen[bytes]) -> str:
        if self._ran_out_of_time:
            return f"took longer than {self._options.seconds} seconds to read"
        status = process.wait()
        if -status in (getattr(signal, "SIGKILL", None), getattr(signal, "SIGXCPU", None)):  # Windows has neither
            return "needs more time or memory than Quoth gives one file"
        return "damaged: it broke the program that reads this format, or needs more memory than Quoth gives one file"


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and, where the system has sessions, all that it has started."""
    with suppress(OSError):
        if _HAS_SESSIONS:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _exchange(process: subprocess.Popen[bytes], path: str, data: bytes) -> dict[str, Any] | None:
    """Send one request and return its result; None when the process ends before it has answered."""
    assert process.stdin is not None
    assert process.stdout is not None
    name = path.encode("utf-8", "surrogateescape")
    try:
        process.stdin.write(SIZES.pack(len(name), len(data)))
        process.stdin.write(name)
        process.stdin.write(data)
        process.stdin.flush()
        (size,) = SIZE.unpack(_read_all(process.stdout, SIZE.size))
        return dict(json.loads(_read_all(process.stdout, size)))
    except (OSError, EOFError, ValueError):
        return None


def _read_all(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data
