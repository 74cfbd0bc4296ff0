"""Keeps every open file analysed, off the event loop, and answers from what is known."""

import asyncio
import concurrent.futures
import contextlib
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from spark_lsp.core.analysis import Analysis, Source
from spark_lsp.core.dismissal import Dismissals, dismissed_by
from spark_lsp.core.finding import Severity
from spark_lsp.core.outcomes import Outcomes, Unknown
from spark_lsp.core.synthesis import Taste
from spark_lsp.core.text import Position
from spark_lsp.engine.analyst import Analyst
from spark_lsp.engine.child import Child, ChildGone
from spark_lsp.engine.due import Due
from spark_lsp.engine.glancer import Glancer
from spark_lsp.engine.prover import Prover
from spark_lsp.engine.tally import Slow, Tally, nobody_waits
from spark_lsp.engine.tracked import Told, TrackedFile
from spark_lsp.engine.worker import Setup

PAUSE_S = 0.06
"""Quiet after the last edit before a file is analysed, seconds: above the 33 ms between keys of a fast typist, and
a fifth of the 300 ms in which the analysis is due."""

STALE_JOB_S = 1.0
"""A running analysis of a text that has changed since is given up after this long when another is wanted, seconds."""

SLOW_S = 1.0
"""An analysis that takes longer is shown as progress, seconds."""

TRIES = 2
"""How often one text may kill the analysis process before the file is left alone until it changes."""


class Engine:
    """Open files by uri. All methods but `close` are for the event loop's thread."""

    def __init__(
        self, *, child: Child, quick: Callable[[], Analyst], dismissals: Dismissals, log: Callable[[str], None]
    ) -> None:
        """`quick` makes the in-process analyst at its first use, since its imports take a while."""
        self.files: dict[str, TrackedFile] = {}
        self.tally = Tally()
        self.least = Severity.INFO
        self.dismissals = dismissals
        self.outcomes: Outcomes = Unknown()
        self.on_analysed: Callable[[str], None] = lambda uri: None
        self.on_slow: Slow = nobody_waits
        self.early: dict[Source, concurrent.futures.Future[Analysis]] = {}
        """Analyses that were started before this engine was."""
        self._child = child
        self.prover = Prover(child)
        self.glancer = Glancer(quick)
        self._log = log
        self._threads = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="analysis")
        self._due = Due()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._given_up: set[str] = set()
        self._installed = asyncio.Event()

    def start(self) -> None:
        """Starts the one task that runs analyses."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def configure(self, setup: Setup, *, again: bool = True) -> None:
        """Has the child's analyst made anew, and with `again` every open file analysed again."""
        try:
            ready = await asyncio.get_running_loop().run_in_executor(self._threads, self._child.configure, setup)
        except ChildGone as gone:
            self._log(f"the analysis process did not take its settings: {gone}")
            return
        self.tally.rules = ready.rules
        self.tally.note(ready.failures, self._log)
        if again:
            self.early.clear()  # they were made as if nobody had set anything
            self.glancer.forget()
            for uri in self.files:
                self._want(uri, 0.0)

    # -- documents

    def open(self, uri: str, *, path: str, language: str, lines: list[str], version: int) -> None:
        """A file is open, with this text. `lines` is the caller's own list, which it changes in place."""
        file = self.files[uri] = TrackedFile(path, language, lines, version)
        early = self.early.get(file.source())
        if early is not None and early.done() and early.exception() is None:
            file.asked()
            self._take(uri, file, early.result())
        else:
            self._want(uri, 0.0)

    def edited(self, uri: str, first: int, end: int, new_end: int, version: int) -> None:
        """Lines `first:end` of the file became `first:new_end`."""
        file = self.files.get(uri)
        if file is not None:
            file.version = version
            file.edited(first, end, new_end)
            if self._due.put(uri, PAUSE_S):
                self._wake.set()

    def saved(self, uri: str) -> None:
        """The file was saved: it is analysed at once."""
        if uri in self.files:
            self._want(uri, 0.0)

    def close(self, uri: str) -> None:
        """The file is no longer open."""
        self.files.pop(uri, None)
        self._due.drop(uri)

    def stop(self) -> None:
        """Ends the child and the task; nothing is answered after this."""
        if self._task is not None:
            self._task.cancel()
        self._child.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    # -- answers

    def told_at(self, uri: str, position: Position) -> Told | None:
        """What is known at a place; None for a file that is not open. Never waits."""
        file = self.files.get(uri)
        return file.told_at(position, self.glancer.look, self.least, self._judge) if file is not None else None

    def rejudge(self, uris: Iterable[str] | None = None) -> None:
        """Advice is made anew from the same findings: a dismissal or the severity setting changed."""
        for uri in list(self.files) if uris is None else uris:
            file = self.files.get(uri)
            if file is not None:
                file.rejudge(self.least, self._judge)
                self.on_analysed(uri)

    def is_current(self, uri: str) -> bool:
        """Whether the last analysis is of the present text, its fixes tried."""
        file = self.files.get(uri)
        return file is not None and file.drift.clean and file.analysis is not None and file.analysis.fixes_tried

    def give_up(self, path: str) -> None:
        """Ends the analysis of a file that is running; it is tried again when the file changes."""
        self._given_up.add(path)
        self._child.interrupt()

    async def settled(self, uri: str, limit_s: float) -> None:
        """Comes back when the present text has been analysed, or after `limit_s` seconds."""
        end = time.monotonic() + limit_s
        while uri in self.files and not self.is_current(uri) and (left_s := end - time.monotonic()) > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._installed.wait(), left_s)

    def is_cold(self, uri: str) -> bool:
        """Whether nothing is known of the file yet, and looking at it here would mean loading the analyzers first."""
        file = self.files.get(uri)
        return file is not None and file.analysis is None and not self.glancer.loaded

    async def first_answer(self, uri: str, limit_s: float) -> None:
        """Comes back when something can be said of a file that was never analysed, or after `limit_s` seconds."""
        known: asyncio.Future[Any] = asyncio.ensure_future(self._installed.wait())
        loading: asyncio.Future[Any] = asyncio.get_running_loop().run_in_executor(None, self.glancer.load)
        await asyncio.wait([known, loading], timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        known.cancel()

    # -- work

    def _judge(self, path: str, analysis: Analysis, lines: Sequence[str]) -> Taste:
        return Taste(dismissed_by(self.dismissals.held(), path, analysis, lines), self.outcomes.worth)

    def _want(self, uri: str, wait_s: float) -> None:
        self._due.put(uri, wait_s)
        self._wake.set()

    async def _run(self) -> None:
        while True:
            wait_s = self._due.wait_s()
            if wait_s is None or wait_s > 0:
                self._wake.clear()
                try:
                    await asyncio.wait_for(self._wake.wait(), wait_s)
                except TimeoutError:
                    continue
                continue
            uri = self._due.take()
            file = self.files.get(uri)
            if file is not None:
                await self._analyse(uri, file)

    async def _analyse(self, uri: str, file: TrackedFile) -> None:
        loop = asyncio.get_running_loop()
        source = file.source()
        file.asked()
        began, version = time.monotonic(), file.version

        def shown(known: Analysis) -> None:
            loop.call_soon_threadsafe(self._take_early, uri, file, version, known)

        for _ in range(TRIES):
            if (early := self.early.pop(source, None)) is not None:
                job = asyncio.wrap_future(early)
            else:
                job = loop.run_in_executor(self._threads, self._child.analyse, source, shown)
            try:
                analysis = await self._watched(uri, file.path, job, began)
            except ChildGone as gone:
                if uri in self._due or self.files.get(uri) is not file or file.path in self._given_up:
                    self._given_up.discard(file.path)
                    return
                self.tally.restarts += 1
                self._log(f"the analysis process ended ({gone}); started again")
                continue
            self.tally.last_ms = (time.monotonic() - began) * 1000
            # another window may have put something away meanwhile
            if await loop.run_in_executor(self._threads, self.dismissals.refresh):
                self.rejudge()
            if self.files.get(uri) is file:
                self._take(uri, file, analysis)
            return

    def _take_early(self, uri: str, file: TrackedFile, version: int, analysis: Analysis) -> None:
        """Shows what is known before the fixes are tried, which takes about as long again."""
        if self.files.get(uri) is file and file.asked_version == version:
            self._take(uri, file, analysis)

    def _take(self, uri: str, file: TrackedFile, analysis: Analysis) -> None:
        file.install(analysis, self.least, self._judge)
        self._installed.set()
        self._installed = asyncio.Event()
        self.tally.analyses += 1
        self.tally.note(analysis.failures, self._log)
        self.on_analysed(uri)

    async def _watched(self, uri: str, path: str, job: "asyncio.Future[Analysis]", began: float) -> Analysis:
        """Waits for the job; gives it up when its text is stale, it has run long and other work is due."""
        told = False
        while True:
            done, _ = await asyncio.wait({job}, timeout=0.25)
            if told and done:
                self.on_slow(path, running=False)
            if done:
                return job.result()
            if not told and time.monotonic() - began > SLOW_S:
                told = True
                self.on_slow(path, running=True)
            stale = uri in self._due or uri not in self.files
            if stale and time.monotonic() - began > STALE_JOB_S and self._due.wait_s() == 0.0:
                self._child.interrupt()
