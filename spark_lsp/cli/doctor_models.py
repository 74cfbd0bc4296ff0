"""The part of `spark-lsp doctor` about models: the server, who plays which role, what is wrong with what is loaded."""

import re
from collections.abc import Iterator

from spark_lsp.cli.checks import Check, State
from spark_lsp.cli.model_server import Answered, Unanswered
from spark_lsp.cli.place import WAYS_OUT, Place
from spark_lsp.core.asking import Resident, Server
from spark_lsp.core.casting import Cast, Company, cast_roles
from spark_lsp.core.role import Role

PHI4_MINI_FROM = (0, 5, 13)
"""Ollama before it has phi4-mini write gibberish."""
UNSCHEMED = (("qwen3.5", (99, 0, 0)), ("qwen3.6", (99, 0, 0)), ("gemma4", (0, 21, 1)))
"""Models whose replies Ollama does not hold to a schema while thinking is off, before the version where it does
(ollama#14645, #15260); 99: in none so far."""
HELPING = (Role.REALTIME, Role.REFINE, Role.CODING)


def model_checks(answer: Answered | Unanswered, company: Company, where: tuple[Place, ...]) -> Iterator[Check]:
    """What there is to say. That there is no model is a note: all advice is there without."""
    if isinstance(answer, Unanswered):
        yield Check("models", State.NOTE, f"none is asked: {answer.message}")
        for place in where:
            yield Check(f"models from {place.value}", State.NOTE, f"this runs in {place.value}", WAYS_OUT[place])
        return
    server = answer.server
    yield Check("model server", State.OK, f"{server.kind} {server.version} at {server.url}")
    parts = cast_roles(company)
    for role in HELPING:
        match parts[role]:
            case Cast(model, facts, why):
                yield Check(f"role {role.value}", State.OK, f"{model.name}: {why}")
                if facts.name == "phi4-mini" and older(server, PHI4_MINI_FROM):
                    way_out = "update Ollama to 0.5.13 or newer"
                    yield Check("version", State.BROKEN, f"Ollama {server.version} garbles phi4-mini", way_out)
                for name, mended in UNSCHEMED:
                    if model.name.startswith(name) and older(server, mended):
                        found = (
                            f"Ollama {server.version} does not hold {model.name} to our schema: most replies are lost"
                        )
                        way_out = f"set `roles.{role.value}` to another model; see: spark-lsp roles"
                        yield Check("schema", State.NOTE, found, way_out)
            case vacant:
                yield Check(f"role {role.value}", State.NOTE, "nobody plays it", vacant.message)
    for resident in answer.resident:
        yield from _resident_checks(resident)


def _resident_checks(resident: Resident) -> Iterator[Check]:
    from spark_lsp.roles.table import ENTRIES

    if 0 < resident.vram_bytes < resident.size_bytes:
        share = 1 - resident.vram_bytes / resident.size_bytes
        found = f"{resident.name}: {share:.0%} of it is in main memory, which makes it slow"
        yield Check("spill", State.NOTE, found, "free memory of the card, or see: spark-lsp plan")
    least = max(ENTRIES[role].context_tokens for role in HELPING)
    if 0 < resident.context_tokens < least:
        found = f"{resident.name} is loaded with {resident.context_tokens} tokens; prompts may need {least}"
        yield Check("window", State.NOTE, found, f"run: OLLAMA_CONTEXT_LENGTH={least} ollama serve")


def older(server: Server, version: tuple[int, int, int]) -> bool:
    """Whether it is an Ollama before that version. A build that tells no version (`0.0.0`) is not judged."""
    numbers = tuple(int(n) for n in re.findall(r"\d+", server.version)[:3])
    return server.kind == "ollama" and any(numbers) and numbers < version
