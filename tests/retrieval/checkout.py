"""A small checkout, cut and indexed for real, for tests of retrieval."""

from collections.abc import Mapping
from pathlib import Path

from spark_lsp.core.analysis import Source
from spark_lsp.languages import for_file
from spark_lsp.privacy.redact import Redactor
from spark_lsp.retrieval.indexing import Checkout, Progress, bring_up_to_date
from spark_lsp.store.passages import open_passages
from spark_lsp.syntax.outline import outline_of

REDACTOR = Redactor()

FILES = {
    "shop/orders.py": '''\
"""Orders."""


class Order:
    """One order of a customer."""

    def refund(self, amount):
        check_amount(amount)
        return ledger_entry(self.customer, -amount)


def check_amount(amount):
    """Refuses what is no sum of money."""
    if amount <= 0:
        raise ValueError("amount must be positive")
''',
    "shop/ledger.py": '''\
def ledger_entry(customer, amount):
    """Writes one line of the ledger."""
    return {"customer": customer, "cents": round(amount * 100)}


def monthly_balance(entries):
    return sum(entry["cents"] for entry in entries) / 100
''',
    "web/session.js": """\
export function renewSession(token, maxAgeSeconds) {
  const expiry = Date.now() + maxAgeSeconds * 1000;
  return { token, expiry };
}
""",
    "tests/test_orders.py": """\
from shop.orders import Order, check_amount


def test_a_negative_amount_is_refused():
    with raises(ValueError):
        check_amount(-1)
""",
}


def redact(text: str) -> str:
    return REDACTOR.redact(text).text


def checkout(folder: Path) -> Checkout:
    """An empty index in a folder."""
    return Checkout(open_passages(folder, Path("/checkout"), lambda said: None), outline_of, redact)


def source(path: str, text: str) -> Source:
    language = for_file(path)
    return Source(text, language.id if language is not None else "text", path)


def brought(made: Checkout, files: Mapping[str, str] = FILES) -> Progress:
    """The index as of these files."""
    return bring_up_to_date(made, [(path, source(path, text)) for path, text in sorted(files.items())])
