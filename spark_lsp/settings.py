"""Every setting: its default, its JSON name, who may set it, and how untrusted JSON becomes one."""

from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import get_close_matches
from enum import Enum, StrEnum
from typing import Annotated, Any

from spark_lsp.core.finding import Severity

USER_ONLY = "user only"
"""A workspace must not choose where code is sent, what is left out, nor whose rules are loaded."""
MAX_WAIT_MS = 10_000
MAX_SHOWN_CHARS = 40


class BackendKind(StrEnum):
    """Which sort of model server to ask."""

    OLLAMA = "ollama"
    OPENAI = "openai"
    FAKE = "fake"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class BackendSettings:
    """Where models are asked."""

    kind: Annotated[BackendKind, "Which sort of model server to ask, where one is there; `none` asks nobody."] = (
        BackendKind.OLLAMA
    )
    url: Annotated[str, "Its address; empty means the kind's own default on this machine."] = ""
    allow_remote: Annotated[bool, "Let `url` be another machine, which code is then sent to."] = False


@dataclass(frozen=True, slots=True)
class RoleSettings:
    """Which model does which job; `""` leaves a role empty."""

    realtime: Annotated[str, "Model that helps while a hover is open."] = "llama3.2:3b"
    refine: Annotated[str, "Model that refines advice in the background."] = "phi4-mini"
    coding: Annotated[str, "Model that stands in where another is missing, and for code-heavy advice."] = (
        "qwen2.5-coder:3b"
    )
    embed: Annotated[str, "Model that finds related code; empty means lexical search."] = ""
    policy: Annotated[str, "Model that drafts rules, offline; empty means none."] = ""


@dataclass(frozen=True, slots=True)
class RealtimeSettings:
    """How long a reply may wait for a model."""

    wait_s: Annotated[float, "Longest that a hover waits for a model before it answers, in milliseconds."] = 0.0


@dataclass(frozen=True, slots=True)
class PrefetchSettings:
    """Work ahead of time."""

    enabled: Annotated[bool, "Have advice made by a model before it is asked for, where a backend is set."] = True
    record: Annotated[bool, "Record what you do, in hashes and times, for `spark-lsp replay --record`.", USER_ONLY] = (
        False
    )


@dataclass(frozen=True, slots=True)
class RetrievalSettings:
    """Related code."""

    enabled: Annotated[bool, "Show a refining model the callers and tests of a unit, and what is like it."] = False


@dataclass(frozen=True, slots=True)
class HoverSettings:
    """Where a hover answers."""

    always: Annotated[bool, "Answer a hover anywhere in a unit, not only on a finding or the unit's name."] = False


@dataclass(frozen=True, slots=True)
class MarkSettings:
    """Marks in the margin."""

    enabled: Annotated[bool, "Mark findings as diagnostics of Hint severity."] = True


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole tree. Inside, waits are in seconds; in JSON they are `…Ms`."""

    backend: Annotated[BackendSettings, "The model server.", USER_ONLY] = BackendSettings()
    roles: Annotated[RoleSettings, "Which model does which job."] = RoleSettings()
    realtime: Annotated[RealtimeSettings, "Help while a hover is open."] = RealtimeSettings()
    prefetch: Annotated[PrefetchSettings, "Work ahead of time."] = PrefetchSettings()
    retrieval: Annotated[RetrievalSettings, "Related code."] = RetrievalSettings()
    hover: Annotated[HoverSettings, "Hovers."] = HoverSettings()
    marks: Annotated[MarkSettings, "Marks in the margin."] = MarkSettings()
    severity: Annotated[Severity, "Least severity that is shown; advice on structure is `hint`."] = Severity.INFO
    disabled_rules: Annotated[tuple[str, ...], "Ids or categories of rules that stay silent."] = ()
    exclude: Annotated[tuple[str, ...], "Files never looked at, as `.gitignore` patterns.", USER_ONLY] = ()
    trusted: Annotated[bool, "Load a workspace's own rules from `.spark/rules/`.", USER_ONLY] = False


def read_settings(user: object, workspace: object) -> tuple[Settings, list[str]]:
    """The settings, and one message for each part that does not hold; never raises, whatever the JSON.

    `user` is `initializationOptions`, `workspace` the client's `spark` section, which wins but may not set what
    decides whom code is sent to or whose rules are loaded. `null` means unset."""
    messages: list[str] = []
    settings = _overlaid(Settings(), user, "", messages, workspace=False)
    settings = _overlaid(settings, workspace, "", messages, workspace=True)
    return settings, list(dict.fromkeys(messages))


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
        case bool():
            return value
        case float():
            return round(value * 1000)
    return str(value)


def _overlaid(group: Any, given: object, prefix: str, messages: list[str], *, workspace: bool) -> Any:
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
            new = _overlaid(member.value, value, f"{name}.", heard, workspace=workspace)
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
