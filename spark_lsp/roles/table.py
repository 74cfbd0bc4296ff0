"""One entry a role: how much it may say, how long its model stays, how large its window is."""

from dataclasses import dataclass

from spark_lsp.core.role import Role, RoleSpec
from spark_lsp.roles.prompts import prompt_of


@dataclass(frozen=True, slots=True)
class Entry:
    """A `RoleSpec` without its prompt, which is a file."""

    max_tokens: int
    keep_alive_s: float
    context_tokens: int = 4096
    version: int = 1
    repairs: bool = False


ENTRIES: dict[Role, Entry] = {
    Role.REALTIME: Entry(max_tokens=120, keep_alive_s=1800.0),
    Role.REFINE: Entry(max_tokens=220, keep_alive_s=900.0, repairs=True),
    Role.CODING: Entry(max_tokens=220, keep_alive_s=600.0, repairs=True),
    Role.POLICY: Entry(max_tokens=1500, keep_alive_s=120.0, context_tokens=8192),
    Role.EMBED: Entry(max_tokens=0, keep_alive_s=60.0, context_tokens=2048),
}
"""Ollama makes room by throwing out the model with the shortest keep-alive: realtime's must be the longest."""


def role_spec(role: Role) -> RoleSpec:
    """The role with its prompt. Reads a file."""
    entry = ENTRIES[role]
    return RoleSpec(
        role=role,
        max_tokens=entry.max_tokens,
        keep_alive_s=entry.keep_alive_s,
        context_tokens=entry.context_tokens,
        prompt=prompt_of(role),
        version=f"{role.value}/{entry.version}",
        repairs=entry.repairs,
    )
