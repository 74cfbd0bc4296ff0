"""The child process that analyses whole files: requests in on one pipe, replies out on another."""

import pickle
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from spark_lsp.core.analysis import Analysis, Source
from spark_lsp.core.finding import AnalyzerFailure
from spark_lsp.core.gate import Passed, Refused
from spark_lsp.engine.analyst import Analyst
from spark_lsp.engine.trial import Trial, tried

_HEAD = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Setup:
    """How the child's analyst is to be made; sent again when a setting or a rule file changes."""

    disabled: frozenset[str] = frozenset()
    rule_folders: tuple[str, ...] = ()
    """Folders of the person's own rules, absolute; empty where the workspace is not trusted."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The answer to a Setup."""

    rules: int
    failures: tuple[AnalyzerFailure, ...] = ()


@dataclass(frozen=True, slots=True)
class Early:
    """What is known of a text before its fixes were tried; the Analysis itself follows."""

    analysis: Analysis


Request = Setup | Source | Trial
Reply = Ready | Early | Analysis | Passed | Refused
MakeAnalyst = Callable[[Setup], tuple[Analyst, Ready]]


def send(pipe: IO[bytes], value: Request | Reply) -> None:
    """One frame: four bytes of size, then the pickle. Both ends are this program, so the pickle is trusted."""
    body = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(_HEAD.pack(len(body)) + body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Request | Reply | None:
    """The next frame; None at the end of the pipe."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    (size,) = _HEAD.unpack(head)
    body = pipe.read(size)
    if len(body) < size:
        return None
    value: Request | Reply = pickle.loads(body)
    return value


def serve(make: MakeAnalyst, requests: IO[bytes], replies: IO[bytes], analyst: Analyst) -> None:
    """Answers until the pipe ends, which it does when the server dies, whatever killed it. `analyst` serves until a
    Setup comes."""
    while True:
        match receive(requests):
            case None:
                return
            case Setup() as setup:
                analyst, ready = make(setup)
                send(replies, ready)
            case Trial() as trial:
                send(replies, tried(analyst, trial))
            case Source() as source:
                send(replies, analyst.analyse(source, early=lambda known: send(replies, Early(known))))
