"""What became of advice, in a small SQLite file of the data folder."""

import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from spark_lsp.core.outcomes import worth
from spark_lsp.store.shared import SharedFile

FILE_NAME = "outcomes.sqlite"
VERSION = 1
TABLES = (
    "create table if not exists outcome (rule text, lane text, event text, times integer not null,"
    " primary key (rule, lane, event)) without rowid",
)


class SqliteOutcomes:
    """Implements core.outcomes.Outcomes. The file is read at the first question, and not made before there is
    something to count."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self._shared = SharedFile(folder / FILE_NAME, VERSION, TABLES, say, otherwise="what was taken is not counted")
        self._counts: Counter[tuple[str, str]] | None = None

    def count(self, rule: str, lane: str, event: str) -> None:
        """See the protocol."""
        self._known()[rule, event] += 1
        sql = "insert into outcome values (?, ?, ?, 1) on conflict do update set times = times + 1"
        self._shared.run(lambda db: db.execute(sql, (rule, lane, event)), None)

    def worth(self, rule: str) -> float:
        """See the protocol."""
        known = self._known()
        return worth(known[rule, "accepted"], known[rule, "dismissed"])

    def _known(self) -> Counter[tuple[str, str]]:
        if self._counts is None:
            nothing: Counter[tuple[str, str]] = Counter()
            self._counts = self._shared.run(_read, nothing) if self._shared.file.exists() else nothing
        return self._counts


def _read(db: sqlite3.Connection) -> Counter[tuple[str, str]]:
    rows = db.execute("select rule, event, sum(times) from outcome group by rule, event")
    return Counter({(rule, event): times for rule, event, times in rows})
