"""Code alike that was fixed: what of a history is found, and what of it a model may see."""

from collections.abc import Callable
from pathlib import Path

import pytest

from spark_lsp.core.passage import PassageIndex
from spark_lsp.core.question import Related
from spark_lsp.languages import for_file
from spark_lsp.retrieval.fixes import bring_fixes
from spark_lsp.retrieval.history import History
from spark_lsp.retrieval.related import LINES_MAX, Of, related_to
from spark_lsp.store.passages import fixes_of, open_passages
from spark_lsp.syntax.outline import outline_of
from tests.cli.repo import WITH_GIT, Repo
from tests.retrieval.checkout import redact

pytestmark = WITH_GIT

WRONG = """\
def read_orders(path, limit):
    orders = []
    handle = open(path)
    for line in handle:
        orders.append(parse_order(line))
    return orders[:limit]
"""
RIGHT = """\
def read_orders(path, limit):
    orders = []
    with open(path) as handle:
        for line in handle:
            orders.append(parse_order(line))
    return orders[:limit]
"""
LIKE = WRONG.replace("read_orders", "read_refunds").replace("orders", "refunds").replace("parse_order", "parse_refund")
UNLIKE = "def total(prices, tax):\n    return sum(prices) * (1 + tax) - discount(prices, tax)\n"
SECRET = "gh" + "p_" + "a1B2" * 9


def language_of(path: str) -> str | None:
    language = for_file(path)
    return language.id if language is not None else None


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    (tmp_path / "shop").mkdir()
    made = Repo(tmp_path / "shop")
    made.commit({"orders.py": WRONG, "refunds.py": LIKE})
    return made


def fix(repo: Repo, subject: str = "fix a leaked file", **files: str) -> None:
    repo.write({f"{name}.py": text for name, text in files.items()})
    repo.git("add", "-A")
    repo.git("commit", "-qm", subject)


def fixes(repo: Repo, shown: Callable[[str], bool] = lambda path: True) -> tuple[PassageIndex, int]:
    index = open_passages(repo.root.parent / "cache", fixes_of(repo.root), lambda said: None)
    return index, bring_fixes(index, History(repo.root), language_of, outline_of, redact, shown)


def found(repo: Repo, text: str, path: str, symbol: str) -> list[Related]:
    files = open_passages(repo.root.parent / "cache", repo.root, lambda said: None)
    told = related_to(files, Of(path, symbol, "python", text, ()), (), fixes(repo)[0])
    return [one for one in told if "was fixed" in one.relation]


def test_a_unit_like_one_that_was_fixed_is_told_what_the_fix_changed(repo: Repo) -> None:
    fix(repo, orders=RIGHT)
    [one] = found(repo, LIKE, "refunds.py", "read_refunds")
    assert one.symbol == "read_orders"
    assert one.path.endswith(":orders.py")
    assert "-    handle = open(path)" in one.lines
    assert "+    with open(path) as handle:" in one.lines
    assert len(one.lines) <= LINES_MAX


def test_code_that_is_not_alike_is_told_nothing_nor_is_the_unit_itself(repo: Repo) -> None:
    fix(repo, orders=RIGHT)
    assert found(repo, UNLIKE, "prices.py", "total") == []
    assert found(repo, RIGHT, "orders.py", "read_orders") == []


@pytest.mark.parametrize("subject", ["add a feature", "fix lint", "x"])
def test_only_what_a_commit_calls_a_fix_counts(repo: Repo, subject: str) -> None:
    fix(repo, subject, orders=RIGHT)
    assert found(repo, LIKE, "refunds.py", "read_refunds") == []


def test_what_is_known_is_not_read_again_and_what_is_new_is(repo: Repo) -> None:
    assert fixes(repo)[1] == 0
    fix(repo, orders=RIGHT)
    assert [fixes(repo)[1] for _ in range(2)] == [1, 0]
    fix(repo, "fix the same leak of refunds", refunds=LIKE.replace("handle = open(path)", "handle = closing(path)"))
    assert [fixes(repo)[1] for _ in range(2)] == [1, 0]


def test_no_secret_of_a_history_and_no_private_file_is_kept(repo: Repo) -> None:
    token = f'    token = "{SECRET}"\n'
    held = WRONG.replace("    orders = []\n", "    orders = []\n" + token)
    fix(repo, "add", orders=held)
    fix(repo, orders=held.replace(token, token.replace("a1B2", "c3D4")).replace("open(path)", "closing(path)"))
    index, made = fixes(repo)
    assert made == 1
    raw = b"".join(file.read_bytes() for file in (repo.root.parent / "cache").rglob("*.sqlite*"))
    assert SECRET.encode() not in raw
    assert index.size().passages == 1
    hidden = open_passages(repo.root.parent / "other", fixes_of(repo.root), lambda said: None)
    assert bring_fixes(hidden, History(repo.root), language_of, outline_of, redact, lambda path: False) == 0
    assert hidden.size().passages == 0


def test_without_a_history_nothing_is_found(tmp_path: Path) -> None:
    index = open_passages(tmp_path / "cache", tmp_path, lambda said: None)
    assert bring_fixes(index, History(tmp_path), language_of, outline_of, redact, lambda path: True) == 0
