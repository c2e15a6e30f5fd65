"""What the doctor says about sources that lie elsewhere."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.doctor.findings import Finding
from bot.origins.overview import look_at_origins

if TYPE_CHECKING:
    from bot.settings import Settings


def origin_findings(settings: Settings) -> Iterator[Finding]:
    """Yield how each source is, and whether what fetches it is there. Raises SettingError."""
    found = look_at_origins(settings.sources_file.expanduser(), settings.index_dir.expanduser())
    if any(each.entry.is_git for each in found) and shutil.which("git") is None:
        yield Finding("sources", "failure", 'the program "git" is not installed', "Install it: a source needs it.")
    for each in found:
        if each.problem is None:
            yield Finding("sources", "ok", each.line(time.time()))
        else:
            remedy = 'It is tried again by itself; "quoth sync" tries it now.'
            yield Finding("sources", "warning", f"{each.entry.name}: {each.problem}", remedy)
