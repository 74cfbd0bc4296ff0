"""What our extension costs in VS Code, and how soon a packet is shown: `python -m tests.benchmarks.vscode --rounds 12`.

Two workbenches, one with our extension and one without, take turns: so many keys are typed into each, as fast as it
takes them. Compared are the time that they take and the CPU time of the process that extensions run in. Then a model's
reply is looked for in the Advisor: from the end of its last field to the words in the view. Activation is what the
extension itself noted of it."""

import argparse
import json
import os
import random
import re
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.sample import TEXT
from tests.e2e.vscode.setup import extension
from tests.e2e.vscode.window import Window, until
from tests.e2e.vscode.workbench import Workbench, launched, session
from tests.windows import Card, model_server

KEYS = 400
LINE = "value = compute(first, second) + 1 "
TICKS_S = os.sysconf("SC_CLK_TCK")
SQL, SQL_COLUMN = 8, 25
REPLY = {
    "headline": "SQL is made of `name` in `find`",
    "next_step": "Bind `name`",
    "why": "It ends the string in `find`.",
}
"""Of a realtime attempt, which a look brings too."""
PACKET = {
    "headline": "`find` lets `name` rewrite the orders query",
    "next_step": "Hand `name` to `execute` as a parameter",
    "why": "A quote in `name` ends the string of the query in `find`, {n}.",
}


def host_cpu_s(home: Path) -> float:
    """CPU time so far of the processes that run extensions, without their children (the servers)."""
    spent = 0.0
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes()
            if b"extensionHost" not in words or str(home).encode() not in (entry / "environ").read_bytes():
                continue
            fields = (entry / "stat").read_text("ascii").rpartition(")")[2].split()
            spent += (int(fields[11]) + int(fields[12])) / TICKS_S
        except (OSError, ValueError):
            continue
    return spent


def typed(window: Window, home: Path) -> tuple[float, float]:
    """(seconds a key, CPU seconds a key of the extension host) of KEYS keys on a line of their own."""
    window.page.keyboard.press("Control+End")
    window.page.keyboard.press("Enter")
    window.page.wait_for_timeout(800)
    cpu_s, began_s = host_cpu_s(home), time.perf_counter()
    window.page.keyboard.type((LINE * (KEYS // len(LINE) + 1))[:KEYS])
    until(lambda: LINE.strip()[-12:] in window.text(), "the keys")
    took_s = time.perf_counter() - began_s
    window.page.wait_for_timeout(1500)  # what follows from the keys is theirs
    return took_s / KEYS, (host_cpu_s(home) - cpu_s) / KEYS


def interval(values: list[float]) -> tuple[float, float]:
    """95 % of the medians of resamples."""
    chance = random.Random(0)
    medians = sorted(statistics.median(chance.choices(values, k=len(values))) for _ in range(2000))
    return medians[50], medians[-51]


def ready_to_shown_ms(window: Window, card: Card, n: int) -> float:
    """From the end of the last field of a model's reply to its words in the Advisor."""
    why = PACKET["why"].format(n="abcdefghijklmnopqrstuvwxyz"[n % 26] * 3)
    card.packet = json.dumps(PACKET | {"why": why})
    window.into_editor()
    before, asked = window.text(), card.asked
    window.go(SQL, SQL_COLUMN + 12)
    window.page.keyboard.type("x")  # other code, other packet
    until(lambda: window.text() != before, "the key")
    window.page.wait_for_timeout(1000)  # its analysis
    window.go(SQL, SQL_COLUMN)
    until(lambda: "SQL" in window.advisor_text(), "the advice on the changed code")
    shown_s = window.watch_for(why.replace("`", ""))
    window.press("Refine")
    waited_ms = 1000 * (shown_s() - card.told_s)
    assert card.asked > asked, "it was there already"
    return waited_ms


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.vscode", description=__doc__)
    parser.add_argument("--rounds", type=int, default=12, help="two or more; the first warms up and is not counted")
    rounds = parser.parse_args().rounds
    card = Card(json.dumps(REPLY))
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as play,
        model_server(card) as url,
        ExitStack() as stack,
    ):
        browser = launched(play)
        backend = {"spark.backend.kind": "openai", "spark.backend.url": url, "spark.prefetch.enabled": False}
        benches: dict[bool, tuple[Workbench, Window]] = {}
        vsix = extension()
        for ours in (True, False):
            home = Path(folder) / ("with" if ours else "without")
            (home / "shop").mkdir(parents=True)
            (home / "shop" / "orders.py").write_text(TEXT)
            made, window = stack.enter_context(session(home, home / "shop", vsix, browser, backend, extended=ours))
            window.edit("orders.py")
            benches[ours] = made, window
        until(lambda: benches[True][1].squiggles() >= 2, "the marks")
        took: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
        for _ in range(rounds):
            for ours in random.sample((True, False), 2):
                made, window = benches[ours]
                took[ours].append(typed(window, made.home))
        benches[False][1].page.close()
        benches[False][0].stop()
        window = benches[True][1]
        window.command("Spark: Show All Advice Here")
        until(window.advisor_text, "the Advisor")
        activated = [float(ms) for ms in re.findall(r"activated in ([\d.]+) ms", benches[True][0].log())]
        waits = [ready_to_shown_ms(window, card, n) for n in range(min(rounds, 10))]
    slower = [a[0] / b[0] for a, b in zip(took[True][1:], took[False][1:], strict=True)]
    more_ms = [1000 * (a[1] - b[1]) for a, b in zip(took[True][1:], took[False][1:], strict=True)]
    told = {
        "keys": KEYS * (rounds - 1),
        "typing, with : without (goal: upper 95 % at most 1.1)": round(statistics.median(slower), 3),
        "95 % of it": [round(value, 3) for value in interval(slower)],
        "CPU ms a key of the extension host (goal: 0.3)": round(statistics.median(more_ms), 3),
        "95 % of that": [round(value, 3) for value in interval(more_ms)],
        "packet ready to shown ms, each (goal: 50)": [round(wait, 1) for wait in waits],
        "median of it": round(statistics.median(waits), 1),
        "activation ms": activated,
        "others' load of the machine, processes": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(told, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
