"""The files of results: rows as they come, so that a run that was ended goes on, and the whole document at its end."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from spark_lsp.bench.order import Key
from spark_lsp.bench.rows import key_of
from spark_lsp.core.bench_results import BenchLoad, BenchResults, BenchRow
from spark_lsp.errors import UnreadableInput, UsageError

FORMAT = "spark-bench/1"
BYTES_MAX = 1 << 30
"""Largest file that is read."""


@dataclass(slots=True)
class Journal:
    """The rows of one run, appended to a file beside its results. A kill loses at most the row being written."""

    file: Path
    rows: list[BenchRow] = field(default_factory=list)
    loads: list[BenchLoad] = field(default_factory=list)

    def row(self, row: BenchRow) -> None:
        """Keeps a row."""
        self.rows.append(row)
        self._append({"row": row})

    def load(self, load: BenchLoad) -> None:
        """Keeps a cold start."""
        self.loads.append(load)
        self._append({"load": load})

    def done(self) -> frozenset[Key]:
        """Asks that need not be made again."""
        return frozenset(key_of(row) for row in self.rows)

    def forget(self) -> None:
        """The results are written."""
        self.file.unlink(missing_ok=True)

    def _append(self, entry: object) -> None:
        try:
            with self.file.open("a", encoding="utf-8") as out:
                out.write(json.dumps(entry, ensure_ascii=False) + "\n")
        except OSError as error:
            raise UnreadableInput(f"{self.file}: cannot be written: {error.strerror}; --resume goes on") from error


def journal(out: Path, head: dict[str, Any], *, resume: bool) -> Journal:
    """The journal of the results `out`: a new one, or, to resume, the one that is there, if it is of the same run.
    Rows of asks that could not be made are not taken over. Raises UsageError."""
    file = out.with_name(out.name + ".rows")
    made = Journal(file)
    if file.exists():
        if not resume:
            raise UsageError(f"{file}: a run was ended before its end; --resume goes on with it, or remove the file")
        _take_over(made, head)
        return made
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"head": head}) + "\n", "utf-8")
    except OSError as error:
        raise UsageError(f"{out}: cannot be written: {error.strerror}") from error
    return made


def _take_over(made: Journal, head: dict[str, Any]) -> None:
    try:
        lines = made.file.read_text("utf-8", errors="replace").splitlines()
    except OSError as error:
        raise UsageError(f"{made.file}: cannot be read: {error.strerror}") from error
    entries = [entry for line in lines if isinstance(entry := _json(line), dict)]
    was: dict[str, Any] = next((entry["head"] for entry in entries if "head" in entry), {})
    other = sorted(name for name in head if was.get(name) != head[name])
    if other:
        raise UsageError(f"{made.file}: of another run: {', '.join(other)} changed; remove it, or name another --out")
    made.rows = [entry["row"] for entry in entries if "row" in entry and entry["row"].get("counted")]
    made.loads = [entry["load"] for entry in entries if "load" in entry]
    text = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in _entries(made, head))
    replaced(made.file, text)


def _entries(made: Journal, head: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"head": head}, *({"load": load} for load in made.loads), *({"row": row} for row in made.rows)]


def _json(line: str) -> object:
    try:
        return json.loads(line)
    except ValueError:  # a kill cut it
        return None


def previous_of(out: Path) -> Path | None:
    """What was at a result's place before it was written last."""
    beside = _previous(out)
    return beside if beside.is_file() else None


def _previous(out: Path) -> Path:
    return out.with_name(f"{out.stem}.previous{out.suffix}")


def write_results(out: Path, results: BenchResults) -> None:
    """Writes the document, whole or not at all; earlier results at its place are kept beside it. Raises
    UnreadableInput."""
    if out.is_file():
        with suppress(OSError):
            out.replace(_previous(out))
    replaced(out, json.dumps(results, indent=1, ensure_ascii=False) + "\n")


def replaced(file: Path, text: str) -> None:
    """Puts a text in a file's place. Raises UnreadableInput."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        beside.write_text(text, "utf-8", newline="\n")
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UnreadableInput(f"{file}: cannot be written: {error.strerror}") from error


def read_results(file: Path) -> BenchResults:
    """Results as they were written. Raises UnreadableInput for what are none."""
    try:
        if file.stat().st_size > BYTES_MAX:
            raise UnreadableInput(f"{file}: too large for results of a benchmark")
        read = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UnreadableInput(f"{file}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(f"{file}: no results of `spark-lsp bench run`: it is no JSON") from error
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise UnreadableInput(f"{file}: no results of `spark-lsp bench run` ({FORMAT})")
    return _checked(file, read)


def _checked(file: Path, read: dict[str, Any]) -> BenchResults:
    """Each member is of its kind: whoever reads results by hand may have written them so."""
    from spark_lsp.bench.shape import misfit

    wrong = misfit(read, BenchResults, "")
    if wrong:
        raise UnreadableInput(f"{file}: not as {FORMAT} has it: {wrong}")
    return cast("BenchResults", read)
