"""What the card and the power supply tell, and that their absence is normal."""

from pathlib import Path

import pytest

from spark_lsp.core.citizen import Power
from spark_lsp.gpu import Gpu, NoGpu, free_ram_mib, power, snapshot


def supply(tree: Path, name: str, **files: str) -> None:
    (tree / name).mkdir()
    for file, text in files.items():
        (tree / name / file).write_text(text + "\n")


def test_a_card_or_the_reason_for_none() -> None:
    match snapshot():
        case Gpu(free_mib=free, total_mib=total):
            assert 0 <= free <= total
        case NoGpu(reason):
            assert reason


@pytest.mark.parametrize(
    ("supplies", "told"),
    [
        ({}, Power.UNKNOWN),
        ({"BAT0": {"type": "Battery", "status": "Discharging"}}, Power.BATTERY),
        ({"BAT0": {"type": "Battery", "status": "Charging"}}, Power.MAINS),
        ({"BAT0": {"type": "Battery", "status": "Discharging"}, "AC": {"type": "Mains", "online": "1"}}, Power.MAINS),
        ({"BAT0": {"type": "Battery", "status": "Discharging"}, "AC": {"type": "Mains", "online": "0"}}, Power.BATTERY),
        ({"mouse": {"type": "Battery", "status": "Discharging", "scope": "Device"}}, Power.UNKNOWN),
    ],
)
def test_the_power_is_what_the_supplies_say(tmp_path: Path, supplies: dict[str, dict[str, str]], told: Power) -> None:
    for name, files in supplies.items():
        supply(tmp_path, name, **files)
    assert power(tmp_path) is told


def test_no_supplies_at_all_is_unknown(tmp_path: Path) -> None:
    assert power(tmp_path / "none") is Power.UNKNOWN


def test_free_memory_is_a_number_where_it_is_told() -> None:
    free = free_ram_mib()
    assert free is None or free > 0
