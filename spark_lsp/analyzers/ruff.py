"""The adapter on ruff: runs its program on one text or many files, and tells what it found in our words."""

import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from spark_lsp.analyzers.ruffcodes import RuffCode, read_codes
from spark_lsp.analyzers.ruffdoubt import says_little
from spark_lsp.core.analysis import Seen, Source
from spark_lsp.core.finding import AnalyzerFailure, Finding, Fix
from spark_lsp.core.text import LineIndex, Position, Span, TextEdit, split_lines
from spark_lsp.core.unit import Unit
from spark_lsp.errors import BrokenRule
from spark_lsp.rules import shipped_folder

_SUFFIXES = (".py", ".pyi", ".pyw")
_MOST_PATH_CHARS = 24_000
"""Of one command line, which may hold 32,767 on Windows."""
_BYTE_ORDER_MARK = "\ufeff"


class Ruff:
    """Python only. A file's `noqa` comments are heeded; its folder's configuration is not, for that is about style."""

    name = "ruff"

    def __init__(self, *, program: str | None = None, bound_s: float = 60.0) -> None:
        """`program` is ruff's, and else the one installed beside us; a run that takes longer than `bound_s` is ended
        and told as a failure."""
        self._program = program
        self._bound_s = bound_s
        self._codes: Mapping[str, RuffCode] | None = None

    def look(self, source: Source, units: Sequence[Unit] = ()) -> Seen:
        """Findings of the text, which need not be on disk."""
        if source.language != "python":
            return Seen()
        try:
            entries = self._run([f"--stdin-filename={_file_name(source.path)}", "-"], source.text)
            return Seen(tuple(self._findings(source, entries)))
        except _Failed as failed:
            return Seen(failures=(AnalyzerFailure(self.name, str(failed)),))

    def look_all(self, sources: Sequence[Source]) -> list[Seen]:
        """What `look` gives for each, in order; the texts that are on disk as they stand are read by one process."""
        seen: dict[int, Seen] = {i: Seen() for i, s in enumerate(sources) if s.language != "python"}
        on_disk = {os.path.abspath(s.path): i for i, s in enumerate(sources) if i not in seen and _is_on_disk(s)}
        try:
            for paths in _portions(on_disk):
                by_path: dict[str, list[object]] = {os.path.normcase(path): [] for path in paths}
                for entry in self._run(["--", *paths]):
                    match entry:
                        case {"filename": str(file)} if os.path.normcase(file) in by_path:
                            by_path[os.path.normcase(file)].append(entry)
                for path in paths:
                    i = on_disk[path]
                    seen[i] = Seen(tuple(self._findings(sources[i], by_path[os.path.normcase(path)])))
        except _Failed as failed:
            first = next(i for i in range(len(sources)) if i not in seen)
            seen[first] = Seen(failures=(AnalyzerFailure(self.name, str(failed)),))
            return [seen.get(i, Seen()) for i in range(len(sources))]
        return [seen[i] if i in seen else self.look(source) for i, source in enumerate(sources)]

    def _run(self, arguments: Sequence[str], text: str | None = None) -> list[object]:
        """What ruff reports, as it stands in its JSON."""
        if self._codes is None:
            try:
                self._codes = read_codes(shipped_folder() / "ruff" / "codes.yml")
            except BrokenRule as error:
                raise _Failed(str(error)) from error
        program = self._program or _installed()
        # The newest Python of all: an older one would call good code wrong that is for a newer.
        command = [program, "check", "--isolated", "--no-cache", "--quiet", "--exit-zero", "--target-version=py314"]
        command += ["--output-format=json", f"--select={','.join(self._codes)}", *arguments]
        try:
            ran = subprocess.run(
                command,
                input=None if text is None else text.encode("utf-8", "replace"),
                stdin=subprocess.DEVNULL if text is None else None,
                capture_output=True,
                timeout=self._bound_s,
                env={key: value for key, value in os.environ.items() if not key.startswith("RUFF_")},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise _Failed(f"{program} does not run ({error.strerror or error}); run: pip install ruff") from error
        except subprocess.TimeoutExpired as error:
            raise _Failed(f"took longer than {self._bound_s:g} s") from error
        try:
            entries = json.loads(ran.stdout)
        except ValueError as error:
            said = (ran.stderr or ran.stdout).decode("utf-8", "replace").strip().split("\n")[0][:200]
            raise _Failed(f"answered with no JSON: {said or f'exit code {ran.returncode}'}") from error
        if not isinstance(entries, list):
            raise _Failed("answered with JSON that is no list")
        return entries

    def _findings(self, source: Source, entries: Iterable[object]) -> Iterator[Finding]:
        place = _Place(source.text)
        in_tests = _is_test(source.path)
        for entry in entries:
            match entry:
                case {"code": str(code), "message": str(message), "location": start, "end_location": end, "fix": fix}:
                    known = self._codes.get(code) if self._codes is not None else None
                    span = place.span(start, end)
                    if known is None or span is None or not known.holds(source.text, in_tests=in_tests):
                        continue
                    if says_little(code, message, place.text_in(span), span.start.line, place.lines, source.path):
                        continue
                    yield self._finding(known, message, span, place, fix)

    def _finding(self, known: RuffCode, message: str, span: Span, place: "_Place", fix: object) -> Finding:
        text = place.text_in(span)
        return Finding(
            rule=f"ruff-{known.code}",
            span=place.on_one_line(span),
            severity=known.severity,
            confidence=known.confidence,
            message=known.told(known.message, message, text),
            why=known.told(known.why, message, text),
            next_step=known.told(known.next_step, message, text),
            category=known.category,
            source=self.name,
            cwe=known.cwe,
            fix=_fix(fix, place) if known.fix else None,
        )


class _Failed(Exception):
    """Ruff gave nothing to read; the text says why."""


class _Place:
    """Turns ruff's rows and columns into ours. Both count code points, and end a line at the same characters; ruff
    counts from 1 and does not count a byte order mark."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.lines = split_lines(text)
        self._index = LineIndex(self.lines)
        self._mark = 1 if text.startswith(_BYTE_ORDER_MARK) else 0

    def span(self, start: object, end: object) -> Span | None:
        """None where the two are no places of this text: the file changed while ruff read it."""
        first, last = self._position(start), self._position(end)
        return Span(first, last) if first is not None and last is not None and first <= last else None

    def _position(self, place: object) -> Position | None:
        match place:
            case {"row": int(row), "column": int(column)} if 1 <= row <= len(self.lines) + 1 and column >= 1:
                column += self._mark if row == 1 else 0
                if column - 1 <= (len(self.lines[row - 1]) if row <= len(self.lines) else 0):
                    return Position(row - 1, column - 1)
        return None

    def text_in(self, span: Span) -> str:
        """The code in a span."""
        return self._text[self._index.offset(span.start) : self._index.offset(span.end)]

    def on_one_line(self, span: Span) -> Span:
        """What of a span is on its first line."""
        if span.end.line == span.start.line:
            return span
        width = len(self.lines[span.start.line].rstrip())
        return Span(span.start, Position(span.start.line, max(span.start.column, width)))


def _fix(entry: object, place: _Place) -> Fix | None:
    match entry:
        case {"applicability": "safe" | "unsafe" as applicability, "edits": list(edits), "message": title}:
            pass
        case _:
            return None
    made: list[TextEdit] = []
    quiet = True
    for edit in edits:
        match edit:
            case {"content": str(content), "location": start, "end_location": end}:
                span = place.span(start, end)
                if span is None:
                    return None
                made.append(TextEdit(span, content))
                quiet = quiet and place.text_in(span).count("#") <= content.count("#")
            case _:
                return None
    if not made:
        return None
    # One that takes a comment along, as with an import that was there twice, is for a person to read.
    safe = applicability == "safe" and quiet
    return Fix(title if isinstance(title, str) else "Apply ruff's fix", tuple(made), safe=safe)


def _installed() -> str:
    """Ruff's program as the wheel installed it; whatever the path says where that is gone."""
    try:
        from ruff import find_ruff_bin  # type: ignore[import-untyped]

        return str(find_ruff_bin())
    except (ImportError, FileNotFoundError):
        return "ruff"


def _file_name(path: str) -> str:
    """A name that ruff takes for Python, whatever the editor calls the buffer."""
    return path if path.endswith(_SUFFIXES) else "text.py"


def _is_test(path: str) -> bool:
    *folders, name = path.replace("\\", "/").lower().split("/")
    return (
        name.startswith(("test_", "conftest."))
        or name.endswith("_test.py")
        or not {"test", "tests"}.isdisjoint(folders)
    )


def _is_on_disk(source: Source) -> bool:
    if not source.path.endswith(_SUFFIXES):
        return False
    try:
        raw = Path(source.path).read_bytes()
    except (OSError, ValueError):
        return False
    return raw.removeprefix(b"\xef\xbb\xbf") == source.text.encode("utf-8", "replace").removeprefix(b"\xef\xbb\xbf")


def _portions(paths: Iterable[str]) -> Iterator[list[str]]:
    portion: list[str] = []
    chars = 0
    for path in paths:
        if portion and chars + len(path) > _MOST_PATH_CHARS:
            yield portion
            portion, chars = [], 0
        portion.append(path)
        chars += len(path) + 3
    if portion:
        yield portion
