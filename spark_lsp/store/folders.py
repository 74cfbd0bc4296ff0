"""Where this person's data lives on this machine."""

import os
from pathlib import Path

DATA_VARIABLE = "SPARK_LSP_DATA_DIR"


def data_folder() -> Path:
    """The folder for what must last (dismissals); it may not exist yet. `SPARK_LSP_DATA_DIR` overrides it."""
    override = os.environ.get(DATA_VARIABLE)
    if override:
        return Path(override).expanduser()
    from platformdirs import user_data_path

    return user_data_path("spark-lsp", appauthor=False)
