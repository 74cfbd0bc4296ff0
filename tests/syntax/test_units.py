"""Units: their boundaries, names, relations, and that nothing in a text can break them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spark_lsp.core.analysis import Outline, Source
from spark_lsp.core.text import LineIndex, Position, Span, split_lines
from spark_lsp.core.unit import Unit, UnitKind
from spark_lsp.languages import by_id
from spark_lsp.syntax.outline import KEPT_MAX, Outliner, outline_of, units_of_source
from spark_lsp.syntax.parser import parse
from spark_lsp.syntax.tokens import BEGIN, END, scan
from spark_lsp.syntax.units import DEPTH_MAX
from tests.syntax.edits import edited, edits, languages
from tests.syntax.samples import SAMPLES


def outline(language: str, text: str) -> Outline:
    return outline_of(Source(text, language, "x"))


def by_symbol(language: str, text: str) -> dict[str, Unit]:
    return {unit.symbol: unit for unit in outline(language, text).units}


def slice_of(text: str, span: Span) -> str:
    index = LineIndex(split_lines(text))
    return text[index.offset(span.start) : index.offset(span.end)]


SYMBOLS = {
    "python": "f f.g C C.__init__ C.m C.m.inner C.m.<lambda> C.s",
    "javascript": "foo f g A A.h A.x A.constructor m n k z <lambda> K K.t",
    "typescript": "A A.m A.cb I N N.f E over",
    "tsx": "App List",
    "go": "T T.M T.x G G.f G.<lambda> I",
    "rust": "S S S.f S.f.c S.g m m.q Tr Tr.e",
    "java": "A A.f A.f.<class> A.f.<class>.run A.f.r A.A A.E A.E.m A.I A.I.x A.g",
    "c": "f S T main",
    "cpp": "n n.A n.A.A n.A.f n.A.b n.A.b.l operator==",
}


@pytest.mark.parametrize("language", sorted(SYMBOLS))
def test_every_language_has_its_units_in_order_after_the_module(language: str) -> None:
    module, *units = outline(language, SAMPLES[language]).units
    assert (module.kind, module.path, module.parent) == (UnitKind.MODULE, (), -1)
    assert slice_of(SAMPLES[language], module.span) == SAMPLES[language]
    assert " ".join(unit.symbol for unit in units) == SYMBOLS[language]


@pytest.mark.parametrize(
    ("language", "text", "symbol", "starts", "signature"),
    [
        ("python", "@a\n@b(1)\ndef f(x,\n      y,  # why\n      ): pass\n", "f", "@a", "def f(x, y)"),
        ("python", "class A(\n    B,\n):\n    pass\n", "A", "class", "class A(B)"),
        ("javascript", "export const f = async (a) => 1;\n", "f", "export", "export const f = async (a)"),
        ("javascript", "exports.g = function () {\n}\n", "g", "exports", "exports.g = function ()"),
        ("javascript", "const o = {\n  'k': (a) => 1 };\n", "k", "'k'", "'k': (a)"),
        ("typescript", "class A {\n  @D()\n  m<T>(a: T): void {}\n}\n", "A.m", "@D", "m<T>(a: T): void"),
        ("tsx", "export default function A() { return <b/> }\n", "A", "export", "export default function A()"),
        ("go", "func (t *T[K]) M(a int) error {\n}\n", "T.M", "func", "func (t *T[K]) M(a int) error"),
        ("go", "type (\n\tA struct{}\n\tB interface{}\n)\n", "B", "B", "B"),
        ("rust", "#[a]\n// why\n#[b(c)]\npub fn f() -> u8 { 1 }\n", "f", "#[a]", "pub fn f() -> u8"),
        ("rust", "impl<T> fmt::Debug for a::S<T> {\n}\n", "S", "impl", "impl<T> fmt::Debug for a::S<T>"),
        ("java", "class A { @B(1) @C public int f() { } }\n", "A.f", "@B", "public int f()"),
        ("c", "static char **f(int a)\n{\n}\n", "f", "static", "static char **f(int a)"),
        ("c", "int (*fp(void))(int) { }\n", "fp", "int", "int (*fp(void))(int)"),
        ("c", "typedef struct { int a; } T;\n", "T", "typedef", "typedef struct T"),
        (
            "cpp",
            "template <class T>\nvoid a::B<T>::f() { }\n",
            "a.B.f",
            "template",
            "template <class T> void a::B<T>::f()",
        ),
        ("cpp", "namespace a::b { A::~A() {} }\n", "a.b.A.~A", "A::~A", "A::~A()"),
    ],
)
def test_a_unit_starts_at_its_first_modifier_and_its_signature_is_one_line(
    language: str, text: str, symbol: str, starts: str, signature: str
) -> None:
    unit = by_symbol(language, text)[symbol]
    assert slice_of(text, unit.span).startswith(starts)
    assert unit.signature == signature


def test_a_lambda_on_one_line_without_a_name_is_no_unit_and_one_on_several_is() -> None:
    assert list(by_symbol("python", "f(lambda: 1)\n")) == ["<module>"]
    assert list(by_symbol("python", "f(lambda:\n  1)\n")) == ["<module>", "<lambda>"]
    assert list(by_symbol("python", "f = lambda: 1\n")) == ["<module>", "f"]


def test_a_lambda_in_a_decorator_comes_after_what_it_decorates() -> None:
    units = outline("python", "@d(lambda:\n  1)\ndef f(): pass\n").units
    assert [(unit.symbol, unit.parent) for unit in units] == [("<module>", -1), ("f", 0), ("f.<lambda>", 1)]


def test_a_type_that_is_only_mentioned_is_no_unit() -> None:
    assert list(by_symbol("c", "struct S *p;\nenum E e;\n")) == ["<module>"]
    assert list(by_symbol("rust", "mod a;\n")) == ["<module>"]


def test_a_function_right_in_a_class_is_a_method_and_one_inside_that_a_function() -> None:
    units = by_symbol("python", "class A:\n  def m(self):\n    def f(): pass\n  l = lambda self: 1\n")
    assert [units[s].kind.value for s in ("A", "A.m", "A.m.f", "A.l")] == ["class", "method", "function", "method"]


def test_the_header_ends_where_the_body_begins() -> None:
    units = by_symbol("python", "@a\ndef f(x,\n      y):\n\n    return 1\n\nclass B: pass\n")
    assert (units["f"].span.start.line, units["f"].body_line) == (0, 4)
    assert units["B"].body_line == 6


def test_imports_are_told_for_the_units_that_use_them() -> None:
    text = (
        "import os, sys as s\nfrom a import (b as c,\n  d)\nfrom q import z\n"
        "def f(): c(os)\ndef g(): 'os'; s\ndef h(d): pass\n"
    )
    units = by_symbol("python", text)
    assert units["f"].imports == ("import os, sys as s", "from a import (b as c, d)")
    assert units["g"].imports == ("import os, sys as s",)
    assert units["h"].imports == ("from a import (b as c, d)",)


@pytest.mark.parametrize(
    ("language", "text", "used"),
    [
        ("python", "from a import *\ndef f(): x\n", ("from a import *",)),
        ("javascript", "import d, {a as b} from 'x';\nfunction f() { b }\n", ("import d, {a as b} from 'x';",)),
        ("javascript", "import {a as b} from 'x';\nfunction f() { a }\n", ()),
        ("typescript", "import * as ns from 'x';\nfunction f() { ns.y }\n", ("import * as ns from 'x';",)),
        ("go", 'package p\nimport (\n\t"a/b"\n\tc "d"\n)\nfunc f() { c.X() }\n', ('import c "d"',)),
        ("go", 'package p\nimport "gopkg.in/yaml.v3"\nfunc f() { yaml.X() }\n', ('import "gopkg.in/yaml.v3"',)),
        ("rust", "use a::{b, c::{self, D as E}};\nfn f() { E }\n", ("use a::{b, c::{self, D as E}};",)),
        ("rust", "use a::c::{self};\nfn f() { c::x }\n", ("use a::c::{self};",)),
        ("rust", "use a::D as E;\nfn f() { D }\n", ()),
        ("java", "import a.B;\nimport c.D;\nclass X { void f() { B.x(); } }\n", ("import a.B;",)),
        ("java", "import a.*;\nclass X { void f() { } }\n", ("import a.*;",)),
        ("c", '#include "a.h"\nint f(void) { return 0; }\n', ('#include "a.h"',)),
        ("cpp", "using std::move;\nvoid f() { }\nvoid g() { move(1); }\n", ()),
    ],
)
def test_what_an_import_binds_is_known_in_every_language(language: str, text: str, used: tuple[str, ...]) -> None:
    units = by_symbol(language, text)
    assert (units.get("f") or units["X.f"]).imports == used


@pytest.mark.parametrize(
    ("language", "text", "caller", "callees"),
    [
        (
            "python",
            "class A:\n  def m(self): self.n(); n(); A.o(); super().n()\n  def n(self): 1\n  def o(): 1\n",
            "A.m",
            "A.n A.o",
        ),
        ("python", "def f():\n  def g(): pass\n  g()\ndef g(): pass\n", "f", "f.g"),
        ("python", "def f(): x.g(); C()\ndef g(): pass\nclass C: pass\n", "f", "C"),
        ("javascript", "class A { m() { this.n(); n(); } n() {} }\nconst n = () => 1;\n", "A.m", "A.n n"),
        (
            "go",
            "func (t *T) A() { t.B(); B(); x.C() }\nfunc (t *T) B() {}\nfunc (t *T) C() {}\nfunc B() {}\n",
            "T.A",
            "T.B B",
        ),
        (
            "rust",
            "impl S { fn a(&self) { self.b(); Self::c(); S::d(); m!() } fn b(&self) {} fn c() {} fn d() {} }\n",
            "S.a",
            "S.b S.c S.d",
        ),
        (
            "java",
            "class A { void a() { b(); this.c(); A.d(); x.b(); } void b() {} void c() {} void d() {} }\n",
            "A.a",
            "A.b A.c A.d",
        ),
        ("c", "int g(void) { return 1; }\nint f(void) { return g() + s->h(); }\n", "f", "g"),
        ("cpp", "void A::f() { this->g(); A::h(); }\nvoid A::g() {}\nvoid A::h() {}\n", "A.f", "A.g A.h"),
    ],
)
def test_calls_within_the_file_are_told_on_both_sides(language: str, text: str, caller: str, callees: str) -> None:
    units = outline(language, text).units
    at = next(i for i, unit in enumerate(units) if unit.symbol == caller)
    assert sorted(units[i].symbol for i in units[at].callees) == sorted(callees.split())
    assert all(at in units[i].callers for i in units[at].callees)


def test_calls_are_dotted_names_each_once() -> None:
    units = by_symbol("python", "def f():\n  a.b(1); a.b(2); c[1].d(); e().g()\n  def h(): k()\n")
    assert units["f"].calls == ("a.b", "d", "g", "e")
    assert units["f.h"].calls == ("k",)


def test_import_lines_are_those_right_in_the_module() -> None:
    assert outline("python", "import a\nfrom b import (\n  c)\n\ndef f():\n  import d\nimport e; x\n").imports == (
        (0, 1),
        (1, 3),
        (6, 7),
    )


@settings(max_examples=250, deadline=None)
@given(languages, st.lists(edits, max_size=4))
def test_units_lie_within_their_parents_and_their_names_where_they_say(
    language: str, changes: list[tuple[float, int, str]]
) -> None:
    text = SAMPLES[language]
    for change in changes:
        text = edited(text, change)
    units = outline(language, text).units
    lines = split_lines(text)
    end = units[0].span.end
    assert units[0].kind is UnitKind.MODULE
    for i, unit in enumerate(units[1:], start=1):
        parent = units[unit.parent]
        assert 0 <= unit.parent < i
        assert units[i - 1].span.start <= unit.span.start < unit.span.end <= end
        assert parent.span.covers(unit.span)
        assert unit.span.covers(unit.name_span)
        assert unit.span.start.line <= unit.body_line <= unit.span.end.line
        for place in (unit.span.start, unit.span.end, unit.name_span.start, unit.name_span.end):
            assert place.line < len(lines) or place == end
            assert place.line == len(lines) or place.column <= len(lines[place.line])
        if unit.name and "\ud800" not in text:
            shown = slice_of(text, unit.name_span)
            assert shown.replace("\r\n", "\n").replace("\r", "\n") == unit.name.replace("\r\n", "\n")
        assert "\n" not in unit.signature
        assert "\r" not in unit.signature
        assert unit.path[: len(parent.path)] == parent.path
        assert unit.key
        assert unit.digest
    siblings: dict[int, Position] = {}
    for unit in units[1:]:
        assert siblings.get(unit.parent, Position(0, 0)) <= unit.span.start
        siblings[unit.parent] = unit.span.end


@settings(max_examples=150, deadline=None)
@given(languages, st.lists(edits, max_size=2))
def test_every_letter_of_a_text_is_in_a_token_or_a_comment(
    language: str, changes: list[tuple[float, int, str]]
) -> None:
    text = SAMPLES[language]
    for change in changes:
        text = edited(text, change)
    entry = by_id(language)
    assert entry is not None
    parsed = parse(text, entry)
    comments = bytearray(parsed.raw)
    stack = [parsed.tree.root_node]
    while stack:
        node = stack.pop()
        if node.type in entry.comments:
            comments[node.start_byte : node.end_byte] = b" " * (node.end_byte - node.start_byte)
        else:
            stack += node.children
    tokens = "".join(token for token in scan(parsed).tokens if token[0] != BEGIN)
    assert letters(tokens) == letters(comments.decode("utf-8", "replace"))


def letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalpha())


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("python", "f'{a:>3}'\n", "f'{a:<3}'\n"),
        ("python", "x = r'a\\''\n", "x = r'b\\''\n"),
        ("python", "x = r'\\''\n", "x = r''\n"),
        ("javascript", "x = `a${b}c`;", "x = `a${b}d`;"),
        ("javascript", "x = '';", "x = ;"),
        ("go", "package p\nvar x = `a`\n", "package p\nvar x = `b`\n"),
        ("rust", 'fn f() { r#"a"# }', 'fn f() { r#"b"# }'),
        ("java", 'class A { String s = """\n a"""; }', 'class A { String s = """\n b"""; }'),
        ("cpp", 'auto s = R"x(a)x";', 'auto s = R"y(a)y";'),
        ("c", "#define A(x) x\n", "#define A(x) y\n"),
    ],
)
def test_text_between_the_leaves_of_a_grammar_is_not_lost(language: str, one: str, other: str) -> None:
    assert outline(language, one).units[0].key != outline(language, other).units[0].key


@pytest.mark.parametrize("language", [*sorted(SAMPLES), "ruby", ""])
@pytest.mark.parametrize("text", ["", "\n", "\r", "\ufeff", " ", "\0", "}", "é", "\ud800"])
def test_a_text_of_nearly_nothing_is_a_module(language: str, text: str) -> None:
    (module,) = outline(language, text).units
    assert module.kind is UnitKind.MODULE
    assert slice_of(text, module.span) == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("language", sorted(SAMPLES))
def test_units_are_the_same_whatever_ends_the_lines(language: str, end: str) -> None:
    text = SAMPLES[language]
    plain, other = outline(language, text), outline(language, text.replace("\n", end))
    assert other == plain


@pytest.mark.parametrize("language", sorted(SAMPLES))
def test_a_byte_order_mark_moves_nothing_but_the_first_line(language: str) -> None:
    plain, marked = outline(language, SAMPLES[language]).units, outline(language, "\ufeff" + SAMPLES[language]).units
    assert [unit.symbol for unit in marked] == [unit.symbol for unit in plain]
    assert [unit.key for unit in marked] == [unit.key for unit in plain]


def test_columns_count_code_points() -> None:
    text = "x = '😀é'; f = lambda: 1\n"
    assert by_symbol("python", text)["f"].name_span.start == Position(0, 10)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", "def f():\n" * 3000),
        ("python", "".join("  " * i + f"def f{i}():\n" for i in range(800))),
        ("javascript", "function f() {" * 3000),
        ("c", "{" * 5000 + "}" * 5000),
        ("java", "(" * 20000),
        ("rust", "mod m {" * 1500 + "}" * 1500),
        ("json", "".join(" " * i + "[\n" for i in range(3000))),
    ],
    ids=["python-flat", "python", "javascript", "c", "java", "rust", "json"],
)
def test_deep_nesting_ends_with_units_that_nest_no_deeper_than_allowed(language: str, text: str) -> None:
    units = outline(language, text).units
    assert max(len(unit.path) for unit in units) <= DEPTH_MAX


def test_a_broken_text_keeps_the_units_that_are_whole() -> None:
    text = SAMPLES["python"].replace("class C(B, metaclass=M):", "class C(B, metaclass=M):\n    def broken(self, = :\n")
    assert {"f", "f.g"} <= set(by_symbol("python", text))
    assert outline("python", text).parse_errors > 0


def test_a_language_without_a_grammar_has_blocks() -> None:
    units = units_of_source(Source("def f\n  if x\n    y\n  end\nend\nz\n", "ruby", "x.rb"))
    assert [(u.symbol, u.span.start.line, u.span.end.line) for u in units] == [
        ("<module>", 0, 6),
        ("def f", 0, 4),
        ("def f.if x", 1, 3),
    ]


@settings(max_examples=40, deadline=None)
@given(languages, st.lists(edits, min_size=1, max_size=4))
def test_an_outliner_says_of_edited_texts_what_a_fresh_look_says(
    language: str, changes: list[tuple[float, int, str]]
) -> None:
    outliner, text = Outliner(), SAMPLES[language]
    for change in changes:
        source = Source(text, language, "x")
        assert outliner(source) == outline_of(source)
        text = edited(text, change)


def test_an_outliner_keeps_few_trees() -> None:
    outliner = Outliner()
    for i in range(3 * KEPT_MAX):
        outliner(Source("x = 1\n", "python", str(i)))
    assert len(outliner._kept) == KEPT_MAX


def test_marks_are_balanced() -> None:
    entry = by_id("python")
    assert entry is not None
    tokens = scan(parse(SAMPLES["python"], entry)).tokens
    assert sum(t[0] == BEGIN for t in tokens) == sum(t == END for t in tokens) > 20


@pytest.mark.parametrize("code", ["x = -()\n", "x = +()\n", "x = ~(  )\n", "x = -(\n"])
def test_a_sign_before_empty_brackets_is_read(code: str) -> None:
    assert units_of_source(Source(code, "python", "a.py"))
