"""The reader that comes with Quoth, loaded once."""

from __future__ import annotations

import pytest

from retrieval.models import DEFAULT_MODEL, find_model
from retrieval.reader.reading import BundledReader


@pytest.fixture(scope="session")
def reader() -> BundledReader:
    return BundledReader(find_model(DEFAULT_MODEL))
