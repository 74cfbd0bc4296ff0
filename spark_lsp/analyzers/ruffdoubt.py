"""Knows what ruff reports rightly by its own lights, and a reader would not."""

import re
from collections.abc import Sequence

_ATTRIBUTE = re.compile(r"\w+(\.\w+)+")
_EARLIER = re.compile(r"from line (\d+)")
_SKETCHES = frozenset({"docs", "doc", "docs_src", "snippets"})
_STEPS = _SKETCHES | {"guides", "tutorials"}
_GLOBAL = re.compile(r"\s*global\s")
_SWITCH = re.compile(r"(?:0|1|True|False)\s+(?:and|or)\b")
_IGNORED = re.compile(r"_*(dummy|unused|ignored?|junk)?_*")


def says_little(code: str, message: str, marked: str, row: int, lines: Sequence[str], path: str) -> bool:
    """Whether one report is better not told: `marked` is the code that ruff points at, on line `row` of `lines`."""
    match code:
        case "F821" if _within(path, _SKETCHES):
            return True  # a snippet of documentation leaves names to the reader
        case "B018":  # reading an attribute may run a property, and often is done for that
            return bool(_ATTRIBUTE.fullmatch(marked))
        case "F821":  # a module that deletes a name at its end has called what uses it by then
            deleted = re.compile(rf"\s*del\b.*\b{re.escape(marked)}\b")
            return any(deleted.match(line) for line in lines)
        case "F811":  # `X = None` before a class X, a parameter or an exception of that name: none is a mistake
            found = _EARLIER.search(message)
            rows = [row, *([int(found[1]) - 1] if found else [])]
            defines = re.compile(rf"\s*((async\s+)?(def|class)\s+{re.escape(marked)}\b|import\s|from\s|@)")
            if _within(path, _STEPS) or any(_GLOBAL.match(line) and marked in line for line in lines):
                return True  # text that comes to its point by steps; a function that puts another in its own place
            return not all(at < len(lines) and defines.match(lines[at]) for at in rows)
        case "PIE794":  # a place holder until the value can be made
            name = re.escape(re.split(r"[\s:=]", marked, maxsplit=1)[0])
            return any(re.match(rf"\s*{name}\s*=\s*None\b", line) for line in lines[:row])
        case "SIM222" | "SIM223":  # switched off or on by hand, and meant so
            return bool(_SWITCH.match(marked))
        case "RUF060":  # tried for how it fails
            return row > 0 and lines[row - 1].strip() == "try:"
        case "PLW0128":  # unpacked into a name that says it is for nothing
            return bool(_IGNORED.fullmatch(marked))
    return False


def _within(path: str, folders: frozenset[str]) -> bool:
    return not folders.isdisjoint(path.replace("\\", "/").split("/")[:-1])
