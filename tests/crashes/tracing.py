"""Runs a function in a forked process and records every change that it makes to the files below a folder, in order.

The kernel stops the process at each system call that could change a file (seccomp) and tells its parent (ptrace), so
that SQLite, tantivy, faiss and Python are seen alike. The parent may also let such a call fail. Linux on x86-64 only.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import re
import signal
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

MARK = "/quoth-mark/"
"""To make this folder, which always fails, tells the recorder that a step is done."""

_SYSCALLS = {
    1: "write", 18: "write", 20: "write", 296: "write", 328: "write", 40: "write", 326: "copy", 76: "truncate",
    77: "ftruncate", 285: "fallocate", 74: "sync", 75: "sync", 2: "open", 85: "creat", 257: "openat", 82: "rename",
    264: "renameat", 316: "renameat", 86: "link", 265: "linkat", 87: "unlink", 263: "unlinkat", 84: "unlink",
    83: "mkdir", 258: "mkdirat",
}  # fmt: skip
_POSITIONED = {18, 296, 328}
_CREATING = os.O_CREAT | os.O_TRUNC
_DATA = {"write", "create", "size", "mkdir", "rename", "link"}
"""What needs room on the disk."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change below the folder: ``path`` and ``to`` are relative to it.

    kind: create, write (``data`` at ``at``), size (to ``at``), sync, rename (to ``to``), link, unlink, mkdir, or mark
    (step ``at`` is done, and nothing has changed).
    """

    kind: str
    path: str
    to: str = ""
    at: int = 0
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Fault:
    """From the ``at``-th change on, calls fail: ENOSPC all that need room (the first may write half), EIO just one."""

    at: int
    error: int


@dataclass(slots=True)
class Record:
    """What a process did: its changes, its exit status, and how many calls were made to fail."""

    changes: list[Change] = field(default_factory=list)
    status: int = 0
    failed: int = 0


def record(run: Callable[[], None], folder: Path, fault: Fault | None = None) -> Record:
    """Run a function in a forked process, and return what it did below the folder. Nothing else may be running."""
    process = os.fork()
    if process == 0:
        status = 70
        try:
            _libc.ptrace(0, 0, None, None)
            os.kill(os.getpid(), signal.SIGSTOP)
            _stop_at_changes()
            run()
            status = 0
        except SystemExit as exit_:
            status = int(exit_.code or 0)
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    return _Tracer(process, folder.resolve(), fault).followed()


def can_record() -> bool:
    """Return whether this system can trace a process, and lets it."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return False
    process = os.fork()
    if process == 0:
        with suppress(OSError):
            if _libc.ptrace(0, 0, None, None) == 0:
                _stop_at_changes()
                os._exit(0)
        os._exit(1)
    return os.waitpid(process, 0)[1] == 0


_NAMES = """r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss fs_base gs_base
ds es fs gs"""


class _Registers(ctypes.Structure):
    _fields_ = [(name, ctypes.c_ulonglong) for name in re.findall(r"\w+", _NAMES)]


_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_libc.ptrace.restype = ctypes.c_long
_CONTINUE, _GET, _SET, _TO_END, _OPTIONS = 7, 12, 13, 24, 0x4200
_FOLLOW = 0x1 | 0x2 | 0x4 | 0x8 | 0x80 | 0x100000  # syscalls told apart, fork, vfork, clone, seccomp, exit with us


def _stop_at_changes() -> None:
    """Install the filter: load the number; open and openat count only if they may create or empty a file."""
    number, trace, allow = struct.pack("HBBI", 0x20, 0, 0, 0), 0x7FF00000, 0x7FFF0000
    program = number
    for call in _SYSCALLS:
        if call in (2, 257):
            flags = 16 + 8 * (1 if call == 2 else 2)
            program += struct.pack("HBBI", 0x15, 0, 4, call) + struct.pack("HBBI", 0x20, 0, 0, flags)
            program += struct.pack("HBBI", 0x45, 0, 1, _CREATING) + struct.pack("HBBI", 0x06, 0, 0, trace)
            program += struct.pack("HBBI", 0x06, 0, 0, allow)
        else:
            program += struct.pack("HBBI", 0x15, 0, 1, call) + struct.pack("HBBI", 0x06, 0, 0, trace)
    program += struct.pack("HBBI", 0x06, 0, 0, allow)
    code = ctypes.create_string_buffer(program)
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    if _libc.prctl(38, 1, 0, 0, 0) or _libc.prctl(22, 2, ctypes.create_string_buffer(header), 0, 0):
        raise OSError(ctypes.get_errno(), "the filter of system calls was refused")


class _Tracer:
    def __init__(self, process: int, folder: Path, fault: Fault | None) -> None:
        self._main, self._root, self._fault = process, folder, fault
        self._record = Record()
        self._known = {process}
        self._ends: dict[int, Callable[[int], None]] = {}
        self._count = 0

    def followed(self) -> Record:
        os.waitpid(self._main, 0x40000000)
        _ptrace(_OPTIONS, self._main, _FOLLOW)
        _ptrace(_CONTINUE, self._main, 0)
        while True:
            try:
                pid, status = os.waitpid(-1, 0x40000000)
            except ChildProcessError:
                return self._record
            if os.WIFSTOPPED(status):
                with suppress(ProcessLookupError):
                    self._stopped(pid, status)
            elif pid == self._main:
                self._record.status = os.waitstatus_to_exitcode(status)

    def _stopped(self, pid: int, status: int) -> None:
        sig, event = os.WSTOPSIG(status), status >> 16
        if event == 7:
            _ptrace(_TO_END if self._begins(pid) else _CONTINUE, pid, 0)
        elif sig == signal.SIGTRAP | 0x80:
            end = self._ends.pop(pid, None)
            if end is not None:
                end(ctypes.c_longlong(_registers(pid).rax).value)
            _ptrace(_CONTINUE, pid, 0)
        else:
            is_new, _ = pid not in self._known, self._known.add(pid)
            is_ours = event or sig == signal.SIGTRAP or (is_new and sig == signal.SIGSTOP)
            _ptrace(_CONTINUE, pid, 0 if is_ours else sig)

    def _begins(self, pid: int) -> bool:
        """Look at a call that begins; return whether its end is of interest. ``_ends`` then says what to do there."""
        registers = _registers(pid)
        call = _SYSCALLS[registers.orig_rax]
        changes = self._foreseen(pid, call, registers)
        if not changes:
            return False
        if changes[0].kind != "mark":
            self._count += 1
            if self._is_to_fail(changes[0].kind):
                self._fail(pid, changes[0], registers)
                return True
        self._ends[pid] = lambda result: self._ended(changes, result)
        return True

    def _is_to_fail(self, kind: str) -> bool:
        fault = self._fault
        if fault is None or self._count < fault.at:
            return False
        return kind in _DATA if fault.error == errno.ENOSPC else self._count == fault.at and kind != "unlink"

    def _fail(self, pid: int, change: Change, registers: _Registers) -> None:
        assert self._fault is not None
        self._record.failed += 1
        error = self._fault.error
        if self._record.failed == 1 and error == errno.ENOSPC and registers.orig_rax in (1, 18) and registers.rdx > 1:
            registers.rdx //= 2  # what a disk does that is nearly full
            _set_registers(pid, registers)
            self._ends[pid] = lambda result: self._ended([change], result)
            return
        registers.orig_rax = ctypes.c_ulonglong(-1).value
        _set_registers(pid, registers)

        def refuse(_: int) -> None:
            registers.rax = ctypes.c_ulonglong(-error).value
            _set_registers(pid, registers)

        self._ends[pid] = refuse

    def _ended(self, foreseen: list[Change], result: int) -> None:
        for change in foreseen:
            if change.kind == "mark":
                self._record.changes.append(change)
            elif result >= 0:
                if change.kind == "write":
                    with (self._root / change.path).open("rb") as file:
                        data = os.pread(file.fileno(), result, change.at)
                    change = Change("write", change.path, "", change.at, data)
                self._record.changes.append(change)

    def _foreseen(self, pid: int, call: str, registers: _Registers) -> list[Change]:
        """Return what a call will change below the folder, if it succeeds."""
        one, two, three, four = (registers.rdi, registers.rsi, registers.rdx, registers.r10)
        match call:
            case "write" | "copy":
                descriptor = three if call == "copy" else one
                path = self._of_descriptor(pid, descriptor)
                if path is None:
                    return []
                at = four if registers.orig_rax in _POSITIONED else self._position(pid, descriptor, path)
                return [Change("write", path, at=at)]
            case "sync":
                path = self._of_descriptor(pid, one)
                return [] if path is None else [Change("sync", path)]
            case "ftruncate":
                path = self._of_descriptor(pid, one)
                return [] if path is None else [Change("size", path, at=two)]
            case "fallocate":
                path = self._of_descriptor(pid, one)
                if path is None:
                    return []
                assert not two, "only the plain kind is understood"
                return [Change("size", path, at=max(three + four, self._size(path)))]
            case "truncate":
                path = self._named(pid, None, one)
                return [] if path is None else [Change("size", path, at=two)]
            case "open" | "creat" | "openat":
                at, name, flags = (one, two, three) if call == "openat" else (None, one, two)
                flags = _CREATING if call == "creat" else flags
                path = self._named(pid, at, name)
                if path is None:
                    return []
                is_there = os.path.lexists(self._root / path)
                if not is_there:
                    return [Change("create", path)]
                return [Change("size", path)] if flags & os.O_TRUNC and self._size(path) else []
            case "rename" | "link":
                return self._between(call, self._named(pid, None, one), self._named(pid, None, two))
            case "renameat" | "linkat":
                return self._between(call[:-2], self._named(pid, one, two), self._named(pid, three, four))
            case "unlink" | "mkdir":
                path = self._named(pid, None, one)
            case _:
                path = self._named(pid, one, two)
        if path is not None and path.startswith(MARK):
            return [Change("mark", "", at=int(path.removeprefix(MARK)))]
        return [] if path is None else [Change(call.removesuffix("at"), path)]

    def _between(self, kind: str, path: str | None, to: str | None) -> list[Change]:
        if path is None and to is None:
            return []
        assert path is not None, "nothing comes from outside"
        assert to is not None, "nothing goes outside"
        return [Change(kind, path, to)]

    def _of_descriptor(self, pid: int, descriptor: int) -> str | None:
        try:
            return self._inside(str(Path(f"/proc/{pid}/fd/{descriptor}").readlink()))
        except OSError:
            return None

    def _named(self, pid: int, folder: int | None, address: int) -> str | None:
        with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
            name = os.pread(memory.fileno(), 4096 - address % 4096, address)
            if b"\0" not in name:
                name += os.pread(memory.fileno(), 4096, address + len(name))
        path = os.fsdecode(name.partition(b"\0")[0])
        if path.startswith(MARK):
            return path
        at = None if folder is None else ctypes.c_int(folder & 0xFFFFFFFF).value
        base = Path(f"/proc/{pid}/cwd" if at in (None, -100) else f"/proc/{pid}/fd/{at}").readlink()
        return self._inside(str((base / path).parent.resolve() / Path(path).name))

    def _inside(self, path: str) -> str | None:
        if path.endswith((" (deleted)", "-shm")):  # SQLite makes its shared memory anew
            return None
        return str(Path(path).relative_to(self._root)) if Path(path).is_relative_to(self._root) else None

    def _position(self, pid: int, descriptor: int, path: str) -> int:
        info = Path(f"/proc/{pid}/fdinfo/{descriptor}").read_text(encoding="ascii").split()
        return self._size(path) if int(info[3], 8) & os.O_APPEND else int(info[1])

    def _size(self, path: str) -> int:
        return (self._root / path).stat().st_size


def _ptrace(request: int, pid: int, data: int) -> None:
    if _libc.ptrace(request, pid, None, data) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _registers(pid: int) -> _Registers:
    registers = _Registers()
    _ptrace(_GET, pid, ctypes.addressof(registers))
    return registers


def _set_registers(pid: int, registers: _Registers) -> None:
    _ptrace(_SET, pid, ctypes.addressof(registers))
