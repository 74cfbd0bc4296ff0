"""Where the next unit stood among the candidates, just before it was saved."""

from collections.abc import Iterable, Sequence
from statistics import mean

from spark_lsp.bench.replay.asks import transitions
from spark_lsp.bench.replay.score import JSON
from spark_lsp.bench.replay.traces import Open, Save, Trace
from spark_lsp.core.activity import Known, Saved
from spark_lsp.core.habits import Habits
from spark_lsp.core.predictor import PRIOR, Predictor

NOWHERE = 10**6
AT = (1, 3, 5, 10)

Seen = tuple[list[list[float]], int, str]
"""(feature rows of the candidates, index of the unit that was next or −1, stratum)"""


def seen(trace: Trace) -> list[Seen]:
    """Every transition of a `saves` trace."""
    moves = list(reversed(transitions(trace)))
    habits, found = Habits(), []
    for event in trace.events:
        match event:
            case Open(_, file, rows):
                habits.take(Known(file, rows))
            case Save(t, file, rows, changed):
                if moves and t == moves[-1].ended_s and event.primary == moves[-1].unit:
                    move = moves.pop()
                    units = habits.candidates()
                    at = units.index(move.unit) if move.unit in units else -1
                    found.append((habits.features(units), at, move.stratum))
                habits.take(Saved(file, rows, dict(changed)))
    return found


def ranked(some: Iterable[Seen], prior: Sequence[float] = PRIOR) -> list[tuple[str, int, float]]:
    """(stratum, rank from 0, log-likelihood) of each, learning as it goes."""
    predictor, found = Predictor(prior), []
    for rows, target, stratum in some:
        if target < 0:
            found.append((stratum, NOWHERE, 0.0))
            continue
        likely = predictor.likely(rows)
        rank = sum(p > likely[target] for p in likely) + sum(p == likely[target] for p in likely[:target])
        found.append((stratum, rank, predictor.learn(rows, target)))
    return found


def ranks_of(traces: Sequence[Trace], priors: Sequence[Sequence[float]] = ()) -> JSON:
    """Shares of transitions whose unit was among the first few, by stratum."""
    given = priors or [PRIOR] * len(traces)
    found = [one for trace, prior in zip(traces, given, strict=True) for one in ranked(seen(trace), prior)]
    return summed(found)


def summed(found: Sequence[tuple[str, int, float]]) -> JSON:
    """The same of what `ranked` gave."""
    strata = {"all": ("same", "revisit", "first", "new"), "switch": ("revisit", "first", "new"), "first": ("first",)}
    told: JSON = {}
    for name, within in strata.items():
        mine = [rank for stratum, rank, _ in found if stratum in within]
        told[name] = {"n": len(mine), **({f"@{k}": round(mean(r < k for r in mine), 4) for k in AT} if mine else {})}
    return told
