"""Which names exist: a language's own, and those of imported Python modules, read without running any."""

import ast
import builtins
import keyword
import re
import sys
import sysconfig
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from spark_lsp.core.question import Question
from spark_lsp.retrieval.standard import STANDARD

MODULE_BYTES_MAX = 2_000_000
MODULES_MAX = 256
"""Modules whose names are remembered."""

_HARMLESS = """
array binascii cmath collections datetime decimal errno functools hashlib hmac itertools json marshal math os os.path re
secrets socket sqlite3 ssl struct subprocess sys threading time zlib
"""

IMPORTED = frozenset(_HARMLESS.split())
"""Modules of the standard library that are imported to be asked: they are compiled, in whole or in part, and importing
them does nothing else."""

_IMPORTED = re.compile(r"^\s*(?:from\s+([\w.]+)\s+import|import\s+([\w., ]+))")


def names_known(question: Question) -> frozenset[str]:
    """Names that advice on this question may use though it does not show them."""
    if question.language != "python":
        return STANDARD.get(question.language, frozenset())
    found = set(_python_names())
    for line in question.imports:
        for module in _modules(line):
            found |= module_names(module)
    return frozenset(found)


@lru_cache(maxsize=MODULES_MAX)
def module_names(module: str) -> frozenset[str]:
    """Names that a Python module defines, its classes' members among them, from its source in the standard library or
    beside this program; none where there is no source to read. Imports none but those of IMPORTED."""
    parts = module.split(".")
    found = set(parts)
    if not all(part.isidentifier() for part in parts):
        return frozenset()
    if module in IMPORTED and _is_ours(module):
        return frozenset(found | set(dir(import_module(module))))
    for folder in (sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")):
        for file in (Path(folder, *parts).with_suffix(".py"), Path(folder, *parts, "__init__.py")):
            if file.is_file():
                return frozenset(found | _defined(file))
    return frozenset(found)


def _is_ours(module: str) -> bool:
    """Whether it is the standard library's own module, and no file of the same name that a path leads to first."""
    spec = find_spec(module)
    if spec is None or spec.origin in (None, "built-in", "frozen"):
        return spec is not None
    return Path(spec.origin or "").is_relative_to(sysconfig.get_path("stdlib"))


def _defined(file: Path) -> set[str]:
    try:
        if file.stat().st_size > MODULE_BYTES_MAX:
            return set()
        tree = ast.parse(file.read_bytes())
    except (OSError, ValueError, SyntaxError, RecursionError):
        return set()
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found.add((other or name).partition(".")[0])
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
            case ast.arg(arg=name):
                found.add(name)
    return found


def _modules(line: str) -> list[str]:
    match = _IMPORTED.match(line)
    if match is None:
        return []
    if match[1]:
        return [match[1]]
    return [part.split(" as ")[0].strip() for part in match[2].split(",") if part.strip()]


@lru_cache(maxsize=1)
def _python_names() -> frozenset[str]:
    kinds = (str, bytes, list, dict, set, tuple, int, float, object, BaseException, property, slice)
    members = {name for kind in kinds for name in dir(kind)}
    files = {"read", "write", "readline", "readlines", "close", "seek", "flush", "closed"}
    return frozenset({*keyword.kwlist, *keyword.softkwlist, *dir(builtins), *sys.stdlib_module_names, *members, *files})
