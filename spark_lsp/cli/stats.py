"""`spark-lsp stats`: what was made before anybody asked, what it cost, and whether it was used."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence

from spark_lsp.build import ledger
from spark_lsp.cli.human import one_line
from spark_lsp.core.habits import FEATURES
from spark_lsp.core.ledger import DAY_S, Kept, Reason, Total, total
from spark_lsp.core.predictor import PRIOR_OF

HELP = """What was made before anybody asked, over all windows of yours on this machine: hits, waste, and
how far the predictions were off. Numbers only; no code is kept."""
EXITS = "exit codes: 0 fine; 1 nothing is known of that unit; 2 wrong usage"
BARS = " ▁▂▃▄▅▆▇█"
DAYS = 7
JOBS = 20


def run(argv: list[str]) -> int:
    """Prints the account. Raises UsageError."""
    parser = argparse.ArgumentParser(
        prog="spark-lsp stats", description=HELP, epilog=EXITS, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--why", metavar="UNIT", help="why a packet was made for it: part of its name, e.g. `charge`")
    what.add_argument("--jobs", type=int, nargs="?", const=JOBS, metavar="N", help=f"each of the last N ({JOBS})")
    what.add_argument("--reset", action="store_true", help="forget all of it, also what was learned of you")
    parser.add_argument("--json", action="store_true", help="one object")
    chosen = parser.parse_args(argv)
    book = ledger(lambda message: print(f"spark-lsp: {message}", file=sys.stderr))
    now = time.time()
    if chosen.reset:
        book.reset()
        print("Forgotten; guesses begin as they do for everybody.")
        return 0
    told: object
    if chosen.why is not None:
        reasons = book.reasons(chosen.why)
        learned = book.recall()
        weights = [learned.get(f"weight {name}", PRIOR_OF[name]) for name in FEATURES]
        told = why_json(reasons, weights) if chosen.json else why_lines(reasons, weights, chosen.why, now)
    elif chosen.jobs is not None:
        kept = book.made(0.0)[-max(0, chosen.jobs) :]
        told = [_kept_json(one) for one in kept] if chosen.json else job_lines(kept, now)
    else:
        learned = book.recall()
        kept = book.made(now - DAYS * DAY_S)
        told = (
            {"day": _json(book.sum(now - DAY_S)), "week": _json(book.sum(now - DAYS * DAY_S)), "learned": learned}
            if chosen.json
            else lines(book.sum(now - DAY_S), book.sum(now - DAYS * DAY_S), kept, learned, now)
        )
    print("\n".join(told) if isinstance(told, list) and not chosen.json else json.dumps(told, indent=2))
    return 1 if chosen.why is not None and not told else 0


def lines(day: Total, week: Total, kept: Sequence[Kept], learned: dict[str, float], now: float) -> list[str]:
    """The table, and a bar a day."""
    if not week.jobs and not week.looks:
        return ["Nothing was made ahead of time in the last week, and nobody looked while a model was there."]
    rows: list[tuple[str, Callable[[Total], str]]] = [
        ("looks at advice", lambda t: str(t.looks)),
        ("found a model's packet there", lambda t: _share(t.hit_rate)),
        ("packets made ahead of time", lambda t: str(t.jobs)),
        ("  of them used", lambda t: _share(t.used / t.jobs if t.jobs else None)),
        ("the card was busy with them", lambda t: f"{t.gpu_s:.1f} s"),
        ("  of it for nobody", lambda t: _share(t.waste)),
        ("energy", lambda t: "–" if t.joules is None else f"{t.joules:.0f} J"),
        ("waiting that they saved", lambda t: f"{t.saved_s:.1f} s"),
        ("predictions were off by", lambda t: _share(t.calibration_error)),
    ]
    told = [f"{'':<30} {'last day':>10} {'last week':>10}"]
    told += [f"{name:<30} {figure(day):>10} {figure(week):>10}" for name, figure in rows]
    told += [
        "",
        f"{'made a day':<14} {_chart([_on(kept, now, ago) for ago in _ago()])}  (the last {DAYS} days, today last)",
    ]
    told += [f"{'used a day':<14} {_chart([_used_on(kept, now, ago) for ago in _ago()], _most(kept, now))}"]
    cap = learned.get("cap", 1.0)
    if cap < 1:
        told += ["", f"Too few were used: they take {cap:.0%} of the time that they could."]
    return told


def why_lines(reasons: Sequence[Reason], weights: Sequence[float], part: str, now: float) -> list[str]:
    """Each unit's last guess: the features, the largest contribution first."""
    if not reasons:
        return []
    told = []
    for reason in reasons[:5]:
        told += [
            one_line(reason.unit),
            f"  made {_since(now - reason.at)} ago; {reason.likely:.0%} likely to be next, by",
        ]
        rows = zip(FEATURES, reason.features, weights, strict=False)
        found = sorted(((value * weight, name, value) for name, value, weight in rows if value), reverse=True)
        told += [f"  {name:<18} {value:>6.2f}  × its weight = {product:>+6.2f}" for product, name, value in found]
        told.append("")
    if len(reasons) > 5:
        told.append(f"and {len(reasons) - 5} more units whose name holds {part!r}")
    return told


def why_json(reasons: Sequence[Reason], weights: Sequence[float]) -> list[dict[str, object]]:
    """The same as objects."""
    return [
        {
            "unit": reason.unit,
            "at": reason.at,
            "likely": reason.likely,
            "features": dict(zip(FEATURES, reason.features, strict=False)),
            "weights": dict(zip(FEATURES, weights, strict=True)),
        }
        for reason in reasons
    ]


def job_lines(kept: Sequence[Kept], now: float) -> list[str]:
    """A row a job, the latest last."""
    told = [f"{'ago':>8} {'likely':>7} {'card s':>7} {'joules':>7} {'used':>5} {'lead s':>7} {'saved s':>8}"]
    for one in kept:
        joules = "–" if one.joules is None else f"{one.joules:.0f}"
        lead = "–" if one.lead_s is None else f"{one.lead_s:.1f}"
        used = "yes" if one.used else "no" if one.done else "cut"
        told.append(
            f"{_since(now - one.at):>8} {one.likely:>7.0%} {one.gpu_s:>7.2f} {joules:>7} {used:>5} {lead:>7}"
            f" {one.saved_s:>8.2f}"
        )
    every = total(kept, 0, 0)
    return [
        *told,
        f"{every.jobs} jobs, {every.used} used, {every.gpu_s:.1f} s of the card, {every.saved_s:.1f} s saved",
    ]


def _json(one: Total) -> dict[str, object]:
    return {
        "looks": one.looks,
        "hits": one.hits,
        "hitRate": one.hit_rate,
        "jobs": one.jobs,
        "used": one.used,
        "gpuSeconds": one.gpu_s,
        "waste": one.waste,
        "joules": one.joules,
        "savedSeconds": one.saved_s,
        "calibrationError": one.calibration_error,
    }


def _kept_json(one: Kept) -> dict[str, object]:
    return {
        "at": one.at,
        "likely": one.likely,
        "gpuSeconds": one.gpu_s,
        "joules": one.joules,
        "done": one.done,
        "used": one.used,
        "leadSeconds": one.lead_s,
        "savedSeconds": one.saved_s,
    }


def _ago() -> range:
    return range(DAYS - 1, -1, -1)


def _on(kept: Sequence[Kept], now: float, ago: int) -> int:
    return sum(ago * DAY_S <= now - one.at < (ago + 1) * DAY_S for one in kept)


def _used_on(kept: Sequence[Kept], now: float, ago: int) -> int:
    return _on([one for one in kept if one.used], now, ago)


def _most(kept: Sequence[Kept], now: float) -> int:
    return max(_on(kept, now, ago) for ago in _ago())


def _chart(values: Sequence[int], most: int = 0) -> str:
    top = max(most, *values, 1)
    return "".join(BARS[-(-value * (len(BARS) - 1) // top)] for value in values)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _since(seconds: float) -> str:
    for size, unit in ((DAY_S, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(0, seconds):.0f} s"
