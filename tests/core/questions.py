"""A question for tests of prompts and gates."""

from dataclasses import replace

from spark_lsp.core.advisory import Advisory, Evidence
from spark_lsp.core.finding import Severity
from spark_lsp.core.question import Question
from spark_lsp.core.text import span
from spark_lsp.core.unit import UnitKind

LINES = (
    "def find(db, name):",
    "    cursor = db.cursor()",
    "    cursor.execute(f\"SELECT * FROM orders WHERE name = '{name}'\")",
    "    return cursor.fetchall()",
)
FOUND = Advisory(
    headline="`execute` splices values into SQL in `find`",
    next_step="Put a placeholder into the text and pass the value beside it",
    why="A value spliced into a statement is read as SQL.",
    severity=Severity.WARNING,
    confidence=0.9,
    span=span(2, 19, 2, 64),
    category="injection",
    evidence=(Evidence("py-sql-injection", span(2, 19, 2, 64), "core", ("CWE-89",)),),
)


def question(**changes: object) -> Question:
    """The function above with its finding."""
    made = Question(
        "python", "find", UnitKind.FUNCTION, LINES, FOUND, (), "what an attacker can send", ("import sqlite3",)
    )
    return replace(made, **changes)  # type: ignore[arg-type]
