"""Draws what the replay is about: how many jobs an ask a hit costs, ours at several prices beside simpler policies."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from spark_lsp.bench.chart import MISSING
from spark_lsp.core.replay_report import ReplayReport, SaveCell
from spark_lsp.errors import UsageError

PROTOTYPE = ((1.23, 0.673), (1.41, 0.760), (1.62, 0.823), (1.82, 0.861), (2.12, 0.887))
"""(jobs an ask, hit) of the planner that this one had to beat, at 1.05 s a packet, one ask at any time between two
saves; measured once, before this one was written, on the same public traces."""
CELL = (1.05, "uniform", 1.0, "hx")
"""(seconds a packet, when is asked, share that asks, key) of what is drawn."""
INK, OURS, THEIRS = "#333333", "#0969da", "#9a6700"


def can_plot() -> None:
    """Raises UsageError where there is nothing to draw with: before the work, not after it."""
    if find_spec("matplotlib") is None:
        raise UsageError(MISSING)


def plotted(report: ReplayReport, out: Path) -> None:
    """Writes the picture, in the format that the file's name ends with. Raises UsageError where there is nothing to
    draw, or no place for it. `can_plot` was asked."""
    ours = [(p["jobs_per_ask"], p["hit"]) for p in report["frontier"]]
    points = sorted((jobs, hit) for jobs, hit in ours if jobs is not None and hit is not None)
    if not points:
        raise UsageError("--plot draws traces of saves, and there are none among these")
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"svg.hashsalt": "spark", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False}):
        figure = Figure(figsize=(7.0, 3.8), facecolor="white")
        axes: Any = figure.add_subplot()
        axes.plot(*zip(*PROTOTYPE, strict=True), "--s", color=THEIRS, ms=4, label="the prototype, at several prices")
        axes.plot(*zip(*points, strict=True), "-o", color=OURS, ms=4, label="spark-lsp, at several prices")
        for cell in _beside(report):
            axes.plot(cell["jobs_per_ask"], cell["hit"], "x", color=INK)
            axes.annotate(
                cell["policy"], (cell["jobs_per_ask"], cell["hit"]), xytext=(5, -3), textcoords="offset points"
            )
        axes.set_xlabel("jobs an ask (fewer is cheaper)")
        axes.set_ylabel("hit: the packet was there")
        axes.grid(color="#dddddd", lw=0.5)
        axes.set_axisbelow(True)
        axes.legend(frameon=False, loc="lower right")
        try:
            figure.savefig(out, bbox_inches="tight", metadata={"Date": None} if out.suffix == ".svg" else None)
        except (OSError, ValueError) as error:
            raise UsageError(f"{out}: cannot be drawn: {error}") from error


def _beside(report: ReplayReport) -> list[SaveCell]:
    """The other policies, where they make any job."""
    cells = [c for c in report["replay"] if (c["service"], c["ask"], c["share"], c["key"]) == CELL]
    return [c for c in cells if c["policy"] != "spark" and c.get("hit") is not None and c.get("jobs_per_ask")]
