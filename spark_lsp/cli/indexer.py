"""`python -m spark_lsp.cli.indexer FOLDER [PATTERN…]`: brings the index of a checkout in step with the disk, without
the files of the patterns; not for people. Ends when its work or its stdin does."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

NICENESS = 10
"""Below whatever a person waits for."""


def main(argv: list[str]) -> int:
    """One pass."""
    from spark_lsp.cli.shown import sources_shown
    from spark_lsp.privacy.redact import Redactor
    from spark_lsp.retrieval.indexing import Checkout, bring_up_to_date
    from spark_lsp.store.folders import cache_folder
    from spark_lsp.store.passages import open_passages
    from spark_lsp.syntax.outline import outline_of

    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(NICENESS)
    Thread(target=_ends_with_stdin, daemon=True).start()
    folder = Path(argv[0])
    redactor = Redactor()
    index = open_passages(cache_folder(), folder, lambda said: print(said, file=sys.stderr))
    checkout = Checkout(index, outline_of, lambda text: redactor.redact(text).text)
    bring_up_to_date(checkout, sources_shown(folder, argv[1:]))
    return 0


def _ends_with_stdin() -> None:
    sys.stdin.buffer.read()
    os._exit(0)  # the index is written in transactions: half of one is none


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
