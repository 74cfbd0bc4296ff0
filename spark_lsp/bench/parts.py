"""What the commands that measure call; each is said where it is made."""

from collections.abc import Callable
from pathlib import Path
from typing import Any


def measured(*given: Any, **options: Any) -> Any:
    """See `bench/session.py`."""
    from spark_lsp.bench.session import measured as call

    return call(*given, **options)


def listed(**options: Any) -> list[dict[str, Any]]:
    """See `bench/session.py`."""
    from spark_lsp.bench.session import listed as call

    return call(**options)


def live(what: str, *given: Any) -> Any:
    """See `bench/live.py`: `list`, `make` or `forget`."""
    from spark_lsp.bench.live import forgotten, listed, made

    calls: dict[str, Callable[..., Any]] = {"list": listed, "make": made, "forget": forgotten}
    return calls[what](*given)


def compared(*given: Any, **options: Any) -> Any:
    """See `bench/compare.py`."""
    from spark_lsp.bench.compare import compared as call

    return call(*given, **options)


def reported(*given: Any, **options: Any) -> Any:
    """See `bench/report.py`."""
    from spark_lsp.bench.report import reported as call

    return call(*given, **options)


def controlled(*given: Any, **options: Any) -> Any:
    """See `bench/control_run.py`."""
    from spark_lsp.bench.control_run import measured as call

    return call(*given, **options)


def found(*given: Any, **options: Any) -> Any:
    """See `bench/retrieval/measured.py`."""
    from spark_lsp.bench.retrieval.measured import measured as call

    return call(*given, **options)


def replayed(*given: Any, **options: Any) -> Any:
    """See `bench/replay/report.py`."""
    from spark_lsp.bench.replay.report import replayed as call

    return call(*given, **options)


def can_plot() -> None:
    """See `bench/replay/plot.py`."""
    from spark_lsp.bench.replay.plot import can_plot as call

    call()


def plotted(*given: Any, **options: Any) -> Any:
    """See `bench/replay/plot.py`."""
    from spark_lsp.bench.replay.plot import plotted as call

    return call(*given, **options)


def gated(*given: Any, **options: Any) -> Any:
    """See `bench/promoting.py`."""
    from spark_lsp.bench.promoting import gated as call

    return call(*given, **options)


def conditions(*given: Any, **options: Any) -> Any:
    """See `bench/conditions.py`."""
    from spark_lsp.bench.conditions import conditions as call

    return call(*given, **options)


def results_folder() -> Path:
    """Where results are kept that nobody named a file for; it may not exist yet."""
    from spark_lsp.store.folders import data_folder

    return data_folder() / "bench"


_RUNS = (measured, listed, live, compared, reported, controlled, found, replayed, can_plot, plotted)
_ALL = (*_RUNS, gated, conditions, results_folder)
PARTS: dict[str, Callable[..., Any]] = {one.__name__: one for one in _ALL}
