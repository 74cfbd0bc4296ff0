"""One browser and one .vsix for all scenes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.vscode.setup import extension
from tests.e2e.vscode.workbench import launched


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = launched(play)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def vsix() -> Path:
    made = extension()
    assert made.stat().st_size <= 500_000
    return made
