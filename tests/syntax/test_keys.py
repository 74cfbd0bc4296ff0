"""Keys: what leaves them alone, and what does not."""

import subprocess
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruff.__main__ import find_ruff_bin

from spark_lsp.core.analysis import Source
from spark_lsp.core.unit import Unit
from spark_lsp.languages import by_id
from spark_lsp.syntax.outline import units_of_source
from spark_lsp.syntax.parser import parse
from tests.syntax.edits import languages
from tests.syntax.samples import SAMPLES

FREE_FORM = ("rust", "java", "cpp")
"""Where a line end is a space like any other (C too, but for its directives)."""


def units(language: str, text: str, path: str = "x") -> tuple[Unit, ...]:
    return units_of_source(Source(text, language, path))


def keys(language: str, text: str) -> list[tuple[tuple[str, ...], str, str]]:
    return [(unit.path, unit.key, unit.digest) for unit in units(language, text)]


def key_of(language: str, text: str, symbol: str) -> str:
    return next(unit.key for unit in units(language, text) if unit.symbol == symbol)


def digest_of(language: str, text: str, symbol: str) -> str:
    return next(unit.digest for unit in units(language, text) if unit.symbol == symbol)


def gaps(language: str, text: str) -> list[tuple[int, int]]:
    """Stretches of white space between the leaves of a text, as byte offsets, outside strings and directives."""
    entry = by_id(language)
    assert entry is not None
    parsed = parse(text, entry)
    found: list[tuple[int, int]] = []
    end = 0
    waiting = [parsed.tree.root_node]
    while waiting:
        node = waiting.pop()
        whole = node.type in entry.verbatim or node.type in ("string", "template_string", "jsx_element", "jsx_text")
        if node.child_count and not whole and not node.type.startswith("preproc_"):
            waiting += reversed(node.children)
            continue
        if end < node.start_byte and parsed.raw[end : node.start_byte].isspace():
            found.append((end, node.start_byte))
        end = max(end, node.end_byte)
    return found


def relaid(language: str, text: str, choices: st.DataObject) -> str:
    """The text in another layout, with comments, that means the same."""
    raw = text.encode()
    entry = by_id(language)
    assert entry is not None
    parts: list[bytes] = []
    at = 0
    for start, end in gaps(language, text):
        gap = raw[start:end].decode()
        comment = f"{entry.line_comment} note"
        if language in FREE_FORM:
            options = [" ", "\n", "\t  ", " /* note */ ", f" {comment}\n", "\r\n"]
        elif "\n" in gap:
            options = [gap, f"  {comment}{gap}", f"\n\n{gap}", gap.replace("\n", "\r\n")]
        elif language == "python":
            options = [" ", "   ", "\t"]
        else:
            options = [" ", "\t\t", " /* note */ "]
        parts += (raw[at:start], choices.draw(st.sampled_from(options)).encode())
        at = end
    return (b"".join(parts) + raw[at:]).decode()


@settings(max_examples=120, deadline=None)
@given(languages, st.data())
def test_another_layout_and_comments_change_no_key(language: str, data: st.DataObject) -> None:
    text = SAMPLES[language]
    assert keys(language, relaid(language, text, data)) == keys(language, text)


@pytest.mark.parametrize("module", ["functools.py", "shlex.py", "http/cookies.py", "bdb.py", "ast.py", "optparse.py"])
@pytest.mark.parametrize("width", ["60", "120"])
def test_ruff_format_changes_no_key(module: str, width: str) -> None:
    text = Path(sysconfig.get_paths()["stdlib"], module).read_text("utf-8")
    command = [find_ruff_bin(), "format", "--isolated", "--line-length", width, "-"]
    formatted = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=True).stdout
    assert formatted != text
    before, after = units("python", text), units("python", formatted)
    assert [(u.path, u.key, u.digest) for u in after] == [(u.path, u.key, u.digest) for u in before]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("python", "f(a, b)\n", "f(\n    a,\n    b,\n)\n"),
        ("python", "x = 'a'\n", 'x = "a"\n'),
        ("python", "x = U'a' 'b'\n", 'x = "ab"\n'),
        ("python", "x = (a or b)\n", "x = a or b\n"),
        ("python", "return_ = 1; y = 2\n", "return_ = 1\ny = 2\n"),
        ("python", "from a import b, c\n", "from a import (\n  b,\n  c,\n)\n"),
        ("python", "x = a \\\n  + b\n", "x = a + b\n"),
        ("python", "class A():\n  pass\n", "class A:\n  pass\n"),
        ("python", "x = 0XFF + 1.E5\n", "x = 0xff + 1.0e5\n"),
        ("javascript", "f(a, b);", "f(a, b,)"),
        ("javascript", "x = 'a';\ny = 1", 'x = "a"\ny = 1;'),
        ("javascript", "x => x", "(x) => x"),
        ("javascript", "class A { x = 1; y }", "class A { x = 1\n y; }"),
        ("typescript", "interface A { x: string; }", "interface A {\n  x: string\n}"),
        ("go", "package p\nfunc f() { a(); b() }\n", "package p\nfunc f() {\n\ta()\n\tb()\n}\n"),
        ("rust", "fn f() { g(a, b) }", "fn f() {\n  g(\n    a,\n    b,\n  )\n}"),
        ("java", "class A { int[] a = { 1, 2 }; }", "class A {\n  int[] a = { 1, 2, };\n}"),
        ("c", "#define A(x)   x  +  1\nint a;\n", "#define A(x) x + 1\nint a; // b\n"),
    ],
)
def test_what_formatters_do_changes_no_key(language: str, one: str, other: str) -> None:
    assert units(language, one)[0].key == units(language, other)[0].key


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("python", "if a:\n  b\n  c\n", "if a:\n  b\nc\n"),
        ("python", "x = (a,)\n", "x = (a)\n"),
        ("python", "x = a,\n", "x = a\n"),
        ("python", "x[1,]\n", "x[1]\n"),
        ("python", "x = 'a'\n", "x = b'a'\n"),
        ("python", "x = 'a'\n", "x = a\n"),
        ("python", "x = 'a', 'b'\n", "x = 'a' 'b'\n"),
        ("python", "x = 'a b'\n", "x = 'a  b'\n"),
        ("python", "x = '\\x41'\n", "x = '\\x42'\n"),
        ("python", "x = r'\\''\n", "x = '\\''\n"),
        ("python", "x = '\\1' '2'\n", "x = '\\12'\n"),
        ("python", "x = f'{a}'\n", "x = '{a}'\n"),
        ("python", "x = 4.\n", "x = 4\n"),
        ("python", "x = a - (b - c)\n", "x = a - b - c\n"),
        ("python", "x = (-a) ** 2\n", "x = -(a ** 2)\n"),
        ("python", "for a in b: c\nelse: d\n", "for a in b:\n  c\n  d\n"),
        ("python", "a; b\n", "b; a\n"),
        ("python", "async def f(): 1\n", "def f(): 1\n"),
        ("javascript", "function f() { return\nx }", "function f() { return x }"),
        ("javascript", "x = [a,,]", "x = [a,]"),
        ("javascript", "x = [,]", "x = []"),
        ("javascript", "x = ''", "x = ' '"),
        ("javascript", "x = ''", 'x = "\'"'),
        ("javascript", "x = `a b`", "x = `a  b`"),
        ("javascript", "x = /a b/", "x = /ab/"),
        ("javascript", "for (a;;) {}", "for (;a;) {}"),
        ("javascript", "for (;a;) {}", "for (;;a) {}"),
        ("javascript", "if (a); b()", "if (a) b()"),
        ("javascript", "x = a+ +b", "x = a++b"),
        ("typescript", "let x: A<B>", "let x: A"),
        ("go", "package p\nfunc f() { a := 1 }\n", "package p\nfunc f() { a = 1 }\n"),
        ("go", "package p\nfunc f() { for a; b; { } }\n", "package p\nfunc f() { for ; a; b { } }\n"),
        ("rust", "fn f() -> u8 { x }", "fn f() -> u8 { x; }"),
        ("rust", "fn f() { (x,) }", "fn f() { (x) }"),
        ("rust", "fn f() { 'a' }", 'fn f() { "a" }'),
        ("java", "class A { char a = 'a'; }", 'class A { char a = "a"; }'),
        ("c", "#define A(x) x\n", "#define A (x) x\n"),
        ("c", "#ifdef A\nint a;\n#endif\nint b;\n", "#ifdef A\nint a;\nint b;\n#endif\n"),
        ("c", 'char *s = "a";\n', 'char *s = L"a";\n'),
        ("ruby", "a b\n", "a c\n"),
        ("ruby", "if a\n  b\nc\n", "if a\n  b\n  c\n"),
    ],
)
def test_what_changes_meaning_changes_the_key(language: str, one: str, other: str) -> None:
    assert units(language, one)[0].key != units(language, other)[0].key


def names(language: str, text: str) -> list[tuple[int, str]]:
    """Offset and text of each name and each text in quotes."""
    entry = by_id(language)
    assert entry is not None
    parsed = parse(text, entry)
    found, waiting = [], [parsed.tree.root_node]
    while waiting:
        node = waiting.pop()
        waiting += node.children
        if node.type.endswith(("identifier", "string_content", "string_fragment", "literal_content")):
            found.append((len(parsed.slice(0, node.start_byte)), parsed.text_of(node)))
    return sorted(found)


@settings(max_examples=150, deadline=None)
@given(languages, st.data())
def test_any_other_word_changes_the_keys_of_all_units_around_it_and_of_no_other(
    language: str, data: st.DataObject
) -> None:
    text = SAMPLES[language]
    at, word = data.draw(st.sampled_from(names(language, text)))
    changed = text[:at] + word + "Q" + text[at + len(word) :]
    before, after = units(language, text), units(language, changed)
    if len(before) != len(after):
        return
    line, column = text.count("\n", 0, at), at - (text.rfind("\n", 0, at) + 1)
    for old, new in zip(before, after, strict=True):
        inside = (
            (old.span.start.line, old.span.start.column)
            <= (line, column)
            < (
                old.span.end.line,
                old.span.end.column,
            )
        )
        if inside:
            assert new.key != old.key, old.symbol
        elif new.path == old.path:
            assert new.key == old.key, old.symbol


@pytest.mark.parametrize("language", sorted(SAMPLES))
def test_edits_elsewhere_and_another_file_change_no_key(language: str) -> None:
    text = SAMPLES[language]
    before = units(language, text)
    entry = by_id(language)
    assert entry is not None
    lines = text.split("\n")
    later = units(language, "\n".join([f"{entry.line_comment} new", "", *lines]), "/elsewhere/y")
    assert [(u.path, u.key, u.digest) for u in later] == [(u.path, u.key, u.digest) for u in before]


def test_a_function_that_moves_within_its_class_keeps_its_key() -> None:
    one = "class A:\n  def f(self):\n    return 1\n\n  def g(self):\n    return 2\n"
    other = "class A:\n  def g(self):\n    return 2\n\n  def f(self):\n    return 1\n"
    for symbol in ("A.f", "A.g"):
        assert key_of("python", one, symbol) == key_of("python", other, symbol)
    assert key_of("python", one, "A") != key_of("python", other, "A")


def test_a_function_in_another_class_has_another_key() -> None:
    method = "  def f(self):\n    return 1\n"
    assert key_of("python", "class A:\n" + method, "A.f") != key_of("python", "class B:\n" + method, "B.f")


CALLER = "import os\nfrom a import b\ndef f(): return g(os)\ndef g(x): return 1\ndef h(y): return b\n"


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("def g(x)", "def g(x, z)", True),
        ("def g(x)", "async def g(x)", True),
        ("import os", "import a.os as os", True),
        ("def g(x)", "def g(\n    x,\n)", False),
        ("import os", "import os  # why", False),
        ("return 1", "return 2", False),
        ("def h(y)", "def h(z)", False),
        ("from a import b", "from c import b", False),
    ],
)
def test_only_a_used_signature_or_import_changes_the_context_digest(old: str, new: str, changes: bool) -> None:
    changed = CALLER.replace(old, new)
    assert changed != CALLER
    assert (digest_of("python", changed, "f") != digest_of("python", CALLER, "f")) is changes
    assert key_of("python", changed, "f") == key_of("python", CALLER, "f")
