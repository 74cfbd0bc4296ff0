"""Asks a model for a rule from one fix, however long it takes."""

from collections.abc import Callable
from contextlib import aclosing

from spark_lsp.backends.base import Backend
from spark_lsp.core.asking import Ask, Installed, MissReason, Words
from spark_lsp.core.prompt import as_data
from spark_lsp.core.role import Role
from spark_lsp.errors import BackendFailed
from spark_lsp.policy.rulebook import schema
from spark_lsp.retrieval.cases import Case
from spark_lsp.roles.facts import facts_of
from spark_lsp.roles.table import role_spec

REPLY_CHARS_MAX = 40_000


def ask_of(case: Case, model: Installed, redact: Callable[[str], str]) -> Ask:
    """The same case gives the same bytes; nothing secret is in it."""
    spec = role_spec(Role.POLICY)
    before, after = (as_data(redact(text)) for text in (case.before, case.after))
    user = (
        f"Language: {case.language}\nThe programmer said: {as_data(redact(' '.join(case.subject.split())))[:200]}\n"
        f"<<<BEFORE\n{before}BEFORE>>>\n<<<AFTER\n{after}AFTER>>>\nWrite the rule."
    )
    return Ask(
        model=model.name,
        system=spec.prompt,
        user=user,
        schema=schema(),
        max_tokens=spec.max_tokens,
        context_tokens=spec.context_tokens,
        keep_alive_s=spec.keep_alive_s,
        thinking=facts_of(model).thinking,
    )


async def reply_to(ask: Ask, backend: Backend) -> str:
    """The whole reply. Raises BackendFailed."""
    said = ""
    async with aclosing(backend.stream(ask)) as pieces:  # type: ignore[type-var]
        async for piece in pieces:
            if isinstance(piece, Words):
                said += piece.text
            if len(said) > REPLY_CHARS_MAX:
                raise BackendFailed(MissReason.TOO_LONG, "the reply does not end")
    return said
