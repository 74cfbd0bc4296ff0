"""A baseline file: what a project has agreed to live with, as hashes, one line a finding."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, TypedDict, get_type_hints

from spark_lsp.cli.rewriting import replace_file
from spark_lsp.core.novelty import Trace
from spark_lsp.errors import UnreadableInput, UsageError

FORMAT = "spark-baseline/1"
_HASH_CHARS = 16


class KnownJson(TypedDict):
    """One finding: its rule, and four hashes that it is known again by (see core/novelty.py)."""

    rule: str
    line: str
    place: str
    body: str
    unit: str


class BaselineJson(TypedDict):
    """Findings that are not told; no source text and no path."""

    format: Literal["spark-baseline/1"]
    findings: list[KnownJson]


def read_baseline(file: Path) -> tuple[Trace, ...]:
    """Raises UnreadableInput where it is gone, is no baseline, or one of another format."""
    try:
        data = json.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise UnreadableInput(f"{file}: no such file; make it with --write-baseline {file}") from error
    except OSError as error:
        raise UnreadableInput(f"{file}: {error.strerror or error}") from error
    except ValueError as error:
        raise UnreadableInput(f"{file}: no baseline: {error}") from error
    match data:
        case {"format": "spark-baseline/1", "findings": list(findings)} if all(map(_is_known, findings)):
            return tuple(Trace(**finding) for finding in findings)
        case {"format": str(other)} if other != FORMAT:
            raise UnreadableInput(f"{file}: is {other}, and this spark-lsp reads {FORMAT}; write it anew")
    raise UnreadableInput(f"{file}: no baseline; write it anew with --write-baseline {file}")


def write_baseline(file: Path, known: Iterable[Trace]) -> None:
    """Writes it whole or not at all. The order depends on the findings alone, so that a difference shows what came
    and went. Raises UsageError where it cannot be written."""
    rows = [json.dumps({name: getattr(trace, name) for name in _names()}) for trace in sorted(known)]
    findings = "[\n    " + ",\n    ".join(rows) + "\n  ]" if rows else "[]"
    text = f'{{\n  "format": "{FORMAT}",\n  "findings": {findings}\n}}\n'
    try:
        replace_file(file, text.encode())
    except OSError as error:
        raise UsageError(f"--write-baseline {file}: {error.strerror or error}") from error


def label_in(folder: Path, path: str) -> str:
    """A path as the baselines of a folder know it: from that folder, with `/`, so that it holds in every checkout."""
    try:
        return os.path.relpath(os.path.realpath(path), os.path.realpath(folder)).replace(os.sep, "/")
    except ValueError:  # another drive
        return path


def _is_known(finding: object) -> bool:
    return (
        isinstance(finding, dict)
        and finding.keys() == set(_names())
        and all(isinstance(value, str) for value in finding.values())
    )


def _names() -> tuple[str, ...]:
    return tuple(get_type_hints(KnownJson))
