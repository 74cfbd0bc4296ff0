"""The index of a checkout: what is found, what is kept when code changes, and what never gets in."""

import stat
import sys
from pathlib import Path

import pytest

from spark_lsp.core.analysis import Source
from spark_lsp.retrieval.chunks import file_entries
from spark_lsp.retrieval.indexing import bring_up_to_date, put_file
from spark_lsp.retrieval.lexical import by_words
from spark_lsp.retrieval.related import Of, related_to
from spark_lsp.store import passages
from spark_lsp.store.passages import open_passages, passages_file
from spark_lsp.syntax.outline import outline_of
from tests.retrieval.checkout import FILES, brought, checkout, redact, source


def found(made, text: str, limit: int = 3) -> list[str]:
    return [one.passage.symbol for one in by_words(made.index, text, limit)]


def test_a_unit_is_found_by_what_it_is_about_and_by_parts_of_its_name(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    brought(made)
    assert found(made, "how is the monthly balance computed")[0] == "monthly_balance"
    assert found(made, "session expiry")[0] == "renewSession"
    assert found(made, "RENEW")[0] == "renewSession"
    assert found(made, "what is no sum of money", 5)[0] == "check_amount"
    assert found(made, "zzz qqq") == []


def test_what_stands_in_a_query_is_never_a_query_language(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    brought(made)
    for text in (
        '"',
        "NEAR(a b)",
        'x" OR "1',
        "name:refund*",
        "NOT AND OR",
        "\x00",
        "-" * 50,
        "'; drop table words; --",
    ):
        by_words(made.index, text, 3)
    assert found(made, "monthly balance")[0] == "monthly_balance"


def test_passages_are_units_and_a_class_is_told_without_its_methods(tmp_path: Path) -> None:
    entries = file_entries(source("shop/orders.py", FILES["shop/orders.py"]), "shop/orders.py", outline_of, redact)
    by_symbol = {entry.passage.symbol: entry.passage for entry in entries.entries}
    assert set(by_symbol) == {"Order", "Order.refund", "check_amount"}
    assert "ledger_entry" not in by_symbol["Order"].text
    assert by_symbol["Order.refund"].calls == ("check_amount", "ledger_entry")
    assert by_symbol["check_amount"].text.startswith("def check_amount")


def test_a_second_pass_reads_nothing_anew_and_a_change_its_file_alone(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    assert brought(made).changed == len(FILES)
    assert brought(made).changed == 0
    changed = FILES | {"shop/ledger.py": FILES["shop/ledger.py"].replace("monthly_balance", "weekly_total")}
    assert brought(made, changed).changed == 1
    assert found(made, "weekly total")[0] == "weekly_total"
    assert "monthly_balance" not in found(made, "monthly balance")


def test_a_file_that_is_gone_is_forgotten_with_all_it_called(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    brought(made)
    assert [one.symbol for one in made.index.calling("check_amount", 9)] == [
        "Order.refund",
        "test_a_negative_amount_is_refused",
    ]
    left = {path: text for path, text in FILES.items() if path != "tests/test_orders.py"}
    assert brought(made, left).dropped == 1
    assert [one.symbol for one in made.index.calling("check_amount", 9)] == ["Order.refund"]


def test_one_file_is_put_when_it_is_saved(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    brought(made)
    text = "def yearly_interest(rate):\n    return rate * 12 / 100\n"
    put_file(made, "shop/interest.py", source("shop/interest.py", text))
    assert found(made, "yearly interest")[0] == "yearly_interest"


def test_the_same_files_in_another_order_give_the_same_ranking(tmp_path: Path) -> None:
    one, other = checkout(tmp_path / "one"), checkout(tmp_path / "other")
    brought(one)
    pairs = [(path, source(path, text)) for path, text in sorted(FILES.items(), reverse=True)]
    bring_up_to_date(other, pairs)
    for query in ("amount", "customer ledger", "order"):
        assert found(one, query, 9) == found(other, query, 9)


def test_a_pass_that_ends_early_forgets_nothing_and_the_next_goes_on(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    brought(made)
    pairs = [(path, source(path, text)) for path, text in sorted(FILES.items())]
    told = bring_up_to_date(made, pairs, may_go_on=lambda: False)
    assert not told.whole
    assert told.dropped == 0
    assert made.index.size().files == len(FILES)


def test_no_secret_gets_into_the_file(tmp_path: Path) -> None:
    secret = "AKIA" + "QZ7RJ4WXN2M5TB3K"
    text = f'def connect_to_bucket(name):\n    key = "{secret}"\n    return client(name, key, "region")\n'
    made = checkout(tmp_path)
    brought(made, {"cloud.py": text})
    assert found(made, "connect bucket") == ["connect_to_bucket"]
    raw = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert secret.encode() not in raw
    assert secret.lower().encode() not in raw


def test_a_key_outlives_a_new_layout_so_that_its_vector_does(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    brought(made)
    (first,) = made.index.defining(["monthly_balance"], 1)
    made.index.put_vectors("m", {first.key: (0.6, 0.8)})
    text = FILES["shop/ledger.py"].replace("    return sum(", "    # told anew\n\n    return sum(\n        ")
    brought(made, {"moved/ledger.py": text})
    (again,) = made.index.defining(["monthly_balance"], 1)
    assert again.key == first.key
    assert list(made.index.vectors("m")) == [first.key]
    assert first.key not in {one.key for one in made.index.without_vector("m", 99)}
    assert made.index.vectors("another") == {}


def test_names_that_many_have_define_nothing(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    brought(made, {f"{n}.py": f"def run(argument):\n    return argument + {n} * other\n" for n in range(4)})
    assert made.index.defining(["run"], 3) == ()
    assert len(made.index.defining(["run"], 4)) == 4


def test_there_is_an_end_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passages, "PASSAGES_MAX", 3)
    made = checkout(tmp_path)
    assert not brought(made).whole
    assert made.index.size().passages <= 3


def test_a_broken_file_is_set_aside_and_said_so(tmp_path: Path) -> None:
    said: list[str] = []
    file = passages_file(tmp_path, Path("/checkout"))
    file.parent.mkdir()
    file.write_bytes(b"no database" * 100)
    index = open_passages(tmp_path, Path("/checkout"), said.append)
    assert index.search(["word"], 3) == ()
    assert any("set aside" in one for one in said)


def test_a_folder_that_cannot_be_made_means_nothing_is_found(tmp_path: Path) -> None:
    (tmp_path / "passages").write_text("in the way")
    said: list[str] = []
    index = open_passages(tmp_path, Path("/checkout"), said.append)
    assert index.digests() == {}
    assert not index.put([file_entries(Source("x = 1", "python", "a.py"), "a.py", outline_of, redact)])
    assert said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    brought(checkout(tmp_path))
    assert stat.S_IMODE(passages_file(tmp_path, Path("/checkout")).stat().st_mode) == 0o600


def test_only_so_many_checkouts_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passages, "CHECKOUTS_MAX", 2)
    for name in ("a", "b", "c", "d"):
        open_passages(tmp_path, Path(name), lambda said: None).size()
    assert len(list((tmp_path / "passages").glob("*.sqlite"))) == 2


HALVES = "def odd(value):\n    return '\ud800' + value.join(['\udfff', value])\n"


def test_halves_of_characters_are_no_errors_in_texts_names_and_queries(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    assert brought(made, FILES | {"od\udce4d.py": HALVES}).whole
    assert brought(made, FILES | {"od\udce4d.py": HALVES}).changed <= 1
    assert found(made, "odd value join \ud800")[0] == "odd"
    related_to(made.index, Of("a.py", "\ud800", "python", "\udfff" * 9, ("\ud800.\udfff", "x\udfff")))


@pytest.mark.parametrize("text", ["", "\n" * 5000, "(" * 3000, "\x00\x01", "def f(:\n" * 50, "a" * 200_000])
@pytest.mark.parametrize("path", ["a.py", "a.rs", "a.txt"])
def test_no_text_is_an_error(text: str, path: str, tmp_path: Path) -> None:
    made = checkout(tmp_path)
    assert brought(made, {path: text}).whole
    by_words(made.index, text, 5)
