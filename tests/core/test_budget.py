import pytest

from spark_lsp.core.asking import MissReason, Resident
from spark_lsp.core.budget import (
    FAILURES_MAX,
    OPEN_MAX_S,
    OPEN_S,
    TRY_AGAIN_S,
    Admit,
    BudgetGate,
    Circuit,
    Decision,
    Decline,
    same_model,
)

LOADED = (Resident("llama3.2:3b", context_tokens=4096),)


def decision(
    gate: BudgetGate, *, left_s: float = 0.8, now_s: float = 0.0, residents: tuple[Resident, ...] = LOADED
) -> Decision:
    return gate.decide(
        "llama3.2:3b",
        residents=residents,
        prompt_tokens=400,
        reply_tokens=120,
        headline_tokens=15,
        left_s=left_s,
        now_s=now_s,
    )


def slow(gate: BudgetGate, first_s: float) -> None:
    gate.pace("llama3.2:3b").note(first_s=first_s, prompt_tokens=400, rest_s=1.0, tokens=101, now_s=0.0)


def test_with_no_pace_known_and_the_model_loaded_one_attempt_is_made() -> None:
    assert decision(BudgetGate()) == Admit(4096, None)


def test_a_model_that_is_not_loaded_is_never_tried() -> None:
    assert decision(BudgetGate(), residents=()) == Decline(MissReason.NOT_LOADED)


def test_a_window_that_the_prompt_does_not_fit_is_not_tried() -> None:
    small = (Resident("llama3.2:3b", context_tokens=500),)
    assert isinstance(told := decision(BudgetGate(), residents=small), Decline)
    assert told.reason is MissReason.TOO_LONG


def test_a_window_that_the_server_does_not_tell_is_its_own_affair() -> None:
    assert decision(BudgetGate(), residents=(Resident("llama3.2:3b"),)) == Admit(0, None)


def test_a_model_that_is_fast_enough_is_tried_and_its_time_foretold() -> None:
    gate = BudgetGate()
    slow(gate, 0.2)
    told = decision(gate)
    assert isinstance(told, Admit)
    # 400 tokens in 0.2 s, then 15 tokens at 10 ms
    assert told.expected_s == pytest.approx(0.35)


def test_a_model_that_is_too_slow_is_declined_and_tried_again_after_a_while() -> None:
    gate = BudgetGate()
    slow(gate, 5.0)
    assert isinstance(declined := decision(gate, now_s=1.0), Decline)
    assert declined.reason is MissReason.LATE
    assert isinstance(decision(gate, now_s=1.0 + TRY_AGAIN_S - 1), Decline)
    assert isinstance(decision(gate, now_s=1.0 + TRY_AGAIN_S), Admit)
    assert isinstance(decision(gate, now_s=2.0 + TRY_AGAIN_S), Decline)


def test_a_pace_follows_what_was_measured_last() -> None:
    gate = BudgetGate()
    slow(gate, 5.0)
    for _ in range(12):
        slow(gate, 0.1)
    assert isinstance(decision(gate), Admit)


def test_a_queue_counts() -> None:
    gate = BudgetGate()
    gate.pace("llama3.2:3b").note(first_s=0.1, prompt_tokens=400, rest_s=0.1, tokens=11, queue_s=2.0, now_s=0.0)
    assert isinstance(decision(gate, now_s=0.0), Decline)


def test_a_reply_of_one_token_tells_no_speed() -> None:
    gate = BudgetGate()
    gate.pace("m").note(first_s=0.1, prompt_tokens=0, rest_s=0.0, tokens=1, now_s=0.0)
    assert gate.pace("m").words_s_per_token is None


def test_a_circuit_opens_after_failures_in_a_row_rests_longer_each_time_and_closes_when_a_call_comes_through() -> None:
    circuit = Circuit()
    for _ in range(FAILURES_MAX - 1):
        circuit.failed(0.0)
    assert not circuit.is_open(0.0)
    circuit.failed(0.0)
    assert circuit.is_open(OPEN_S - 0.1)
    assert not circuit.is_open(OPEN_S)
    circuit.failed(OPEN_S)
    assert circuit.is_open(OPEN_S + 2 * OPEN_S - 0.1)
    for _ in range(30):
        circuit.failed(100.0)
    assert not circuit.is_open(100.0 + OPEN_MAX_S)
    circuit.held()
    assert not circuit.is_open(0.0)
    circuit.failed(0.0)
    assert not circuit.is_open(0.0)


def test_an_open_circuit_declines_whatever_is_loaded() -> None:
    gate = BudgetGate()
    for _ in range(FAILURES_MAX):
        gate.circuit.failed(0.0)
    assert isinstance(told := decision(gate), Decline)
    assert told.reason is MissReason.DOWN


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("phi4-mini", "phi4-mini:latest", True),
        ("phi4-mini", "phi4-mini", True),
        ("llama3.2:3b", "llama3.2:1b", False),
        ("hf.co/a/b", "hf.co/a/b:latest", True),
        ("localhost:5000/a", "localhost:5000/a:latest", True),
    ],
)
def test_names_of_one_model_are_one(one: str, other: str, same: bool) -> None:
    assert same_model(one, other) is same
