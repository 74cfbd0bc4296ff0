"""Has rules run on texts in another process, within a time."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

LIMIT_S = 60.0
"""Longest that one rule may take over all that it is tried on, seconds."""

HITS_MAX = 200
"""Of a rule on one text; more are not listed."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of one rule."""

    hits: tuple[tuple[int, ...], ...]
    """Lines, 0-based, for each text."""
    problem: str
    took_s: float


@dataclass(frozen=True, slots=True)
class Killed:
    """It did not come back."""

    why: str


def ran(
    rules: Sequence[str], texts: Sequence[tuple[str, str]], *, limit_s: float = LIMIT_S, most: int = HITS_MAX
) -> tuple[Ran, ...] | Killed:
    """What rules (file texts) find in texts (language, text). Never raises for what a rule does."""
    task = json.dumps({"rules": list(rules), "texts": list(texts), "most": most})
    command = [sys.executable, "-P", "-m", "spark_lsp.policy.child"]
    try:
        done = subprocess.run(command, input=task.encode(), capture_output=True, timeout=limit_s)
    except subprocess.TimeoutExpired:
        return Killed(f"took longer than {limit_s:g} s")
    if done.returncode != 0:
        return Killed("took down the process that it ran in")
    found = json.loads(done.stdout)
    return tuple(
        Ran(tuple(map(tuple, hits)), str(problem), float(seconds))
        for hits, problem, seconds in zip(found["hits"], found["problems"], found["seconds"], strict=True)
    )
