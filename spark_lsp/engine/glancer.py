"""The in-process analyzers for one unit's text; made at their first use, since their imports take a while."""

from collections.abc import Callable

from spark_lsp.core.analysis import Analysis, Source
from spark_lsp.core.unit import Unit
from spark_lsp.engine.analyst import Analyst


class Glancer:
    """Makes its analyst when it is needed, or when there is time."""

    def __init__(self, make: Callable[[], Analyst]) -> None:
        self._make = make
        self._analyst: Analyst | None = None

    @property
    def loaded(self) -> bool:
        """Whether a look costs a millisecond or two, not the loading as well."""
        return self._analyst is not None

    def load(self) -> Analyst:
        """May be called from any thread; two at once make two, and one is kept."""
        if self._analyst is None:
            self._analyst = self._make()
        return self._analyst

    def forget(self) -> None:
        """Rules or settings changed."""
        self._analyst = None

    def look(self, source: Source, known: Unit) -> Analysis:
        """What the quick analyzers see in the text of one unit."""
        return self.load().glance(source, known)
