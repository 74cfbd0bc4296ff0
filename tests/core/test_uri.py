"""`file:` URIs of both worlds, and what is no local file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_lsp.core.uri import path_to_uri, uri_to_path

WINDOWS = [
    ("file:///c%3A/a%20b.py", "c:\\a b.py"),
    ("file:///C:/a.py", "C:\\a.py"),
    ("file://server/share/x%20y.py", "\\\\server\\share\\x y.py"),
    ("file:///c%3A/%C3%A9.py", "c:\\é.py"),
    ("FILE:///c:/a.py", "c:\\a.py"),
]
POSIX = [
    ("file:///a/b%20c.py", "/a/b c.py"),
    ("file:///a%23b%3F.py", "/a#b?.py"),
    ("file://localhost/a.py", "/a.py"),
    ("file:/a.py", "/a.py"),
    ("file:///c%3A/a.py", "/c:/a.py"),
    ("file:///%F0%9F%98%80.py", "/😀.py"),
]
NO_PATH = [
    "untitled:Untitled-1",
    "vscode-notebook-cell:/a.ipynb#W0",
    "https://example.org/a.py",
    "git:/a.py",
    "file://elsewhere/a.py",
    "file:a.py",
    "file:///a%00b",
    "file:",
    "a.py",
    "",
]


@pytest.mark.parametrize(("uri", "path"), WINDOWS)
def test_a_windows_uri_is_its_path(uri: str, path: str) -> None:
    assert uri_to_path(uri, windows=True) == path


@pytest.mark.parametrize(("uri", "path"), POSIX)
def test_a_posix_uri_is_its_path(uri: str, path: str) -> None:
    assert uri_to_path(uri, windows=False) == path


@pytest.mark.parametrize("uri", NO_PATH)
def test_what_is_no_local_file_has_no_path(uri: str) -> None:
    assert uri_to_path(uri, windows=False) is None


def test_a_drive_is_spelled_as_vs_code_does() -> None:
    assert path_to_uri("C:\\a b\\é.py", windows=True) == "file:///c%3A/a%20b/%C3%A9.py"


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1))
def test_a_posix_path_survives_the_round_trip(name: str) -> None:
    assert uri_to_path(path_to_uri(f"/{name}", windows=False), windows=False) == f"/{name}"


@given(st.text(st.characters(exclude_characters='\0/\\:*?"<>|', exclude_categories=("Cs",)), min_size=1))
def test_a_windows_path_survives_the_round_trip(name: str) -> None:
    for path in (f"c:\\{name}", f"\\\\server\\share\\{name}"):
        assert uri_to_path(path_to_uri(path, windows=True), windows=True) == path


def test_a_file_name_that_is_not_utf8_survives_the_round_trip() -> None:
    assert uri_to_path(path_to_uri("/a\udcff", windows=False), windows=False) == "/a\udcff"
