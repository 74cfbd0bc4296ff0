"""What is really wrong in the fixtures: the labels, line by line, and which lines belong to one statement."""

import ast
import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILES = {
    "bandit": ("examples", "**/*.py"),
    "ruff": ("crates/ruff_linter/resources/test/fixtures/flake8_bandit", "**/*.py"),
    "llmseceval": ("Dataset/Secure Code Samples", "**/*.py"),
    "pylint": ("doc/data/messages", "?/*/*.py"),
}
"""Source → (folder below its clone, its files); the folder itself may be given as well."""
PYLINT = ("eval-used", "exec-used", "bidirectional-unicode", "missing-timeout")
"""Pylint's messages that are about security."""


@dataclass(frozen=True, slots=True)
class Truth:
    """One file of a source."""

    name: str
    """Relative to the folder of fixtures, with slashes."""
    text: str
    labels: Mapping[int, str]
    """Line, from 1 → a CWE, or a word that says why it is no problem."""
    extents: tuple[tuple[int, int], ...]
    """First and last line of the statements, in order; empty where the file does not parse."""

    @property
    def is_bad(self) -> bool:
        """Whether something in it should be changed."""
        return any(is_cwe(label) for label in self.labels.values())

    def label_at(self, line: int) -> str:
        """The label of the line, or else the worst of its statement; `""` where nobody has read it."""
        if line in self.labels and is_cwe(self.labels[line]):
            return self.labels[line]
        first, last = self._statement(line)
        among = [self.labels[at] for at in range(first, last + 1) if at in self.labels]
        return next((label for label in among if is_cwe(label)), next(iter(among), ""))

    def _statement(self, line: int) -> tuple[int, int]:
        place = bisect.bisect_right(self.extents, (line, 1 << 30)) - 1
        if place >= 0 and self.extents[place][0] <= line <= self.extents[place][1]:
            return self.extents[place]
        return line, line


def is_cwe(label: str) -> bool:
    """Whether the label says that something is wrong."""
    return label.startswith("CWE-")


def truths(source: str, folder: Path) -> list[Truth]:
    """The files of one source. Raises FileNotFoundError where there are none."""
    below, pattern = FILES[source]
    root = folder / below if (folder / below).is_dir() else folder
    labels = _labels().get(source, {})
    if source == "pylint":
        files = sorted(file for name in PYLINT for file in root.glob(f"{name[0]}/{name}/*.py"))
    else:
        files = sorted(root.glob(pattern))
    if not files:
        raise FileNotFoundError(f"no fixtures in {root}")
    return [_truth(file, file.relative_to(root).as_posix(), labels) for file in files]


def _truth(file: Path, name: str, labels: Mapping[str, Mapping[str, list[int]]]) -> Truth:
    text = file.read_text(encoding="utf-8", errors="replace")
    by_line = {line: label for label, lines in labels.get(name, {}).items() for line in lines}
    return Truth(name, text, by_line, _extents(text))


def _labels() -> Mapping[str, Mapping[str, Mapping[str, list[int]]]]:
    import yaml

    found = yaml.safe_load((Path(__file__).parent / "labels.yml").read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}


def _extents(text: str) -> tuple[tuple[int, int], ...]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return ()
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            first_inside = body[0].lineno if isinstance(body, list) and body else None
            last = (first_inside - 1) if first_inside is not None else (node.end_lineno or node.lineno)
            found.add((node.lineno, max(node.lineno, last)))
    return tuple(sorted(found))
