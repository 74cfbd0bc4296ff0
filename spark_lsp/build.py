"""The composition root: the one place that knows every concrete class. Imports happen inside, so that each way in
loads only what it needs."""

import sys

TYPE_CHECKING = False  # not typing's, which takes 4 ms to import: an editor waits for `initialize`
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path
    from typing import Any

    from spark_lsp.backends.base import Backend
    from spark_lsp.core.analysis import Analyzer, Outline, Source
    from spark_lsp.core.gate import Verdict
    from spark_lsp.core.outcomes import Outcomes
    from spark_lsp.core.shelf import Shelf
    from spark_lsp.engine.analyst import Analyst
    from spark_lsp.engine.child import Child
    from spark_lsp.engine.engine import Engine
    from spark_lsp.engine.keeping import Keeper
    from spark_lsp.engine.lanes import Lanes
    from spark_lsp.engine.trial import Trial
    from spark_lsp.engine.worker import Ready, Setup
    from spark_lsp.policy.desk import Desk
    from spark_lsp.settings import Settings
    from spark_lsp.store.deferred import DeferredDismissals
    from spark_lsp.store.ledger import SqliteLedger
    from spark_lsp.store.promotions import PromotionFile


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

    return Child([sys.executable, "-P", "-m", "spark_lsp.cli.worker"])


def dismissals() -> "DeferredDismissals":
    """What was put away on this machine; opened when there is anything."""
    from spark_lsp.store.deferred import DeferredDismissals
    from spark_lsp.store.folders import data_folder

    return DeferredDismissals(data_folder())


def outcomes(log: "Callable[[str], None]") -> "Outcomes":
    """What became of advice on this machine; read when advice is first ranked."""
    from spark_lsp.store.folders import data_folder
    from spark_lsp.store.outcomes import SqliteOutcomes

    return SqliteOutcomes(data_folder(), log)


async def model_lanes(
    settings: "Settings", engine: "Engine", folders: "Sequence[str]", log: "Callable[[str], None]"
) -> "Lanes | None":
    """The model lanes of a server: its store opened, no model server asked yet. None, and nothing loaded, where nobody
    listens at its address."""
    import asyncio

    from spark_lsp.backends.listening import listens
    from spark_lsp.backends.locality import base_url, is_loopback
    from spark_lsp.settings import BackendKind

    kind = settings.backend.kind
    if kind in (BackendKind.OLLAMA, BackendKind.OPENAI):
        url = base_url(kind.value, settings.backend.url)
        if is_loopback(url) and not await listens(url):
            return None

    def present(uri: str) -> "Source | None":
        return file.source() if (file := engine.files.get(uri)) is not None else None

    return await asyncio.to_thread(lanes_of, settings, present, engine.prover.tried, folders, log)


def lanes_of(
    settings: "Settings",
    present: "Callable[[str], Source | None]",
    try_edit: "Callable[[Trial], Awaitable[Verdict]]",
    folders: "Sequence[str]",
    log: "Callable[[str], None]",
    shelf: "Shelf | None" = None,
) -> "Lanes":
    """The lanes over texts that `present` gives, `try_edit` the edit gate; on a given `shelf`, no store is opened."""
    import asyncio
    import time
    from functools import partial

    from spark_lsp.backends.replies import ReplyReader
    from spark_lsp.core.budget import BudgetGate
    from spark_lsp.core.grounding import Known
    from spark_lsp.engine.author import Author
    from spark_lsp.engine.crew import Crew
    from spark_lsp.engine.lanes import Lanes
    from spark_lsp.engine.packets import Packets
    from spark_lsp.engine.players import players
    from spark_lsp.engine.prefill import Prefill
    from spark_lsp.engine.realtime import Realtime
    from spark_lsp.engine.refinery import Refinery
    from spark_lsp.engine.turn import Turn
    from spark_lsp.gpu import energy_j, rest_reason
    from spark_lsp.intents.table import intent_of
    from spark_lsp.privacy.excluded import why_private
    from spark_lsp.privacy.redact import Redactor
    from spark_lsp.retrieval.apis import names_known
    from spark_lsp.store.folders import cache_folder, data_folder
    from spark_lsp.store.lease import FileLease
    from spark_lsp.store.packets import SqliteShelf
    from spark_lsp.store.presence import Presence
    from spark_lsp.store.recordings import append

    redact = Redactor().clean
    passed = promotions(log)
    connect = partial(asyncio.to_thread, backend, settings)
    crew = Crew(connect, lambda s, i, r: players(settings, s, i, r, passed.read()), BudgetGate(), log)
    packets = Packets(crew, shelf or SqliteShelf(cache_folder(), log), redact, intent_of, time.time)
    author = Author(
        redact=redact,
        known=lambda question: Known(names_known(question)),
        present=present,
        try_edit=try_edit,
        wall=time.time,
    )
    refinery = Refinery(crew, packets, author, ReplyReader, Turn(FileLease(cache_folder())), rest_reason)
    refinery.energy = energy_j
    realtime = Realtime(crew, packets, author, ReplyReader, refinery.person_came, refinery.person_left)
    prefill = Prefill(crew, author, rest_reason, lambda: realtime.running or refinery.machine.running is not None)
    lanes = Lanes(crew, packets, realtime, refinery, prefill, lambda path: why_private(path, settings.exclude, folders))
    lanes.ledger, lanes.presence = lambda: ledger(log), Presence(cache_folder())
    if settings.retrieval.enabled:
        from spark_lsp.engine.neighbours import Neighbours, embedder_of, pass_apart
        from spark_lsp.store.passages import fixes_of, open_passages

        opened = partial(open_passages, cache_folder(), say=log)
        made = Neighbours(
            tuple(folders), opened, partial(pass_apart, settings.exclude), partial(embedder_of, crew), redact
        )
        made.open_fixes = lambda folder: opened(fixes_of(folder))
        author.related, lanes.on_close = made.related, made.close
    lanes.record = lambda name, lines: append(data_folder(), name, lines)
    return lanes


def live_keeper() -> "Keeper":
    """What keeps a record of advice that was taken or put away; for a thread."""
    from spark_lsp.engine.keeping import Keeper
    from spark_lsp.privacy.excluded import why_private
    from spark_lsp.privacy.redact import Redactor
    from spark_lsp.store.folders import cache_folder
    from spark_lsp.store.live import LiveStore

    return Keeper(LiveStore(cache_folder()), Redactor().clean, why_private)


def ledger(log: "Callable[[str], None]") -> "SqliteLedger":
    """What became of guesses on this machine."""
    from spark_lsp.store.folders import data_folder
    from spark_lsp.store.ledger import SqliteLedger

    return SqliteLedger(data_folder(), log)


def promotions(log: "Callable[[str], None]") -> "PromotionFile":
    """The models that passed the gate on this machine."""
    from spark_lsp.store.folders import data_folder
    from spark_lsp.store.promotions import PromotionFile

    return PromotionFile(data_folder(), log)


def policy_desk(root: "Path") -> "Desk":
    """Where rules of a checkout are drafted and reviewed."""
    from spark_lsp.policy.desk import Desk

    return Desk(root)


def bench_part(name: str) -> "Callable[..., Any]":
    """What a command that measures calls, by its name in `bench/parts.py`."""
    from spark_lsp.bench.parts import PARTS

    return PARTS[name]


def backend(settings: "Settings", *, stall_s: float | None = None) -> "Backend":
    """The model server of the settings; nothing is asked of it yet. Raises BackendFailed where it may not be asked."""
    from spark_lsp.backends.chosen import chosen

    return chosen(settings, stall_s=stall_s)
