"""Where this person's data and caches live on this machine."""

import os
from pathlib import Path

FILE_NAME = "dismissals.sqlite"
DATA_VARIABLE = "SPARK_LSP_DATA_DIR"
CACHE_VARIABLE = "SPARK_LSP_CACHE_DIR"


def data_folder() -> Path:
    """The folder for what must last (dismissals); it may not exist yet. `SPARK_LSP_DATA_DIR` overrides it."""
    override = os.environ.get(DATA_VARIABLE)
    if override:
        return Path(override).expanduser()
    from platformdirs import user_data_path

    return user_data_path("spark-lsp", appauthor=False)


def cache_folder() -> Path:
    """The folder for what can be made again (rules read into JSON); it may not exist yet. `SPARK_LSP_CACHE_DIR`
    overrides it."""
    override = os.environ.get(CACHE_VARIABLE)
    if override:
        return Path(override).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("spark-lsp", appauthor=False)
