"""Mines a project's history for fixes of one Python function: the file before and after."""

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

FIXES = re.compile(r"\b(fix(es|ed)?|bugs?|crash(es|ed)?|errors?|wrong(ly)?|regress\w*)\b|#\d+", re.IGNORECASE)
OTHERWISE = re.compile(r"\b(docs?|docstrings?|typos?|lint\w*|format(ting)?|flake8|pep8|version|merge)\b", re.IGNORECASE)
TESTS = re.compile(r"(^|/)(tests?|testing|docs?|docs_src|examples?)/|(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$")
MOST_LINES = 30

_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a fix; lines count from 1, `last` inclusive, decorators belong to the function."""

    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A fix of one function."""

    project: str
    commit: str
    subject: str
    path: str
    function: str
    before: Side
    after: Side

    @property
    def held_out(self) -> bool:
        """Half of all, by the commit alone: what one half taught can be tried on the other."""
        return int(self.commit[:8], 16) % 2 == 1


def pairs_in(project: Path) -> Iterator[Pair]:
    """The fixes, the newest first. Raises CalledProcessError where the folder is no git work tree."""
    for commit, subject, path in _candidates(project):
        before = _text(project, f"{commit}^:{path}")
        after = _text(project, f"{commit}:{path}")
        if before is not None and after is not None:
            found = changed_function(before, after)
            if found is not None:
                yield Pair(project.name, commit, subject, path, *found)


def changed_function(before: str, after: str) -> tuple[str, Side, Side] | None:
    """The one outermost function that differs; None where more than it differs (imports aside) or a text does not
    parse."""
    try:
        old, new = ast.parse(before), ast.parse(after)
    except (SyntaxError, ValueError):  # Python 2, or a NUL byte
        return None
    was, now = dict(_functions(old)), dict(_functions(new))
    if was.keys() != now.keys():
        return None
    changed = [name for name in was if ast.dump(was[name]) != ast.dump(now[name])]
    if len(changed) != 1:
        return None
    name = changed[0]
    sides = _side(before, was[name]), _side(after, now[name])
    if _rest(old) != _rest(new):
        return None
    return name, *sides


def is_fix(subject: str) -> bool:
    """Whether a commit's subject tells of a mended defect rather than of words or layout."""
    return FIXES.search(subject) is not None and OTHERWISE.search(subject) is None


def _candidates(project: Path) -> Iterator[tuple[str, str, str]]:
    listed = _git(project, "log", "--no-merges", "--no-renames", "--format=%x00%H%x01%s", "--numstat", "--", "*.py")
    for entry in listed.decode(errors="replace").split("\0")[1:]:
        head, *rows = [line for line in entry.splitlines() if line]
        commit, subject = head.split("\1", 1)
        changes = [row.split("\t") for row in rows]
        files = [row for row in changes if len(row) == 3 and not TESTS.search(row[2])]
        if is_fix(subject) and len(files) == 1 and files[0][0].isdigit():
            added, removed, path = files[0]
            if int(added) + int(removed) <= MOST_LINES:
                yield commit, subject, path


def _git(project: Path, *words: str) -> bytes:
    return subprocess.run(["git", "-C", str(project), *words], check=True, capture_output=True).stdout


def _text(project: Path, name: str) -> str | None:
    found = subprocess.run(["git", "-C", str(project), "show", name], check=False, capture_output=True)
    if found.returncode:  # the file is new, or the commit has no parent
        return None
    try:
        return found.stdout.decode()
    except UnicodeDecodeError:
        return None


def _functions(tree: ast.Module) -> Iterator[tuple[str, _Function]]:
    """Those outside of any other; of two with one name each has its number."""
    seen: dict[str, int] = {}
    todo: list[tuple[str, ast.AST]] = [("", tree)]
    while todo:
        within, node = todo.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                name = within + child.name
                seen[name] = seen.get(name, 0) + 1
                yield f"{name}#{seen[name]}" if seen[name] > 1 else name, child
            else:
                todo.append((f"{within}{child.name}." if isinstance(child, ast.ClassDef) else within, child))


def _side(text: str, function: _Function) -> Side:
    first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
    return Side(text, first, function.end_lineno or function.lineno)


class _Hollow(ast.NodeTransformer):
    """Leaves neither functions nor imports."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return ast.Pass()

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return ast.Pass()

    def visit_Import(self, node: ast.Import) -> None:
        return None

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        return None


def _rest(tree: ast.Module) -> str:
    return ast.dump(_Hollow().visit(tree))
