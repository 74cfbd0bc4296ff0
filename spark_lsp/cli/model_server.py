"""Asks the model server what it has, for the commands that tell of it; nothing is loaded."""

import argparse
import asyncio
import sys
from dataclasses import dataclass

from spark_lsp.core.asking import Installed, Resident, Server
from spark_lsp.core.casting import Company
from spark_lsp.errors import BackendFailed, UsageError
from spark_lsp.settings import Settings, read_settings

ASK_LIMIT_S = 5.0
"""Longest that the server may take to tell all of it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the server told."""

    server: Server
    installed: tuple[Installed, ...]
    resident: tuple[Resident, ...]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Why there is no answer, and the way out."""

    message: str


def add_options(parser: argparse.ArgumentParser) -> None:
    """What an editor's settings say, the command line takes as options."""
    parser.add_argument(
        "--backend", choices=["ollama", "openai", "fake"], default="ollama", help="kind of model server"
    )
    parser.add_argument("--url", default="", help="its address; without it the kind's own on this machine")
    parser.add_argument("--role", action="append", default=[], metavar="ROLE=MODEL", help="another model for a role")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def settings_of(chosen: argparse.Namespace) -> Settings:
    """The settings that the options mean. Raises UsageError."""
    pairs = [text.partition("=") for text in chosen.role]
    if any(not mark for _, mark, _ in pairs):
        raise UsageError("--role takes ROLE=MODEL, as in --role refine=phi4-mini")
    roles = {role: model for role, _, model in pairs}
    user = {"backend": {"kind": chosen.backend, "url": chosen.url}, "roles": roles}
    settings, messages = read_settings(user, None)
    if messages:
        raise UsageError(messages[0])
    return settings


def ask_server(settings: Settings) -> Answered | Unanswered:
    """What the server is, has and holds; takes at most ASK_LIMIT_S."""
    try:
        return asyncio.run(asyncio.wait_for(_asked(settings), ASK_LIMIT_S))
    except BackendFailed as failed:
        start = "; run: ollama serve" if settings.backend.kind == "ollama" and failed.reason == "down" else ""
        return Unanswered(f"{failed}{start}")
    except TimeoutError:
        return Unanswered(f"the model server does not answer within {ASK_LIMIT_S:.0f} s")


async def _asked(settings: Settings) -> Answered:
    from spark_lsp.build import backend

    server = backend(settings)
    try:
        return Answered(await server.probe(), await server.installed(), await server.resident())
    finally:
        await server.close()


def company_of(settings: Settings, answer: Answered | Unanswered) -> Company:
    """What there is to cast from; nothing, where the server does not answer."""
    from spark_lsp.build import promotions
    from spark_lsp.engine.players import company_of as company

    promoted = promotions(lambda message: print(message, file=sys.stderr)).read()
    if isinstance(answer, Unanswered):
        return company(settings, (), settings.backend.kind.value, promoted)
    return company(settings, answer.installed, answer.server.kind, promoted)
