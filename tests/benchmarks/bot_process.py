"""The bot in a process of its own, which takes orders and answers each with figures, for benchmarks over the wire."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.discord_double import network

ROOT = Path(__file__).parent.parent.parent


class BotProcess:
    """A script's own ``--bot`` mode, run beside it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Use ``start``."""
        self.process = process

    @classmethod
    async def start(cls, script: str, folder: Path, given: dict[str, Any]) -> BotProcess:
        """Start a script with ``--bot`` and what it is given, as JSON, in a folder that trusts the double."""
        network._authority().cert_pem.write_to_path(str(folder / "authority.pem"))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, script, "--bot", json.dumps(given)),
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=folder,
        )
        return cls(process)

    async def tell(self, order: str) -> dict[str, Any]:
        """Give an order and return the figures that answer it. Raises RuntimeError when the bot has ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{order}\n".encode())
        line = await self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the bot ended with {await self.process.wait()}")
        return dict(json.loads(line))
