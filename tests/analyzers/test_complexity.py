"""Structure hints: what is told of a function, and what is left alone."""

import pytest

from spark_lsp.analyzers.blocks import deepest, longest_block
from spark_lsp.analyzers.complexity import Complexity, parameter_names
from spark_lsp.core.analysis import Source
from spark_lsp.core.finding import Finding, Severity
from spark_lsp.core.text import split_lines
from spark_lsp.syntax.outline import outline_of


def seen(text: str, language: str = "python", analyzer: Complexity | None = None) -> tuple[Finding, ...]:
    source = Source(text, language, "x")
    return (analyzer or Complexity()).look(source, outline_of(source).units).findings


def branchy(count: int, *, indent: str = "") -> str:
    body = "".join(f"{indent}    if a > {i}:\n{indent}        b = {i}\n" for i in range(count))
    return f"{indent}def f(a):\n{body}{indent}    return b\n"


def test_many_ways_through_a_function_are_told_with_their_number_and_a_block() -> None:
    long_block = "    for x in a:\n" + "        b += x\n" * 7
    (finding,) = seen("import os\n\n\n" + branchy(16).replace("    return b\n", long_block + "    return b\n"))
    assert finding.rule == "complexity-branches"
    assert finding.severity is Severity.HINT
    assert (finding.span.start.line, finding.span.start.column, finding.span.end.column) == (3, 4, 5)
    assert "`f` has 18 ways" in finding.message
    assert "`for x in a` at line 37" in finding.next_step


def test_a_method_is_counted_like_a_function() -> None:
    (finding,) = seen("class A:\n" + branchy(20, indent="    "))
    assert "`f` has 21 ways" in finding.message


def test_as_many_branches_as_allowed_are_left_alone() -> None:
    assert seen(branchy(14)) == ()


def test_a_long_function_is_told() -> None:
    body = "".join(f"    if a[{i}]:\n        b = 1\n" for i in range(5)) + "    b += 1\n" * 80
    (finding,) = seen(f"def f(a):\n{body}    return b\n")
    assert finding.rule == "complexity-long"
    assert "92 lines" in finding.message


def test_code_that_goes_straight_down_may_be_longer() -> None:
    assert seen("def f(a):\n" + "    a += 1\n" * 100) == ()


def test_comments_do_not_make_a_function_long() -> None:
    assert seen("def f(a):\n" + "    # why\n" * 200 + "    return 1\n") == ()


def test_deep_nesting_names_the_innermost_statement() -> None:
    lines = ["def f(a):"] + ["    " * (i + 1) + f"if a > {i}:" for i in range(6)] + ["    " * 7 + "return 1"]
    (finding,) = seen("\n".join(lines + ["    a += 1"] * 20) + "\n")
    assert finding.rule == "complexity-depth"
    assert "6 control statements, down to line 7" in finding.message
    assert "`if a > 5`" in finding.next_step


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("javascript", "class A {\n  m(a) {\n%s  }\n}\n"),
        ("typescript", "class A {\n  async m(a: number): Promise<void> {\n%s  }\n}\n"),
        ("tsx", "export const m = (a: number) => {\n%s};\n"),
        ("java", "class A {\n  @Override public int m(int a) throws E {\n%s  }\n}\n"),
        ("cpp", "template <class T> int A<T>::m(int a) {\n%s}\n"),
        ("c", "static int m(int a)\n{\n%s}\n"),
    ],
)
def test_every_language_with_brackets_is_counted(language: str, text: str) -> None:
    (finding,) = seen(text % "".join(f"    if (a > {i}) {{\n      b({i});\n    }}\n" for i in range(17)), language)
    assert "`m` has 18 ways" in finding.message


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("go", "package p\n\nfunc (t *T) m(a int) {\n%s}\n"),
        ("rust", "impl T {\n  pub fn m(&self, a: i32) {\n%s  }\n}\n"),
    ],
)
def test_so_are_those_without_brackets_around_conditions(language: str, text: str) -> None:
    (finding,) = seen(text % "".join(f"    if a > {i} {{\n      b({i});\n    }}\n" for i in range(17)), language)
    assert "`m` has 18 ways" in finding.message


def test_parameters_with_defaults_and_those_by_name_do_not_count() -> None:
    assert seen("def f(self, a, b, c, d, e, g, h, i=1, *, j, k): ...\n") == ()
    (finding,) = seen("def f(a, b, c, d, e, g, h, i): ...\n")
    assert finding.message == "`f` takes 8 parameters"
    assert "`a`, `b`, `c`" in finding.next_step


@pytest.mark.parametrize(
    ("signature", "names"),
    [
        ("def f(self, a: dict[str, int], *args, b=(1, 2), **kw) -> int", ["a: dict[str, int]"]),
        ("func (t *T) f(a, b int, c func(int, int) error) (int, error)", ["a", "b int", "c func(int, int) error"]),
        ("fn f(&mut self, a: Vec<(u8, u8)>, b: u8)", ["a: Vec<(u8, u8)>", "b: u8"]),
        ("f = x", []),
        ("def f()", []),
    ],
)
def test_parameters_are_split_outside_brackets(signature: str, names: list[str]) -> None:
    assert parameter_names(signature, "f") == names


def test_counts_are_kept_for_code_that_did_not_change_and_made_anew_where_it_did() -> None:
    analyzer = Complexity()
    before = seen(branchy(16), analyzer=analyzer)
    moved = seen("# a comment\n\n" + branchy(16), analyzer=analyzer)
    assert [f.message for f in moved] == [f.message for f in before]
    assert moved[0].span.start.line == before[0].span.start.line + 2
    assert "has 21 ways" in seen(branchy(20), analyzer=analyzer)[0].message
    assert seen(branchy(3), analyzer=analyzer) == ()


def test_a_language_without_a_grammar_gets_none() -> None:
    assert seen(branchy(30), "ruby") == ()


def test_broken_code_raises_nothing() -> None:
    assert seen("class A {\n  m( {\n" + "    if (a ? {\n" * 40, "java") is not None


def test_the_longest_block_inside_one_that_is_nearly_all_is_found() -> None:
    lines = split_lines("for a in b:\n    x()\n    if a:\n" + "        y()\n" * 6 + "    z()\n")
    assert longest_block(lines, 0, len(lines)) == (2, 9)


def test_a_body_without_control_statements_has_no_block() -> None:
    lines = split_lines("a = f(\n    1,\n    2,\n)\nb()\n")
    assert longest_block(lines, 0, len(lines)) is None


def test_an_else_is_no_deeper_than_its_if() -> None:
    lines = split_lines("if a {\n  b();\n} else if c {\n  d();\n} else {\n  e();\n}\n")
    assert deepest(lines, 0, len(lines)) == (1, 0)
