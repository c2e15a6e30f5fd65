"""Errors are drawn as they are defined, and their fields survive the way through JSON."""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Iterator

import pytest

from retrieval import errors
from retrieval.errors import IndexOutdated, QuothError, UnreadableFile, first_line, may_pass, reason_of

DRAWN = re.compile(r" {4}(?P<drawn>[│ ]*(?:[├└]── )?\w+)(?: +(?P<description>.+))?")


def branches(base: type[QuothError], indent: str = "") -> Iterator[str]:
    """Yield a line for each class below another, as a tree is drawn; classes of other modules are not in it."""
    classes = [each for each in base.__subclasses__() if each.__module__ == errors.__name__]
    for each in classes:
        is_last = each is classes[-1]
        yield f"{indent}{'└── ' if is_last else '├── '}{each.__name__}"
        yield from branches(each, indent + ("    " if is_last else "│   "))


def drawn() -> list[re.Match[str]]:
    """Return the lines of the tree in the docstring of the module."""
    matches = []
    for line in (errors.__doc__ or "").partition("::\n\n")[2].rstrip().splitlines():
        match = DRAWN.fullmatch(line)
        assert match is not None, f"no class is drawn by {line!r}"
        matches.append(match)
    return matches


def all_errors(base: type[QuothError] = QuothError) -> list[type[QuothError]]:
    classes = [each for each in base.__subclasses__() if each.__module__ == errors.__name__]
    return [base, *(error for each in classes for error in all_errors(each))]


def test_the_tree_of_errors_is_drawn_line_by_line() -> None:
    assert [line["drawn"] for line in drawn()] == [QuothError.__name__, *branches(QuothError)]


def test_every_error_but_the_base_is_described_in_the_tree() -> None:
    assert [line["drawn"] for line in drawn() if not line["description"]] == [QuothError.__name__]


@pytest.mark.parametrize("error", all_errors())
@pytest.mark.parametrize(
    "fields",
    [
        {"remedy": "do this", "path": "a/b", "setting": "SEEDS_DIR", "expected": "1", "found": "2"},
        {"remedy": "do this"},
        {},
    ],
    ids=["all fields", "a remedy", "a problem only"],
)
def test_an_error_is_the_same_after_a_way_through_json(error: type[QuothError], fields: dict[str, str]) -> None:
    raised = error("Something is wrong", **fields)
    carried = json.loads(json.dumps(raised.as_dict()))
    again = error.from_dict(carried)
    assert type(again) is error
    assert again.as_dict() == raised.as_dict() == carried
    assert str(again) == str(raised) == carried["message"]
    assert carried["error"] == error.__name__
    assert {name: carried[name] for name in fields} == fields


def test_fields_are_text_whatever_was_given() -> None:
    error = IndexOutdated("The version is wrong", expected=2, found=1)
    assert (error.expected, error.found, error.path) == ("2", "1", None)


def test_an_error_is_one_sentence_of_problem_and_remedy() -> None:
    error = IndexOutdated("The index is old", 'run "quoth sync"')
    assert str(error) == 'The index is old; run "quoth sync".'
    assert error.advice == 'Run "quoth sync".'
    assert str(IndexOutdated("The index is old")) == "The index is old."
    assert IndexOutdated("The index is old").advice == ""
    assert str(UnreadableFile("empty", path="a.txt")) == "empty"


def test_an_error_without_a_problem_says_something_all_the_same() -> None:
    assert str(QuothError.from_dict({})) == "something went wrong."


def test_of_a_foreign_error_the_first_line_is_told_without_numbers_of_the_system() -> None:
    assert first_line(ValueError("\nthe first line\nthe second")) == "the first line"
    assert first_line(ValueError()) == first_line(ValueError("...")) == "ValueError"
    assert first_line(FileNotFoundError(errno.ENOENT, "No such file", "a/b")) == "No such file: 'a/b'"
    assert first_line(RuntimeError("cannot connect ([WinError 1225] refused) nor find the cached files.")) == (
        "cannot connect (refused) nor find the cached files"
    )


def test_the_reason_of_an_error_of_the_system_is_in_the_systems_words() -> None:
    assert reason_of(PermissionError(errno.EACCES, "Permission denied", "a/b")) == "Permission denied"
    assert reason_of(OSError("the disk\nis gone")) == "the disk"
    assert reason_of(OSError()) == "OSError"


@pytest.mark.parametrize(
    ("said", "passes"),
    [
        ("SystemError : 5", True),
        ("[ONNXRuntimeError] : 7 : INVALID_PROTOBUF : Protobuf serialization failed.", True),
        ('[ONNXRuntimeError] : 1 : FAIL : Failed to write external initializers to file: "int8.bin"', True),
        ("[ONNXRuntimeError] : 1 : FAIL : write failed: Input/output error", True),
        ("[ONNXRuntimeError] : 9 : NOT_IMPLEMENTED : Could not find an implementation for Gelu(20)", False),
    ],
)
def test_a_failing_disk_is_known_by_the_words_of_a_library_and_a_model_s_fault_is_not(said: str, passes: bool) -> None:
    assert may_pass(RuntimeError(said)) == passes
