"""Owns the analysis process: starts it, asks it one thing at a time, replaces it when it dies or hangs."""

import pickle
import subprocess
import threading
from collections.abc import Callable, Sequence

from spark_lsp.core.analysis import Analysis, Source
from spark_lsp.core.gate import Passed, Refused, Verdict
from spark_lsp.engine.trial import Trial
from spark_lsp.engine.worker import Early, Ready, Request, Setup, receive, send


class ChildGone(Exception):
    """The process ended, or was ended, before it answered."""


def _not_waited_for(analysis: Analysis) -> None:
    """For who can wait for the whole analysis."""


class Child:
    """One analysis process. `ask` blocks, so it is called from a thread; `stop` may be called from any."""

    def __init__(self, argv: Sequence[str]) -> None:
        """`argv` starts a process that runs `worker.serve` on its stdin and stdout."""
        self._argv = list(argv)
        self._process: subprocess.Popen[bytes] | None = None
        self._setup: Setup | None = None
        self._lock = threading.Lock()
        self._closed = False

    def start(self) -> None:
        """Starts the process; returns at once."""
        with self._lock:
            self._ensure()

    def _ensure(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise ChildGone("closed")
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                self._argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self._process

    def configure(self, setup: Setup) -> Ready:
        """Makes the child's analyst anew. Raises ChildGone."""
        self._setup = setup
        with self._lock:
            reply = self._exchange(self._ensure(), setup)
        if not isinstance(reply, Ready):
            raise ChildGone("answered out of turn")
        return reply

    def analyse(self, source: Source, early: Callable[[Analysis], None] = _not_waited_for) -> Analysis:
        """The analysis of one text; `early` is called, in this thread, with what is known before its fixes have been
        tried, where there are any. Raises ChildGone where the process died on it; the next call starts a new one."""
        with self._lock:
            process = self._ready()
            reply = self._exchange(process, source)
            while isinstance(reply, Early):
                early(reply.analysis)
                reply = self._exchange(process, None)
        if not isinstance(reply, Analysis):
            raise ChildGone("answered out of turn")
        return reply

    def try_edit(self, trial: Trial) -> Verdict:
        """What the gate says of a change. Raises ChildGone, as `analyse` does."""
        with self._lock:
            reply = self._exchange(self._ready(), trial)
        if not isinstance(reply, Passed | Refused):
            raise ChildGone("answered out of turn")
        return reply

    def _ready(self) -> "subprocess.Popen[bytes]":
        """The process, with its settings."""
        fresh = self._process is None or self._process.poll() is not None
        process = self._ensure()
        if fresh and self._setup is not None:
            self._exchange(process, self._setup)
        return process

    def _exchange(self, process: subprocess.Popen[bytes], request: Request | None) -> object:
        """Sends the request, where there is one, and waits for the next reply."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            if request is not None:
                send(process.stdin, request)
            reply = receive(process.stdout)
        except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
            self._bury(process)
            raise ChildGone(str(error)) from error
        if reply is None:
            self._bury(process)
            raise ChildGone("ended")
        return reply

    def _bury(self, process: "subprocess.Popen[bytes]") -> None:
        """Makes sure that the next question starts a new one."""
        process.kill()
        process.wait()
        self._process = None

    def interrupt(self) -> None:
        """Ends the process in the middle of whatever it does; whoever waits gets ChildGone."""
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """Ends the process for good."""
        self._closed = True
        self.interrupt()
