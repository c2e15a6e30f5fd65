"""The REST API: from an HTTP request to a route's handler and back, with logging, faults and validation between."""

from __future__ import annotations

import asyncio
import json
import re
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .failures import ApiError, Problems
from .faults import Fault
from .wire import Json, Upload
from .world import Request

if TYPE_CHECKING:
    from .world import World

PREFIX = re.compile(r"/api(/v\d+)?(?=/)")
NO_ANSWER = None
"""What a handler returns for 204."""


@dataclass
class Asked:
    """A request of the bot, taken apart for a handler."""

    world: World
    method: str
    path: str
    query: dict[str, str]
    body: Any
    uploads: list[Upload]
    at: float
    """When it arrived: what is refused for being late is held against this, not against the double's own speed."""
    parts: dict[str, str] = field(default_factory=dict)

    def id(self, name: str) -> int:
        """The number in that part of the path."""
        text = self.parts[name]
        if not text.isdecimal():
            problems = Problems()
            problems.add((name,), "NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')
            problems.raise_any()
        return int(text)

    @property
    def json(self) -> Json:
        """The body, when it is an object; an empty one when there is none."""
        return self.body if isinstance(self.body, dict) else {}


Handler = Callable[[Asked], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path, and who answers; ``public`` ones need no bot token."""

    method: str
    template: str
    pattern: re.Pattern[str]
    handler: Handler
    public: bool


class Routes:
    """A collection of routes; handlers join it through ``on``."""

    def __init__(self) -> None:
        self.all: list[Route] = []

    def on(self, method: str, template: str, *, public: bool = False) -> Callable[[Handler], Handler]:
        """Register the decorated handler; ``{name}`` stands for one part of the path."""
        parts = re.split(r"\{(\w+)\}", template)
        pattern = "".join(f"(?P<{part}>[^/]+)" if i % 2 else re.escape(part) for i, part in enumerate(parts))

        def add(handler: Handler) -> Handler:
            self.all.append(Route(method, template, re.compile(pattern), handler, public))
            return handler

        return add


class Rest:
    """Answers every request for the API."""

    def __init__(self, world: World, routes: list[Route]) -> None:
        self._world = world
        # Fixed paths win over those with a variable in the same place.
        self._routes = sorted(routes, key=lambda route: [part.startswith("{") for part in route.template.split("/")])

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one HTTP request."""
        path = PREFIX.sub("", request.path, count=1)
        try:
            body, uploads = await _read(request)
        except ValueError as error:
            self._world.violated(request.method, path, f"unreadable body: {error}")
            return self._log(request, path, None, ApiError(50109))
        fault = self._world.faults.take(request.method, path)
        if fault is not None:
            ruined = await self._spoil(fault, request, path, body, uploads)
            if ruined is not None:
                return ruined
        return await self._serve(request, path, body, uploads)

    async def _serve(
        self, request: web.Request, path: str, body: Any, uploads: list[Upload], *, quiet: bool = False
    ) -> web.Response:
        now = self._world.clock.time()
        asked = Asked(self._world, request.method, path, dict(request.query), body, uploads, now)
        try:
            route, asked.parts = self._find(asked)
            if not route.public and request.headers.get("Authorization") != f"Bot {self._world.token}":
                raise ApiError(0)
            self._validate(asked)
            result: Any = await route.handler(asked)
        except ApiError as error:
            if error.violation:
                self._world.violated(asked.method, path, _reason(error), body)
            result = error
        except Exception:
            self._world.violated(asked.method, path, f"the double itself failed:\n{traceback.format_exc()}", body)
            result = ApiError(0, "500: the double itself failed", status=500)
        return _response(result) if quiet else self._log(request, path, body, result)

    def _find(self, asked: Asked) -> tuple[Route, dict[str, str]]:
        allowed = []
        for route in self._routes:
            match = route.pattern.fullmatch(asked.path)
            if match and route.method == asked.method:
                return route, match.groupdict()
            if match:
                allowed.append(route.method)
        reason = f"405: Method Not Allowed, only {allowed}" if allowed else "404: Not Found; no such route"
        raise ApiError(0, reason, status=405 if allowed else 404, violation=True)

    def _validate(self, asked: Asked) -> None:
        if asked.method == "GET" or asked.body is None:
            return
        problems = Problems()
        self._world.schema.check(asked.method, asked.path, asked.body, problems)
        problems.raise_any()

    async def _spoil(
        self, fault: Fault, request: web.Request, path: str, body: Any, uploads: list[Upload]
    ) -> web.Response | None:
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.only_delays:
            return None
        if fault.applied:
            await self._serve(request, path, body, uploads, quiet=True)
        if fault.drop:
            self._note(request, path, body, 0, None)
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=499)
        self._note(request, path, body, fault.status, fault.code)
        return _json(fault.body(), fault.status, fault.headers())

    def _log(self, request: web.Request, path: str, body: Any, result: Any) -> web.Response:
        response = _response(result)
        self._note(request, path, body, response.status, result.code if isinstance(result, ApiError) else None)
        return response

    def _note(self, request: web.Request, path: str, body: Any, status: int, code: int | None) -> None:
        self._world.requests.append(Request(request.method, path, body, self._world.clock.time(), status, code))
        self._world.changed()


def _response(result: Any) -> web.Response:
    if isinstance(result, web.Response):
        return result
    if isinstance(result, ApiError):
        return _json(result.body(), result.status)
    return web.Response(status=204) if result is NO_ANSWER else _json(result, 200)


def _json(value: Any, status: int, headers: dict[str, str] | None = None) -> web.Response:
    # The client takes a body for JSON only when the type stands there without a charset.
    body = json.dumps(value).encode()
    return web.Response(body=body, status=status, content_type="application/json", headers=headers)


def _reason(error: ApiError) -> str:
    text = f"{error.status} {error.message} (code {error.code})"
    if error.errors is not None:
        text += f" {json.dumps(error.errors, ensure_ascii=False)}"
    return text


async def _read(request: web.Request) -> tuple[Any, list[Upload]]:
    """The JSON of a request and its files."""
    if not request.content_type.startswith("multipart/"):
        raw = await request.read()
        return (json.loads(raw) if raw else None), []
    body: Any = None
    uploads: list[Upload] = []
    async for part in await request.multipart():
        content = bytes(await part.read())  # type: ignore[union-attr]
        name = part.name or ""  # type: ignore[union-attr]
        if name == "payload_json":
            body = json.loads(content)
            continue
        index = re.fullmatch(r"files\[(\d+)\]", name)
        if index is None:
            raise ValueError(f"a part named {name!r}, neither payload_json nor files[n]")
        uploads.append(Upload(int(index[1]), part.filename or "", content))  # type: ignore[union-attr]
    return body, [replace(upload) for upload in sorted(uploads, key=lambda one: one.index)]
