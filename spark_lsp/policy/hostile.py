"""What a drafted rule may not have: anything but a pattern with words beside it, of a size that a person can read."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from spark_lsp.policy.rulebook import FILE_CHARS_MAX

KEYS = frozenset(["id", "language", "severity", "message", "note", "rule", "metadata", "valid", "invalid"])
METADATA = frozenset(["category", "next", "confidence"])
RULE_KEYS = frozenset(
    re.findall(
        r"\w+",
        "pattern kind regex inside has follows precedes all any not stopBy field nthChild context selector strictness "
        "position reverse ofRule",
    )
)
REGEX_CHARS_MAX = 200
REPEATS_MAX = 100
PARTS_MAX = 120
DEPTH_MAX = 12

_TAG = re.compile(r"(?m)(?:^|[\s\[{,:-])!{1,2}[\w/<]")
_SPOKEN = re.compile(
    r"\w+://|\]\(|<\w+[^>]*>|\bcommand:|\bignore (?:all|previous)\b"
    r"|`[^`]*\b(?:rm|curl|wget|sudo|sh|bash)\b\s[^`]*`",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\{(\d*),?(\d*)\}")
_UNBOUNDED = re.compile(r"[*+]|\{\d*,\}")


def why_hostile(text: str) -> str:
    """Of a file's text, before it is read as YAML; `""` where nothing is."""
    if len(text) > FILE_CHARS_MAX:
        return f"is {len(text)} characters long, over {FILE_CHARS_MAX}"
    if any(ord(char) < 32 and char not in "\n\t" for char in text):
        return "has control characters"
    if _TAG.search(text):
        return "has a YAML tag, which may make objects of Python"
    return ""


def why_hostile_document(document: object) -> str:
    """Of the YAML that was read; `""` where nothing is."""
    if not isinstance(document, Mapping):
        return ""
    if strange := set(map(str, document)) - KEYS:
        return f"has `{min(strange)}`, which a drafted rule may not have"
    metadata = document.get("metadata")
    if isinstance(metadata, Mapping) and (strange := set(map(str, metadata)) - METADATA):
        return f"has `metadata.{min(strange)}`, which a drafted rule may not have"
    told = [
        document.get("message"),
        document.get("note"),
        metadata.get("next") if isinstance(metadata, Mapping) else "",
    ]
    if any(isinstance(one, str) and _SPOKEN.search(one) for one in told):
        return "has words that link, run something or speak to a machine"
    return _why_hostile_rule(document.get("rule"))


def _why_hostile_rule(rule: object) -> str:
    for parts, (depth, key, value) in enumerate(_parts(rule, 0)):
        if depth > DEPTH_MAX or parts > PARTS_MAX:
            return "is nested too deep, or has too many parts"
        if key and key not in RULE_KEYS:
            return f"has `{key}` in its rule, which a drafted rule may not have"
        if key == "regex" and isinstance(value, str) and (why := why_bad_regex(value)):
            return f"has a regular expression that {why}"
    return ""


def _parts(value: object, depth: int) -> Iterator[tuple[int, str, Any]]:
    """(depth, key, value) of all in it; ends by itself, since an alias makes no more than PARTS_MAX be asked for."""
    match value:
        case Mapping():
            for key, inner in value.items():
                yield depth, str(key), inner
                if depth <= DEPTH_MAX:
                    yield from _parts(inner, depth + 1)
        case list():
            for inner in value:
                yield depth, "", inner
                if depth <= DEPTH_MAX:
                    yield from _parts(inner, depth + 1)


def why_bad_regex(regex: str) -> str:
    """Why a regular expression may take forever, here or in a tool that reads the rule too; `""` where it may not."""
    if len(regex) > REGEX_CHARS_MAX:
        return f"is longer than {REGEX_CHARS_MAX} characters"
    plain = re.sub(r"\\.", "x", regex)
    plain = re.sub(r"\[\^?\]?[^\]]*\]", "x", plain)
    if any(int(number) > REPEATS_MAX for pair in _COUNTED.findall(plain) for number in pair if number):
        return f"counts past {REPEATS_MAX}"
    while (group := re.search(r"\(([^()]*)\)([*+]|\{\d*,\d*\})?", plain)) is not None:
        inner, repeated = group[1], group[2] or ""
        if _UNBOUNDED.fullmatch(repeated) and _UNBOUNDED.search(inner):
            return "repeats what repeats, and may take forever (catastrophic backtracking)"
        if repeated and "|" in inner and _overlap(inner.removeprefix("?:").split("|")):
            return "repeats a choice of like things, and may take forever (catastrophic backtracking)"
        repeats = _UNBOUNDED.search(inner) or _UNBOUNDED.fullmatch(repeated)
        # What repeats inside still counts for a group around it.
        plain = plain[: group.start()] + ("x+" if repeats else "x") + plain[group.end() :]
    return ""


def _overlap(choices: list[str]) -> bool:
    """Whether one of the choices begins as another does."""
    return any(a != b and (b.startswith(a) or a == ".") for a in choices for b in choices)
