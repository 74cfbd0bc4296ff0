# ruff: noqa: E501 (a snippet stands on one line)
"""The look at the flow within a function: what it says, and above all where it is silent."""

import pytest

from spark_lsp.analyzers.ast_grep import look
from spark_lsp.analyzers.looks import look_named
from spark_lsp.analyzers.rule import Rule
from spark_lsp.analyzers.rulepack import RuleBook
from spark_lsp.core.analysis import Source

RULES = {rule.id: rule for rule in RuleBook().all() if "-flow-" in rule.id}


def lines_told(rule: str, code: str, language: str = "python") -> list[int]:
    """Lines that a rule marks, counted from 1 as people do."""
    seen = look(Source(code, language, "a"), [RULES[rule]])
    assert not seen.failures
    return sorted(finding.span.start.line + 1 for finding in seen.findings)


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.look], ids=lambda rule: rule.id)
def test_settings_of_the_flow_rules_are_ones_that_the_look_reads(rule: Rule) -> None:
    asked = look_named(rule.look)
    assert asked is not None
    assert set(rule.settings) <= asked.PARAMETERS


GO_HEAD = "package p\n\nfunc f() (*T, error) {\n\tx, err := g()\n\tif err != nil {\n\t\treturn nil, err\n\t}\n"

TRAPS = [
    (
        "x-flow-lock-left",
        "python",
        "def enter(self):\n    self.inner.acquire()\n    self.n += 1\n    if self.n == self.all:\n        self.outer.release()\n        return\n    self.inner.release()\n",
    ),
    (
        "py-flow-temp-left",
        "python",
        "def f(self):\n    d = tempfile.mkdtemp(dir=self.tmp)\n    if a:\n        return 1\n    shutil.rmtree(d)\n",
    ),
    (
        "py-flow-temp-left",
        "python",
        "def f():\n    fd, path = tempfile.mkstemp()\n    if a:\n        return fd, path\n    os.remove(path)\n",
    ),
    (
        "go-flow-nil-error-returned",
        "go",
        GO_HEAD + "\tif err := h(x); err != nil {\n\t\treturn nil, err\n\t}\n\treturn x, nil\n}\n",
    ),
    ("go-flow-nil-error-returned", "go", GO_HEAD + "\tif !x.ok {\n\t\treturn x, err\n\t}\n\treturn x, nil\n}\n"),
    (
        "go-flow-nil-error-returned",
        "go",
        GO_HEAD + "\tif y, err := h(x); y == nil {\n\t\treturn nil, err\n\t}\n\treturn x, nil\n}\n",
    ),
    (
        "go-flow-nil-error-returned",
        "go",
        GO_HEAD + "\tif !x.ok {\n\t\t_, err = h(x)\n\t\treturn nil, err\n\t}\n\treturn x, nil\n}\n",
    ),
    (
        "go-flow-nil-error-returned",
        "go",
        GO_HEAD
        + "\tif x.ok {\n\t\terr := h(x)\n\t\tif x.more {\n\t\t\treturn nil, err\n\t\t}\n\t}\n\treturn x, nil\n}\n",
    ),
    (
        "go-flow-nil-error-returned",
        "go",
        GO_HEAD + "\tx.each(func() { err = h(x) })\n\tif !x.ok {\n\t\treturn nil, err\n\t}\n\treturn x, nil\n}\n",
    ),
    (
        "x-flow-asked-again",
        "go",
        GO_HEAD
        + "\tfor x.more() {\n\t\terr = x.next()\n\t}\n\tif err != nil {\n\t\treturn nil, err\n\t}\n\treturn x, nil\n}\n",
    ),
    (
        "x-flow-asked-again",
        "go",
        GO_HEAD + "\tdecode(x, &err)\n\tif err != nil {\n\t\treturn nil, err\n\t}\n\treturn x, nil\n}\n",
    ),
    (
        "x-flow-asked-again",
        "python",
        "def f(x):\n    if x is None:\n        return\n    for x in g():\n        pass\n    if x is None:\n        h()\n",
    ),
    (
        "x-flow-asked-again",
        "python",
        "def f(x):\n    while x is not None:\n        x = x.next\n    if x is None:\n        h()\n    if y is None:\n        k()\n",
    ),
    (
        "x-flow-asked-again",
        "python",
        "def f(x):\n    try:\n        if x is None:\n            raise E\n        x = g()\n    except E:\n        pass\n    if x is None:\n        h()\n",
    ),
    (
        "x-flow-asked-again",
        "python",
        "def f(x):\n    if x is None and y:\n        return\n    if x is None:\n        h()\n",
    ),
    (
        "x-flow-asked-again",
        "python",
        "def f(x):\n    if x is None:\n        return\n    with g() as x:\n        if x is None:\n            h()\n",
    ),
    (
        "x-flow-asked-again",
        "javascript",
        "function f(x) { if (x === null) { return; } if (x === undefined) { h(); } if (x == null) { k(); } }",
    ),
    (
        "x-flow-asked-again",
        "javascript",
        "function f(x) { if (!x) { try { x = g(); } catch (x) { } } if (!x) { h(); } }",
    ),
    (
        "x-flow-lock-left",
        "go",
        "package p\nfunc f() int {\n\tmu.Lock()\n\tdefer func() { mu.Unlock() }()\n\tif a {\n\t\treturn 1\n\t}\n\tmu.Unlock()\n\treturn 2\n}\n",
    ),
    (
        "x-flow-lock-left",
        "go",
        "package p\nfunc f() int {\n\tif a {\n\t\tmu.Lock()\n\t}\n\tif b {\n\t\treturn 1\n\t}\n\tmu.Unlock()\n\treturn 2\n}\n",
    ),
    (
        "x-flow-lock-left",
        "go",
        "package p\nfunc (s *S) end() { s.mu.Unlock() }\nfunc (s *S) f() int {\n\ts.mu.Lock()\n\tif a {\n\t\ts.end()\n\t\treturn 1\n\t}\n\ts.mu.Unlock()\n\treturn 2\n}\n",
    ),
    (
        "x-flow-lock-left",
        "java",
        "class A { int f() { lock.lock(); try { return g(); } catch (E e) { return 1; } finally { lock.unlock(); } } }",
    ),
    (
        "js-flow-callback-twice",
        "javascript",
        "function f(cb) { g((err, x) => { if (err) { cb(err); } else if (x) { cb(null, x); } else { cb(null); } }); }",
    ),
    ("js-flow-callback-twice", "javascript", "function f(cb) { try { g(); } catch (e) { cb(e); return; } cb(); }"),
    (
        "js-flow-callback-twice",
        "javascript",
        "async function f(next) { try { if (a) { next(new Error('a')); return; } await g(); } catch (e) { next(e); } }",
    ),
    (
        "js-flow-callback-twice",
        "javascript",
        "function f(cb) { switch (a) { case 1: cb(new Error('a')); break; default: cb(); } }",
    ),
    (
        "py-flow-unbound-after-except",
        "python",
        "def f(p):\n    try:\n        x = g(p)\n    except OSError:\n        x = None\n    return x\n",
    ),
    (
        "py-flow-unbound-after-except",
        "python",
        "def f(self, p):\n    try:\n        x = g(p)\n    except OSError:\n        self.fail('no')\n    return x\n",
    ),
    (
        "py-flow-unbound-after-except",
        "python",
        "def f(p):\n    try:\n        x = g(p)\n    except OSError:\n        failed = True\n    if failed:\n        return None\n    return x\n",
    ),
    (
        "py-flow-unbound-after-except",
        "python",
        "def stop(why):\n    log(why)\n    raise Stop(why)\n\n\ndef f(p):\n    try:\n        x = g(p)\n    except OSError as e:\n        stop(e)\n    return x\n",
    ),
    (
        "py-flow-unbound-after-except",
        "python",
        "def f(ps):\n    for p in ps:\n        try:\n            x = g(p)\n        except OSError:\n            continue\n        use(x)\n",
    ),
    (
        "py-flow-unbound-after-except",
        "python",
        "def f(p):\n    global x\n    try:\n        x = g(p)\n    except OSError:\n        log('no')\n    return x\n",
    ),
    (
        "x-flow-none-used",
        "python",
        "def find(k):\n    if not k:\n        return None\n    return t[k]\n\n\ndef f(k):\n    return find(k).name\n",
    ),
    (
        "x-flow-none-used",
        "python",
        "@wrapped\ndef find(k):\n    for x in xs:\n        if x.k == k:\n            return x\n    return None\n\n\ndef f(k):\n    return find(k).name\n",
    ),
    (
        "x-flow-none-used",
        "typescript",
        "function find(k: string) {\n  if (gone) {\n    return null;\n  }\n  return t.get(k);\n}\nfunction g(k: string) {\n  return find(k)!.name;\n}\n",
    ),
    (
        "go-flow-error-goes-on",
        "go",
        "package p\nfunc f() {\n\tfor {\n\t\tselect {\n\t\tcase x := <-in:\n\t\t\tout <- x\n\t\tcase err := <-bad:\n\t\t\terrs <- err\n\t\t}\n\t}\n}\n",
    ),
]


@pytest.mark.parametrize(("rule", "language", "code"), TRAPS)
def test_a_way_that_cannot_be_is_not_told(rule: str, language: str, code: str) -> None:
    assert lines_told(rule, code, language) == []


TOLD = [
    (
        "py-flow-temp-left",
        "python",
        "def f():\n    d = tempfile.mkdtemp()\n    for x in g():\n        if x:\n            raise E(x)\n    shutil.rmtree(d)\n",
        [5],
    ),
    ("go-flow-nil-error-returned", "go", GO_HEAD + "\tif !x.ok {\n\t\treturn nil, err\n\t}\n\treturn x, nil\n}\n", [9]),
    (
        "go-flow-nil-error-returned",
        "go",
        GO_HEAD
        + '\tfor _, y := range x.all {\n\t\tif y.bad {\n\t\t\treturn nil, fmt.Errorf("bad %v: %w", y, err)\n\t\t}\n\t}\n\treturn x, nil\n}\n',
        [10],
    ),
    (
        "x-flow-asked-again",
        "go",
        GO_HEAD + "\tx.use()\n\tif err != nil {\n\t\treturn nil, err\n\t}\n\treturn x, nil\n}\n",
        [9],
    ),
    (
        "x-flow-asked-again",
        "python",
        "def f(x):\n    if x is not None:\n        for a in x.all():\n            if x is None:\n                use(a)\n",
        [4],
    ),
    (
        "x-flow-asked-again",
        "python",
        "def f(x):\n    try:\n        if x is None:\n            return\n        g()\n    finally:\n        h()\n    if x is None:\n        k()\n",
        [8],
    ),
    (
        "x-flow-asked-again",
        "typescript",
        "function f(x?: T) {\n  if (!x) {\n    throw new Error('x');\n  }\n  go();\n  if (x === null) {\n    h();\n  }\n}\n",
        [6],
    ),
    (
        "x-flow-lock-left",
        "go",
        "package p\nfunc f() int {\n\tmu.Lock()\n\tx, err := g()\n\tif err != nil {\n\t\treturn 1\n\t}\n\tmu.Unlock()\n\treturn x\n}\n",
        [6],
    ),
    (
        "x-flow-lock-left",
        "python",
        "def f(self):\n    self._lock.acquire()\n    for x in self.xs:\n        if x:\n            return x\n    self._lock.release()\n",
        [5],
    ),
    (
        "x-flow-lock-left",
        "c",
        "int f(struct s *s)\n{\n    s_lock(s);\n    switch (s->n) {\n    case 1:\n        return 1;\n    default:\n        break;\n    }\n    s_unlock(s);\n    return 0;\n}\n",
        [6],
    ),
    (
        "js-flow-callback-twice",
        "javascript",
        "function f(cb) {\n  g((err, x) => {\n    if (err) cb(err);\n    h(x, (err2) => {\n      cb(err2);\n    });\n  });\n}\n",
        [3],
    ),
    (
        "js-flow-callback-twice",
        "typescript",
        "async function f(req: R, res: S, next: N) {\n  if (!req.user) {\n    next(new Error('no'));\n  }\n  await g();\n  next();\n}\n",
        [3],
    ),
    (
        "py-flow-unbound-after-except",
        "python",
        "def f(p):\n    try:\n        x = g(p)\n    except (OSError, ValueError):\n        log.warning('no')\n    else:\n        h()\n    return x.y\n",
        [8],
    ),
    (
        "py-flow-unbound-after-except",
        "python",
        "def f(ps):\n    for p in ps:\n        try:\n            a, b = p.split('=')\n        except ValueError:\n            pass\n        if a == 'x':\n            use(b)\n",
        [7],
    ),
    (
        "x-flow-none-used",
        "python",
        "class A:\n    def find(self, k):\n        for x in self.xs:\n            if x.k == k:\n                return x\n        return None\n\n    def f(self, k):\n        return self.find(k)['name']\n",
        [9],
    ),
    (
        "x-flow-none-used",
        "javascript",
        "function find(k) {\n  for (const x of xs) {\n    if (x.k === k) {\n      return x;\n    }\n  }\n  return null;\n}\nfunction f(k) {\n  const found = find(k);\n  use(found.name);\n}\n",
        [11],
    ),
    ("js-flow-result-dropped", "javascript", "function f(a, b) {\n  a.concat(b);\n  return a;\n}\n", [2]),
    (
        "go-flow-error-goes-on",
        "go",
        "package p\nfunc f() {\n\tx, err := g()\n\tif err != nil {\n\t\terrs <- err\n\t}\n\tout <- x\n}\n",
        [5],
    ),
]


@pytest.mark.parametrize(("rule", "language", "code", "lines"), TOLD)
def test_what_happens_on_a_way_is_told_at_its_line(rule: str, language: str, code: str, lines: list[int]) -> None:
    assert lines_told(rule, code, language) == lines


@pytest.mark.parametrize("rule", sorted(RULES))
@pytest.mark.parametrize("language", ["python", "go", "javascript", "java", "c", "cpp", "tsx"])
def test_half_a_text_is_no_failure(rule: str, language: str) -> None:
    if language not in RULES[rule].languages:
        return
    for snippet in RULES[rule].examples_for(language).invalid:
        for end in range(0, len(snippet), 7):
            seen = look(Source(snippet[:end], language, "a"), [RULES[rule]])
            assert not seen.failures


def test_a_chain_deeper_than_any_stack_is_followed_without_failure() -> None:
    chain = (
        "function f(x) { if (x === null) { a(); }" + " else if (x === 1) { b(); }" * 400 + " if (x === null) { c(); } }"
    )
    assert lines_told("x-flow-asked-again", chain, "javascript") == []
