"""Folders of a test's own, for whatever the benchmark keeps."""

from pathlib import Path

import pytest


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that has the data folder and the cache folder in it."""
    monkeypatch.setenv("SPARK_LSP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SPARK_LSP_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path
