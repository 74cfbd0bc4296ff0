"""The families of why one would ask about code, and what tells each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Intent:
    """One family."""

    name: str
    angle: str
    """What a prompt asks to look at, in a few words: each costs a token of every prompt."""
    tokens: frozenset[str]
    """Whole words of categories and diagnostics that mean it."""


def _intent(name: str, angle: str, tokens: str) -> Intent:
    return Intent(name, angle, frozenset(tokens.split()))


INTENTS = (
    _intent(
        "auth_security",
        "what an attacker can send, and what they get by it",
        "auth authentication authorization access injection crypto secret secrets password permission permissions xss"
        " csrf security deserialization traversal taint unsafe tls certificate randomness",
    ),
    _intent(
        "schema_contracts",
        "which caller breaks, and what it must get instead",
        "schema contract type types typing api signature interface null none arguments",
    ),
    _intent(
        "performance_latency",
        "what grows with the input, and what is done too often",
        "performance latency slow quadratic allocation complexity-of-time caching",
    ),
    _intent(
        "tool_reliability",
        "what fails, when, and what is left behind",
        "error errors exception exceptions error-handling resource-leak resource leak leaks concurrency race lock locks"
        " async await timeout bug correctness reliability undefined memory overflow money time encoding datetime",
    ),
    _intent(
        "testing_validation",
        "what the test lets pass though it is wrong",
        "test tests testing assert assertion validation mock flaky",
    ),
    _intent(
        "knowledge_alignment",
        "what a reader would take wrongly",
        "structure naming docs documentation docstring style convention comment dead unused",
    ),
    _intent(
        "deployment_ops",
        "what goes wrong where it runs, not where it was written",
        "deployment config configuration logging environment docker shell ops debug",
    ),
)
"""In the order in which they win."""

OTHER = "emergent_other"

_ANGLES = {intent.name: intent.angle for intent in INTENTS}

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def intent_of(categories: Sequence[str], messages: Sequence[str]) -> str:
    """The family that findings of these categories, else diagnostics with these messages, speak of. Whole words only:
    `author` is not `auth`."""
    return told_by(categories, messages)[0]


def told_by(categories: Sequence[str], messages: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The same, and the words that tell it; none of OTHER."""
    for texts in (categories, messages):
        words = {word for text in texts for found in _WORD.findall(text.lower()) for word in (found, *found.split("-"))}
        for intent in INTENTS:
            if said := words & intent.tokens:
                return intent.name, tuple(sorted(said))
    return OTHER, ()


def angle_of(intent: str) -> str:
    """What a prompt of this family asks to look at; `""` for what is no family of the table."""
    return _ANGLES.get(intent, "")
