"""No fix costs a comment, and an argument is added as the call is laid out."""

import pytest

from spark_lsp.analyzers.ast_grep import look
from spark_lsp.analyzers.comments import keeps_comments
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.analyzers.rulepack import RuleBook
from spark_lsp.analyzers.vocabulary import Vocabulary
from spark_lsp.core.analysis import Source
from spark_lsp.core.text import LineIndex, Span, TextEdit, apply_edits, split_lines

TIMEOUT = next(rule for rule in RuleBook().all() if rule.id == "py-missing-timeout")


def kept(text: str, old: str, new: str, language: str = "python") -> bool:
    parsed = ParsedText(Source(text, language, "a"), language, Vocabulary(text))
    index = LineIndex(split_lines(text))
    at = text.index(old)
    return keeps_comments((TextEdit(Span(index.position(at), index.position(at + len(old))), new),), parsed)


@pytest.mark.parametrize(
    ("text", "old", "new", "keeps"),
    [
        ("f(a)  # c\n", "a", "b", True),
        ("f(a)  # c\n", "f(a)  # c", "g(a)", False),
        ("f(a)  # c\n", "f(a)  # c", "g(a)  # c", True),
        ("f(a)  # c\n", "a)  #", "b)  #", False),
        ("f(a  # c\n)\n", "# c\n)", "# c, t=1)\n)", False),
        ("f('# c', a)\n", "'# c', a", "b", True),
        ("f(a)  # c\n# c\n", "f(a)  # c\n# c", "g(a)  # c", False),
    ],
)
def test_a_comment_comes_back_whole_or_the_edit_is_refused(text: str, old: str, new: str, keeps: bool) -> None:
    assert kept(text, old, new) is keeps


def test_nothing_is_put_behind_a_comment_on_its_line() -> None:
    text = "f(a  # c\n)\n"
    parsed = ParsedText(Source(text, "python", "a"), "python", Vocabulary(text))
    end = LineIndex(split_lines(text)).position(text.index("\n"))
    assert not keeps_comments((TextEdit(Span(end, end), ", t=1"),), parsed)
    assert keeps_comments((TextEdit(Span(end, end), "\n  , t=1"),), parsed)


def test_block_comments_may_have_code_behind_them() -> None:
    assert kept("f(a /* c */);\n", ")", ", t)", "javascript")
    assert not kept("f(a, /* c */ b);\n", "a, /* c */ b", "b, a", "javascript")


@pytest.mark.parametrize(
    ("call", "mended"),
    [
        ("get(u)", "get(u, timeout=10)"),
        ("get(u,)", "get(u, timeout=10,)"),
        ("get(\n    u\n)", "get(\n    u,\n    timeout=10\n)"),
        ("get(\n    u,\n)", "get(\n    u,\n    timeout=10,\n)"),
        ("get(\n    u,  # c\n)", "get(\n    u,  # c\n    timeout=10,\n)"),
        ("get(\n    u  # c\n)", "get(\n    u,  # c\n    timeout=10\n)"),
        ("get(\n\tu,\n\tv)", "get(\n\tu,\n\tv,\n\ttimeout=10)"),
        ("get(\r\n    u,\r\n    # c\r\n)", "get(\r\n    u,\r\n    timeout=10,\r\n    # c\r\n)"),
        ("get(u,\n    v)", "get(u,\n    v, timeout=10)"),
        ("get(u, json={\n    'a': 1,\n})", "get(u, json={\n    'a': 1,\n}, timeout=10)"),
        ("get(\n    u, v,\n)", "get(\n    u, v, timeout=10,\n)"),
    ],
)
def test_an_argument_is_added_as_the_call_is_laid_out(call: str, mended: str) -> None:
    text = f"import requests\nrequests.{call}\n"
    [finding] = look(Source(text, "python", "a.py"), [TIMEOUT]).findings
    assert finding.fix is not None
    assert apply_edits(text, finding.fix.edits) == f"import requests\nrequests.{mended}\n"
