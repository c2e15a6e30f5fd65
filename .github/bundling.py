"""Takes the documents that come with Quoth into a wheel or an sdist, and no others of the folder ``seeds``."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundledDocuments(BuildHookInterface):  # type: ignore[misc]
    """People put documents of their own there, which must not travel, and take away those that came."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Include each document of the list that is there, and is as it came."""
        if version == "editable":
            return
        root, within = Path(self.root), "bot/bundled_seeds" if self.target_name == "wheel" else "seeds"
        for line in (root / "bot" / "welcome" / "bundled.txt").read_text(encoding="utf-8").splitlines():
            digest, name = line.split(maxsplit=1)
            path = root / "seeds" / name
            if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
                build_data["force_include"][str(path)] = f"{within}/{name}"
