"""Excluded files."""

import pytest

from spark_lsp.privacy.excluded import is_excluded


@pytest.mark.parametrize(
    ("path", "patterns", "expected"),
    [
        ("/w/shop/.env", [".env"], True),
        ("/w/shop/secret/a.py", ["secret/"], True),
        ("/w/shop/secret/a.py", ["/secret/"], True),
        ("/w/shop/src/secret/a.py", ["/secret/"], False),
        ("/w/shop/a.py", ["*.py", "!a.py"], False),
        ("/w/shop/a.py", [], False),
        ("/elsewhere/a.pem", ["*.pem"], True),
        ("untitled", ["*.py"], False),
    ],
)
def test_a_pattern_names_files_as_gitignore_does(path: str, patterns: list[str], expected: bool) -> None:
    assert is_excluded(path, patterns, ["/w/shop"]) is expected
