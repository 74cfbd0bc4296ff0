"""`python -m spark_lsp.cli.indexer FOLDER [PATTERN…]`: brings the index of a checkout in step with the disk, without
the files of the patterns; not for people. Ends when its work or its stdin does."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread

from spark_lsp.errors import UsageError

NICENESS = 10
"""Below whatever a person waits for."""


def main(argv: list[str]) -> int:
    """One pass."""
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(NICENESS)
    Thread(target=_ends_with_stdin, daemon=True).start()
    passed_over(Path(argv[0]), argv[1:])
    return 0


def passed_over(folder: Path, exclude: Sequence[str]) -> None:
    """Brings both indexes of a checkout in step: of its files, then of what its history fixed."""
    from spark_lsp.cli.shown import sources_shown
    from spark_lsp.languages import for_file
    from spark_lsp.privacy.excluded import why_private
    from spark_lsp.privacy.redact import Redactor
    from spark_lsp.retrieval.fixes import bring_fixes
    from spark_lsp.retrieval.history import History
    from spark_lsp.retrieval.indexing import Checkout, bring_up_to_date
    from spark_lsp.store.folders import cache_folder
    from spark_lsp.store.passages import fixes_of, open_passages
    from spark_lsp.syntax.outline import outline_of

    def say(said: str) -> None:
        print(said, file=sys.stderr)

    def language_of(path: str) -> str | None:
        language = for_file(path)
        return language.id if language is not None else None

    def shown(path: str) -> bool:
        return why_private(str(folder / path), exclude, [str(folder)]) is None

    redact = Redactor().clean
    checkout = Checkout(open_passages(cache_folder(), folder, say), outline_of, redact)
    bring_up_to_date(checkout, sources_shown(folder, exclude))
    fixes = open_passages(cache_folder(), fixes_of(folder), say)
    with suppress(UsageError):  # no git here
        bring_fixes(fixes, History(folder), language_of, outline_of, redact, shown)


def _ends_with_stdin() -> None:
    sys.stdin.buffer.read()
    os._exit(0)  # the index is written in transactions: half of one is none


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
