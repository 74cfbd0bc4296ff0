"""The promoted models of this machine, in a small file of the data folder that a person can read."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from spark_lsp.core.promotion import GATED, Promotion, Promotions
from spark_lsp.errors import UnreadableInput

FILE_NAME = "promotions.json"
BYTES_MAX = 65_536


class PromotionFile:
    """Implements core.promotion.Kept. Not made before there is something to keep."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.file = folder / FILE_NAME
        self._say = say
        self._said = False

    def read(self) -> Promotions:
        """See the protocol."""
        try:
            if self.file.stat().st_size > BYTES_MAX:
                raise ValueError("too large")
            found = json.loads(self.file.read_text("utf-8"))
            return {role: Promotion(**found[role]) for role in GATED if role in found}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, RecursionError):
            if not self._said:
                self._said = True
                self._say(f"{self.file} cannot be read; the roles are as the settings have them")
            return {}

    def write(self, promotions: Promotions) -> None:
        """See the protocol."""
        text = json.dumps({role.value: asdict(one) for role, one in sorted(promotions.items())}, indent=1) + "\n"
        beside = self.file.with_name(f".{FILE_NAME}.{os.getpid()}")
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside.write_text(text, "utf-8")
            beside.replace(self.file)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise UnreadableInput(f"{self.file}: cannot be written: {error.strerror}") from error
