"""The report of `spark-lsp replay --json` (`spark-replay/1`), field by field; figures are defined where they are made,
in `bench/replay/score.py`."""

from typing import NotRequired, TypedDict

Ranks = TypedDict(
    "Ranks",
    {"n": int, "@1": NotRequired[float], "@3": NotRequired[float], "@5": NotRequired[float], "@10": NotRequired[float]},
)
"""How often the next unit was among the first so many, of `n`."""


class Stratum(TypedDict):
    """Questions of one kind."""

    share: float
    hit: float | None


class Bin(TypedDict):
    """Guesses of like likelihood."""

    jobs: int
    likely: float
    used: float


class Calibration(TypedDict):
    """Predicted likelihood against what came true."""

    ece: float | None
    bins: list[Bin]


class Intervals(TypedDict):
    """95 % of bootstrap resamples of whole traces: [low, high]."""

    hit: list[float]
    wait_mean: list[float]
    saved_per_spent: list[float] | None


class OfTrace(TypedDict):
    """One trace's part."""

    asks: int
    hit: float


class Scores(TypedDict):
    """All metrics of one cell; without questions only `asks`."""

    asks: int
    hit: NotRequired[float]
    hit_same_context: NotRequired[float]
    inflight: NotRequired[float]
    stale: NotRequired[int]
    jobs_per_ask: NotRequired[float]
    prefetch_per_ask: NotRequired[float]
    unused: NotRequired[float | None]
    cancelled: NotRequired[float | None]
    wait_mean: NotRequired[float]
    wait_p50: NotRequired[float]
    wait_p75: NotRequired[float]
    wait_p95: NotRequired[float]
    saved_per_spent: NotRequired[float | None]
    gpu_s_per_ask: NotRequired[float]
    ceiling: NotRequired[float]
    strata: NotRequired[dict[str, Stratum]]
    calibration: NotRequired[Calibration]
    ci: NotRequired[Intervals]
    per_trace: NotRequired[dict[str, OfTrace]]


class SaveCell(Scores):
    """One cell of the replay of saves."""

    service: float
    ask: str
    share: float
    key: str
    policy: str


class WalkCell(Scores):
    """One cell of the replay of navigation."""

    service: float
    ask: str
    policy: str


class Point(TypedDict):
    """Ours at one price."""

    floor: float
    hit: float | None
    jobs_per_ask: float | None
    unused: float | None
    saved_per_spent: float | None


class Versus(TypedDict):
    """Ours against another policy at no lower hit: [ours, theirs], and 95 % of the differences."""

    policy: NotRequired[str]
    floor: NotRequired[float]
    hit: NotRequired[list[float]]
    saved_per_spent: NotRequired[list[float]]
    difference: NotRequired[list[float]]


class PlannerSettings(TypedDict):
    """What it was run with."""

    floor: float
    dutyMax: float


class PlannerRun(TypedDict):
    """The planner that was run."""

    version: str
    settings: PlannerSettings


class NavigationRanks(TypedDict):
    """Of the next method visited."""

    all: Ranks
    revisit: Ranks


class Navigation(TypedDict):
    """Of navigation traces; empty without any."""

    ranks: NotRequired[NavigationRanks]
    replay: NotRequired[list[WalkCell]]


class ReplayReport(TypedDict):
    """The whole."""

    protocol: str
    seed: int
    draws: int
    share: list[float]
    planner: PlannerRun
    traces: list[str]
    transitions: int
    ranks: dict[str, Ranks]
    replay: list[SaveCell]
    frontier: list[Point]
    versus: Versus
    navigation: Navigation
