"""Makes rows of the results: of an ask and its score, or of an ask that could not be made."""

import math

from spark_lsp.bench.booth import NOT_THE_MODELS, Asked
from spark_lsp.bench.order import Key
from spark_lsp.bench.scenario import Scenario
from spark_lsp.bench.score import Score
from spark_lsp.core.bench_results import BenchRow
from spark_lsp.core.role import Role


def answered_row(
    scenario: Scenario,
    key: Key,
    asked: Asked,
    scored: Score,
    *,
    strict: bool,
    cold: bool,
    joules: float | None,
    detail: str = "",
) -> BenchRow:
    """The row of an ask that was made."""
    answer, taken = asked.answer, asked.taken
    outcome = asked.miss.value if asked.miss is not None else "silent" if answer.silent else "answered"
    generation_s = taken.cost.generation_s
    if generation_s is None and taken.first_s is not None and taken.ended_s is not None:
        generation_s = taken.ended_s - taken.first_s
    tokens = taken.cost.tokens
    row: BenchRow = {
        **unasked_row(scenario, key, outcome, detail),
        "counted": asked.miss not in NOT_THE_MODELS,
        "cold": cold,
        "seconds": _rounded(answer.seconds),
        "headlineSeconds": _rounded(taken.since_s(taken.headline_s)),
        "firstSeconds": _rounded(taken.since_s(taken.first_s)),
        "queueSeconds": _rounded(taken.queue_s if taken.cost.total_s is not None else None),
        "loadSeconds": _rounded(taken.cost.load_s),
        "promptTokens": taken.cost.prompt_tokens,
        "tokens": tokens,
        "tokensPerSecond": _rounded(tokens / generation_s) if tokens and generation_s else None,
        "joules": _rounded(joules),
        "valid": answer.valid,
        "grounded": answer.grounded,
        "edit": answer.edit is not None,
        "intelligence": round(scored.intelligence, 2),
        "usefulness": round(scored.usefulness, 2),
        "strict": strict,
        "parts": {name: round(points, 2) for name, points in scored.parts.items()},
    }
    if not scenario.live:
        row["said"] = {"headline": answer.headline, "nextStep": answer.next_step, "why": answer.why}
    return row


def unasked_row(scenario: Scenario, key: Key, reason: str, detail: str) -> BenchRow:
    """The row of an ask that could not be made; it is in no average."""
    model, role, repeat, name = key
    return {
        "scenario": name,
        "group": scenario.group.value,
        "language": scenario.language,
        "model": model,
        "role": role,
        "repeat": repeat,
        "outcome": reason,
        "counted": False,
        "detail": detail,
        "cold": False,
        "seconds": None,
        "headlineSeconds": None,
        "firstSeconds": None,
        "queueSeconds": None,
        "loadSeconds": None,
        "promptTokens": None,
        "tokens": None,
        "tokensPerSecond": None,
        "joules": None,
        "valid": False,
        "grounded": False,
        "edit": False,
        "intelligence": 0.0,
        "usefulness": 0.0,
        "strict": False,
        "parts": {},
    }


def key_of(row: BenchRow) -> Key:
    """Which ask it is of."""
    return row["model"], row["role"], row["repeat"], row["scenario"]


def ask_key(model: str, role: Role, repeat: int, scenario: Scenario) -> Key:
    """The key of an ask."""
    return model, role.value, repeat, scenario.name


def _rounded(value: float | None) -> float | None:
    return round(value, 4) if value is not None and math.isfinite(value) else None
