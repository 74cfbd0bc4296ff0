"""When work that nobody waits for gives way."""

import pytest

from spark_lsp.core.citizen import Load, No, Power, Yes, may_work


@pytest.mark.parametrize(
    ("load", "word"),
    [
        (Load(Power.BATTERY), "battery"),
        (Load(Power.MAINS, busy_share=0.8), "80%"),
        (Load(Power.MAINS, busy_share=0.1, free_mib=511), "511 MiB"),
    ],
)
def test_it_waits_and_says_why(load: Load, word: str) -> None:
    match may_work(load):
        case No(reason):
            assert word in reason
        case Yes():
            pytest.fail("it worked")


@pytest.mark.parametrize("load", [Load(), Load(Power.MAINS, 0.79, 512), Load(Power.UNKNOWN, None, 4096)])
def test_what_is_not_known_is_no_reason_against(load: Load) -> None:
    assert may_work(load) == Yes()
