"""What must be true of the project as a whole."""

import ast
import inspect
import re
import subprocess
import sys
import textwrap
import tomllib
import typing
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import retrieval
from bot.settings import Settings, load_settings
from retrieval import errors
from retrieval.errors import SettingError
from retrieval.links import NO_LINKS
from retrieval.parsing.formats import PARSERS

ROOT = Path(__file__).parent.parent
SOURCES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("retrieval/**/*.py")])
COMMANDS = ROOT / "bot" / "cli.py"

ERRORS = {name for name, value in vars(errors).items() if isinstance(value, type)}

MAY_REPEAT = {"main"}
"""Public functions that several modules may have: each program has a ``main`` of its own."""


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_env_example_lists_every_setting_with_its_default():
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert [*listed] == [name.upper() for name in Settings.model_fields]
    shown = Settings(_env_file=ROOT / ".env.example")
    assert shown == Settings(_env_file=None)
    for name, field in Settings.model_fields.items():
        assert bool(listed[name.upper()]) == (field.default not in (None, frozenset(), NO_LINKS)), name


def test_env_example_explains_settings_as_they_are_described():
    explained, comment = {}, []
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            comment.append(line[2:])
        elif "=" in line:
            explained[line.partition("=")[0].lower()] = " ".join(comment)
        if not line.startswith("# "):
            comment = []
    described = {name: field.description for name, field in Settings.model_fields.items()}
    assert [name for name, said in described.items() if not explained[name].startswith(said)] == []


def test_readme_names_every_command_and_no_setting_that_is_none():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    from bot.cli import app

    commands = [command.name or command.callback.__name__ for command in app.registered_commands]
    commands += [
        f"{group.name} {sub.name}"
        for group in app.registered_groups
        for sub in group.typer_instance.registered_commands
    ]
    assert [name for name in commands if f"quoth {name}" not in readme] == []
    named = set(re.findall(r"`((?:DISCORD|SEEDS|PARSING|INDEX|EMBEDDING|HEALTH|LOG)_[A-Z_]+)", readme))
    assert named <= {name.upper() for name in Settings.model_fields}
    assert {"DISCORD_TOKEN", "SEEDS_DIR", "INDEX_DIR", "EMBEDDING_MODEL"} <= named


def test_readme_names_every_command_of_the_bot():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "cogs").rglob("*.py"))
    commands = re.findall(r'@app_commands\.command\(name="(\w+)"', sources)
    assert len(commands) > 5
    assert [name for name in commands if f"/{name}" not in readme] == []


def test_readme_lists_every_format_with_its_endings_and_no_other():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("\n## What Quoth reads\n")[2].partition("\n## ")[0]
    table = "".join(line for line in section.splitlines(keepends=True) if line.startswith("|"))
    entries = re.findall(r"([A-Za-z][\w -]*) \(([^()]*)\)", table)
    listed = {name: set(re.findall(r"`([^`]+)`", inside)) for name, inside in entries}
    assert len(listed) == len(entries)
    endings = {name: {each for each in inside if each.startswith(".")} for name, inside in listed.items()}
    assert endings == {parser.name: set(parser.suffixes) for parser in PARSERS}
    for parser in PARSERS:  # of the names without an ending, the README gives examples
        names = {each.lower() for each in listed[parser.name] - endings[parser.name]}
        assert names <= set(parser.names)
        assert bool(names) == bool(parser.names)


def test_empty_setting_means_the_default(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEEDS_DIR", "")
    assert load_settings().seeds_dir == Path("seeds")


def test_unreadable_env_file_is_one_sentence(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes(b"SEEDS_DIR=\xff\xfe")
    with pytest.raises(SettingError, match=r"\.env cannot be read"):
        load_settings()


def test_public_names_are_sorted_and_exist():
    assert retrieval.__all__ == sorted(retrieval.__all__, key=lambda name: (not name.isupper(), name))
    assert all(hasattr(retrieval, name) for name in retrieval.__all__)


def classes_in(hint: object) -> Iterator[type]:
    """The classes that a type is made of: those of ``list[A | None]`` are list, A and None's."""
    if inspect.isclass(hint) and not typing.get_origin(hint):
        yield hint
    for part in typing.get_args(hint):
        for each in part if isinstance(part, list) else [part]:
            yield from classes_in(each)


def test_everything_that_a_caller_meets_is_public():
    met = set()
    for name in retrieval.__all__:
        public = getattr(retrieval, name)
        public = public if inspect.isclass(public) else type(public)
        members = [value for name, value in inspect.getmembers(public) if not name.startswith("_")]
        functions = [member.fget if isinstance(member, property) else member for member in members]
        documented = [public, *(each for each in functions if inspect.isfunction(each) or inspect.ismethod(each))]
        for each in documented:
            for hint in typing.get_type_hints(each, vars(sys.modules[each.__module__])).values():
                met |= {kind for kind in classes_in(hint) if kind.__module__.startswith("retrieval")}
            raised = re.findall(
                r"\b[A-Z]\w+(?=\b)", "".join(re.findall(r"Raises .*", inspect.getdoc(each) or "", re.S))
            )
            met |= {getattr(errors, error) for error in raised if hasattr(errors, error)}
    assert {kind.__name__ for kind in met} <= set(retrieval.__all__)


def test_retrieval_never_imports_bot_or_discord():
    for path in ROOT.glob("retrieval/**/*.py"):
        assert not {name for name in imports(path) if name.split(".")[0] in ("bot", "discord")}, path


def test_nothing_is_unpickled_or_run_from_a_model():
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        assert not {"pickle", "shelve", "marshal", "joblib", "dill"} & imports(path), path
        assert "trust_remote_code=True" not in text
        assert "allow_pickle" not in text


def test_onnxruntime_is_imported_only_where_its_telemetry_is_switched_off():
    importing = {path for path in SOURCES if any(name.split(".")[0] == "onnxruntime" for name in imports(path))}
    assert importing == {ROOT / "retrieval" / "runtime.py"}


def test_importing_the_library_loads_neither_torch_nor_a_parser():
    heavy = ["torch", "sentence_transformers", "lxml", "pypdfium2", "docx", "discord", "retrieval.parsing.formats"]
    light = "retrieval.library, bot.cli, bot.settings, bot.terminal.printing, bot.terminal.opening"
    code = f"import sys, {light}; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_dependency_has_a_lower_bound():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert all(">=" in dependency or "==" in dependency for dependency in project["dependencies"])


def test_changelog_begins_with_the_version_that_is_built():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    headings = [line for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines() if line[:3] == "## "]
    assert headings[0].split()[1] == version


def test_no_room_holds_more_than_a_dozen_modules_without_a_reason():
    # Below the rooms of retrieval lie small modules that several of them share, and above them the facade.
    reasons = {ROOT / "retrieval"}
    rooms = Counter(path.parent for path in SOURCES if not path.name.startswith("__"))
    assert {room for room, count in rooms.items() if count > 12} == reasons


def test_no_module_grows_into_two_rooms():
    assert not [path for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) > 350]


def public_functions(path: Path) -> set[str]:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    functions = [node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {function.name for function in functions if not function.name.startswith("_")}


def test_public_functions_of_modules_have_names_of_their_own():
    modules = defaultdict(set)
    for path in SOURCES:
        for name in public_functions(path):
            modules[name].add(path)
    repeated = {name: paths for name, paths in modules.items() if len(paths) > 1 and name not in MAY_REPEAT}
    # A command may have the name of the one function that does its work.
    clashing = {name: paths for name, paths in repeated.items() if COMMANDS not in paths or len(paths) > 2}
    assert clashing == {}


def docstrings(path: Path) -> Iterator[str]:
    """Every text that documents a module, class, function or constant, without its indentation."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield inspect.cleandoc(node.value.value)


def blocks(docstring: str) -> Iterator[str]:
    """The indented blocks after a line that ends with two colons."""
    lines = docstring.splitlines()
    for at, line in enumerate(lines):
        if line.endswith("::"):
            block = []
            for following in lines[at + 1 :]:
                if following.strip() and not following.startswith(f"{line[: -len(line.lstrip())]} "):
                    break
                block.append(following)
            yield textwrap.dedent("\n".join(block)).strip("\n")


def is_python(block: str) -> bool:
    """Whether a block is meant to be Python; a drawing is not, whatever its words are."""
    if re.search("[─-╿]", block):
        return False
    try:
        ast.parse(block)
    except SyntaxError:
        return any(sign in block for sign in ("import", "with ", " = "))
    return True


def test_every_example_in_a_docstring_compiles():
    found = {}
    for path in SOURCES:
        examples = [block for docstring in docstrings(path) for block in blocks(docstring) if is_python(block)]
        for example in examples:
            compile(example, str(path), "exec")
        found[path] = examples
    assert len(found[ROOT / "retrieval" / "library.py"]) == 1
    assert "with Library.open(" in found[ROOT / "retrieval" / "library.py"][0]
