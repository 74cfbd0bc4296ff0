"""The house rules that a machine can see; each check is also shown a tree that breaks it."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = "spark_lsp"

LAYERS = (
    ("errors",),
    ("core",),
    ("settings", "wire", "rules", "intents", "languages", "roles"),
    ("analyzers", "syntax", "backends", "store", "retrieval", "gpu", "privacy"),
    ("engine",),
    ("lsp", "bench", "policy", "cli"),
)
"""Innermost first. A part may import the layers before its own and itself, never its neighbours."""

COMPOSITION_ROOT = "build"
"""May import every part; only the outermost layer may import it."""

OWNERS = {
    "ast_grep_py": "analyzers",
    "attrs": "lsp",
    "cachetools": "store",
    "cattrs": "lsp",
    "detect_secrets": "privacy",
    "filelock": "store",
    "httpx": "backends",
    "jiter": "backends",
    "lizard": "analyzers",
    "lsprotocol": "lsp",
    "matplotlib": "bench",
    "ollama": "backends",
    "pathspec": "privacy",
    "platformdirs": "store",
    "pygls": "lsp",
    "pynvml": "gpu",
    "rich": "cli",
    "ruff": "analyzers",
    "sqlite3": "store",
    "yaml": "analyzers",
}
"""Library → the one part that imports it. Every `tree_sitter…` is syntax's."""

WORLD = {"asyncio", "io", "os", "random", "shutil", "socket", "subprocess", "tempfile", "threading", "time"}
"""What core does not import: clocks, files, processes, chance."""

VAGUE = {"util", "utils", "common", "helper", "helpers", "misc", "manager", "service", "base_classes"}
LINES_MAX = 250


def modules(tree: Path) -> Iterator[tuple[str, str, ast.Module]]:
    """(path within the package, part, syntax tree) of every module."""
    for file in sorted((tree / PACKAGE).rglob("*.py")):
        within = file.relative_to(tree / PACKAGE)
        yield within.as_posix(), within.parts[0].removesuffix(".py"), ast.parse(file.read_text("utf-8"))


def imported(module: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of every import, wherever in the module it stands, also those for type checkers alone."""
    for node in ast.walk(module):
        match node:
            case ast.Import():
                yield from ((node.lineno, alias.name) for alias in node.names)
            case ast.ImportFrom(module=None):
                yield node.lineno, "."
            case ast.ImportFrom(module=str(name), level=0):
                yield from ((node.lineno, f"{name}.{alias.name}") for alias in node.names)
            case ast.ImportFrom():
                yield node.lineno, "."


def wrong_directions(tree: Path) -> list[str]:
    """Imports that point outward, or to a neighbour of the same layer."""
    depth = {part: i for i, layer in enumerate(LAYERS) for part in layer}
    found = []
    for path, part, module in modules(tree):
        if part not in depth and part not in (COMPOSITION_ROOT, "__init__", "__main__"):
            found.append(f"{path}: {part} is in no layer")
            continue
        for line, name in imported(module):
            parts = name.split(".")
            if parts[0] != PACKAGE or len(parts) < 2 or parts[1] in (part, "__version__"):
                continue
            reach = len(LAYERS) - 1.5 if parts[1] == COMPOSITION_ROOT else depth.get(parts[1], 99)
            if part not in (COMPOSITION_ROOT, "__main__") and reach >= depth.get(part, 0):
                found.append(f"{path}:{line}: {part} may not import {name}")
    return found


def relative_imports(tree: Path) -> list[str]:
    """Imports by dots, which the other checks could not see through."""
    return [f"{path}:{line}" for path, _, module in modules(tree) for line, name in imported(module) if name == "."]


def strangers_in_core(tree: Path) -> list[str]:
    """What core imports or does beyond values: another library, the clock, files, processes, awaiting."""
    found = []
    for path, part, module in modules(tree):
        if part != "core":
            continue
        for line, name in imported(module):
            top = name.split(".")[0]
            if top != PACKAGE and (top not in sys.stdlib_module_names or top in WORLD):
                found.append(f"{path}:{line}: core imports {top}")
        for node in ast.walk(module):
            if isinstance(node, ast.AsyncFunctionDef | ast.Await):
                found.append(f"{path}:{node.lineno}: core awaits")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
                found.append(f"{path}:{node.lineno}: core opens a file")
    return found


def poached_libraries(tree: Path) -> list[str]:
    """Libraries that are imported outside their owner, or that nobody owns."""
    found = []
    for path, part, module in modules(tree):
        for line, name in imported(module):
            top = name.split(".")[0]
            owner = "syntax" if top.startswith("tree_sitter") else OWNERS.get(top)
            if owner is None and top != PACKAGE and top != "." and top not in sys.stdlib_module_names:
                found.append(f"{path}:{line}: {top} has no owner")
            if owner is not None and part != owner:
                found.append(f"{path}:{line}: {top} belongs to {owner}")
    return found


def long_modules(tree: Path) -> list[str]:
    """Modules past the limit of lines."""
    return [p for p, _, _ in modules(tree) if (tree / PACKAGE / p).read_text("utf-8").count("\n") > LINES_MAX]


def vague_names(tree: Path) -> list[str]:
    """Modules named after nothing that they own."""
    return [path for path, _, _ in modules(tree) if VAGUE & set(re.split(r"[/_.]", path))]


def wordless_modules(tree: Path) -> list[str]:
    """Modules whose first line is no sentence."""
    firsts = {path: (ast.get_docstring(module) or "").split("\n\n")[0] for path, _, module in modules(tree)}
    return [path for path, first in firsts.items() if not first or first.endswith(",")]


def module_state(tree: Path) -> list[str]:
    """`global`, which makes a module's variables state."""
    return [
        f"{path}:{node.lineno}"
        for path, _, module in modules(tree)
        for node in ast.walk(module)
        if isinstance(node, ast.Global)
    ]


def dead_references(tree: Path) -> list[str]:
    """What ARCHITECTURE.md names that is not there: `part/file.py:function`, `part/file.py` or `part/`."""
    text = (tree / PACKAGE / "ARCHITECTURE.md").read_text("utf-8")
    found = []
    for whole, path, name in re.findall(r"`((?:spark_lsp/)?([\w/]+\.py)(?::([\w.]+))?)`", text):
        file = tree / PACKAGE / path
        if not file.is_file():
            file = tree / path
        if not file.is_file() or (name and name not in defined(ast.parse(file.read_text("utf-8")))):
            found.append(whole)
    for folder in re.findall(r"`([\w/.-]+)/`", text):
        if not (tree / PACKAGE / folder).is_dir() and not (tree / folder).is_dir():
            found.append(f"{folder}/")
    return found


def unmapped_parts(tree: Path) -> list[str]:
    """Parts of the package that ARCHITECTURE.md does not name."""
    text = (tree / PACKAGE / "ARCHITECTURE.md").read_text("utf-8")
    parts = {part for _, part, _ in modules(tree)} - {"__init__", "__main__"}
    return sorted(part for part in parts if f"`{part}/`" not in text and f"`{part}.py`" not in text)


def defined(module: ast.Module) -> set[str]:
    """Names of a module's functions, classes, constants and methods (`Class.method`)."""
    names: set[str] = set()
    for node in module.body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                names.add(name)
            case ast.ClassDef(name=name):
                names |= {name} | {f"{name}.{inner}" for inner in defined(ast.Module(node.body, []))}
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
    return names


Check = Callable[[Path], list[str]]

BREACHES: list[tuple[Check, dict[str, str]]] = [
    (wrong_directions, {"core/a.py": "from spark_lsp.engine import engine"}),
    (wrong_directions, {"core/a.py": "def f():\n    import spark_lsp.store.x"}),
    (wrong_directions, {"cli/a.py": "from spark_lsp.lsp.server import S"}),
    (wrong_directions, {"analyzers/a.py": "from spark_lsp.syntax.b import c"}),
    (wrong_directions, {"analyzers/a.py": "from spark_lsp import syntax"}),
    (wrong_directions, {"engine/a.py": "from spark_lsp.build import outline"}),
    (wrong_directions, {"errors.py": "from spark_lsp.core.text import Span"}),
    (wrong_directions, {"novelty/a.py": ""}),
    (relative_imports, {"core/a.py": "from . import b"}),
    (strangers_in_core, {"core/a.py": "import attrs"}),
    (strangers_in_core, {"core/a.py": "from time import monotonic"}),
    (strangers_in_core, {"core/a.py": "async def f(): ..."}),
    (strangers_in_core, {"core/a.py": "text = open('x').read()"}),
    (poached_libraries, {"cli/a.py": "from pygls.server import X"}),
    (poached_libraries, {"engine/a.py": "import tree_sitter_go"}),
    (poached_libraries, {"core/a.py": "import sqlite3"}),
    (poached_libraries, {"store/a.py": "import requests"}),
    (long_modules, {"core/a.py": "x = 1\n" * (LINES_MAX + 1)}),
    (vague_names, {"core/text_utils.py": ""}),
    (wordless_modules, {"core/a.py": "x = 1"}),
    (module_state, {"core/a.py": "def f():\n    global x\n    x = 1"}),
    (dead_references, {"ARCHITECTURE.md": "see `core/gone.py`"}),
    (dead_references, {"ARCHITECTURE.md": "see `core/ok.py:missing`"}),
    (dead_references, {"ARCHITECTURE.md": "see `gone/`"}),
    (unmapped_parts, {"store/a.py": '"""Says it."""'}),
]

CHECKS = list(dict.fromkeys(check for check, _ in BREACHES))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_project_keeps(check: Check) -> None:
    assert check(ROOT) == []


@pytest.mark.parametrize(("check", "breach"), BREACHES, ids=[f"{c.__name__}-{i}" for i, (c, _) in enumerate(BREACHES)])
def test_a_breach_is_seen(check: Check, breach: dict[str, str], tmp_path: Path) -> None:
    sound = {
        "__init__.py": '"""Says it."""\n__version__ = "1"\n',
        "errors.py": '"""Says it."""\n',
        "core/ok.py": '"""Says it."""\nfrom spark_lsp.errors import SparkError\n\n\ndef present(): ...\n',
        "ARCHITECTURE.md": "`core/`, `core/ok.py:present`, `errors.py`\n",
    }
    write(tmp_path, sound)
    assert check(tmp_path) == []
    write(tmp_path, breach)
    assert check(tmp_path) != []


def write(tree: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        file = (tree / PACKAGE / name).resolve()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
