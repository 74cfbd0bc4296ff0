"""What clients say of themselves in `initialize`: the params of real ones, without what tells of a machine."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Profile:
    """One client."""

    name: str
    source: str
    """How the params were got: recorded from which version of the client, or read off its source."""
    params: dict[str, Any]

    @property
    def encodings(self) -> tuple[str, ...]:
        """The position encodings that it offers, the best liked first."""
        offered = self.params["capabilities"].get("general", {}).get("positionEncodings")
        return tuple(offered or ("utf-16",))

    def preferring(self, encoding: str) -> "Profile":
        """The same, with this encoding first."""
        params = json.loads(json.dumps(self.params))
        rest = [one for one in self.encodings if one != encoding]
        params["capabilities"].setdefault("general", {})["positionEncodings"] = [encoding, *rest]
        return Profile(self.name, self.source, params)


def profiles() -> list[Profile]:
    """All of them, by name."""
    return [_read(file) for file in sorted(FOLDER.glob("*.json"))]


def _read(file: Path) -> Profile:
    held = json.loads(file.read_text("utf-8"))
    return Profile(file.stem, held["source"], held["params"])
