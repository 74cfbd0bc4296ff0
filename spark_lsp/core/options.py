"""A tree of settings as JSON: what is in a group of them, and how untrusted JSON is laid over it."""

from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import get_close_matches
from enum import Enum
from typing import Any

from spark_lsp.core.finding import Severity

USER_ONLY = "user only"
"""A workspace must not choose where code is sent, what is left out, nor whose rules are loaded."""
MAX_WAIT_MS = 10_000
MAX_COUNT = 1440
"""Largest whole number: the minutes of a day."""
MAX_SHOWN_CHARS = 40


def json_name(name: str) -> str:
    """`wait_s` → `waitMs`, `disabled_rules` → `disabledRules`."""
    if name.endswith("_s"):
        name = name[:-2] + "_ms"
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


@dataclass(frozen=True, slots=True)
class Member:
    """One setting or group of one group, as it stands there."""

    field: str
    json: str
    value: Any
    text: str
    user_only: bool


def members(group: Any) -> list[Member]:
    """What is in a group of settings, in the order of its class."""
    listed: list[Member] = []
    for f in fields(group):
        text, *marks = type(group).__annotations__[f.name].__metadata__
        listed.append(Member(f.name, json_name(f.name), getattr(group, f.name), text, USER_ONLY in marks))
    return listed


def is_group(value: object) -> bool:
    """Whether it is a group of settings rather than one setting."""
    return is_dataclass(value) and not isinstance(value, type)


def words(kind: type[Enum]) -> list[str]:
    """How JSON spells the members of an enumeration."""
    return [str(setting_to_json(member)) for member in kind]


def setting_to_json(value: Any) -> str | bool | int | list[str]:
    """One setting's value as JSON has it."""
    match value:
        case Severity():
            return value.word
        case Enum():
            return str(value.value)
        case tuple():
            return list(value)
        case bool() | int():
            return value
        case float():
            return round(value * 1000)
    return str(value)


def overlaid(group: Any, given: object, prefix: str, messages: list[str], *, workspace: bool) -> Any:
    """The group with what is given put over it."""
    if given is None:
        return group
    if not isinstance(given, dict):
        name = f"setting `{prefix[:-1]}`" if prefix else "the settings"
        messages.append(f"{name}: expected an object, not {_shown(given)}; ignored")
        return group
    known = {member.json: member for member in members(group)}
    changes: dict[str, Any] = {}
    for key, value in given.items():
        member = known.get(key)
        if member is None:
            messages.append(_unknown(prefix, str(key), list(known)))
            continue
        name = prefix + member.json
        heard: list[str] = []
        if is_group(member.value):
            new = overlaid(member.value, value, f"{name}.", heard, workspace=workspace)
        else:
            new = _read(member.value, value, name, heard)
        if not (workspace and member.user_only):
            changes[member.field] = new
            messages += heard
        elif heard or new not in (member.value, getattr(type(group)(), member.field)):
            # A client that answers with every setting's default asks for no change, and hears nothing.
            messages.append(f"setting `{name}` is taken from the user's settings only, not from a workspace; ignored")
    return replace(group, **changes)


def _read(old: Any, value: object, name: str, messages: list[str]) -> Any:
    """The value as the setting holds it; `old`, and a message, where it does not fit."""
    match old, value:
        case _, None:
            return old
        case bool(), bool():
            return value
        case float(), int() | float() if not isinstance(value, bool) and 0 <= value <= MAX_WAIT_MS:
            return value / 1000
        case int(), int() if not isinstance(old, bool | Enum) and type(value) is int and 0 <= value <= MAX_COUNT:
            return value
        case tuple(), list():
            good = tuple(item for item in value if isinstance(item, str))
            if len(good) < len(value):
                messages.append(f"setting `{name}`: allowed is {_allowed(old)}; what is not a string is ignored")
            return good
        case Enum(), str() if value in words(type(old)):
            return next(member for member in type(old) if setting_to_json(member) == value)
        case (str(), str()) if not isinstance(old, Enum):
            return value
    messages.append(f"setting `{name}`: allowed is {_allowed(old)}, not {_shown(value)}; ignored")
    return old


def _allowed(value: Any) -> str:
    match value:
        case Enum():
            return " | ".join(words(type(value)))
        case bool():
            return "true | false"
        case int():
            return f"a whole number from 0 to {MAX_COUNT}"
        case float():
            return f"a number of milliseconds from 0 to {MAX_WAIT_MS}"
        case tuple():
            return "a list of strings"
    return "a string"


def _unknown(prefix: str, key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, n=1)
    hint = f"did you mean `{prefix}{near[0]}`?" if near else "allowed: " + ", ".join(known)
    return f"setting `{prefix}{_cut(key)}` is unknown; {hint}"


def _shown(value: object) -> str:
    return _cut(repr(value))


def _cut(text: str) -> str:
    one_line = "".join(c if c.isprintable() else " " for c in text[: MAX_SHOWN_CHARS + 1])
    return one_line if len(one_line) <= MAX_SHOWN_CHARS else one_line[:MAX_SHOWN_CHARS] + "…"
