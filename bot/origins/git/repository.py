"""A Git repository → the files of its newest commit, fetched by the ``git`` that is installed.

What a repository says is data: no hook, submodule, filter or link of it has any effect, and nothing of the user's own
configuration but what ssh reads. Nobody is asked for a password.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote as percent_encode

from bot.origins.addresses import without_credentials
from bot.origins.entries import OriginEntry
from bot.origins.faults import OriginUnreachable
from retrieval.parsing.formats import parser_for
from retrieval.parsing.options import MAX_FILE_BYTES

FETCH_SECONDS = 600.0
MAX_FILES = 100_000

_SETTINGS = (
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.symlinks=false", "protocol.ext.allow=never",
    "protocol.file.allow=never", "fetch.recurseSubmodules=no", "submodule.recurse=false", "credential.helper=",
    "http.followRedirects=initial", "gc.auto=0", "transfer.fsckObjects=false", "advice.detachedHead=false",
    "core.askPass=", "fetch.writeCommitGraph=false",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TreeFile:
    """A file of a commit: its path below the folder that is read, the id of its content, and its size in bytes."""

    path: str
    blob: str
    size: int


class Repository:
    """The copy of a repository in a folder of its own, bare and without its history."""

    def __init__(self, folder: Path, *, protocols: str = "https:ssh") -> None:
        """Prepare to fetch into a folder. protocols: those that git may use, as ``GIT_ALLOW_PROTOCOL`` has them."""
        self._folder = folder
        self._protocols = protocols

    def fetch(self, url: str, branch: str | None) -> str:
        """Fetch the newest commit of a branch, or of the usual one; return its id. Raises OriginUnreachable."""
        if shutil.which("git") is None:
            raise OriginUnreachable('the program "git" is not installed')
        if not (self._folder / "HEAD").exists():
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(parents=True)
            self._git("init", "--quiet", "--bare", "--template=", ".")
        self._git(
            "fetch", "--quiet", "--depth=1", "--no-tags", "--force", "--no-write-fetch-head", "--no-auto-gc",
            "--end-of-options", url, f"+{branch or 'HEAD'}:refs/quoth/newest", url=url,
        )  # fmt: skip
        return self._git("rev-parse", "--verify", "--quiet", "refs/quoth/newest^{commit}").decode().strip()

    def clean(self) -> None:
        """Drop what no longer belongs to the newest commit."""
        with suppress(OriginUnreachable):
            self._git("gc", "--quiet", "--prune=now")

    def files(self, commit: str, folder: str) -> Iterator[TreeFile]:
        """Yield the files of a commit that Quoth may read: no links, submodules or hidden files.

        Raises OriginUnreachable when the commit has no such folder.
        """
        tree = f"{commit}:{folder}" if folder else commit
        for line in self._git("ls-tree", "-r", "-z", "-l", "--full-tree", tree).split(b"\0"):
            about, _, name = line.partition(b"\t")
            if not name:
                continue
            mode, _, blob, size = about.split()
            path = name.decode("utf-8", "surrogateescape")
            if mode in (b"100644", b"100755", b"100664") and _is_safe(path) and int(size) <= MAX_FILE_BYTES:
                yield TreeFile(path, blob.decode(), int(size))

    def contents(self, blobs: Sequence[str]) -> Iterator[bytes]:
        """Yield the contents of files by their ids, in order. Raises OriginUnreachable."""
        with subprocess.Popen(  # noqa: S603  git's own command, whose input are ids that git has given
            self._command("cat-file", "--batch"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=self._environment(), cwd=self._folder,
        ) as process:  # fmt: skip
            assert process.stdin is not None
            assert process.stdout is not None
            for blob in blobs:
                process.stdin.write(f"{blob}\n".encode())
                process.stdin.flush()
                _, kind, size = (process.stdout.readline().split() + [b""] * 3)[:3]
                if kind != b"blob":
                    raise OriginUnreachable("a file of it is damaged")
                data = process.stdout.read(int(size))
                process.stdout.read(1)
                yield data

    def _command(self, *arguments: str) -> list[str]:
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        return ["git", *settings, "--git-dir=.", *arguments]

    def _environment(self) -> dict[str, str]:
        kept = ("PATH", "HOME", "USER", "SSH_AUTH_SOCK", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "SSL_CERT_FILE")
        return {
            **{name: os.environ[name] for name in kept if name in os.environ},
            "GIT_ALLOW_PROTOCOL": self._protocols, "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "false",
            "SSH_ASKPASS": "false", "SSH_ASKPASS_REQUIRE": "never", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_SSH_COMMAND": "ssh -oBatchMode=yes -oConnectTimeout=15",
            "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C.UTF-8",
        }  # fmt: skip

    def _git(self, *arguments: str, url: str = "") -> bytes:
        """Run git, and return what it prints. Raises OriginUnreachable with its reason, in which no password stands."""
        process = subprocess.Popen(  # noqa: S603  git's own command; what is not Quoth's follows --end-of-options
            self._command(*arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=self._environment(), cwd=self._folder, start_new_session=True,
        )  # fmt: skip
        try:
            out, complaint = process.communicate(timeout=FETCH_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise OriginUnreachable(f"it took longer than {FETCH_SECONDS:.0f} seconds") from error
        finally:
            if process.poll() is None:
                _end(process)
        if process.returncode != 0:
            raise OriginUnreachable(_reason(complaint.decode("utf-8", "replace"), url))
        return out


def repository_files(repository: Repository, entry: OriginEntry, commit: str) -> list[TreeFile]:
    """Return the files of a commit that are to be read, within the limits of an entry. Raises OriginUnreachable."""
    files = list(repository.files(commit, entry.folder))
    total = sum(file.size for file in files)
    if len(files) > MAX_FILES or total > entry.max_bytes:
        raise OriginUnreachable(
            f"it has {len(files):,} files of {total / 1e6:,.0f} MB that Quoth may read, more than its limit of "
            f"{MAX_FILES:,} files and {entry.max_bytes / 1e6:,.0f} MB (megabytes)"
        )
    return files


def link_template(entry: OriginEntry, commit: str) -> str | None:
    """Return the template for the addresses of a commit's files, where the host is known or the entry says it."""
    if entry.link:
        return entry.link.replace("{commit}", commit)
    address = without_credentials(entry.url).removesuffix("/").removesuffix(".git")
    if address.startswith("ssh://"):
        address = address.removeprefix("ssh://")
    elif not address.startswith("https://"):
        address = address.partition("@")[2].replace(":", "/", 1)
    host, _, path = address.removeprefix("https://").partition("/")
    host = host.partition(":")[0].lower()
    folder = f"{percent_encode(entry.folder)}/" if entry.folder else ""
    if host == "github.com":
        return f"https://{host}/{path}/blob/{commit}/{folder}{{path}}"
    if host == "gitlab.com" or host.startswith("gitlab."):
        return f"https://{host}/{path}/-/blob/{commit}/{folder}{{path}}"
    if host == "codeberg.org":
        return f"https://{host}/{path}/src/commit/{commit}/{folder}{{path}}"
    return None


def _is_safe(path: str) -> bool:
    parts = path.split("/")
    is_text = path.isprintable() and "\\" not in path and ":" not in path
    return (
        is_text
        and not any(part.startswith((".", "~$")) or not part for part in parts)
        and (parser_for(PurePosixPath(path).name) is not None)
    )


def _reason(complaint: str, url: str) -> str:
    """Return git's last complaint as a few words, without the password of an address."""
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    at = next((at for at in reversed(range(len(lines))) if lines[at].startswith(("fatal:", "error:"))), len(lines) - 1)
    if at > 0 and "Could not read from remote repository" in lines[at]:
        at -= 1  # ssh has said why
    said = lines[at] if lines else ""
    said = said.partition(":")[2].strip() if said.startswith(("fatal:", "error:")) else said
    for secret in (url, url.partition("://")[2].partition("@")[0] if "@" in url else ""):
        if secret:
            said = said.replace(secret, without_credentials(url) if secret == url else "…")
    return without_credentials(said).rstrip(".")[:300] or "git could not fetch it"


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
