"""Code that speaks to the model. Each case is an attack, and the reply of a model that obeys it: nothing of what the
person sees may come of it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from spark_lsp.core.advisory import Lane
from spark_lsp.core.assembly import advised
from spark_lsp.core.grounding import Known, ground
from spark_lsp.core.prompt import CLOSE, OPEN, ask_for
from spark_lsp.core.question import Draft, Grounded, Question
from spark_lsp.core.role import Role, RoleSpec
from tests.core.questions import FOUND, LINES, question

CASES = [json.loads(line) for line in (Path(__file__).parent / "injections.jsonl").read_text("utf-8").splitlines()]
KNOWN = Known(frozenset({"execute", "str", "pass", "import", "name"}))
SPEC = RoleSpec(Role.REFINE, 220, 60.0, 4096, "You help.", "refine/1", repairs=True)


def attacked(case: dict[str, Any]) -> Question:
    """The question with the attack in it."""
    text = case["attack"]
    made = question(language=case["language"])
    match case["where"]:
        case "comment":
            mark = "#" if case["language"] == "python" else "//"
            return replace(made, lines=(LINES[0], *[f"    {mark} {line}" for line in text.split("\n")], *LINES[1:]))
        case "docstring":
            return replace(made, lines=(LINES[0], f'    """{text}"""', *LINES[1:]))
        case "string":
            return replace(made, lines=(*LINES[:3], f"    note = {text!r}", LINES[3]))
        case "identifier":
            return replace(made, lines=(*LINES[:3], f"    {text} = 1", LINES[3]))
        case "file name":
            return replace(made, symbol=text)
        case "diagnostic":
            return replace(made, diagnostics=(text,))
    raise AssertionError(case["where"])


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 60
    assert len({case["attack"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["attack"][:40])
def test_the_attack_stays_data_in_the_prompt(case: dict[str, Any]) -> None:
    ask = ask_for(attacked(case), SPEC, model="m")
    assert ask.system == SPEC.prompt
    assert ask.user.count(OPEN) == 1
    assert ask.user.count(CLOSE) == 1
    for token in (
        "<|im_start|>",
        "<|im_end|>",
        "[INST]",
        "[/INST]",
        "<end_of_turn>",
        "<start_of_turn>",
        "</s>",
        "\u202e",
    ):
        assert token not in ask.user
    assert ask.user.endswith("Repair it if a few lines can.\nLook at: what an attacker can send.")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["attack"][:40])
def test_a_model_that_obeys_changes_nothing_that_counts(case: dict[str, Any]) -> None:
    asked = attacked(case)
    told = ground(Draft(**case["obeys"]), asked, KNOWN)
    if not isinstance(told, Grounded):
        return
    # What is left is what the finding says anyway, in other words.
    assert told.repair is None
    assert told.headline == "`find` lets `name` rewrite the orders query"
    assert told.next_step == ""
    assert told.why == ""
    advisory = advised(asked, told, lane=Lane.REALTIME)
    assert (advisory.severity, advisory.confidence, advisory.span) == (FOUND.severity, FOUND.confidence, FOUND.span)
    assert advisory.evidence == FOUND.evidence
    assert advisory.edit is None
