"""Request bodies held against Discord's OpenAPI description, when there is one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, validators  # type: ignore[import-untyped]
from jsonschema.exceptions import ValidationError, best_match  # type: ignore[import-untyped]

from .failures import Problems
from .wire import Json

_METHODS = ("get", "post", "put", "patch", "delete")
_REFERENCE = "#/components/schemas/"


class Schema:
    """Validators for request bodies, one for each route, made when they are first needed."""

    def __init__(self, path: Path | None) -> None:
        self.path = path

    def check(self, method: str, path: str, body: Any, problems: Problems) -> None:
        """Note in ``problems`` what the description of that route does not allow; a route it lacks allows anything."""
        validator = None if self.path is None else _validator(self.path, method.lower(), path)
        if validator is None:
            return
        for error in validator.iter_errors(body):
            deepest = best_match([error])
            problems.add(tuple(deepest.absolute_path), "SCHEMA", _short(deepest.message))


def _alternatives(keyword: str) -> Any:
    """``oneOf`` or ``anyOf``, trying only the alternatives that can be meant: some have dozens, deeply nested.

    What is left when the others are ruled out by null or by their ``type`` also names its error precisely.
    """
    full = Draft202012Validator.VALIDATORS[keyword]

    def check(validator: Any, candidates: list[Any], instance: Any, schema: Json) -> Iterator[ValidationError]:
        fitting = [one for one in candidates if _may_be(one, instance)]
        if len(fitting) == 1:
            yield from validator.descend(instance, fitting[0])
        else:
            yield from full(validator, fitting or candidates, instance, schema)

    return check


_Validator = validators.extend(Draft202012Validator, {"oneOf": _alternatives("oneOf"), "anyOf": _alternatives("anyOf")})


def _may_be(candidate: Any, instance: Any) -> bool:
    if candidate == {"type": "null"}:
        return instance is None
    if instance is None:
        return "null" in candidate.get("type", ["null"])
    if isinstance(instance, dict) and "type" in instance:
        kinds = candidate.get("properties", {}).get("type", {}).get("enum")
        return kinds is None or instance["type"] in kinds
    return True


def _short(text: str) -> str:
    return text if len(text) <= 300 else f"{text[:140]} … {text[-140:]}"


@cache
def _load(path: Path) -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """The routes, those with fewer variables first, and for each method the validator of its body."""
    document = json.loads(path.read_text(encoding="utf-8"))
    schemas = document["components"]["schemas"]
    # Discord's own parser takes a snowflake as a number too, and clients send them so.
    snowflake = dict(schemas["SnowflakeType"])
    schemas["SnowflakeType"].clear()
    schemas["SnowflakeType"]["anyOf"] = [snowflake, {"type": "integer", "minimum": 0}]
    for one in schemas.values():
        one.update(_linked(one, schemas))
    routes: list[tuple[str, dict[str, Any]]] = []
    for template, operations in document["paths"].items():
        bodies = {method: _body(operations.get(method)) for method in _METHODS}
        found = {method: _Validator(_linked(body, schemas)) for method, body in bodies.items() if body is not None}
        routes.append((template, found))
    routes.sort(key=lambda route: route[0].count("{"))
    return [(_pattern(template), found) for template, found in routes]


def _linked(value: Any, schemas: Json) -> Any:
    """A copy in which references are replaced by what they refer to, itself: much faster to follow than by name."""
    if isinstance(value, list):
        return [_linked(one, schemas) for one in value]
    if not isinstance(value, dict):
        return value
    target = value.get("$ref")
    if isinstance(target, str) and target.startswith(_REFERENCE):
        found = schemas[target.removeprefix(_REFERENCE)]
        rest = {key: _linked(inner, schemas) for key, inner in value.items() if key != "$ref"}
        return {"allOf": [found], **rest} if rest else found
    return {key: _linked(inner, schemas) for key, inner in value.items()}


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"(\{\w+\})", template)
    return re.compile("".join("[^/]+" if index % 2 else re.escape(part) for index, part in enumerate(parts)))


def _body(operation: Any) -> Any:
    content = ((operation or {}).get("requestBody") or {}).get("content") or {}
    return (content.get("application/json") or {}).get("schema")


def _validator(path: Path, method: str, url: str) -> Any:
    for pattern, found in _load(path):
        if method in found and pattern.fullmatch(url):
            return found[method]
    return None
