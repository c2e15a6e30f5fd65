"""What is shipped for Docker and systemd fits the program. Docker itself is not at hand in the tests."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.service import supervising
from bot.service.health import serve_health
from bot.service.metrics import Metrics
from bot.settings import Settings

SETTINGS = {name.upper() for name in Settings.model_fields}
LONGEST_STOP = supervising.FINISH_SECONDS + supervising._GRACE_SECONDS + 3 * supervising._CLOSE_SECONDS
NOT_OURS = {"HF_HOME", "PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}


@pytest.fixture
def deploy(root: Path) -> Path:
    return root / "bot" / "deploy"


@pytest.fixture
def dockerfile(deploy: Path) -> list[tuple[str, str]]:
    text = re.sub(r"^#.*\n", "", (deploy / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    return [(line.split(None, 1)[0], " ".join(line.split(None, 1)[1].split())) for line in lines]


@pytest.fixture
def service(deploy: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (deploy / "quoth.service").read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


@pytest.fixture
def compose(deploy: Path) -> dict[str, Any]:
    loaded = yaml.safe_load((deploy / "compose.yaml").read_text(encoding="utf-8"))
    assert set(loaded) == {"services", "volumes"}
    return loaded["services"]["quoth"]


def test_image_runs_as_nobody_special_is_stopped_softly_and_starts_the_bot(dockerfile):
    last = [at for at, (word, _) in enumerate(dockerfile) if word == "FROM"][-1]
    final = dict(dockerfile[last:])
    assert final["USER"] not in ("root", "0")
    assert final["STOPSIGNAL"] == "SIGTERM"
    assert json.loads(final["VOLUME"]) == ["/data/seeds", "/data/index"]
    assert (json.loads(final["ENTRYPOINT"]), json.loads(final["CMD"])) == (["quoth"], ["run"])
    assert "pip install" not in " ".join(rest for word, rest in dockerfile[last:] if word == "RUN")


def test_image_copies_only_what_exists_and_what_the_build_sends(dockerfile, deploy, root):
    ignored = (deploy / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[1] == "*"
    assert ignored.index("**/.env*") > max(at for at, line in enumerate(ignored) if line.startswith("!"))
    copied = {
        name for word, rest in dockerfile if word == "COPY" and "--from" not in rest for name in rest.split()[:-1]
    }
    assert copied
    assert all((root / name).exists() for name in copied)
    assert copied == {line[1:] for line in ignored if line.startswith("!")}


def test_health_check_of_the_image_tells_ready_from_not_ready(dockerfile):
    command = json.loads(dict(dockerfile)["HEALTHCHECK"].partition("CMD ")[2])
    assert command[0] == "python"

    async def check(reason: str | None) -> int:
        async with serve_health("127.0.0.1", 0, Metrics(), lambda: reason) as served:
            process = await asyncio.create_subprocess_exec(
                sys.executable, *command[1:], env=os.environ | {"HEALTH_PORT": str(served.port)},
                stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            return await process.wait()

    assert asyncio.run(check(None)) == 0
    assert asyncio.run(check("Not connected.")) != 0


def test_every_variable_is_a_setting(dockerfile, compose, service):
    names = {name for word, rest in dockerfile if word == "ENV" for name in re.findall(r"(\w+)=", rest)}
    names = {name for name in names if not name.startswith("PIP_")} | set(compose["environment"])
    names |= {line.partition("=")[0] for line in service["Environment"]}
    assert names <= SETTINGS | NOT_OURS
    assert {"SEEDS_DIR", "INDEX_DIR"} <= names


def test_compose_builds_this_image_gives_time_to_finish_and_no_rights(compose, deploy):
    context = (deploy / compose["build"]["context"]).resolve()
    assert (context / compose["build"]["dockerfile"]).samefile(deploy / "Dockerfile")
    assert int(compose["stop_grace_period"].rstrip("s")) > LONGEST_STOP
    assert compose["cap_drop"] == ["ALL"]
    assert compose["read_only"] is True
    mounted = {volume.split(":")[1] for volume in compose["volumes"]}
    assert mounted == {"/data/seeds", "/data/index"}


def test_service_stops_softly_and_does_not_start_again_when_the_operator_is_needed(service):
    assert service["Restart"] == ["on-failure"]
    assert service["RestartPreventExitStatus"] == ["2"]
    assert service["KillSignal"] == ["SIGTERM"]
    assert int(service["TimeoutStopSec"][0]) > LONGEST_STOP
    assert service["DynamicUser"] == ["yes"]
    assert service["ExecStart"][0].endswith("/quoth run")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here to ask")
def test_systemd_understands_the_service(deploy, tmp_path):
    unit = tmp_path / "quoth.service"
    text = (deploy / "quoth.service").read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/quoth/bin/quoth run", shutil.which("true") or "/bin/true"), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, timeout=60)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "quoth.service" in line]) == (0, [])
