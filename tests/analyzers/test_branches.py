"""Neighbouring lines and branches: what is copied and not changed is told, what is alike on purpose is not."""

from functools import cache

import pytest

from spark_lsp.analyzers.ast_grep import look
from spark_lsp.analyzers.rule import Rule
from spark_lsp.analyzers.rulepack import RuleBook
from spark_lsp.core.analysis import Source


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(RuleBook().all())


def told(language: str, text: str, rule: str) -> list[tuple[int, str]]:
    """(line counted from 1, message) of what one rule says."""
    rules = [r for r in _rules() if r.id == rule]
    seen = look(Source(text, language, "src/a"), rules)
    assert rules
    assert not seen.failures
    return [(finding.span.start.line + 1, finding.message) for finding in seen.findings]


POINT = """
class Point:
    def __init__(self, left, right, top):
        self.left = left
        self.right = {0}
        self.top = top
"""
POINT_TS = """
class Point {{
  constructor(left: number, right: number, top: number) {{
    this.left = left;
    this.right = {0};
    this.top = top;
  }}
}}
"""
POINT_JAVA = """
class Point {{
  Point(int left, int right, int top) {{
    this.left = left;
    this.right = {0};
    this.top = top;
  }}
}}
"""
POINT_GO = """package a

func Make(left, right, top int) Point {{
\treturn Point{{
\t\tLeft:  left,
\t\tRight: {0},
\t\tTop:   top,
\t}}
}}
"""
POINT_RUST = """
fn make(left: i32, right: i32, top: i32) {{
    p.left = left;
    p.right = {0};
    p.top = top;
}}
"""


@pytest.mark.parametrize(
    ("language", "text"),
    [("python", POINT), ("typescript", POINT_TS), ("tsx", POINT_TS), ("java", POINT_JAVA), ("rust", POINT_RUST)],
)
def test_a_name_that_is_still_the_neighbours_is_told_with_what_belongs_there(language: str, text: str) -> None:
    assert told(language, text.format("right"), "x-branch-name-of-neighbour") == []
    (hit,) = told(language, text.format("left"), "x-branch-name-of-neighbour")
    assert hit[1].startswith("`left` is line ")
    assert "should be `right`" in hit[1]


def test_a_field_is_not_compared_with_a_name_of_another_case() -> None:
    assert told("go", POINT_GO.format("left"), "x-branch-name-of-neighbour") == []


@pytest.mark.parametrize(
    "text",
    [
        "def f(a, b):\n    self.a = a\n    self.b = b\n    self.c = b\n",  # there is no `c`
        "def f(a, b, c):\n    self.a = a\n    self.b = c\n    self.c = b\n",  # turned round, not copied
        "def f(width):\n    box.width = width\n    box.height = width\n",  # a square
        "def f(user):\n    go(userId=user.userId)\n    go(teamId=user.teamId)\n    go(docId=user.docId)\n",
        "xs = [\n    ('a', 'a'),\n    ('b', 'a'),\n    ('c', 'c'),\n]\n",
        "import a as a\nimport b as a\nimport c as c\n",
        "def f(table, table_name, schema):\n    x.table = table\n    x.table_name = table\n    x.schema = schema\n",
        "def f(id, key, at):\n    x.id = id\n    x.key = id\n    x.at = at\n",
        "def f(x, y, z):\n    g.x = x\n    g.y = x\n    g.z = z\n" * 2,
        "# a = a\n# b = a\n# c = c\n",
    ],
)
def test_lines_that_are_alike_on_purpose_are_left_alone(text: str) -> None:
    assert told("python", text, "x-branch-name-of-neighbour") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", "if a.x == b.x and a.y == b.y and a.x == b.x:\n    go()\n"),
        ("python", "ok = first.done or second.done or first.done or late\n"),
        ("javascript", "if (!left.ready || !left.ready) go()\n"),
        ("go", "package a\nfunc f() bool { return a.Min == b.Min && a.Min == b.Min }\n"),
        ("java", "class A { boolean f() { return a == null || b == null || a == null; } }\n"),
        ("rust", "fn f() -> bool { a.lo == b.lo && (c && a.lo == b.lo) }\n"),
        ("c", "int f(void) { return p->a != 0 || p->b != 0 || p->a != 0; }\n"),
    ],
)
def test_an_operand_that_is_there_twice_is_told_once(language: str, text: str) -> None:
    assert len(told(language, text, "x-branch-operand-repeated")) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", "if next(it) and next(it):\n    go()\n"),
        ("python", "value = a and a.b and a\n"),
        ("python", "if a and b or a and c:\n    go()\n"),
        ("python", "if (x := f()) and x and (x := f()) and x:\n    go()\n"),
        ("python", "while lock.acquire(False) or lock.acquire(False):\n    go()\n"),
        ("javascript", "const root = typeof self == 'object' && self && self.Object === Object && self\n"),
        ("javascript", "if (a === b || a === c) go()\n"),
        ("c", "int f(void) { return *p++ == 1 && *p++ == 1; }\n"),
        ("go", "package a\nfunc f() bool { return r.ReadByte() == 1 && r.ReadByte() == 1 }\n"),
    ],
)
def test_an_operand_that_may_mean_another_thing_the_second_time_is_left_alone(language: str, text: str) -> None:
    assert told(language, text, "x-branch-operand-repeated") == []


def test_a_message_that_speaks_of_the_check_before_is_told() -> None:
    text = """
def f(start, end):
    if start is None:
        raise ValueError("the message has no start")
    if end is None:
        raise ValueError("the message has no start")
"""
    assert told("python", text, "x-branch-message-of-neighbour") == [
        (6, 'this checks `end` and says what line 4 says of `start`: "the message has no start"')
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("start missing there", "end missing there"),
        ("bad input given", "bad input given"),
        ("start or end missing", "start or end missing"),
        ("start", "start"),
    ],
)
def test_messages_of_their_own_or_of_both_checks_are_left_alone(first: str, second: str) -> None:
    text = f"if start < 0:\n    raise ValueError('{first}')\nif end < 0:\n    raise ValueError('{second}')\n"
    assert told("python", text, "x-branch-message-of-neighbour") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", "def f(a):\n    if a.big:\n        return b.c\n    return b.c\n"),
        ("javascript", "function f(a) { if (a) { go(b) } else { go(b) } }\n"),
        ("go", "package a\nfunc f() int {\n\tif a.big {\n\t\treturn b.c\n\t}\n\treturn b.c\n}\n"),
        ("java", "class A { int f() { if (a == null) { return b.c; } else { return b.c; } } }\n"),
        ("c", "int f(int a) { if (a > 1) return b.c; return b.c; }\n"),
    ],
)
def test_a_condition_that_decides_nothing_is_told(language: str, text: str) -> None:
    assert len(told(language, text, "x-branch-decides-nothing")) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", "if a:\n    x = 1\nelif b:\n    x = 1\n"),
        ("python", "def f(a):\n    if a:\n        return None\n    return None\n"),
        ("python", "if a:\n    x = 1  # the old way\nelse:\n    x = 1\n"),
        ("javascript", "function f(a) { if (save(a)) { return b.c } return b.c }\n"),
        (
            "go",
            "package a\nfunc f() (err error) {\n\tif err = g(); err != nil {\n\t\treturn err\n\t}\n\treturn err\n}\n",
        ),
        ("c", "int f(int a) { if (a > 1) { return b.c; } log_it(a); return b.c; }\n"),
    ],
)
def test_branches_that_differ_or_conditions_that_act_are_left_alone(language: str, text: str) -> None:
    assert told(language, text, "x-branch-decides-nothing") == []


def test_the_second_of_two_equal_assertions_is_told_and_one_that_moves_on_is_not() -> None:
    text = "def test_a(self):\n    self.assertEqual(out[0], 1)\n    self.assertEqual(out[0], 1)\n"
    assert [line for line, _ in told("python", text, "x-branch-assertion-repeated")] == [3]
    for code in ("assert next(it) == 1", "self.assertTrue(box.is_open())", "self.assertEqual(f.read(2), b'ab')"):
        assert told("python", f"{code}\n{code}\n", "x-branch-assertion-repeated") == []


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ("self.width = w", "self.width = h", 1),
        ("self.width = w", "self.height = h", 0),
        ("self.width = 1", "self.width = self.width + 1", 0),
        ("self.user = None", "self.user = load()", 0),
        ("names['a'] = x", "names['a'] = y", 1),
        ("headers['a'] = x", "headers['a'] = y", 0),
        ("out[i++] = x;", "out[i++] = y;", 0),
        ("width = w", "width = h", 0),
    ],
)
def test_a_field_set_twice_in_a_row_is_told(first: str, second: str, count: int) -> None:
    assert len(told("python", f"{first}\n{second}\n", "x-branch-set-twice")) == count


def test_a_value_twice_in_a_list_that_is_searched_is_told() -> None:
    assert told("python", "if isinstance(day, (date, datetime, date)):\n    go()\n", "x-branch-member-repeated")
    assert told("javascript", "const ok = ['a', 'b', 'a'].includes(x)\n", "x-branch-member-repeated")
    assert told("python", "for name in (\n        'get', 'put', 'get'\n):\n    go(name)\n", "x-branch-member-repeated")
    assert told("python", "for n in (1, 1, 2):\n    go(n)\n", "x-branch-member-repeated") == []
    assert told("python", "'''if x in (1, 1):'''\n", "x-branch-member-repeated") == []


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("python", "def f(a):\n    if a.b > 1:\n        return 1\n    if a.b > 1:\n        return 2\n", 1),
        ("python", "def f(a):\n    if a.b:\n        go()\n    if a.b:\n        return 2\n", 0),
        ("python", "def f(a):\n    if a.b:\n        return 1\n    a = g()\n    if a.b:\n        return 2\n", 0),
        ("javascript", "if (a.b) { go() } else if (c) { go() } else if (a.b) { come() }\n", 1),
        ("javascript", "if (take(a)) { go() } else if (take(a)) { come() }\n", 0),
        ("go", "package a\nfunc f() {\n\tif err != nil {\n\t\treturn\n\t}\n\tif err := g(); err != nil {\n\t}\n}\n", 0),
        ("c", "int f(int a) { if (a > 1) return 1; if (a > 1) return 2; return 3; }\n", 1),
    ],
)
def test_a_condition_that_was_asked_before_it_can_hold_is_told(language: str, text: str, count: int) -> None:
    assert len(told(language, text, "x-branch-asked-again")) == count
