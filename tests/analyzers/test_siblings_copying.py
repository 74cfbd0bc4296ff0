"""The repair of an omitted check is the sibling's own statement, or none."""

import pytest

from spark_lsp.analyzers.ast_grep import look
from spark_lsp.analyzers.rulepack import RuleBook
from spark_lsp.core.analysis import Source
from spark_lsp.core.finding import Finding
from spark_lsp.core.text import apply_edits

CHECK = "    if order.owner_id != user.id:\n        raise HTTPException(403)\n"
REFUND = '''\
@router.post("/refund/{order_id}")
async def refund(order_id: int, user: User, store: Store):
    """Pays back."""
    order = await store.order(order_id)
''' + (CHECK + "    return await store.pay_back(order)\n\n\n")
CHARGE = """\
@router.post("/charge/{{order_id}}")
async def charge(order_id: int, user: User, store: Store):
    order = await store.order(order_id)  # by id
{more}    # the money moves here
    return await store.take(order)
"""


def found(text: str, language: str = "python") -> Finding:
    rules = [rule for rule in RuleBook().rules_for(language) if rule.id == "x-sibling-access"]
    (finding,) = look(Source(text, language, "shop/orders.py"), rules).findings
    return finding


def repaired(text: str, language: str = "python") -> str | None:
    fix = found(text, language).fix
    return apply_edits(text, fix.edits) if fix is not None else None


def test_the_check_goes_where_the_sibling_has_it_and_comments_stay() -> None:
    assert repaired(REFUND + CHARGE.format(more="")) == REFUND + CHARGE.format(more=CHECK)


def test_the_title_names_both_and_the_fix_is_not_called_safe() -> None:
    fix = found(REFUND + CHARGE.format(more="")).fix
    assert fix is not None
    assert fix.title == "Check `order.owner_id` as `refund()` does"
    assert not fix.safe


def test_line_ends_stay_as_they_are() -> None:
    text = (REFUND + CHARGE.format(more="")).replace("\n", "\r\n")
    assert repaired(text) == (REFUND + CHARGE.format(more=CHECK)).replace("\n", "\r\n")


def test_statements_between_that_only_this_function_has_come_before_or_after_as_the_loading_does() -> None:
    more = "    log.info('charging')\n"
    assert repaired(REFUND + CHARGE.format(more=more)) == REFUND + CHARGE.format(more=CHECK + more)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("order = await store.order(order_id)", "bought = await store.order(order_id)"),
        ("order = await store.order(order_id)  # by id\n", "order = await store.order(order_id); go(order)\n"),
    ],
    ids=["another name", "a shared line"],
)
def test_where_a_name_means_something_else_or_the_place_is_not_plain_nothing_is_copied(was: str, now: str) -> None:
    charge = CHARGE.format(more="").replace(was, now)
    if "bought" in now:
        charge = charge.replace("store.take(order)", "store.take(bought)")
    assert repaired(REFUND + charge) is None


def test_a_check_with_an_else_is_not_copied() -> None:
    other = CHECK + "    else:\n        audit(user)\n"
    assert repaired(REFUND.replace(CHECK, other) + CHARGE.format(more="")) is None
