"""Runs each tool on a folder of fixtures: what it says is security, by file and line."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from spark_lsp.build import analyst
from spark_lsp.core.analysis import Source
from spark_lsp.core.finding import Severity

Said = list[tuple[str, int, str]]
"""(file, line from 1, rule)"""
_LONGEST_S = 900


def ours(folder: Path, names: Sequence[str], least: Severity) -> Said:
    """Our findings that name a weakness. Paths are those below the folder: our rules leave tests alone by path."""
    whole = analyst()
    said: Said = []
    for name in names:
        text = (folder / name).read_text(encoding="utf-8", errors="replace")
        for finding in whole.analyse(Source(text, "python", name)).findings:
            if finding.cwe and finding.severity >= least:
                said.append((name, finding.span.start.line + 1, finding.rule))
    return said


def ruff(folder: Path, names: Sequence[str]) -> Said:
    """Ruff's `S` rules, those in preview too."""
    command = [_beside("ruff"), "check", "--isolated", "--no-cache", "--exit-zero", "--preview", "--select=S"]
    entries = _json([*command, "--output-format=json", *_paths(folder, names)])
    return [
        (_below(folder, entry["filename"]), entry["location"]["row"], entry["code"])
        for entry in entries
        if str(entry["code"]).startswith("S")
    ]


def bandit(folder: Path, names: Sequence[str]) -> Said | None:
    """None where it is not installed."""
    if shutil.which("bandit") is None:
        return None
    entries = _json(["bandit", "-q", "-f", "json", *_paths(folder, names)])["results"]
    return [(_below(folder, entry["filename"]), entry["line_number"], entry["test_id"]) for entry in entries]


def semgrep(folder: Path, names: Sequence[str], rules: Path | None) -> Said | None:
    """By the rules of its repository's folder `python` that are about security; None where either is missing."""
    if shutil.which("semgrep") is None or rules is None:
        return None
    command = ["semgrep", "scan", "--metrics=off", "--disable-version-check", "--no-git-ignore", "--quiet", "--json"]
    entries = _json([*command, "--config", str(rules), *_paths(folder, names)])["results"]
    return [
        (_below(folder, entry["path"]), entry["start"]["line"], entry["check_id"].rsplit(".", 1)[-1])
        for entry in entries
        if entry["extra"]["metadata"].get("category") == "security"
    ]


def _json(command: Sequence[str]):  # type: ignore[no-untyped-def]  # four programs, four forms of JSON
    ran = subprocess.run(command, capture_output=True, timeout=_LONGEST_S)
    return json.loads(ran.stdout)


def _paths(folder: Path, names: Sequence[str]) -> list[str]:
    return [str(folder / name) for name in names]


def _below(folder: Path, name: str) -> str:
    return Path(name).resolve().relative_to(folder.resolve()).as_posix()


def _beside(program: str) -> str:
    """The program of this interpreter's own environment."""
    found = Path(sys.executable).parent / program
    return str(found) if found.exists() else program
