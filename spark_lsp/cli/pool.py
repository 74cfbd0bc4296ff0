"""Looks at many files in child processes; one that crashes or hangs costs the file it was on, and nothing else."""

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

from spark_lsp.cli.look import FileReport, Question, Task, analyst_of, reports_of
from spark_lsp.errors import SparkError

if TYPE_CHECKING:
    from spark_lsp.engine.analyst import Analyst

CHUNK = 24
"""Most files a message; ruff starts once for each."""
LAST_CHUNK = 4
"""Files a message at the end, where one process would otherwise work on while the others have nothing left."""
FILE_LIMIT_S = 30.0
START_LIMIT_S = 60.0
MAX_STARTS_IN_VAIN = 2


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    tasks: deque[tuple[int, Task]]
    """What it was given and has not answered, in order."""
    heard_s: float
    ready: bool = False


def look_at_all(
    tasks: Sequence[Task],
    question: Question,
    *,
    clock: Callable[[], float],
    make: Callable[[Question], "Analyst"] = analyst_of,
    file_limit_s: float = FILE_LIMIT_S,
    processes: int | None = None,
) -> Iterator[FileReport]:
    """The reports in the order of the tasks, each as soon as those before it are there. A file that takes longer than
    `file_limit_s`, or that ends its process, gives a report with an error; `make` makes each process's analyst, and
    is pickled. Raises SparkError where no process starts."""
    count = min(processes or os.cpu_count() or 1, -(-len(tasks) // CHUNK))
    chunks = deque(_chunks(tasks, count))
    workers = [_started(make, question, clock()) for _ in range(count)]
    done: dict[int, FileReport] = {}
    next_index = in_vain = 0
    try:
        while next_index < len(tasks):
            _wait(workers, clock(), file_limit_s)
            for worker in list(workers):
                lost = _hear(worker, done, clock, file_limit_s)
                in_vain = 0 if worker.ready else in_vain
                if lost:
                    workers.remove(worker)
                    _end(worker)
                    if not worker.ready:
                        in_vain += 1
                        if in_vain >= MAX_STARTS_IN_VAIN:
                            raise SparkError(f"the analysis process {lost} as it started; run: spark-lsp doctor")
                    elif worker.tasks:
                        i, task = worker.tasks.popleft()
                        done[i] = FileReport(task.path, error=f"{task.path}: the analysis {lost} on this file")
                    if worker.tasks:
                        chunks.appendleft(worker.tasks)
                    if chunks:
                        workers.append(_started(make, question, clock()))
                elif worker.ready and not worker.tasks and chunks:
                    worker.tasks = chunks.popleft()
                    worker.heard_s = clock()
                    worker.pipe.send([task for _, task in worker.tasks])
            while next_index in done:
                yield done.pop(next_index)
                next_index += 1
    finally:
        for worker in workers:
            _end(worker)


def _chunks(tasks: Sequence[Task], processes: int) -> Iterator[deque[tuple[int, Task]]]:
    """The tasks with their places, in order, in ever smaller portions (guided self-scheduling)."""
    at = 0
    while at < len(tasks):
        size = min(CHUNK, max(LAST_CHUNK, (len(tasks) - at) // (4 * processes)))
        yield deque((i, tasks[i]) for i in range(at, min(at + size, len(tasks))))
        at += size


@contextmanager
def _deaf() -> Iterator[None]:
    """A Ctrl-C waits until what is started here runs: processes inherit this, and an interpreter that is interrupted
    while it starts prints its traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # started with the first process otherwise, and it lets interrupts in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _started(make: Callable[[Question], "Analyst"], question: Question, now_s: float) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, make, question), daemon=True)
    with _deaf():
        process.start()
    theirs.close()
    return _Worker(process, ours, deque(), now_s)


def _wait(workers: Sequence[_Worker], now_s: float, file_limit_s: float) -> None:
    """Until one of those that are at work has something to say, or its time is over."""
    busy = [worker for worker in workers if worker.tasks or not worker.ready]
    if busy:
        ends_s = min(worker.heard_s + _limit_s(worker, file_limit_s) for worker in busy)
        wait([worker.pipe for worker in busy], timeout=max(0.0, ends_s - now_s))


def _hear(worker: _Worker, done: dict[int, FileReport], clock: Callable[[], float], file_limit_s: float) -> str:
    """Takes in what the worker has said; the reason, in words, where it is of no more use."""
    try:
        while worker.pipe.poll():
            report = worker.pipe.recv()
            worker.heard_s = clock()
            if report is None:
                worker.ready = True
            else:
                i, _ = worker.tasks.popleft()
                done[i] = report
    except (EOFError, OSError):
        return "crashed"
    if (worker.tasks or not worker.ready) and clock() - worker.heard_s > _limit_s(worker, file_limit_s):
        return f"took longer than {_limit_s(worker, file_limit_s):g} s"
    return ""


def _limit_s(worker: _Worker, file_limit_s: float) -> float:
    return file_limit_s if worker.ready else START_LIMIT_S


def _end(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


def _work(pipe: Connection, make: Callable[[Question], "Analyst"], question: Question) -> None:
    """The child: says None when it is ready, then one report for each task, until the pipe ends."""
    # Ctrl-C reaches the whole group; the parent alone decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    analyst = make(question)
    gc.freeze()  # what was imported is there for good, and a collection need not walk it
    gc.set_threshold(50_000, 20, 50)
    try:
        pipe.send(None)
        while True:
            for report in reports_of(pipe.recv(), question, analyst):
                pipe.send(report)
    except (EOFError, OSError):
        return
