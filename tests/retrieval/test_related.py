"""What is related to a unit."""

from pathlib import Path

from spark_lsp.retrieval.related import LINES_MAX, Of, related_to
from tests.retrieval.checkout import FILES, brought, checkout

ALIKE = '''\
def check_weight(weight):
    """Refuses what is no weight."""
    if weight <= 0:
        raise ValueError("weight must be positive")
'''


def of(symbol: str, path: str = "shop/orders.py", text: str = "", calls: tuple[str, ...] = ()) -> Of:
    return Of(path, symbol, "python", text, calls)


def test_tests_callers_and_what_is_alike_are_told_in_this_order(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    brought(made, FILES | {"shop/weights.py": ALIKE, "shop/till.py": "def pay(sum_of):\n    check_amount(sum_of)\n"})
    text = "def check_amount(amount):\n    if amount <= 0:\n        raise ValueError()\n"
    found = related_to(made.index, of("check_amount", text=text))
    assert [(one.relation, one.symbol) for one in found] == [
        ("tests it", "test_a_negative_amount_is_refused"),
        ("calls it", "Order.refund"),
        ("calls it", "pay"),
        ("is alike", "check_weight"),
    ]
    assert found == related_to(made.index, of("check_amount", text=text))


def test_what_it_calls_in_other_files_is_told_and_in_its_own_is_not(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    brought(made)
    found = related_to(made.index, of("Order.refund", calls=("check_amount", "ledger_entry", "self.gone")))
    assert [one.symbol for one in found if one.relation == "is called by it"] == ["ledger_entry"]


def test_a_unit_is_not_related_to_itself_nor_to_what_it_stands_in(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    brought(made)
    found = related_to(made.index, of("Order.refund", text="class Order refund customer amount order"))
    assert not {one.symbol for one in found} & {"Order", "Order.refund"}


def test_another_language_is_not_related(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    brought(made)
    assert related_to(made.index, of("renew", text="renewSession token expiry maxAgeSeconds")) == ()


def test_of_a_long_unit_the_head_is_given(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    body = "".join(f"    step_{n} = work(amount)\n" for n in range(200))
    brought(made, {"a.py": f"def long_one(amount):\n{body}    check_amount(amount)\n", "b.py": FILES["shop/orders.py"]})
    (caller,) = (one for one in related_to(made.index, of("check_amount", "b.py")) if one.symbol == "long_one")
    assert len(caller.lines) == LINES_MAX


def test_an_index_that_cannot_be_read_relates_nothing(tmp_path: Path) -> None:
    (tmp_path / "passages").write_text("in the way")
    assert related_to(checkout(tmp_path).index, of("f", text="word word word", calls=("g",))) == ()
