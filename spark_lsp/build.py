"""The composition root: the one place that knows every concrete class. Imports happen inside, so that each way in
loads only what it needs."""

import sys

TYPE_CHECKING = False  # not typing's, which takes 4 ms to import: an editor waits for `initialize`
if TYPE_CHECKING:
    from collections.abc import Callable

    from spark_lsp.core.analysis import Analyzer, Outline, Source
    from spark_lsp.core.dismissal import Dismissals
    from spark_lsp.engine.analyst import Analyst
    from spark_lsp.engine.child import Child
    from spark_lsp.engine.worker import Ready, Setup
    from spark_lsp.settings import Settings
    from spark_lsp.store.deferred import DeferredDismissals


def analyst(settings: "Settings | None" = None, *, rule_folders: tuple[str, ...] = ()) -> "Analyst":
    """All analyzers, for one process that may take its time (the command line, a pool)."""
    from spark_lsp.engine.worker import Setup

    disabled = frozenset(settings.disabled_rules) if settings is not None else frozenset[str]()
    return analyst_for(Setup(disabled, rule_folders))[0]


def analyst_for(setup: "Setup") -> "tuple[Analyst, Ready]":
    """All analyzers as a Setup asks, and what came of loading the rules."""
    from spark_lsp.analyzers.complexity import Complexity
    from spark_lsp.analyzers.ruff import Ruff

    return _made(setup, slow=(Ruff(), Complexity()))


def quick_analyst(setup: "Setup") -> "Analyst":
    """Only what answers within a hover."""
    return _made(setup, slow=())[0]


def _made(setup: "Setup", slow: "tuple[Analyzer, ...]") -> "tuple[Analyst, Ready]":
    from spark_lsp.analyzers.ast_grep import AstGrep
    from spark_lsp.analyzers.rulepack import RuleBook
    from spark_lsp.engine.analyst import Analyst
    from spark_lsp.engine.worker import Ready
    from spark_lsp.store.folders import cache_folder
    from spark_lsp.syntax.outline import Outliner

    book = RuleBook(setup.rule_folders, cache=cache_folder())
    made = Analyst(outline=Outliner(), quick=(AstGrep(book),), slow=slow, disabled=setup.disabled)
    return made, Ready(book.count(), tuple(book.failures()))


def outline(source: "Source") -> "Outline":
    """Units, parse errors and imports of a text in any language."""
    from spark_lsp.syntax.outline import outline_of

    return outline_of(source)


def launcher() -> "Callable[[list[str]], int]":
    """What `spark-lsp serve` hands its arguments to; it answers an editor before anything heavy is loaded."""
    from spark_lsp.lsp.launcher import main

    return main


def analysis_child() -> "Child":
    """The analysis process of a server; not started yet."""
    from spark_lsp.engine.child import Child

    return Child([sys.executable, "-m", "spark_lsp.cli.worker"])


def dismissals() -> "DeferredDismissals":
    """What was put away on this machine; opened when there is anything."""
    from spark_lsp.store.deferred import DeferredDismissals
    from spark_lsp.store.folders import data_folder

    folder = data_folder()

    def make() -> "tuple[Dismissals, tuple[str, ...]]":
        from spark_lsp.store.dismissals import open_dismissals

        return open_dismissals(folder)

    return DeferredDismissals(folder, make)
