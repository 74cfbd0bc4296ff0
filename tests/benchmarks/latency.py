"""Prints the latency targets beside what is measured: `python tests/benchmarks/latency.py [--rounds 3]`.

N is a no-op server on stock pygls (`noop_pygls.py`), driven in the same run with the same requests; ruff's server runs
beside it. Ours runs with real analysis on and `hover.always`, so that advice is timed and not `null`. Figures are
ratios to N, since machines differ and are noisy. Needs Linux (/proc)."""

import argparse
import asyncio
import json
import shlex
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FILES = ("shlex.py", "http/client.py", "_pydecimal.py")
"""Of the running Python's own library: about 350, 1,500 and 6,300 lines."""


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the table."""

    name: str
    path: str
    factor: float
    aim: float | None = None
    at_least: bool = False
    absolute: bool = False
    files: tuple[int, ...] = (0, 1, 2)


TARGETS = (
    Target("warm hover, paired p50 (upper 95 %)", "lock.hover.ratio_hi95", 0.60, 0.40, absolute=True),
    Target("warm hover p99", "hover.p99", 0.8),
    Target("code action, paired p50 (upper 95 %)", "lock.action.ratio_hi95", 0.65, 0.45, absolute=True),
    Target("code action p99", "action.p99", 0.8),
    Target(
        "first hover after a keystroke, paired, large file", "lock.edit_hover.ratio", 0.6, absolute=True, files=(2,)
    ),
    Target(
        "first hover after a keystroke, paired, small file", "lock.edit_hover.ratio", 0.9, absolute=True, files=(0,)
    ),
    Target("typing 30/s: hover p99", "typing.p99", 1.0),
    Target("CPU an edit, large file", "flood.server_cpu_ms_per_edit", 0.5, files=(2,)),
    Target("20 in flight: hovers/s", "hover_c20.ops_per_s", 2.5, 4.0, at_least=True),
    Target("20 in flight: p99", "hover_c20.p99", 0.25),
    Target("start to initialize", "init_ms", 0.06),
    Target("start to first real advice", "start_to_first_hover_ms", 0.85, 0.70),
    Target("shutdown reply + exit", "exit_ms", 0.1),
)


def main() -> int:
    """0 where every target is met, 1 where one is not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="keep the whole result here")
    options = parser.parse_args()
    library = Path(sysconfig.get_path("stdlib"))
    python = shlex.quote(sys.executable)
    servers = {
        "N": f"{python} {HERE / 'noop_pygls.py'}",
        "spark": f"{shlex.quote(str(Path(sys.executable).parent / 'spark-lsp'))} serve",
        "ruff": f"{shlex.quote(str(Path(sys.executable).parent / 'ruff'))} server",
    }
    result = measured(servers, [library / name for name in FILES], options.rounds)
    if options.json:
        options.json.write_text(json.dumps(result))
    ok = table(result)
    ok &= arrival(servers["spark"], [library / name for name in FILES])
    ok &= memory(servers, library / FILES[2])
    return 0 if ok else 1


def measured(servers: dict[str, str], files: list[Path], rounds: int) -> dict[str, Any]:
    """What the load client found."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        command = [sys.executable, str(HERE / "lspbench.py"), "--compare", "--baseline", "N", "--rounds", str(rounds)]
        for name, line in servers.items():
            command += ["--server", f"{name}={line}"]
        for file in files:
            copy = Path(folder) / file.name
            copy.write_bytes(file.read_bytes())
            command += ["--file", str(copy)]
        wanted = {"hover": {"always": True}, "severity": "hint"}
        command += [
            "--init-options",
            json.dumps({"spark": wanted}),
            "--settings",
            json.dumps({"spark": {"spark": wanted}}),
        ]
        subprocess.run([*command, "--json", str(out)], check=True, stdout=subprocess.DEVNULL)
        found: dict[str, Any] = json.loads(out.read_text())
        return found


def look_up(per: dict[str, Any], server: str, path: str) -> float | None:
    """One figure of the result."""
    if path.startswith("lock."):
        _, kind, part = path.split(".")
        ratio = per["lockstep"].get(server, {}).get(kind, {}).get("ratio") or {}
        return ratio.get({"ratio_hi95": "hi95", "ratio": "median"}[part])
    aggregate = per["servers"][server]
    if path in aggregate:
        return aggregate[path].get("median")
    head, _, tail = path.rpartition(".")
    value = aggregate.get(path, aggregate.get(head, {})).get(tail)
    return value if isinstance(value, float | int) else None


def table(result: dict[str, Any]) -> bool:
    """Prints a row a target and file; whether all are met."""
    print("| metric | file | target | spark / N | ruff / N | |\n| --- | --- | --- | --- | --- | --- |")
    good = True
    for target in TARGETS:
        for i, (name, per) in enumerate(result["files"].items()):
            if i not in target.files:
                continue
            ours, ruff = (ratio(per, server, target) for server in ("spark", "ruff"))
            met = ours is not None and (ours >= target.factor if target.at_least else ours <= target.factor)
            good &= met
            sign = "≥" if target.at_least else "≤"
            aim = f" (aim {target.aim:g})" if target.aim else ""
            print(
                f"| {target.name} | {name} ({per['lines']} lines) | {sign} {target.factor:g}{aim} | {shown(ours)} | "
                f"{shown(ruff)} | {verdict(met)} |"
            )
    for name, per in result["files"].items():
        shares = [per["servers"]["spark"].get("cancel", {}).get("cancelled_pct")]
        shares += [s["cancel"]["cancelled_pct"] for s in per["sessions"]["spark"] if "cancel" in s]
        share = statistics.mean(s for s in shares if s is not None)
        good &= share >= 95
        print(f"| queued hovers really cancelled | {name} | ≥ 95 % | {share:.0f} % | | {verdict(share >= 95)} |")
        nulls = per["sessions"]["spark"][0].get("hover", {}).get("nulls")
        good &= nulls == 0
        print(f"| hovers without advice in this run | {name} | 0 | {nulls} | | {verdict(nulls == 0)} |")
    return good


def ratio(per: dict[str, Any], server: str, target: Target) -> float | None:
    """A server's figure as a multiple of N's."""
    value = look_up(per, server, target.path)
    if value is None or target.absolute:
        return value
    base = look_up(per, "N", target.path)
    return value / base if base else None


def verdict(met: bool) -> str:
    """The last column."""
    return "met" if met else "**missed**"


def shown(value: float | None) -> str:
    """Two digits."""
    return "–" if value is None else f"{value:.2f}"


def memory(servers: dict[str, str], file: Path) -> bool:
    """Prints the PSS of our own process, the analysis process apart, against N's, with the large file open."""
    own = {name: asyncio.run(_pss_mib(servers[name], file)) for name in ("N", "spark")}
    against = own["spark"][0] / own["N"][0]
    met = against <= 1.6
    print(
        f"| memory (PSS), own process | {file.name} | ≤ 1.6 | {against:.2f} ({own['spark'][0]:.0f} MiB; analysis "
        f"process {own['spark'][1]:.0f} MiB) | | {verdict(met)} |"
    )
    return met


DEFECT = "import os\ndef planted(path):\n    os.system('ls ' + path)\n"
EDITS = 9
ARRIVAL_MS = 300
"""Longest from the last key to the marks of the new text, ms, the server's own pause for more keys included."""


async def _arrival_ms(command: str, file: Path) -> float:
    """Median time from an edit that brings or takes a defect to the marks that say so, ms."""
    sys.path.insert(0, str(HERE))
    import lspbench

    client = lspbench.Client("arrival", file.parent)
    await client.start(command, subprocess.DEVNULL)
    text = await asyncio.to_thread(file.read_text)
    document = {"uri": file.as_uri(), "languageId": "python", "version": 1, "text": text}
    client.notify("textDocument/didOpen", {"textDocument": document})
    await asyncio.sleep(3)
    lines, took = text.count("\n"), []
    for version in range(2, 2 + EDITS):
        seen = client.diag_count
        start, end = {"line": lines, "character": 0}, {"line": lines + 3, "character": 0}
        change = {"range": {"start": start, "end": start if version % 2 == 0 else end}, "text": DEFECT}
        change["text"] = DEFECT if version % 2 == 0 else ""
        began = time.perf_counter()
        where = {"uri": file.as_uri(), "version": version}
        client.notify("textDocument/didChange", {"textDocument": where, "contentChanges": [change]})
        while client.diag_count == seen and time.perf_counter() - began < 20:  # noqa: ASYNC110 - the client only counts
            await asyncio.sleep(0.002)
        took.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(0.7)
    client.kill()
    await client.exited
    return statistics.median(took)


def arrival(command: str, files: list[Path]) -> bool:
    """Prints how long the marks of an edit take; whether all are in time."""
    good = True
    for file in files:
        took = asyncio.run(_arrival_ms(command, file))
        good &= took <= ARRIVAL_MS
        met = verdict(took <= ARRIVAL_MS)
        print(f"| last key → marks of the new text | {file.name} | ≤ {ARRIVAL_MS} ms | {took:.0f} ms | | {met} |")
    return good


async def _pss_mib(command: str, file: Path) -> tuple[float, float]:
    sys.path.insert(0, str(HERE))
    import lspbench  # type: ignore[import-not-found]

    client = lspbench.Client("memory", file.parent)
    await client.start(command, subprocess.DEVNULL, init_options={"hover": {"always": True}})
    text = await asyncio.to_thread(file.read_text)
    document = {"uri": file.as_uri(), "languageId": "python", "version": 1, "text": text}
    client.notify("textDocument/didOpen", {"textDocument": document})
    for line in range(0, 400, 4):
        where = {"textDocument": {"uri": file.as_uri()}, "position": {"line": line, "character": 6}}
        await client.request("textDocument/hover", where)
    await asyncio.sleep(3)
    tree = lspbench.process_tree(client.pid)
    own = lspbench.tree_memory([client.pid])["pss_mb"]
    rest = lspbench.tree_memory([p for p in tree if p != client.pid])["pss_mb"]
    client.kill()
    await client.exited
    return own, rest


if __name__ == "__main__":
    sys.exit(main())
