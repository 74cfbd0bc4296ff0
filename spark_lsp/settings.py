"""Every setting: its default, and who may set it; `core/options.py` reads them from JSON."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from spark_lsp.core.finding import Severity
from spark_lsp.core.options import USER_ONLY, overlaid


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
class HeavySettings:
    """A model that is too large to work beside a person."""

    model: Annotated[str, "Large model that refines advice of open files while you are away; empty means none."] = ""
    after_minutes: Annotated[int, "Without a key or a move in any window for so long you are away, minutes."] = 10


@dataclass(frozen=True, slots=True)
class BenchSettings:
    """Measurements."""

    live: Annotated[
        bool, "Keep code of advice you take or put away, on this machine, for `spark-lsp bench live`.", USER_ONLY
    ] = False


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
    heavy: Annotated[HeavySettings, "A model for when you are away.", USER_ONLY] = HeavySettings()
    bench: Annotated[BenchSettings, "Measurements.", USER_ONLY] = BenchSettings()
    severity: Annotated[Severity, "Least severity that is shown; advice on structure is `hint`."] = Severity.INFO
    disabled_rules: Annotated[tuple[str, ...], "Ids or categories of rules that stay silent."] = ()
    exclude: Annotated[tuple[str, ...], "Files never looked at, as `.gitignore` patterns.", USER_ONLY] = ()
    trusted: Annotated[bool, "Load a workspace's own rules from `.spark/rules/`.", USER_ONLY] = False


def read_settings(user: object, workspace: object) -> tuple[Settings, list[str]]:
    """The settings, and one message for each part that does not hold; never raises, whatever the JSON.

    `user` is `initializationOptions`, `workspace` the client's `spark` section, which wins but may not set what
    decides whom code is sent to or whose rules are loaded. `null` means unset."""
    messages: list[str] = []
    settings = overlaid(Settings(), user, "", messages, workspace=False)
    settings = overlaid(settings, workspace, "", messages, workspace=True)
    return settings, list(dict.fromkeys(messages))
