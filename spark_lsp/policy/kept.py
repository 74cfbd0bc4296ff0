"""What was drafted of a checkout, a line each, in this person's data folder: never in the checkout, which may be
anybody's."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from spark_lsp.core.proposal import Proposal, from_json, to_json
from spark_lsp.errors import StoreUnavailable


@dataclass(frozen=True, slots=True)
class Kept:
    """One file; what is written later of the same rule counts."""

    file: Path

    def all(self) -> tuple[Proposal, ...]:
        """In the order in which they were first written; lines that are none are passed over."""
        found: dict[tuple[str, str], Proposal] = {}
        for proposal in self._lines():
            found[proposal.case, proposal.by] = proposal
        return tuple(found.values())

    def add(self, proposal: Proposal) -> None:
        """Raises StoreUnavailable."""
        line = json.dumps(to_json(proposal), ensure_ascii=True)
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            opened = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with open(opened, "a", encoding="utf-8") as out:
                out.write(f"\n{line}" if self._is_cut() else line)
                out.write("\n")
        except OSError as error:
            raise StoreUnavailable(f"{self.file} cannot be written ({error.strerror or error})") from error

    def _is_cut(self) -> bool:
        """Whether the last line was not written to its end."""
        raw = self.file.read_bytes()
        return bool(raw) and not raw.endswith(b"\n")

    def _lines(self) -> Iterator[Proposal]:
        try:
            text = self.file.read_text("utf-8", "replace")
        except OSError:
            return
        for line in text.splitlines():
            with suppress(ValueError, RecursionError):
                value = json.loads(line)
                proposal = from_json(value) if isinstance(value, dict) else None
                if proposal is not None:
                    yield proposal


def kept_of(folder: Path, checkout: Path) -> Kept:
    """What is kept of a checkout."""
    name = blake2b(str(checkout).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
    return Kept(folder / "policy" / f"{name}.jsonl")
