"""How likely each unit is the next that a person looks at: a softmax over a few features, learned a little from every
step."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, log

from spark_lsp.core.habits import FEATURES

RATE = 0.05
"""Of one step of the gradient on the softmax's loss."""

PULL = 0.002
"""Share of the rate by which each step goes back to the prior: a habit of last month fades."""

PRIOR_OF = {
    "same": 2.300,
    "run": 0.539,
    "size": 1.547,
    "recent": -0.231,
    "lately": 2.111,
    "frequency": 0.087,
    "same file": 0.565,
    "file recency": 0.506,
    "diff mention": 0.636,
    "just opened": 1.731,
    "unseen, same file": 0.867,
    "markov": 1.122,
    "module": 0.250,
    "alike": 0.883,
    "changed share": 0.861,
    "next in file": 0.529,
    "callee": 0.204,
    "caller": 0.282,
    "main share": 0.619,
    "stepped in file": -1.122,
    "changed along": -0.364,
}
"""Feature → weight before anything is learned: fitted on the recorded traces (`python -m tests.benchmarks.prior`)."""

PRIOR = tuple(PRIOR_OF[name] for name in FEATURES)


@dataclass(slots=True)
class Predictor:
    """The weights of one person. Its state is `weights`."""

    prior: Sequence[float] = PRIOR
    weights: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        if len(self.weights) != len(self.prior):
            self.weights = list(self.prior)

    def likely(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """The probability of each feature row to be the next; they add up to 1."""
        weights = self.weights
        scores = [sum([weight * value for weight, value in zip(weights, row, strict=True) if value]) for row in rows]
        most = max(scores, default=0.0)
        grown = [exp(score - most) for score in scores]
        whole = sum(grown)
        return [one / whole for one in grown]

    def learn(self, rows: Sequence[Sequence[float]], target: int, rate: float = RATE) -> float:
        """It was this row. One step along the gradient x_target − Σ p·x of its log-likelihood, which comes back."""
        likely = self.likely(rows)
        pull = rate * PULL
        for i, (old, start) in enumerate(zip(self.weights, self.prior, strict=True)):
            gradient = rows[target][i] - sum(p * row[i] for p, row in zip(likely, rows, strict=True))
            self.weights[i] = old + rate * gradient - pull * (old - start)
        return log(max(likely[target], 1e-12))
