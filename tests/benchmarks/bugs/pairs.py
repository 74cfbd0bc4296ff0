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

    def lines(self) -> list[str]:
        """The function as it is written."""
        return self.text.split("\n")[self.first - 1 : self.last]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A commit to one file, whose blobs are `was` and `now`."""

    commit: str
    subject: str
    path: str
    was: str
    now: str


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
    """The fixes, the newest first. Raises CalledProcessError where the folder is no git repository."""
    candidates = _candidates(project)
    names = [name for candidate in candidates for name in (candidate.was, candidate.now)]
    texts = _texts(project, names)
    for candidate, before, after in zip(candidates, texts, texts, strict=False):
        if before is not None and after is not None:
            found = changed_function(before, after)
            if found is not None:
                yield Pair(_name(project), candidate.commit, candidate.subject, candidate.path, *found)


def changed_function(before: str, after: str) -> tuple[str, Side, Side] | None:
    """The one outermost function that differs; None where more than it differs (imports aside) or a text does not
    parse."""
    try:
        old, new = ast.parse(before), ast.parse(after)
    except (SyntaxError, ValueError):  # Python 2, or a NUL byte
        return None
    was = {name: (_side(before, node), node) for name, node in _functions(old)}
    now = {name: (_side(after, node), node) for name, node in _functions(new)}
    if was.keys() != now.keys():
        return None
    changed: list[str] = []
    for name, (side, node) in was.items():
        other, other_node = now[name]
        # A dump is dear, and most functions are the same to the letter.
        if side.lines() != other.lines() and ast.dump(node) != ast.dump(other_node):
            changed.append(name)
    if len(changed) != 1 or _rest(old) != _rest(new):
        return None
    return changed[0], was[changed[0]][0], now[changed[0]][0]


def is_fix(subject: str) -> bool:
    """Whether a commit's subject tells of a mended defect rather than of words or layout."""
    return FIXES.search(subject) is not None and OTHERWISE.search(subject) is None


def _candidates(project: Path) -> list[_Candidate]:
    """Small commits to one file of the project proper whose subject tells of a fix. git reads the messages first, so
    that it compares the trees of few commits."""
    words = ["--no-merges", "--no-renames", "--format=%x00%H%x01%s", "--raw", "--numstat", "--no-abbrev"]
    named = ["--extended-regexp", "--regexp-ignore-case", "--grep=fix|bug|crash|error|wrong|regress|#[0-9]"]
    found: list[_Candidate] = []
    for entry in _git(project, "log", *words, *named, "--", "*.py").decode(errors="replace").split("\0")[1:]:
        head, *rows = [line for line in entry.splitlines() if line]
        commit, subject = head.split("\1", 1)
        if not is_fix(subject):
            continue
        changes = [row.split("\t") for row in rows]
        counted = [row for row in changes if len(row) == 3 and not TESTS.search(row[2])]
        blobs = {row[1]: row[0].split() for row in changes if len(row) == 2}
        if len(counted) == 1 and counted[0][0].isdigit():
            added, removed, path = counted[0]
            if int(added) + int(removed) <= MOST_LINES and path in blobs:
                found.append(_Candidate(commit, subject, path, blobs[path][2], blobs[path][3]))
    return found


def _git(project: Path, *words: str) -> bytes:
    return subprocess.run(["git", "-C", str(project), *words], check=True, capture_output=True).stdout


def _name(project: Path) -> str:
    """A bare repository is called after the folder it lies in."""
    return project.name if (project / ".git").exists() else project.parent.name


def _texts(project: Path, names: list[str]) -> Iterator[str | None]:
    """The contents of the blobs, in order, from one process; None for one that is missing or not UTF-8."""
    words = ["git", "-C", str(project), "cat-file", "--batch"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as git:
        assert git.stdin is not None
        assert git.stdout is not None
        for name in names:
            git.stdin.write(name.encode() + b"\n")
            git.stdin.flush()  # one at a time: with more, both ends may wait for each other
            head = git.stdout.readline().split()
            if len(head) != 3:  # `… missing`
                yield None
                continue
            content = git.stdout.read(int(head[2]) + 1)[:-1]
            try:
                yield content.decode()
            except UnicodeDecodeError:
                yield None
        git.stdin.close()


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
