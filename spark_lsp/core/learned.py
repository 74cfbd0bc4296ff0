"""What the prefetcher has learned of a person, as named numbers that several windows add to."""

from collections.abc import Mapping
from math import isfinite

from spark_lsp.core.habits import FEATURES
from spark_lsp.core.planner import Planner
from spark_lsp.core.price import SCALE_MIN

WEIGHT_MAX = 20.0
"""No weight is learned beyond this; a file that says so was not written by us."""


def learned(planner: Planner) -> dict[str, float]:
    """All that it keeps of its past, by name."""
    weights = zip(FEATURES, planner.predictor.weights, strict=True)
    return {
        **{f"weight {name}": weight for name, weight in weights},
        "asked steps": planner.asks.asked_steps,
        "silent steps": planner.asks.silent_steps,
        "used start": planner.account.start,
        "used slope": planner.account.slope,
        "cap": planner.price.scale,
        "marginal worth": planner.price.worth,
    }


def recall(planner: Planner, kept: Mapping[str, float]) -> None:
    """Takes up where another run, or another window, is. What is missing, or no number that can be, stays as it is."""

    def at(name: str, now: float, least: float, most: float) -> float:
        value = kept.get(name, now)
        return value if isfinite(value) and least <= value <= most else now

    weights = planner.predictor.weights
    for i, name in enumerate(FEATURES):
        weights[i] = at(f"weight {name}", weights[i], -WEIGHT_MAX, WEIGHT_MAX)
    asks, account, price = planner.asks, planner.account, planner.price
    asks.asked_steps = at("asked steps", asks.asked_steps, 0.0, 1e3)
    asks.silent_steps = at("silent steps", asks.silent_steps, 0.0, 1e3)
    account.start = at("used start", account.start, -10.0, 10.0)
    account.slope = at("used slope", account.slope, 0.05, 10.0)
    price.scale = at("cap", price.scale, SCALE_MIN, 1.0)
    price.worth = at("marginal worth", price.worth, 0.0, 1.0)
