"""Runs replays: each trace under each policy, service time, ask model and key."""

from collections.abc import Sequence
from dataclasses import dataclass

from spark_lsp.bench.replay.asks import Model, Transition, asks, next_units, transitions
from spark_lsp.bench.replay.drivers import Driver, LastThree, Listed, Oracle, Policy, Refresh, Spark
from spark_lsp.bench.replay.machine import Log, Machine
from spark_lsp.bench.replay.score import Tally
from spark_lsp.bench.replay.store import ReplayStore
from spark_lsp.bench.replay.traces import Open, Save, Trace
from spark_lsp.core.account import Entry
from spark_lsp.core.planner import Planner
from spark_lsp.core.predictor import PRIOR, Predictor
from spark_lsp.core.price import FLOOR, Price

POLICIES = ("spark", "none", "refresh", "lru3", "oracle")
SERVICES_S = (3.145, 1.05, 0.35)
"""Seconds that a packet takes: what the seed measured, and what its cards should need."""


@dataclass(frozen=True, slots=True)
class Run:
    """One cell of the table."""

    policy: str
    service_s: float = 1.05
    model: Model = Model.UNIFORM
    share: float = 1.0
    by_context: bool = True
    draws: int = 5
    seed: int = 0
    floor: float = FLOOR
    """Of ours: the least price (`core.price.Price`)."""


def tally(trace: Trace, run: Run, prior: Sequence[float] = PRIOR) -> Tally:
    """One trace in one cell, all draws."""
    moves = transitions(trace)
    found = Tally(trace.name)
    reach = _since(trace, moves, by_context=run.by_context)
    for draw in range(run.draws):
        guesses: list[Entry] = []
        log = played(trace, moves, run, draw, prior, guesses)
        _add(found, log, run, reach)
        found.guesses += [(entry.likely, entry.used) for entry in guesses if entry.done]
    return found


def played(
    trace: Trace,
    moves: Sequence[Transition],
    run: Run,
    draw: int,
    prior: Sequence[float] = PRIOR,
    guesses: list[Entry] | None = None,
) -> Log:
    """One replay; `guesses` takes what became of each."""
    store = ReplayStore(by_context=run.by_context)
    questions = asks(trace, moves, run.model, seed=run.seed, draw=draw, share=run.share)
    driver: Driver
    if run.policy == "spark":
        planner = Planner(store.offer, predictor=Predictor(prior), price=Price(run.floor))
        if guesses is not None:
            planner.on_closed = guesses.append
        driver = Spark(planner)
        log = Machine(driver, store, run.service_s).play(trace.events, questions)
        planner.account.close()
        return log
    driver = Listed(_policy(run.policy, trace, moves), store.slot_of, store.has)
    return Machine(driver, store, run.service_s).play(trace.events, questions)


def _policy(name: str, trace: Trace, moves: Sequence[Transition]) -> Policy:
    match name:
        case "refresh":
            return Refresh()
        case "lru3":
            return LastThree()
        case "oracle":
            return Oracle(next_units(trace, moves))
    return Policy()


def _add(found: Tally, log: Log, run: Run, reach: dict[int, float]) -> None:
    for answer in log.answers:
        hit = answer.outcome == "hit"
        found.waits.append(answer.wait_s)
        found.hits += hit
        found.same_context += hit and answer.same_context
        found.inflight += answer.outcome == "inflight"
        found.stale += answer.stale
        if answer.first_serve:
            found.saved_s += run.service_s - answer.wait_s
        move = answer.ask.transition
        found.strata[move.stratum][0] += 1
        found.strata[move.stratum][1] += hit
        found.within_reach += answer.ask.at_s - reach.get(move.number, float("inf")) >= run.service_s
    found.on_demand += log.on_demand
    found.jobs += len(log.ran)
    found.unused += sum(not ran.used for ran in log.ran)
    found.cancelled += sum(ran.cancelled for ran in log.ran)
    found.background_s += log.background_s()


def _since(trace: Trace, moves: Sequence[Transition], *, by_context: bool) -> dict[int, float]:
    """Transition → since when its unit has been as it is asked for, at any time before."""
    first: dict[tuple[str, str], float] = {}
    for event in trace.events:
        if isinstance(event, Open | Save):
            for row in event.rows:
                first.setdefault((row.key, row.digest if by_context else ""), event.t)
    return {
        move.number: first[move.row.key, move.row.digest if by_context else ""]
        for move in moves
        if move.row is not None
    }
