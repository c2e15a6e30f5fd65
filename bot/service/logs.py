"""Log lines of ``quoth run``, on standard error: text or JSON, without secrets and without what people wrote.

Call ``configure_logging`` once; then ``log_event(logger, "question answered", way="slash", ms=6.2)`` anywhere. Every
line passes through one formatter that blanks the token, whichever library wrote the line and however the token got
there (messages, arguments, fields, tracebacks, warnings, uncaught exceptions), and that escapes line breaks, so that
nobody can forge a line.
"""

from __future__ import annotations

import json
import logging
import re
import secrets as randomness
import sys
import threading
import traceback
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import PurePath
from types import TracebackType
from typing import Any, Literal
from urllib.parse import quote

from retrieval.errors import SettingError

SECRET, WITHHELD = "[secret]", "[withheld]"

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
OUR_LOGGERS = ("bot", "retrieval")
"""The loggers that follow the level; other libraries are shown from WARNING on, discord.py from INFO."""

PRIVATE_FIELDS = frozenset(
    {"answer", "author_name", "content", "message_content", "password", "query", "question", "quote", "text", "token"}
)
"""Fields that a line never shows, whichever library set them."""


def configure_logging(*, style: Literal["text", "json"], level: str, secrets: Sequence[str]) -> None:
    """Send every log line of this process to standard error, in one style, with the secrets blanked.

    level: the lowest level of Quoth's own loggers that is shown; discord.py's DEBUG lines contain what people wrote and
    are never shown. secrets: the token; its dot-separated parts are blanked as well.
    Calling it again replaces the earlier configuration. Raises SettingError when there is no such level.
    """
    number = logging.getLevelNamesMapping().get(level.upper(), 0) if level.upper() in LEVELS else 0
    if not number:
        known = ", ".join(LEVELS)
        raise SettingError(
            f"LOG_LEVEL is {level!r}", f"set it to one of {known}", setting="LOG_LEVEL", expected=known, found=level
        )
    handler = _Handler()
    handler.setFormatter(_Formatter(style, _Blanker(secrets)))
    handler.addFilter(_belongs_in_the_log)
    root = logging.getLogger()
    for old in [old for old in root.handlers if type(old) in (logging.StreamHandler, _Handler)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(max(number, logging.WARNING))
    logging.getLogger("discord").setLevel(max(number, logging.INFO))
    for name in OUR_LOGGERS:
        logging.getLogger(name).setLevel(number)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def log_event(
    logger: logging.Logger,
    name: str,
    /,
    *,
    level: int = logging.INFO,
    exc: BaseException | None = None,
    **fields: object,
) -> None:
    """Log that something happened: a few fixed words, and the details in fields; ``exc`` adds its traceback.

    Fields are numbers, names and ids, never what somebody wrote. Those in ``PRIVATE_FIELDS`` are not shown.
    """
    if logger.isEnabledFor(level):
        logger.log(level, "%s", name, exc_info=exc, extra={_FIELDS: fields})


def withhold(*texts: str) -> None:
    """Keep these texts (a question, a message) out of every line that the current task logs from now on.

    Libraries put their arguments into their exceptions. discord.py runs each event and command in a task of its own, so
    this ends by itself; tasks that are started from this one inherit it. Texts under four characters are ignored: they
    reveal nothing, and blanking them would spoil the line.
    """
    parts = {part.strip() for text in texts for part in (text, *text.splitlines())}
    _withheld.set(_withheld.get() | {part for part in parts if len(part) >= 4})


def new_error_id() -> str:
    """Return eight characters, none easily mistaken for another, that link what an asker saw to a log line."""
    return "".join(randomness.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(8))


_FIELDS = "quoth_fields"
_withheld: ContextVar[frozenset[str]] = ContextVar("withheld", default=frozenset())
_log = logging.getLogger("bot")


def _belongs_in_the_log(record: logging.LogRecord) -> bool:
    """Return False for discord.py's dumps of requests and events, at any level, and for its warning about voice."""
    if record.name.split(".")[0] == "discord" and (
        record.levelno < logging.INFO or "voice will NOT be supported" in str(record.msg)
    ):
        return False
    return record.levelno >= logging.WARNING or record.name != "asyncio"


def _uncaught(kind: type[BaseException], value: BaseException | None, tb: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    _log.critical("uncaught exception", exc_info=(kind, value or kind(), tb))


class _Handler(logging.StreamHandler[Any]):
    """Writes to whatever standard error is when a line is written."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:
        return sys.stderr

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Report only that a line is lost: what logging prints by default shows the record with its secrets."""
        with suppress(Exception):
            self.stream.write(f"{_utc(record.created)} ERROR    bot.service.logs: a line could not be written\n")


class _Formatter(logging.Formatter):
    def __init__(self, style: Literal["text", "json"], blank: _Blanker) -> None:
        super().__init__()
        self._write = _json_line if style == "json" else _text_line
        self._blank = blank

    def format(self, record: logging.LogRecord) -> str:
        blank, withheld = self._blank, _withheld.get()

        def clean(text: str) -> str:
            return _without(blank(text), withheld | {blank(part) for part in withheld})

        fields = {name: _plain(name, value, clean) for name, value in _fields(record).items()}
        message, level = _message(record), record.levelname
        if _FIELDS not in record.__dict__:
            message = clean(message)
        entry: dict[str, object] = {
            "time": _utc(record.created),
            "level": level,
            "logger": record.name,
            "event": blank(message),
        }
        entry |= {name + "_" * (name in entry): value for name, value in fields.items()}
        trace = ""
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            withheld |= set(_typed_texts(error))
            entry["exception"] = clean("".join(traceback.format_exception_only(error)).strip())
            if _is_reconnect(record):
                entry["level"] = "WARNING"
            else:
                trace = clean("".join(traceback.format_exception(error)).rstrip())
        elif record.exc_text:
            trace = clean(record.exc_text)
        if record.stack_info:
            trace = "\n".join(part for part in (trace, clean(record.stack_info)) if part)
        return blank(self._write(entry, trace))


def _json_line(entry: Mapping[str, object], trace: str) -> str:
    shown = {**entry, "traceback": trace} if trace else entry
    return _escaped(json.dumps(shown, ensure_ascii=False))


def _text_line(entry: Mapping[str, object], trace: str) -> str:
    head = f"{entry['time']} {entry['level']:<8} {entry['logger']}: {_escaped(str(entry['event']))}"
    hidden = {"time", "level", "logger", "event"} | ({"exception"} if trace else set())
    pairs = [f"{_escaped(name)}={_value(value)}" for name, value in entry.items() if name not in hidden]
    lines = [" ".join([head, *pairs])]
    lines += [f"    | {_escaped(line)}" for line in trace.splitlines()]  # the margin distinguishes them from log lines
    return "\n".join(lines)


def _value(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and not re.fullmatch(r"[^\s\"'=\\]+", text):
        text = json.dumps(text, ensure_ascii=False)
    return _escaped(text)


def _escaped(text: str) -> str:
    """Return the text on one line: characters that break it, move the cursor or reverse it become ``\\u2028`` etc."""
    if text.isprintable():
        return text
    return "".join(_ESCAPES.get(c) or (c if unicodedata.category(c) not in _UNSAFE else _code(c)) for c in text)


def _code(character: str) -> str:
    """Return the character as JSON writes it in pure ASCII, without the quotation marks."""
    return json.dumps(character)[1:-1]


_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # the line is logged even if its arguments do not fit
        try:
            return f"{record.msg} {record.args}"
        except Exception:
            return "a message that cannot be shown"


_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", _FIELDS}


def _fields(record: logging.LogRecord) -> dict[str, object]:
    extra = {name: value for name, value in vars(record).items() if name not in _STANDARD}
    return {**extra, **getattr(record, _FIELDS, {})}


def _plain(name: str, value: object, clean: Any) -> object:
    """Return a field's value in a form that JSON can hold, cleaned."""
    if name.lower() in PRIVATE_FIELDS:
        return WITHHELD
    if value is None or isinstance(value, bool | int | float):
        return value if clean(str(value)) == str(value) else clean(str(value))
    if isinstance(value, Mapping):
        return {clean(str(key)): _plain(str(key), item, clean) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(name, item, clean) for item in value]
    try:
        if isinstance(value, bytes):
            value = value.decode("utf-8", "backslashreplace")
        return clean(str(value) if isinstance(value, str | PurePath | datetime | BaseException) else repr(value))
    except Exception:
        return f"a {type(value).__name__} that cannot be shown"


def _is_reconnect(record: logging.LogRecord) -> bool:
    """Return whether discord.py logs that it reconnects: routine, which it logs as an error with a traceback."""
    return record.name in ("discord.client", "discord.shard") and str(record.msg).startswith("Attempting a reconnect")


def _typed_texts(error: BaseException) -> Iterator[str]:
    """Yield what somebody typed and discord.py could not convert: the exception's text contains it."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        found = waiting.pop()
        if found is None or id(found) in seen:
            continue
        seen.add(id(found))
        waiting += [found.__cause__, found.__context__]
        if type(found).__name__ == "TransformerError" and isinstance(value := getattr(found, "value", None), str):
            yield value


def _without(text: str, withheld: Iterable[str]) -> str:
    for part in sorted(withheld, key=len, reverse=True):
        for written in _ways_to_write(part):
            text = text.replace(written, WITHHELD)
    return text


class _Blanker:
    """Replaces secrets, and anything that looks like a Discord token, with ``[secret]``."""

    def __init__(self, secrets: Iterable[str]) -> None:
        whole = {secret.strip() for secret in secrets if len(secret.strip()) >= 4}
        parts = {part for secret in whole for part in secret.split(".") if len(part) >= 6}
        written = {way for secret in whole | parts for way in _ways_to_write(secret)}
        self._known = re.compile("|".join(re.escape(way) for way in sorted(written, key=len, reverse=True)) or r"(?!)")

    def __call__(self, text: str) -> str:
        text = self._known.sub(SECRET, text)
        text = _AFTER_ID.sub(rf"\g<1>{SECRET}", text)
        return _AUTHORISATION.sub(rf"\g<1>{SECRET}", _TOKEN.sub(SECRET, text))


_TOKEN = re.compile(r"(?<![\w-])[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}", re.ASCII)
_AFTER_ID = re.compile(r"(/(?:webhooks|interactions)/\d+/)[\w.~%+=-]{16,}", re.ASCII)
"""Tokens of interactions and webhooks, with which anybody could answer; discord.py logs them in URLs."""
_AUTHORISATION = re.compile(r"\b((?:Bot|Bearer|Basic)\s+)[\w.~+/=-]{20,}", re.ASCII)


def _ways_to_write(text: str) -> set[str]:
    """Return the forms that a text may have in a line: plain, in a repr, in a repr of bytes, in JSON, in a URL."""
    raw = text.encode("utf-8", "surrogatepass")
    quoted = (repr(text), ascii(text), repr(raw)[1:], json.dumps(text), json.dumps(text, ensure_ascii=False))
    return {text, _escaped(text), quote(raw, safe=""), *(way[1:-1] for way in quoted)}
