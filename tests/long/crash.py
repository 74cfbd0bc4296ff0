"""Kills a process that puts packets, at random moments, and looks what became of its file each time:
`python -m tests.long.crash --kills 200`. Exit code 1 where a wrong packet was served or one was lost that was told."""

import argparse
import datetime
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from spark_lsp.core.shelf import Held
from spark_lsp.store.packets import SqliteShelf
from tests.store.packets_for_tests import held, slot


def put_for_ever(folder: Path, first: int) -> None:
    """Puts one packet after the other, and tells of each when it was put."""
    shelf = SqliteShelf(folder, lambda message: print(f"said {message}", flush=True))
    number = first
    while True:
        shelf.put(slot(number), held(number))
        print(number, flush=True)
        number += 1


def killed_once(folder: Path, first: int, wait_s: float) -> tuple[int, list[str]]:
    """The number after the last packet that was told, and what is wrong."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.long.crash", "--child", str(first), "--folder", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(wait_s)  # the moment is what is tested
    child.send_signal(signal.SIGKILL)
    told = [first, *(int(line) for line in child.stdout.read().split("\n") if line.isdigit())]
    child.wait()
    wrong: list[str] = []
    shelf = SqliteShelf(folder, wrong.append)
    last = max(told)
    shelf.load([slot(number) for number in range(first, last + 3)], now_s=0.0)
    for number in range(first, last + 3):
        found = shelf.get(slot(number), now_s=0.0)
        if found is None and number <= last:
            wrong.append(f"packet {number} is lost")
        if isinstance(found, Held) and found != held(number):
            wrong.append(f"packet {number} is not what was put")
    return last + 1, wrong


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.long.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--child", type=int, default=None, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp())
    if chosen.child is not None:
        put_for_ever(folder, chosen.child)
    chance, number, wrong = random.Random(chosen.seed), 0, list[str]()
    for _ in range(chosen.kills):
        number, more = killed_once(folder, number, chance.random() * 0.15)
        wrong += more
    print(f"{datetime.date.today()}: {chosen.kills} kills, {number} packets, {len(wrong)} wrong")
    print("\n".join(wrong[:20]))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
