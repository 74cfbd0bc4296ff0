"""The unit at a place."""

from dataclasses import replace

from spark_lsp.core.text import Position, span
from spark_lsp.core.unit import Unit, UnitKind, innermost

MODULE = Unit(UnitKind.MODULE, "", (), span(0, 0, 9, 0), span(0, 0, 0, 0), 0, "", -1)
CLASS = replace(MODULE, kind=UnitKind.CLASS, name="A", path=("A",), span=span(1, 0, 8, 0), parent=0)
ONE = replace(CLASS, kind=UnitKind.METHOD, name="f", path=("A", "f"), span=span(2, 2, 4, 9), parent=1)
OTHER = replace(ONE, name="g", path=("A", "g"), span=span(4, 9, 7, 0))
UNITS = (MODULE, CLASS, ONE, OTHER)


def test_a_unit_is_named_by_its_path_and_the_module_by_a_word() -> None:
    assert [unit.symbol for unit in UNITS] == ["<module>", "A", "A.f", "A.g"]


def test_the_innermost_unit_is_the_smallest_around_a_place() -> None:
    places = [(0, 5), (1, 3), (3, 0), (5, 0), (7, 5), (9, 0)]
    assert [innermost(UNITS, Position(*place)) for place in places] == [0, 1, 2, 3, 1, 0]


def test_between_two_units_that_touch_the_later_counts() -> None:
    assert innermost(UNITS, Position(4, 9)) == 3


def test_a_place_outside_all_units_has_none() -> None:
    assert innermost((), Position(0, 0)) is None
    assert innermost(UNITS, Position(12, 0)) is None
