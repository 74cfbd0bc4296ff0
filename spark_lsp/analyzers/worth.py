"""What a rule is worth, as its file says it: what it would have found, why others miss it, how often it is right."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Worth:
    """The evidence for one rule. There is a fix, or there are hits."""

    fix: str
    """A historical fix, `project: what was fixed, where`; `""` for none."""
    hits: tuple[str, ...]
    """True hits in public code, each `project path:line - what is wrong there`."""
    missed: str
    """Why linters and compilers do not see it."""
    kept: int
    """Of `sampled` hits, how many a reviewer kept."""
    sampled: int


def worth_in(value: object) -> Worth:
    """What `metadata.worth` says. Raises ValueError, in words that may follow the key's name."""
    if not isinstance(value, Mapping):
        raise ValueError("must be a mapping with `fix` or `hits`, `missed` and `kept`")
    if strange := set(map(str, value)) - {"fix", "hits", "missed", "kept"}:
        raise ValueError(f"has {min(strange)!r}, which is none of fix, hits, missed, kept")
    hits = value.get("hits") or ()
    hits = (hits,) if isinstance(hits, str) else hits
    if not isinstance(hits, list | tuple) or not all(isinstance(hit, str) and hit.strip() for hit in hits):
        raise ValueError("has `hits` that are not a list of texts")
    fix, missed = (_line(value, key) for key in ("fix", "missed"))
    if not fix and not hits:
        raise ValueError("needs a historical `fix`, or `hits` in public code")
    if not missed:
        raise ValueError("must say under `missed` why others do not see it")
    counted = re.fullmatch(r"(\d{1,4})\s*/\s*(\d{1,4})", str(value.get("kept", "")).strip())
    if counted is None or int(counted[1]) > int(counted[2]):
        raise ValueError("must say under `kept` how many of how many hits were kept, as in 18/20")
    return Worth(fix, tuple(" ".join(hit.split()) for hit in hits), missed, int(counted[1]), int(counted[2]))


def _line(value: Mapping[object, object], key: str) -> str:
    text = value.get(key)
    if text is not None and not isinstance(text, str):
        raise ValueError(f"has a `{key}` that is not text")
    return " ".join((text or "").split())
