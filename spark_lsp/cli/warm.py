"""`spark-lsp warm`: has a model word the advice of a checkout ahead of time, for a price that is told beforehand."""

import argparse
import asyncio
import json
import os
import sys
import time
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from spark_lsp.build import ledger
from spark_lsp.cli.change import changed_since
from spark_lsp.cli.look import Question, Task, analyst_of
from spark_lsp.cli.model_server import add_options, settings_of
from spark_lsp.cli.progress import progress_bar
from spark_lsp.cli.reading import machine_made, read_source
from spark_lsp.cli.walk import files_in
from spark_lsp.core.analysis import Source
from spark_lsp.core.synthesis import advisories_by_unit
from spark_lsp.core.text import split_lines
from spark_lsp.errors import UnreadableInput, UsageError
from spark_lsp.languages import for_file
from spark_lsp.settings import Settings

if TYPE_CHECKING:
    from spark_lsp.engine.analyst import Analyst
    from spark_lsp.engine.lanes import Lanes
    from spark_lsp.engine.questions import View
    from spark_lsp.engine.warmer import Warmed

HELP = """Has the refining model word the advice of a checkout ahead of time, one packet a unit: of units that
changed since the last commit, with --all of the others after them. It tells first what that takes,
and asks. What is made is kept at once, so that Ctrl-C loses nothing."""
EXITS = "exit codes: 0 made, or nothing to make; 1 no model, or not all made; 2 wrong usage; 130 Ctrl-C"

MONTH_S = 30 * 86_400.0


@dataclass(frozen=True, slots=True)
class Price:
    """What it will take."""

    units: int
    """With advice."""
    missing: int
    """Of them, without a packet."""
    seconds: float | None
    """A packet on this machine, by those of the last month; None where none was made."""

    def told(self, model: str) -> str:
        """In a sentence."""
        if not self.missing:
            return f"{self.units} units with advice, and each has its packet"
        each = "how long one takes is not known yet" if self.seconds is None else f"about {_long(self.whole_s or 0)}"
        return f"{self.units} units with advice, {self.missing} without a packet of {model}: {each}"

    @property
    def whole_s(self) -> float | None:
        """All of it, seconds."""
        return None if self.seconds is None else self.seconds * self.missing


def run(argv: list[str]) -> int:
    """Makes the packets. Raises UsageError."""
    parser = argparse.ArgumentParser(prog="spark-lsp warm", usage="spark-lsp warm [options] [PATH]", epilog=EXITS)
    parser.description, parser.formatter_class = HELP, argparse.RawDescriptionHelpFormatter
    parser.add_argument("path", nargs="?", metavar="PATH", default=".", help="a checkout, a folder or file of it")
    parser.add_argument("--all", action="store_true", help="also the units that did not change")
    parser.add_argument("--heavy", metavar="MODEL", default="", help="by a large model, without a deadline; gives way")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N packets")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_options(parser)
    chosen = parser.parse_args(argv)
    settings = settings_of(chosen)
    if chosen.limit is not None and chosen.limit < 1:
        raise UsageError("--limit takes a number from 1")
    if not os.path.exists(chosen.path):
        raise UsageError(f"{chosen.path}: no such file or folder")
    return asyncio.run(_run(chosen, os.path.realpath(chosen.path), settings))


async def _run(chosen: argparse.Namespace, path: str, settings: Settings) -> int:
    from spark_lsp.build import lanes_of
    from spark_lsp.core.role import Role
    from spark_lsp.engine.trial import tried
    from spark_lsp.engine.warmer import missing, warm

    analyst = analyst_of(Question(settings.severity, frozenset(settings.disabled_rules)))
    sources: dict[str, Source] = {}
    views = await asyncio.to_thread(_views, path, settings, analyst, sources, every=chosen.all)
    lanes = lanes_of(
        settings, sources.get, lambda trial: asyncio.to_thread(tried, analyst, trial), [path], lambda message: None
    )
    try:
        if chosen.heavy:
            return await _heavily(chosen, lanes, views)
        todo = await missing(lanes, views)
        player = lanes.crew.player(Role.REFINE)
        if player is None:
            return _no_model(lanes, chosen)
        price = Price(len(views), min(len(todo), chosen.limit or len(todo)), _seconds())
        print(price.told(player.model), file=sys.stderr)
        if not todo or not (chosen.yes or _agreed()):
            return _end(chosen, price, None)
        with progress_bar(quiet=not sys.stderr.isatty()) as bar:
            task = bar.add_task("packets", total=price.missing) if bar is not None else None
            warmed = await warm(
                lanes,
                todo[: price.missing],
                lambda: bar.advance(task) if bar is not None and task is not None else None,
            )
        return _end(chosen, price, warmed)
    finally:
        await lanes.close()


async def _heavily(chosen: argparse.Namespace, lanes: "Lanes", views: list["View"]) -> int:
    from spark_lsp.cli.warm_heavy import Done, print_done, refined
    from spark_lsp.engine.heavy import Heavy
    from spark_lsp.engine.room import Room
    from spark_lsp.gpu import memory_now

    heavy = Heavy(lanes, chosen.heavy, Room(lanes.crew, memory_now))
    todo = (await heavy.missing(views))[: chosen.limit]
    told = f"{len(views)} units with advice, {len(todo)} without a packet of {chosen.heavy}; it gives way to every look"
    print(told, file=sys.stderr)
    if not todo or not (chosen.yes or _agreed()):
        return print_done(Done(), model=chosen.heavy, missing=len(todo), as_json=chosen.json)
    with progress_bar(quiet=not sys.stderr.isatty()) as bar:
        task = bar.add_task("packets", total=len(todo)) if bar is not None else None
        done = await refined(
            heavy,
            todo,
            lambda: bar.advance(task) if bar is not None and task is not None else None,
            lambda message: print(message, file=sys.stderr),
        )
    return print_done(done, model=chosen.heavy, missing=len(todo), as_json=chosen.json)


def _views(
    path: str, settings: Settings, analyst: "Analyst", sources: dict[str, Source], *, every: bool
) -> list["View"]:
    """Units with advice, those that changed first. Fills `sources`, by uri."""
    from spark_lsp.engine.questions import View

    before = _keys_before(path, settings)
    changed: list[View] = []
    others: list[View] = []
    for file in _files(path, settings) if every else sorted(before):
        source = _source(file)
        if source is None:
            continue
        uri = Path(file).as_uri()
        sources[uri] = source
        analysis = analyst.analyse(source)
        lines = split_lines(source.text)
        for at, advisories in advisories_by_unit(analysis, least=settings.severity).items():
            unit = analysis.units[at]
            own = tuple(lines[unit.span.start.line : unit.span.end.line + 1])
            view = View(uri, file, source.language, unit, unit.span.start.line, own, advisories, analysis.units)
            (changed if file in before and unit.key not in before[file] else others).append(view)
    return [*changed, *others] if every else changed


def _keys_before(path: str, settings: Settings) -> dict[str, frozenset[str]]:
    """Changed file → the keys of its units at the last commit. Empty without git; then nothing has changed."""
    from spark_lsp.build import outline

    def keys(task: Task) -> frozenset[str]:
        text = (task.content or b"").decode("utf-8", errors="replace")
        return frozenset(unit.key for unit in outline(Source(text, task.language, task.path)).units)

    with chdir(path if os.path.isdir(path) else os.path.dirname(path)):  # git is asked where one stands
        try:
            change = changed_since("", [path], settings.exclude)
        except UsageError:
            return {}
        found = {os.path.realpath(task.path): frozenset[str]() for task in change.now}
        return found | {home: keys(task) for task in change.before if (home := os.path.realpath(task.label)) in found}


def _files(path: str, settings: Settings) -> list[str]:
    if not os.path.isdir(path):
        return [path]
    found = files_in(Path(path), wanted=lambda name: for_file(name) is not None, exclude=settings.exclude)
    return [os.path.realpath(one) for one in found]


def _source(file: str) -> Source | None:
    """The file; None where it is none that people write."""
    language = for_file(file)
    if language is None:
        return None
    try:
        source = read_source(Path(file), language.id)
    except UnreadableInput:
        return None
    return None if machine_made(source) else source


def _seconds() -> float | None:
    made = [one.gpu_s for one in ledger(lambda message: None).made(time.time() - MONTH_S) if one.done]
    return sum(made) / len(made) if made else None


def _agreed() -> bool:
    if not sys.stdin.isatty():
        print("Nothing was made; say --yes to go on without being asked.", file=sys.stderr)
        return False
    print("Go on? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _no_model(lanes: "Lanes", chosen: argparse.Namespace) -> int:
    from spark_lsp.core.casting import Vacant
    from spark_lsp.core.role import Role

    part = lanes.crew.parts.get(Role.REFINE)
    why = part.message if isinstance(part, Vacant) else lanes.crew.trouble or "no model server"
    if chosen.json:
        print(json.dumps({"trouble": why}))
    else:
        way_out = "" if "doctor" in why else "; `spark-lsp doctor` says what to do"
        print(f"spark-lsp: {why}{way_out}", file=sys.stderr)
    return 1


def _end(chosen: argparse.Namespace, price: Price, warmed: "Warmed | None") -> int:
    made = warmed.made if warmed is not None else 0
    nothing = {reason.value: count for reason, count in warmed.came_to_nothing.items()} if warmed is not None else {}
    if chosen.json:
        told = {"units": price.units, "missing": price.missing, "secondsEach": price.seconds, "made": made}
        print(json.dumps({**told, "cameToNothing": nothing, "seconds": warmed.seconds if warmed is not None else 0.0}))
    elif warmed is not None:
        rest = ", ".join(f"{count} came to nothing ({reason})" for reason, count in nothing.items())
        print(f"{made} packets in {_long(warmed.seconds)}" + (f"; {rest}" if rest else ""))
        if warmed.stopped is not None:
            print(f"The rest was not tried: {warmed.stopped.value}", file=sys.stderr)
    return int(warmed is not None and warmed.stopped is not None)


def _long(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
