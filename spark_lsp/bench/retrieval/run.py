"""Runs the benchmark of retrieval: BM25, each embedding model, and both together, on the same queries."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from spark_lsp.bench.retrieval.clusters import clustered, put_forward
from spark_lsp.bench.retrieval.material import Asked, answers
from spark_lsp.bench.retrieval.queries import CODE_KINDS, KINDS, Query
from spark_lsp.bench.retrieval.scoring import DEPTH, Outcome, difference, figures, overlap, percentile
from spark_lsp.core.passage import Found, PassageIndex
from spark_lsp.core.retrieval_report import RetrievalReport, SystemRow
from spark_lsp.core.rewording import laid_out_anew, renamed
from spark_lsp.errors import BackendFailed
from spark_lsp.retrieval.fusion import fused
from spark_lsp.retrieval.lexical import by_words
from spark_lsp.retrieval.vectors import Embedder, VectorTable, by_vector, embed_missing, vector_table

STABLE_MAX = 40
"""Queries that are asked again in other words."""

MORE = 150
"""Asked for beyond DEPTH, since the query's own unit and its neighbours are left out, and for some kinds all tests."""

BASELINE = "lexical"
GROUPED = "lexical+clusters"
"""Measured, and never chosen: nothing but the benchmark groups passages."""

Search = Callable[[str], Awaitable[Sequence[Found]]]


@dataclass(slots=True)
class System:
    """One way of finding."""

    name: str
    search: Search
    embedded: int = 0
    embed_s: float = 0.0
    outcomes: list[Outcome] = field(default_factory=list)
    stability: dict[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Absent:
    """A model that could not be measured."""

    name: str
    reason: str


Progress = Callable[[int, int], None]


async def compared(
    index: PassageIndex,
    asked: Asked,
    models: Sequence[tuple[str, Embedder | None, str]],
    *,
    most: int,
    seed: int,
    progress: Progress,
    clusters: bool = False,
) -> RetrievalReport:
    """The report of `bench retrieval`. `models` are (name, how to ask it, why it cannot be asked); `most` passages are
    embedded with each at most. With `clusters` BM25 is measured with the groups of its passages, too."""
    systems = [System(BASELINE, _lexical(index))]
    if clusters:
        systems.append(System(GROUPED, _grouped(index, asked, seed)))
    absent: list[Absent] = []
    for name, model, reason in models:
        if model is None:
            absent.append(Absent(name, reason))
            continue
        try:
            systems += await _with_vectors(index, name, model, most, progress)
        except BackendFailed as failed:
            absent.append(Absent(name, str(failed)))
    total = len(systems) * len(asked.queries)
    done = 0
    for system in list(systems):
        try:
            for query in asked.queries:
                system.outcomes.append(await _outcome(system, query, query.text))
                done += 1
                progress(done, total)
            system.stability = await _stability(system)
        except BackendFailed as failed:
            systems.remove(system)
            absent.append(Absent(system.name, str(failed)))
    return _report(index, asked, systems, absent, seed)


def _lexical(index: PassageIndex) -> Search:
    async def search(text: str) -> Sequence[Found]:
        return by_words(index, text, DEPTH + MORE)

    return search


def _grouped(index: PassageIndex, asked: Asked, seed: int) -> Search:
    groups = clustered(asked.passages, seed=seed)

    async def search(text: str) -> Sequence[Found]:
        return put_forward(by_words(index, text, DEPTH + MORE), groups, text)

    return search


async def _with_vectors(index: PassageIndex, name: str, model: Embedder, most: int, progress: Progress) -> list[System]:
    waiting = min(most, len(index.without_vector(model.model, most)))
    begun = time.perf_counter()
    made = 0
    while made < waiting:
        step = await embed_missing(index, model, most=min(64, waiting - made))
        if not step:
            break
        made += step
        progress(made, waiting)
    took_s = time.perf_counter() - begun
    table = vector_table(index.vectors(model.model))

    async def nearest(text: str) -> Sequence[Found]:
        return await _nearest(index, model, table, text)

    async def both(text: str) -> Sequence[Found]:
        near = await _nearest(index, model, table, text)
        return fused([by_words(index, text, DEPTH + MORE), near], DEPTH + MORE)

    return [System(name, nearest, made, took_s), System(f"{BASELINE}+{name}", both)]


async def _nearest(index: PassageIndex, model: Embedder, table: VectorTable, text: str) -> Sequence[Found]:
    return by_vector(index, table, await model.query(text), DEPTH + MORE)


async def _outcome(system: System, query: Query, text: str) -> Outcome:
    begun = time.perf_counter()
    found = await system.search(text)
    took_s = time.perf_counter() - begun
    return Outcome(query, answers(query, [one.passage for one in found])[:DEPTH], took_s)


async def _stability(system: System) -> dict[str, float | None]:
    """How much of the first ten stays where the unit asked with is laid out anew, or its variables have other names."""
    asked = [one for one in system.outcomes if one.query.kind in CODE_KINDS][:STABLE_MAX]
    told: dict[str, float | None] = {}
    for name, reword in (("reformat", laid_out_anew), ("rename", renamed)):
        again = [await _outcome(system, one.query, reword(one.query.text)) for one in asked]
        agreed = [overlap(one.ranking, other.ranking) for one, other in zip(asked, again, strict=True)]
        told[name] = round(sum(agreed) / len(agreed), 4) if agreed else None
    return told


def _report(
    index: PassageIndex, asked: Asked, systems: Sequence[System], absent: Sequence[Absent], seed: int
) -> RetrievalReport:
    size = index.size()
    baseline = next((one for one in systems if one.name == BASELINE), None)
    rows = [_row(one, baseline, seed) for one in systems]
    winner, why = chosen(rows)
    return {
        "format": "spark-retrieval/1",
        "seed": seed,
        "files": asked.files,
        "passages": len(asked.passages),
        "indexBytes": size.bytes,
        "queries": {kind: sum(one.kind == kind for one in asked.queries) for kind in KINDS},
        "systems": rows,
        "absent": [{"name": one.name, "reason": one.reason} for one in absent],
        "winner": winner,
        "why": why,
    }


def _row(system: System, baseline: System | None, seed: int) -> SystemRow:
    took_ms = [one.took_s * 1000 for one in system.outcomes]
    row: SystemRow = {
        "name": system.name,
        "all": figures(system.outcomes),
        "kinds": {kind: figures([one for one in system.outcomes if one.query.kind == kind]) for kind in KINDS},
        "latencyMs": {"p50": round(percentile(took_ms, 0.5), 2), "p95": round(percentile(took_ms, 0.95), 2)},
        "stability": system.stability,
        "embedded": system.embedded,
        "embedMsEach": round(1000 * system.embed_s / system.embedded, 2) if system.embedded else None,
        "versus": None,
    }
    if baseline is not None and system is not baseline:
        ours, theirs = ([one.reciprocal_rank for one in which.outcomes] for which in (system, baseline))
        mean, low, high = difference(ours, theirs, seed)
        row["versus"] = {"mrr": round(mean, 4), "interval": [round(low, 4), round(high, 4)]}
    return row


def chosen(rows: Sequence[SystemRow]) -> tuple[str, str]:
    """(winner, why): the way with the best MRR among those better than BM25 beyond chance; BM25 where there is none,
    since it needs no model."""
    rows = [row for row in rows if row["name"] != GROUPED]
    better = [(row["all"]["mrr"] or 0.0, row["name"], versus) for row in rows if (versus := row["versus"]) is not None]
    better = [one for one in better if one[2]["interval"][0] > 0]
    if better:
        _, name, versus = max(better, key=lambda one: one[0])
        low, high = versus["interval"]
        gain = f"its MRR is higher by {versus['mrr']:.3f} (95 %: {low:+.3f} to {high:+.3f})"
        return name, f"{name} finds more than {BASELINE}: {gain}"
    if len(rows) < 2:
        return BASELINE, "no embedding model was measured beside it"
    return BASELINE, f"no model is better than {BASELINE} beyond chance, and it needs none"
