"""What a project told its linters to let pass is let pass by us: everything on the line, or what says the same."""

import pytest

from spark_lsp.core.finding import Finding, Severity
from spark_lsp.core.suppress import unsuppressed
from spark_lsp.core.text import span, split_lines


def finding(line: int, rule: str = "py-sql-injection", category: str = "sql-injection", cwe: str = "CWE-89") -> Finding:
    return Finding(
        rule=rule,
        span=span(line, 0, line, 1),
        severity=Severity.WARNING,
        confidence=0.9,
        message="m",
        why="w",
        next_step="n",
        category=category,
        source="core",
        cwe=(cwe,) if cwe else (),
    )


def left(text: str, language: str, *findings: Finding) -> list[int]:
    return [f.span.start.line for f in unsuppressed(findings, text, split_lines(text), language)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", "go(q)  # noqa\n"),
        ("python", "go(q)  # NOQA: S608\n"),
        ("python", "go(q)  # noqa: E501, S608 - checked above\n"),
        ("python", "go(q)  # nosec\n"),
        ("python", "go(q)  # nosec B608\n"),
        ("python", "go(q)  # nosec: B608, B602\n"),
        ("python", "go(\n    q,\n)  # noqa\n"),
        ("javascript", "go(q) // eslint-disable-line\n"),
        ("javascript", "go(q) // eslint-disable-line security/detect-sql-injection -- a constant\n"),
        ("typescript", "/* eslint-disable */\ngo(q)\n"),
        ("go", "go(q) //nolint\n"),
        ("go", "go(q) //nolint:gosec,errcheck // G202\n"),
        ("go", "go(q) // #nosec G202\n"),
        ("go", "func f() { //nolint:gosec\n\tgo(q)\n}\n"),
        ("go", "//nolint\nfunc f() {\n\tif ok {\n\t}\n\tgo(q)\n}\n"),
        ("java", "go(q); // NOSONAR\n"),
        ("java", '@SuppressWarnings("SQL_INJECTION_JDBC")\nvoid f() {\n  go(q);\n}\n'),
        ("cpp", "go(q); // NOLINT\n"),
    ],
)
def test_a_mark_that_means_it_silences(language: str, text: str) -> None:
    at = next(i for i, line in enumerate(text.split("\n")) if "go(" in line)
    same = finding(at) if "gosec" not in text else finding(at, "go-error-ignored", "error-handling", "CWE-252")
    assert left(text, language, same) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", "go(q)  # noqa: E501\n"),
        ("python", "go(q)  # nosec B101\n"),
        ("python", "go(q)  # type: ignore\n"),
        ("python", "go(q, '# noqa')\n"),
        ("python", 'go(q, """\n# noqa\n""")\n'),
        ("python", '"""\n# flake8: noqa\n"""\ngo(q)\n'),
        ("python", "go(q)\n# noqa\n"),
        ("python", "go(q)  # ruff: noqa\n"),
        ("javascript", "go(q) // eslint-disable-line no-console\n"),
        ("javascript", "go(q, '// eslint-disable-line')\n"),
        ("javascript", "/* eslint-disable */\nx()\n/* eslint-enable */\ngo(q)\n"),
        ("typescript", "// @ts-ignore\ngo(q)\n"),
        ("go", "go(q) //nolint:lll\n"),
        ("go", "func f() { //nolint\n}\nfunc g() {\n\tgo(q)\n}\n"),
        ("java", '@SuppressWarnings("unchecked")\nvoid f() {\n  go(q);\n}\n'),
        ("cpp", "go(q); // NOLINT(readability-magic-numbers)\n"),
        ("cpp", "x(); // NOLINTNEXTLINE\n\ngo(q);\n"),
    ],
)
def test_a_mark_that_means_something_else_or_stands_elsewhere_does_not(language: str, text: str) -> None:
    at = next(i for i, line in enumerate(text.split("\n")) if "go(" in line)
    assert left(text, language, finding(at)) == [at]


def test_pylint_holds_for_a_line_the_next_or_the_rest_of_the_block() -> None:
    swallowed = ("py-swallowed-error", "error-handling", "")
    text = (
        "def f():\n    # pylint: disable=broad-except\n    a()\n    b()\n\n\nc()\n"
        "# pylint: disable-next=bare-except\nd()\ne()  # pylint: disable=broad-exception-caught\n"
    )
    lines = [i for i, line in enumerate(text.split("\n")) if "()" in line and "def" not in line]
    assert left(text, "python", *(finding(i, *swallowed) for i in lines)) == [6]


def test_file_marks_hold_everywhere_and_with_codes_for_those_alone() -> None:
    assert left("go(q)\n# ruff: noqa\n", "python", finding(0)) == []
    assert left("# ruff: noqa: E501\ngo(q)\n", "python", finding(1)) == [1]
    assert left("# flake8: noqa: S608\ngo(q)\n", "python", finding(1)) == []


def test_bare_nosec_speaks_of_security_alone() -> None:
    text = "go(q)  # nosec\n"
    assert left(text, "python", finding(0, "py-late-binding", "late-binding", "")) == [0]


def test_nolint_blocks_and_allow_on_an_item_end_where_they_end() -> None:
    text = "// NOLINTBEGIN\na();\n// NOLINTEND\nb();\n"
    assert left(text, "cpp", finding(1), finding(3)) == [3]
    rust = "#[allow(clippy::unwrap_used)]\nfn f() {\n    a.unwrap();\n}\nfn g() {\n    b.unwrap();\n}\n"
    unwrap = ("rs-unwrap-in-result", "error-handling", "")
    assert left(rust, "rust", finding(2, *unwrap), finding(5, *unwrap)) == [5]
    inner = "#![allow(clippy::unwrap_used)]\n" + rust
    assert left(inner, "rust", finding(6, *unwrap)) == []


def test_a_ruff_code_means_our_rule_of_that_code() -> None:
    assert left("x = 1  # noqa: RUF034\n", "python", finding(0, "ruff-RUF034", "no-effect", "")) == []
    assert left("x = 1  # noqa: RUF035\n", "python", finding(0, "ruff-RUF034", "no-effect", "")) == [0]
