"""A web site and a Git server on this machine, and a library that reads what is fetched from them."""

from __future__ import annotations

import hashlib
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.origins.entries import read_entries
from bot.origins.refreshing import Fetching, Refreshed, refresh


@dataclass
class Site:
    """What a server answers, by path: a status, a body and headers. Everything that it was asked is noted."""

    pages: dict[str, tuple[int, bytes, dict[str, str]]] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    answers_all_with: int | None = None
    port: int = 0

    def put(self, path: str, body: str | bytes, kind: str = "text/html", status: int = 200, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = status, data, {"Content-Type": kind, **named}

    def move(self, path: str, to: str, status: int = 301) -> None:
        self.pages[path] = status, b"", {"Location": to}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def statuses(self) -> dict[str, int]:
        """Return how the server answered since this was asked before, by path."""
        found, self.asked = dict(self.asked), []
        return found


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, body, headers = served.pages.get(self.path, (404, b"gone", {}))
            if served.answers_all_with:
                status, body, headers = served.answers_all_with, b"", {}
            tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
            if status == 200 and headers.get("ETag", tag) and self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            served.asked.append((self.path, status))
            self.send_response(status)
            for name, value in {"ETag": tag, **headers}.items():
                if value:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing of clients that hang up."""

    server = Server(("127.0.0.1", 0), Handler)
    served.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


class Shelf:
    """A library whose sources file may be written, and the clock that says what is due."""

    def __init__(self, library, folder: Path) -> None:
        self.library = library
        self.file = folder / "sources.toml"
        self.time = 1_000_000.0

    def list(self, text: str) -> None:
        self.file.write_text(text)

    def refresh(self, *, only_due: bool = False, accepts_loss: bool = False) -> dict[str, Refreshed]:
        fetching = Fetching(pause=0, protocols="file", now=lambda: self.time)
        entries = read_entries(self.file)
        done = refresh(self.library.index, entries, only_due=only_due, accepts_loss=accepts_loss, fetching=fetching)
        return {each.name: each for each in done}

    def sync(self, **how: bool):
        """Fetch and sync; return what became of the sources, and the paths that the sync added, changed and removed."""
        done = self.refresh(**how)
        report = self.library.sync()
        return done, (report.added, report.changed, report.removed)

    def copies(self, name: str) -> list[str]:
        folder = self.library.index / "origins" / name / "files"
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def shelf(open_tiny, tmp_path) -> Iterator[Shelf]:
    (tmp_path / "seeds").mkdir()
    with open_tiny(tmp_path / "seeds", tmp_path / "index") as library:
        yield Shelf(library, tmp_path)


@dataclass
class Upstream:
    """A repository that somebody pushes to."""

    folder: Path

    def git(self, *arguments: str) -> str:
        names = [
            part for key in ("user.name=A", "user.email=a@b.example", "commit.gpgsign=false") for part in ("-c", key)
        ]
        done = subprocess.run(["git", *names, *arguments], cwd=self.folder, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def push(self, message: str = "more", **files: str | None) -> str:
        """Write files, commit, and return the commit; keyword "a__b_md" is the file a/b.md, and None removes it."""
        for key, text in files.items():
            stem, _, suffix = key.replace("__", "/").rpartition("_")
            path = self.folder / f"{stem}.{suffix}"
            if text is None:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def upstream(tmp_path) -> Upstream:
    folder = tmp_path / "upstream"
    folder.mkdir()
    made = Upstream(folder)
    made.git("init", "-q", "-b", "main")
    return made
