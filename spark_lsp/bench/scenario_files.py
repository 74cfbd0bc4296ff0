"""Reads scenarios from Markdown files."""

from spark_lsp.bench.scenario import Scenario


def built_in() -> tuple[Scenario, ...]:
    """All scenarios that ship, by name."""
    return ()
