"""`spark-lsp bench report`: one self-contained HTML page of a run, and what changed since the one before."""

from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from statistics import mean

from spark_lsp.bench.chart import Bars, Mark, cold_and_warm, heat_map, quality_against_latency
from spark_lsp.bench.compare import changes
from spark_lsp.bench.paired import by_scenario, interval
from spark_lsp.bench.results import previous_of, read_results, replaced
from spark_lsp.bench.summary import figures, quantile
from spark_lsp.core.bench_results import BenchResults, BenchRow, BenchSystem

COLUMNS = (
    "model",
    "role",
    "strict pass",
    "latency avg / p95",
    "headline p50 / p95",
    "intelligence / usefulness",
    "valid",
    "grounded",
    "tokens/s",
    "joules",
    "asks",
)


def reported(paths: Sequence[Path], out: Path) -> Path:
    """Writes the page of the last of these files of results; the one before it, or the run that was at the last's
    place before, is what it is compared with. Raises UnreadableInput; UsageError where the plotting library is
    missing."""
    results = read_results(paths[-1])
    before = paths[-2] if len(paths) > 1 else previous_of(paths[-1])
    earlier = read_results(before) if before is not None else None
    replaced(out, page(results, earlier))
    return out


def page(results: BenchResults, earlier: BenchResults | None) -> str:
    """The page. The same results give the same bytes."""
    css = files("spark_lsp.bench").joinpath("page.css").read_text("utf-8")
    settings = results["settings"]
    what = (
        f"{settings['scenarios']} scenarios, {settings['repeats']} repeats, profile {settings['profile']}, "
        f"seed {settings['seed']}, begun {results['begunAt']}"
    )
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>spark-lsp bench</title><style>{css}</style></head><body>",
        f"<h1>Models, measured</h1><p>{escape(what)}.</p>",
        _table(results),
        _absent(results),
        _judge(results),
        *_charts(results),
        _changed(results, earlier),
        _environment(results),
        "</body></html>\n",
    ]
    return "\n".join(parts)


def _table(results: BenchResults) -> str:
    head = "".join(f'<th scope="col">{column}</th>' for column in COLUMNS)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(one))}</tr>" for one in results["systems"]
    )
    return f'<h2>Table</h2><div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cells(one: BenchSystem) -> list[str]:
    return [
        one["model"],
        one["role"],
        _figure(one["strictPass"], "%", 2),
        f"{_ms(one['latencyMean'])} / {_ms(one['latencyP95'])}",
        f"{_ms(one['headlineP50'])} / {_ms(one['headlineP95'])}",
        f"{_figure(one['intelligence'], '', 2)} / {_figure(one['usefulness'], '', 2)}",
        _figure(one["validShare"], " %"),
        _figure(one["groundedShare"], " %"),
        _figure(one["tokensPerSecond"]),
        _figure(one["joules"]),
        f"{one['counted']} of {one['rows']}",
    ]


def _absent(results: BenchResults) -> str:
    """What is in no average, and why."""
    lines = [f"{m['name']}: not measured: {m['absent']}" for m in results["models"] if m["absent"]]
    missing = {model["name"] for model in results["models"] if model["absent"]}
    for one in results["systems"]:
        nothing = {why: n for why, n in one["reasons"].items() if why not in ("answered", "silent")}
        if nothing and one["model"] not in missing:
            lines.append(f"{one['model']}, {one['role']}: " + ", ".join(f"{n} {why}" for why, n in nothing.items()))
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else ""


def _judge(results: BenchResults) -> str:
    """A second opinion, apart from the table."""
    judge = results.get("judge")
    if judge is None:
        return ""
    told = [f"{judge['model']} could not be asked: {judge['trouble']}"] if judge["trouble"] else []
    for one in judge["systems"]:
        of = f"{one['graded']} answers" + (f", {one['missing']} without a grade" if one["missing"] else "")
        told.append(f"{one['model']}, {one['role']}: {_figure(one['mean'])} of 10 ({of})")
    items = "".join(f"<li>{escape(line)}</li>" for line in told)
    return f"<h2>What {escape(judge['model'])} thinks</h2><p>No part of any score above.</p><ul>{items}</ul>"


def _charts(results: BenchResults) -> list[str]:
    systems = [one for one in results["systems"] if one["counted"]]
    if not systems:
        return ["<p>Nothing was measured, so there is nothing to draw.</p>"]
    rows = {(one["model"], one["role"]): _rows(results, one) for one in systems}
    drawn = ["<h2>Quality against latency</h2>", '<div class="pair">']
    for metric in ("intelligence", "usefulness"):
        marks = [mark for one in systems if (mark := _mark(one, rows[one["model"], one["role"]], metric)) is not None]
        drawn.append(
            _figure_of(quality_against_latency(marks, metric), f"{metric.capitalize()}: up and left is better.")
        )
    drawn.append("</div>")
    names = sorted({(row["group"], row["scenario"]) for row in results["rows"]})
    for metric in ("intelligence", "usefulness"):
        values = [by_scenario(rows[one["model"], one["role"]], metric) for one in systems]
        cells = [[column.get(name) for column in values] for _, name in names]
        chart = heat_map([name for _, name in names], [_label(one) for one in systems], cells)
        caption = f"{metric.capitalize()} of each scenario, mean of its repeats; empty: not measured."
        drawn += [f"<h2>Each scenario: {metric}</h2>", _figure_of(chart, caption)]
    bars = [Bars(_label(one), one["coldLoad"], one["coldLatency"], one["latencyMean"]) for one in systems]
    caption = "A load is in no latency. A model that was loaded already has no cold load."
    return [*drawn, "<h2>Cold and warm</h2>", _figure_of(cold_and_warm(bars), caption)]


def _mark(one: BenchSystem, rows: list[BenchRow], metric: str) -> Mark | None:
    times = [1000.0 * s for s in figures((row for row in rows if not row["cold"]), lambda row: row["seconds"])]
    values = list(by_scenario(rows, metric).values())
    if not times or not values:
        return None
    low, high = quantile(times, 0.05), quantile(times, 0.95)
    assert low is not None
    assert high is not None
    return Mark(_label(one), mean(times), (low, high), mean(values), interval(values, seed=0))


def _changed(results: BenchResults, earlier: BenchResults | None) -> str:
    if earlier is None:
        return "<h2>Since the last run</h2><p>There is no earlier run to compare with.</p>"
    told = changes(earlier, results)
    items = "".join(f'<li class="{kind}">{escape(text)}</li>' for kind, text in told)
    return f"<h2>Since the last run</h2><p>Begun {escape(earlier['begunAt'])}.</p><ul>{items}</ul>"


def _environment(results: BenchResults) -> str:
    env = results["environment"]
    gpu, server = env["gpu"], env["server"]
    told = {
        "GPU": f"{gpu['name']}, {gpu['totalMib']} MiB" if gpu is not None else f"none ({env['gpuReason']})",
        "RAM": f"{env['ramMib']} MiB" if env["ramMib"] is not None else "not told",
        "CPU": f"{env['cpu']}, {env['cores']} cores",
        "server": f"{server['kind']} {server['version']}" if server is not None else "none",
        "spark-lsp": f"{env['sparkLsp']} on Python {env['python']}, {env['system']}",
    }
    told |= {model["name"]: model["digest"] or "no digest" for model in results["models"]}
    if results["overhead"] is not None:
        share = results["overhead"]["share"]
        told["harness"] = f"{100 * share:.2f} % of {results['overhead']['runSeconds']:.0f} s"
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in told.items())
    return f"<h2>Measured on</h2><dl>{rows}</dl>"


def _rows(results: BenchResults, one: BenchSystem) -> list[BenchRow]:
    return [row for row in results["rows"] if row["model"] == one["model"] and row["role"] == one["role"]]


def _label(one: BenchSystem) -> str:
    return f"{one['model']}, {one['role']}"


def _figure_of(chart: str, caption: str) -> str:
    return f"<figure>{chart}<figcaption>{escape(caption)}</figcaption></figure>"


def _figure(value: float | None, unit: str = "", digits: int = 1) -> str:
    return "–" if value is None else f"{value:.{digits}f}{unit}"


def _ms(value: float | None) -> str:
    return "–" if value is None else f"{value * 1000:.0f} ms"
