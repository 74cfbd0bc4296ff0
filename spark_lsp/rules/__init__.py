"""The shipped rules: one YAML file each, in a folder per language."""

from pathlib import Path


def shipped_folder() -> Path:
    """Where the folders of rules are."""
    return Path(__file__).parent
