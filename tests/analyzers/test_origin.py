"""Where a value comes from, in each language."""

import pytest
from ast_grep_py import SgRoot

from spark_lsp.analyzers.engine_names import engine_name
from spark_lsp.analyzers.origin import Origins
from spark_lsp.analyzers.shape import Origin, Shape
from spark_lsp.analyzers.shapes import shape_of

LANGUAGES = ("python", "javascript", "typescript", "tsx", "go", "java", "rust", "c", "cpp")

CALL = {"python": "call", "java": "method_invocation"}


def origin(language: str, text: str, sanitizers: tuple[str, ...] = ()) -> str:
    """Of the first argument of `sink` in the text."""
    engine = engine_name(language)
    shape = shape_of(language)
    assert engine is not None
    assert shape is not None
    root = SgRoot(text, engine).root()
    kind = CALL.get(language, "call_expression")
    first = {"field": "arguments", "has": {"pattern": "$Q", "nthChild": 1}}
    match = root.find({"rule": {"kind": kind, "regex": r"^sink\(", "has": first}})  # type: ignore[typeddict-item]
    assert match is not None
    return Origins(root, shape).of(match["Q"], frozenset(sanitizers)).name.lower()


CASES: list[tuple[str, str, str]] = [
    ("python", 'sink("a")', "constant"),
    ("python", 'X="t"\ndef f(): sink(f"select {X}")', "constant"),
    ("python", 'def f(a): sink(f"select {a}")', "parameter"),
    ("python", 'def f(a):\n q="x"\n q+=a\n sink(q)', "parameter"),
    ("python", 'def f(a):\n q="x"+a\n q="y"\n sink(q)', "constant"),
    ("python", "def f(a):\n a=int(a)\n sink(a)", "clean"),
    ("python", 'def f(a):\n if a: q=a\n else: q="x"\n sink(q)', "parameter"),
    ("python", 'def f(a):\n q="x"\n if a: q="z"\n sink(q)', "constant"),
    ("python", "def f(a):\n if not check_name(a): raise E\n sink(a)", "clean"),
    ("python", "def f(a):\n if not check_name(b): raise E\n sink(a)", "parameter"),
    ("python", 'for t in ("a","b"):\n sink("x"+t)', "constant"),
    ("python", 'def f(ids):\n sink("in (%s)" % ",".join("%s" for _ in ids))', "constant"),
    ("python", 'def f(ids):\n sink("in (%s)" % ",".join("?" * len(ids)))', "clean"),
    ("python", 'def f(n):\n sink("limit %d" % n)', "clean"),
    ("python", 'M={"a":"b"}\ndef f(k): sink("x" + M[k])', "constant"),
    ("python", 'M={"a":"b"}\ndef f(k): sink("x" + M.get(k, "z"))', "constant"),
    ("python", 'def f(k):\n if k not in OK: raise ValueError\n sink("x" + k)', "clean"),
    ("python", 'def f(k):\n if k in ("a","b"):\n  sink("x" + k)', "clean"),
    ("python", 'def f(k):\n if k not in OK:\n  print(k)\n  sys.exit(1)\n sink("x" + k)', "clean"),
    ("python", 'def f(k):\n if k not in OK:\n  log(k)\n sink("x" + k)', "parameter"),
    ("python", 'def f(k):\n if not os.path.normpath(k).startswith("a/"): raise ValueError\n sink("x" + k)', "clean"),
    ("python", 'def view(request, filename): sink("x" + filename)', "input"),
    ("python", 'def view(request, form): sink("x" + form)', "parameter"),
    ("python", 'def handler(event, context): sink(event["q"])', "input"),
    ("python", 'def f():\n d = json.loads(request.data)\n sink(d["q"])', "input"),
    ("python", 'def f(k):\n if k in ("a","b"):\n  pass\n sink("x" + k)', "parameter"),
    ("python", 'def f():\n sink("x" + request.args.get("q"))', "input"),
    ("python", 'def f():\n q = request.args["q"]\n sink("x" + q.strip())', "input"),
    ("python", 'def f():\n import os\n sink(os.environ["X"])', "local"),
    ("python", 'def f(a: int):\n sink(f"{a}")', "clean"),
    ("python", 'def f(a: str):\n sink(f"{a}")', "parameter"),
    ("python", 'class A:\n T="x"\n def f(self): sink(self.T)', "constant"),
    ("python", "class A:\n def __init__(self, t): self.t=t\n def f(self): sink(self.t)", "unknown"),
    ("python", 'class A:\n def __init__(self): self.t="q"\n def f(self): sink(self.t)', "constant"),
    ("python", "def f():\n sink(g())", "unknown"),
    ("python", 'def f(x):\n p=[]\n p.append("a")\n sink(" ".join(p))', "constant"),
    ("python", 'def f(x):\n p=["a"]\n p.append(x)\n sink(" ".join(p))', "parameter"),
    ("python", "def f(x):\n sink(x.name)", "unknown"),
    ("python", 'def f(x):\n sink(x["name"])', "parameter"),
    ("python", '@app.route("/a/<x>")\ndef f(x):\n sink("a"+x)', "input"),
    ("python", 'def f():\n sink("a" + str(len(x)))', "clean"),
    ("python", 'def f(x):\n sink("a" if x else "b")', "constant"),
    ("python", 'def f(x):\n sink(x or "b")', "parameter"),
    ("python", 'def f(x):\n while g():\n  sink(x)\n  x = "a"\n', "parameter"),
    ("python", 'def f(x):\n q=q+x\n q=q+"a"\n sink(q)', "parameter"),
    ("python", "sink(lambda: 1)", "constant"),
    ("python", "sink(settings.TABLE)", "clean"),
    ("python", "import sys\nsink(sys.argv[1])", "local"),
    ("python", "def f(x):\n def g():\n  sink(x)\n", "parameter"),
    ("python", "def f(x):\n with open(x) as h:\n  sink(h.read())\n", "unknown"),
    ("python", 'def f(x):\n a, b = "x", x\n sink(a)\n', "constant"),
    ("python", 'def f(x):\n if not re.fullmatch(r"[a-z]+", x):\n  raise E\n sink(x)\n', "clean"),
    ("python", 'def f(x):\n try:\n  q=x\n except E:\n  q="a"\n sink(q)\n', "parameter"),
    ("python", 'def f():\n q = input("x").strip()\n sink(f"a{q!r:>10}")\n', "local"),
    ("python", 'def f(*a, **k):\n sink(k["x"])', "parameter"),
    ("python", 'def f(x):\n q = "a {}".format(x)\n sink(q)', "parameter"),
    ("javascript", "function f(a){ sink(`x ${a}`) }", "parameter"),
    ("javascript", 'const T="x"; function f(a){ sink(`x ${T}`) }', "constant"),
    ("javascript", 'function f(req){ const {id} = req.params; sink("a"+id) }', "input"),
    ("javascript", 'function f({id}){ sink("a"+id) }', "parameter"),
    ("javascript", "const f = a => sink(a)", "parameter"),
    ("javascript", 'const f = (a) => { const b = Number(a); sink("x"+b) }', "clean"),
    ("javascript", 'app.get("/", (req,res) => { sink(req.query.q) })', "input"),
    ("javascript", "function f(a){ if (!OK.includes(a)) return; sink(a) }", "clean"),
    ("javascript", "function f(a){ if (!OK.includes(a)) { throw new E(); } sink(a) }", "clean"),
    ("javascript", 'class A { x = "a"; f(){ sink(this.x) } }', "constant"),
    ("javascript", 'function f(a){ let s="x"; s += a; sink(s) }', "parameter"),
    ("javascript", 'function f(a){ const p=[]; p.push(a); sink(p.join(" ")) }', "parameter"),
    ("javascript", "sink(process.env.HOME)", "local"),
    ("javascript", "sink(() => 1)", "constant"),
    ("javascript", 'for (const t of ["a","b"]) sink("x"+t)', "constant"),
    ("typescript", "function f(a: number){ sink(`x ${a}`) }", "clean"),
    ("typescript", "function f(a: string){ sink(`x ${a}`) }", "parameter"),
    ("typescript", 'function f(a: "x" | "y"){ sink(`x ${a}`) }', "clean"),
    ("typescript", 'class A { private x: string = "a"; f(){ sink(this.x as any) } }', "constant"),
    ("go", 'package a\nfunc f(a string){ sink("x"+a) }', "parameter"),
    ("go", 'package a\nconst T = "x"\nfunc f(a string){ sink("x"+T) }', "constant"),
    ("go", 'package a\nfunc f(a, b int){ sink(fmt.Sprintf("%d", b)) }', "clean"),
    ("go", 'package a\nfunc f(r *http.Request){ q := r.URL.Query().Get("x"); sink("x"+q) }', "input"),
    ("go", 'package a\nfunc f(r *http.Request){ q := r.FormValue("x"); sink(q) }', "input"),
    (
        "go",
        "package a\nfunc f(s string){ n, err := strconv.Atoi(s); if err != nil { return }; sink(fmt.Sprint(n)) }",
        "clean",
    ),
    (
        "go",
        "package a\nfunc f(s string){ var b strings.Builder\n b.WriteString(s)\n sink(b.String()) }",
        "parameter",
    ),
    ("go", "package a\nfunc f(s string){ if !ok[s] { return }\n sink(s) }", "clean"),
    ("go", 'package a\nfunc f() (q string) { q = "a"; sink(q); return }', "constant"),
    ("go", 'package a\nfunc f() { for _, t := range []string{"a","b"} { sink("x"+t) } }', "constant"),
    ("go", "package a\nfunc (s *S) f() { sink(s.name) }", "unknown"),
    ("java", 'class A { static final String T="x"; void f(){ sink("a"+T); } }', "constant"),
    ("java", 'class A { void f(String a){ String q = "a" + a; sink(q); } }', "parameter"),
    ("java", 'class A { void f(int a){ String q = "a" + a; sink(q); } }', "clean"),
    (
        "java",
        'class A { void f(HttpServletRequest r){ String q = r.getParameter("x"); sink("a" + q.trim()); } }',
        "input",
    ),
    (
        "java",
        'class A { void f(String a){ StringBuilder b = new StringBuilder("x"); b.append(a); sink(b.toString()); } }',
        "parameter",
    ),
    (
        "java",
        'class A { void f(String a){ StringBuilder b = new StringBuilder("x").append("y"); sink(b.toString()); } }',
        "constant",
    ),
    ("java", 'class A { void f(@RequestParam("q") String a){ sink(a); } }', "input"),
    ("java", "class A { void f(String a){ if (!OK.contains(a)) { throw new E(); } sink(a); } }", "clean"),
    ("java", "class A { String x; void g(String p){ x = p; } void f(){ sink(x); } }", "parameter"),
    ("java", 'class A { void f(){ for (String t : new String[]{"a","b"}) sink(t); } }', "constant"),
    ("rust", 'fn f(a: &str) { sink(format!("x {}", a)) }', "parameter"),
    ("rust", 'fn f(a: u32) { sink(format!("x {}", a)) }', "clean"),
    ("rust", 'const T: &str = "x"; fn f(a: &str) { sink(&format!("x {}", T)) }', "constant"),
    ("rust", 'fn f(a: &str) { sink(&format!("x {a}")) }', "parameter"),
    ("rust", "fn f() { let a = std::env::args().nth(1).unwrap(); sink(&a) }", "local"),
    ("rust", 'fn f(a: &str) { let mut s = String::from("x"); s.push_str(a); sink(&s) }', "parameter"),
    ("c", "void f(const char *s) { sink(s); }", "parameter"),
    ("c", "void f(int n) { sink(n); }", "clean"),
    ("c", "int main(int argc, char **argv) { sink(argv[1]); }", "local"),
    ("c", 'void f(const char *s) { char b[9]; snprintf(b, 9, "x%s", s); sink(b); }', "parameter"),
    ("c", 'void f(int s) { char b[9]; snprintf(b, 9, "x%d", s); sink(b); }', "clean"),
    ("c", "void f(void) { char b[9]; fgets(b, 9, stdin); sink(b); }", "local"),
    ("c", 'static const char *F = "x"; void f(void) { sink(F); }', "constant"),
    ("c", 'void f(void) { char *p = getenv("X"); sink(p); }', "local"),
    ("cpp", 'void f(const std::string& s) { std::string q = "a" + s; sink(q.c_str()); }', "parameter"),
    ("cpp", 'void f(int s) { std::string q = "a" + std::to_string(s); sink(q.c_str()); }', "clean"),
    ("cpp", "void f() { std::string s; std::getline(std::cin, s); sink(s); }", "local"),
]


@pytest.mark.parametrize(("language", "text", "wanted"), CASES)
def test_the_origin_is_what_the_file_tells(language: str, text: str, wanted: str) -> None:
    assert origin(language, text) == wanted


def test_a_sanitizer_cleans_by_its_dotted_name_and_by_its_last_part() -> None:
    text = "def f(x):\n x = shlex.quote(x)\n sink('a' + x)"
    assert origin("python", text) == "unknown"
    assert origin("python", text, ("shlex.quote",)) == "clean"
    assert origin("python", text, ("quote",)) == "clean"


@pytest.mark.parametrize(
    ("call", "wanted"),
    [("p.replace('\"', '\"\"')", "clean"), ("p.replace(\"'\", '')", "clean"), ("p.replace('a', '')", "parameter")],
)
def test_quotes_that_are_replaced_are_escaped_for_who_asks_about_sanitizers(call: str, wanted: str) -> None:
    text = f"def f(p):\n    x = {call}\n    sink(x)\n"
    assert origin("python", text, ("quote",)) == wanted
    assert origin("python", text) == "parameter"


def test_an_if_that_asks_a_sanitizer_vets_what_comes_after() -> None:
    text = "def f(u):\n if not is_safe(url=u):\n  u = '/'\n sink(u)"
    assert origin("python", text) == "parameter"
    assert origin("python", text, ("is_safe",)) == "clean"
    assert origin("python", text.replace("url=u", "url=other"), ("is_safe",)) == "parameter"


def test_names_that_depend_on_each_other_end() -> None:
    text = "def f(x):\n while x:\n  a = b + 'x'\n  b = a + 'y'\n sink(a)"
    assert origin("python", text) == "constant"


def test_a_very_deep_expression_is_unknown_rather_than_slow() -> None:
    text = "def f(x):\n sink(" + "('a' + " * 300 + "x" + ")" * 300 + ")"
    assert origin("python", text) == "unknown"


def test_a_long_chain_of_names_is_bounded() -> None:
    lines = ["a0 = input()", *(f"a{i + 1} = a{i} + a{i}" for i in range(500)), "sink(a500)"]
    assert origin("python", "\n".join(lines)) in ("unknown", "local")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_in_a_shape_is_one_of_its_grammar(language: str) -> None:
    shape = shape_of(language)
    assert shape is not None
    engine = engine_name(language)
    assert engine is not None
    root = SgRoot("", engine).root()
    for kind in sorted(kinds_of(shape)):
        root.find(kind=kind)  # raises for an unknown kind


def kinds_of(shape: Shape) -> set[str]:
    return {
        *shape.literals, *shape.templates, *shape.interpolations, *shape.compositions, *shape.truths, *shape.calls,
        *shape.attributes, *shape.subscripts, *shape.choices, *shape.passed, *shape.bindings, *shape.functions,
        *shape.parameters, *shape.parameter_lists, *shape.lone_parameters, *shape.identifiers, *shape.opaque,
        *shape.conditions, *shape.leavers, *shape.loops,
    }  # fmt: skip


def test_the_worst_part_decides() -> None:
    assert Origin.INPUT > Origin.LOCAL > Origin.PARAMETER > Origin.UNKNOWN > Origin.CLEAN > Origin.CONSTANT
