"""The families of why one would ask about code, and what tells each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Intent:
    """One family."""

    name: str
    tokens: frozenset[str]
    """Whole words of categories and diagnostics that mean it."""


def _intent(name: str, tokens: str) -> Intent:
    return Intent(name, frozenset(tokens.split()))


INTENTS = (
    _intent(
        "auth_security",
        "auth authentication authorization access injection crypto secret secrets password permission permissions xss"
        " csrf security deserialization traversal taint unsafe tls certificate randomness",
    ),
    _intent("schema_contracts", "schema contract type types typing api signature interface null none arguments"),
    _intent("performance_latency", "performance latency slow quadratic allocation complexity-of-time caching"),
    _intent(
        "tool_reliability",
        "error errors exception exceptions error-handling resource-leak resource leak leaks concurrency race lock locks"
        " async await timeout bug correctness reliability undefined memory overflow money time encoding datetime",
    ),
    _intent("testing_validation", "test tests testing assert assertion validation mock flaky"),
    _intent(
        "knowledge_alignment", "structure naming docs documentation docstring style convention comment dead unused"
    ),
    _intent("deployment_ops", "deployment config configuration logging environment docker shell ops debug"),
)
"""In the order in which they win."""

OTHER = "emergent_other"

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def intent_of(categories: Sequence[str], messages: Sequence[str]) -> str:
    """The family that findings of these categories, else diagnostics with these messages, speak of. Whole words only:
    `author` is not `auth`."""
    for texts in (categories, messages):
        words = {word for text in texts for found in _WORD.findall(text.lower()) for word in (found, *found.split("-"))}
        for intent in INTENTS:
            if words & intent.tokens:
                return intent.name
    return OTHER
