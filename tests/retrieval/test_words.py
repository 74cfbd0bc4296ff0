"""Words that code is found by."""

import pytest

from spark_lsp.retrieval.words import words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("parseHTTPOrder", ["parse", "http", "order", "parsehttporder"]),
        ("max_age_s", ["max", "age", "maxages"]),
        ("_private", ["private"]),
        ("base64", ["base", "64", "base64"]),
        ("größe = 3", ["größe"]),
        ("", []),
        ("x" * 100, []),
        ("SELECT * FROM t", ["select", "from"]),
    ],
)
def test_identifiers_are_found_by_their_parts_and_whole(text: str, words: list[str]) -> None:
    assert words_of(text) == words
