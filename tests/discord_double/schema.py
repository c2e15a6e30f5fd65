"""Request bodies held against Discord's OpenAPI description, when there is one."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import ValidationError, best_match  # type: ignore[import-untyped]
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from .failures import Problems

_NAME = "urn:discord"
_METHODS = ("get", "post", "put", "patch", "delete")


class Schema:
    """Validators for request bodies, one for each route, compiled when they are first needed."""

    def __init__(self, path: Path | None) -> None:
        self.path = path

    def check(self, method: str, path: str, body: Any, problems: Problems) -> None:
        """Note in ``problems`` what the description of that route does not allow; a route it lacks allows anything."""
        validator = None if self.path is None else _validator(self.path, method.lower(), path)
        if validator is None or validator.is_valid(body):
            return
        for error in validator.iter_errors(body):
            deepest = best_match([error]) or error
            problems.add(tuple(deepest.absolute_path), "SCHEMA", _short(deepest))


def _short(error: ValidationError) -> str:
    text = error.message
    return text if len(text) <= 300 else f"{text[:140]} … {text[-140:]}"


@cache
def _load(path: Path) -> tuple[Registry[Any], list[tuple[re.Pattern[str], str, list[str]]]]:
    document = json.loads(path.read_text(encoding="utf-8"))
    # Discord's own parser takes a snowflake as a number too, and clients send them so.
    document["components"]["schemas"]["SnowflakeType"] = {
        "anyOf": [document["components"]["schemas"]["SnowflakeType"], {"type": "integer", "minimum": 0}]
    }
    routes = []
    for template, operations in document["paths"].items():
        pattern = "".join(
            "[^/]+" if index % 2 else re.escape(part) for index, part in enumerate(re.split(r"(\{\w+\})", template))
        )
        methods = [method for method in _METHODS if "application/json" in _content(operations.get(method))]
        routes.append((re.compile(pattern), template, methods))
    routes.sort(key=lambda route: route[1].count("{"))
    resource = DRAFT202012.create_resource(document)
    registry: Registry[Any] = Registry().with_resource(_NAME, resource)
    return registry, routes


def _content(operation: Any) -> Any:
    return ((operation or {}).get("requestBody") or {}).get("content") or {}


@cache
def _compile(path: Path, method: str, template: str) -> Draft202012Validator:
    pointer = template.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
    reference = f"{_NAME}#/paths/{pointer}/{method}/requestBody/content/application~1json/schema"
    return Draft202012Validator({"$ref": reference}, registry=_load(path)[0])


def _validator(path: Path, method: str, url: str) -> Draft202012Validator | None:
    for pattern, template, methods in _load(path)[1]:
        if method in methods and pattern.fullmatch(url):
            return _compile(path, method, template)
    return None
