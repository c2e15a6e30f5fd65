"""Pictures of a page, made with a headless Chromium."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# In a container its sandbox has no user namespaces, and /dev/shm is small.
OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
    "--no-first-run", "--disable-extensions", "--force-color-profile=srgb", "--virtual-time-budget=1000",
)  # fmt: skip
MEASURE = "<script>document.body.dataset.height = Math.ceil(document.body.getBoundingClientRect().height)</script>"


class NoBrowser(RuntimeError):
    """There is no Chromium to take a picture with."""


def find_browser() -> str | None:
    """The path of a Chromium, if there is one."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def screenshot(html: str, path: Path, width: int = 900, *, scale: float = 2, timeout: float = 60) -> Path:
    """Write ``path``, a PNG of the whole page: ``width`` CSS pixels wide and as high as it is.

    Raises NoBrowser when no Chromium is installed, RuntimeError with its words when it draws nothing.
    """
    browser = find_browser()
    if browser is None:
        raise NoBrowser(f"no Chromium found, looked for {', '.join(BROWSERS)}: install one (apt-get install chromium)")
    path = path.absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source = Path(folder, "page.html")
        common = [browser, *OPTIONS, f"--user-data-dir={folder}/profile"]

        def run(*options: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [*common, *options, source.as_uri()], capture_output=True, text=True, timeout=timeout, check=False
            )

        source.write_text(html.replace("</body>", f"{MEASURE}</body>"), encoding="utf-8")
        dumped = run(f"--window-size={width},600", "--dump-dom")
        height = re.search(r'data-height="(\d+)"', dumped.stdout)
        if not height:
            raise RuntimeError(f"{browser} could not read the page: {dumped.stderr.strip()[-500:]}")
        source.write_text(html, encoding="utf-8")
        path.unlink(missing_ok=True)
        done = run(f"--window-size={width},{height[1]}", f"--force-device-scale-factor={scale}", f"--screenshot={path}")
        if not path.is_file():
            raise RuntimeError(f"{browser} drew nothing: {done.stderr.strip()[-500:]}")
    return path
