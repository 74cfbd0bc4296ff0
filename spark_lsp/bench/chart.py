"""Draws the charts of the report as SVG that takes its colours from the page, so that it is readable in both themes."""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spark_lsp.errors import UsageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, QUIET = "#010203", "#040506"
SERIES = ("#0a0101", "#0a0202", "#0a0303", "#0a0404", "#0a0505", "#0a0606", "#0a0707", "#0a0808")
"""Colours that stand for the page's variables until the drawing is done."""
VARIABLES = {INK: "var(--ink)", QUIET: "var(--quiet)"} | {
    colour: f"var(--series-{at})" for at, colour in enumerate(SERIES)
}
MARKERS = "osD^vPXh"
"""One a system as well, so that nobody has to tell colours apart."""

MISSING = "charts are drawn with matplotlib, which is not installed; run: pip install 'spark-lsp[bench]'"

FIGURES_MAX = 600
"""Cells of a map up to here have their figures written in them; of more the colours tell."""

CELL_DARK = 55.0
"""Cells from this value on are light, and have dark figures."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One system: its latency (ms) and quality (0–100), each with the span that is drawn through it."""

    label: str
    latency: float
    latency_span: tuple[float, float]
    quality: float
    quality_span: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bars:
    """One model's times, seconds; None for what was not measured."""

    label: str
    cold_load: float | None
    cold_ask: float | None
    warm_ask: float | None


def quality_against_latency(marks: Sequence[Mark], quality: str) -> str:
    """One mark a system, up and to the left is better."""
    with _drawn(7.2, 4.4) as (figure, axes):
        for at, mark in enumerate(marks):
            colour = SERIES[at % len(SERIES)]
            axes.errorbar(
                mark.latency,
                mark.quality,
                xerr=_around(mark.latency, mark.latency_span),
                yerr=_around(mark.quality, mark.quality_span),
                fmt=MARKERS[at % len(MARKERS)],
                color=colour,
                ecolor=colour,
                elinewidth=1.2,
                capsize=3,
                markersize=8,
                label=mark.label,
            )
        axes.set_xlabel("milliseconds, mean; the bar is from the 5th to the 95th of 100 replies")
        axes.set_ylabel(f"{quality}, mean and its 95 % interval")
        axes.set_ylim(0, 100)
        axes.set_xlim(left=0)
        legend = axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, frameon=False, fontsize=9)
        for text in legend.get_texts():
            text.set_color(INK)
        return _svg(figure, f"{quality} against latency")


def heat_map(scenarios: Sequence[str], systems: Sequence[str], values: Sequence[Sequence[float | None]]) -> str:
    """Each scenario's mean of each system, 0–100; a cell that was not measured is empty."""
    with _drawn(2.6 + 1.15 * len(systems), 1.2 + 0.27 * len(scenarios)) as (figure, axes):
        cells = [[float("nan") if value is None else value for value in row] for row in values]
        axes.pcolormesh(cells, cmap="cividis", vmin=0, vmax=100, edgecolors=QUIET, linewidth=0.4)
        said = len(scenarios) * len(systems) <= FIGURES_MAX
        for y, row in enumerate(values):
            for x, value in enumerate(row):
                if value is not None and said:
                    axes.text(
                        x + 0.5,
                        y + 0.5,
                        f"{value:.0f}",
                        ha="center",
                        va="center",
                        fontsize=8,
                        color="#000000" if value >= CELL_DARK else "#ffffff",
                    )
        axes.set_yticks([at + 0.5 for at in range(len(scenarios))], scenarios, fontsize=8)
        axes.set_xticks([at + 0.5 for at in range(len(systems))], systems, fontsize=8, rotation=20, ha="left")
        axes.xaxis.tick_top()
        axes.invert_yaxis()
        axes.tick_params(length=0)
        axes.grid(visible=False)
        return _svg(figure, "each scenario's mean score for each model")


def cold_and_warm(rows: Sequence[Bars]) -> str:
    """Loading, the first ask after it, and every other ask, beside each other."""
    with _drawn(7.2, 1.2 + 0.7 * len(rows)) as (figure, axes):
        kinds = (("cold load", "cold_load"), ("first ask after it", "cold_ask"), ("warm ask", "warm_ask"))
        for at, (name, field) in enumerate(kinds):
            lengths = [getattr(row, field) or 0.0 for row in rows]
            places = [y + (at - 1) * 0.27 for y in range(len(rows))]
            bars = axes.barh(places, lengths, height=0.25, color=SERIES[at], label=name)
            told = ["not measured" if getattr(row, field) is None else f"{getattr(row, field):.2f} s" for row in rows]
            axes.bar_label(bars, told, padding=3, fontsize=8, color=INK)
        axes.set_yticks(range(len(rows)), [row.label for row in rows])
        axes.invert_yaxis()
        axes.margins(x=0.15)
        axes.set_xlabel("seconds")
        legend = axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.25), ncols=3, frameon=False, fontsize=9)
        for text in legend.get_texts():
            text.set_color(INK)
        return _svg(figure, "seconds of a cold load, the first ask after it and a warm ask")


@contextmanager
def _drawn(width_in: float, height_in: float) -> "Iterator[tuple[Figure, Axes]]":
    """A figure with its axes. Raises UsageError where the plotting library is missing."""
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UsageError(MISSING) from error
    style: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": "spark-lsp",
        "font.family": "sans-serif",
        "font.size": 10,
        "text.parse_math": False,
        "text.color": INK,
        "axes.edgecolor": QUIET,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "axes.grid": True,
        "grid.color": QUIET,
        "grid.linewidth": 0.4,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with mpl.rc_context(style):
        figure = Figure(figsize=(width_in, height_in))
        yield figure, figure.add_subplot()


def _around(middle: float, span: tuple[float, float]) -> list[list[float]]:
    return [[max(0.0, middle - span[0])], [max(0.0, span[1] - middle)]]


def _svg(figure: "Figure", label: str) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", bbox_inches="tight", transparent=True, metadata={"Date": None})
    text = out.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, count=1, flags=re.DOTALL)
    for colour, variable in VARIABLES.items():
        text = text.replace(colour, variable)
    return text.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
