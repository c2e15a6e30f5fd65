"""What must be true of the project as a whole."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import retrieval
from bot.settings import Settings, load_settings
from retrieval.errors import SettingError

ROOT = Path(__file__).parent.parent
SOURCES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("retrieval/**/*.py")])


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
        assert bool(listed[name.upper()]) == (field.default not in (None, frozenset())), name


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
    named = set(re.findall(r"`((?:DISCORD|SEEDS|INDEX|EMBEDDING|HEALTH|LOG)_[A-Z_]+)", readme))
    assert named <= {name.upper() for name in Settings.model_fields}
    assert {"DISCORD_TOKEN", "SEEDS_DIR", "INDEX_DIR", "EMBEDDING_MODEL"} <= named


def test_readme_names_every_command_of_the_bot():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "cogs").glob("*.py"))
    commands = re.findall(r'@app_commands\.command\(name="(\w+)"', sources)
    assert len(commands) > 5
    assert [name for name in commands if f"/{name}" not in readme] == []


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
    assert retrieval.__all__ == sorted(retrieval.__all__)
    assert all(hasattr(retrieval, name) for name in retrieval.__all__)


def test_retrieval_never_imports_bot_or_discord():
    for path in ROOT.glob("retrieval/**/*.py"):
        assert not {name for name in imports(path) if name.split(".")[0] in ("bot", "discord")}, path


def test_nothing_is_unpickled_or_run_from_a_model():
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        assert not {"pickle", "shelve", "marshal", "joblib", "dill"} & imports(path), path
        assert "trust_remote_code=True" not in text
        assert "allow_pickle" not in text


def test_importing_the_library_loads_neither_torch_nor_a_parser():
    heavy = ["torch", "sentence_transformers", "trafilatura", "pypdf", "docx", "discord"]
    code = f"import sys, retrieval, bot.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_dependency_has_a_lower_bound():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert all(">=" in dependency or "==" in dependency for dependency in project["dependencies"])


def test_changelog_begins_with_the_version_that_is_built():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    headings = [line for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines() if line[:3] == "## "]
    assert headings[0].split()[1] == version


def test_no_module_grows_into_two_rooms():
    assert not [path for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) > 420]


def test_every_error_is_drawn_in_the_tree():
    from retrieval import errors

    drawn = errors.__doc__ or ""
    classes = [name for name, value in vars(errors).items() if isinstance(value, type)]
    assert all(name in drawn for name in classes)
