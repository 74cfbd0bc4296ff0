"""The code related to a unit, out of an index that follows what is on the disk."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from spark_lsp.core.analysis import Source
from spark_lsp.core.passage import PassageIndex
from spark_lsp.core.question import Related
from spark_lsp.engine.deadline import now_s
from spark_lsp.engine.questions import View
from spark_lsp.privacy.redact import Redactor
from spark_lsp.retrieval.indexing import Checkout, bring_up_to_date
from spark_lsp.retrieval.related import Of, related_to
from spark_lsp.syntax.outline import outline_of

PASS_S = 4.0
"""Longest that one pass over a checkout may take, seconds: a first one over 500 files takes three; the next goes on
where it ended."""

REST_S = 20.0
"""Between two passes, seconds; one that finds nothing new reads and hashes the files."""


@dataclass(slots=True)
class _Followed:
    checkout: Checkout
    next_s: float = 0.0


@dataclass(slots=True)
class Neighbours:
    """Of all folders of a connection. Every call blocks on the disk: for threads. Nothing in it raises for what is
    there; where there is no index, nothing is related."""

    folders: tuple[str, ...]
    open_index: Callable[[Path], PassageIndex]
    """Of a checkout, by its folder."""
    sources: Callable[[Path], Iterable[tuple[str, Source]]]
    """folder → (path within the folder, text) of each file that a model may be shown."""
    clock: Callable[[], float] = now_s
    _redactor: Redactor = field(default_factory=Redactor)
    _followed: dict[str, _Followed] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def related(self, view: View) -> tuple[Related, ...]:
        """What is related to a unit as the disk has it now, give or take REST_S; nothing for a file outside the
        folders."""
        folder = self._folder(view.path)
        if folder is None:
            return ()
        with self._lock:
            followed = self._followed.get(folder)
            if followed is None:
                followed = self._followed[folder] = _Followed(
                    Checkout(self.open_index(Path(folder)), outline_of, self._redact)
                )
            self._follow(folder, followed)
        path = os.path.relpath(os.path.realpath(view.path), os.path.realpath(folder)).replace(os.sep, "/")
        unit = Of(path, view.unit.symbol, view.language, self._redact(view.text), view.unit.calls)
        return related_to(followed.checkout.index, unit)

    def _follow(self, folder: str, followed: _Followed) -> None:
        begun = self.clock()
        if begun < followed.next_s:
            return
        came = bring_up_to_date(
            followed.checkout, self.sources(Path(folder)), may_go_on=lambda: self.clock() - begun < PASS_S
        )
        followed.next_s = self.clock() + (REST_S if came.whole else 0.0)

    def _redact(self, text: str) -> str:
        return self._redactor.redact(text).text

    def _folder(self, path: str) -> str | None:
        """The innermost of the folders that the file is in."""
        real = os.path.realpath(path)
        around = [one for one in self.folders if real.startswith(os.path.join(os.path.realpath(one), ""))]
        return max(around, key=len, default=None)
