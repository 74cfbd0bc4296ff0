"""`bench retrieval`: what is asked has the right answers, what is measured is what it says, and the better way wins."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from spark_lsp.bench.retrieval.commits import from_history
from spark_lsp.bench.retrieval.documented import documentation, without
from spark_lsp.bench.retrieval.material import Asked, answers, gathered
from spark_lsp.bench.retrieval.queries import Query, from_calls, place_of, sampled
from spark_lsp.bench.retrieval.run import BASELINE, chosen, compared
from spark_lsp.bench.retrieval.scoring import Outcome, difference, figures, overlap
from spark_lsp.cli import bench
from spark_lsp.cli.schemas import schema
from spark_lsp.core.text import split_lines
from spark_lsp.errors import UsageError
from spark_lsp.languages import for_file
from spark_lsp.retrieval.chunks import file_entries
from spark_lsp.retrieval.history import History
from spark_lsp.retrieval.vectors import embedder
from spark_lsp.syntax.outline import outline_of
from tests.cli.repo import WITH_GIT, Repo
from tests.embed_server import embed_server
from tests.retrieval.checkout import FILES, checkout, redact, source


def run(arguments: list[str]) -> int:
    return bench.run(["retrieval", *arguments])


def language_of(path: str) -> str | None:
    found = for_file(path)
    return found.id if found is not None else None


def passages(files: dict[str, str]):
    made = [file_entries(source(path, text), path, outline_of, redact) for path, text in sorted(files.items())]
    return [entry.passage for file in made for entry in file.entries]


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "repo") if (tmp_path / "repo").mkdir() is None else None
    assert made is not None
    made.commit(FILES)
    changed = {
        "shop/orders.py": FILES["shop/orders.py"].replace("amount <= 0", "amount < 1"),
        "shop/ledger.py": FILES["shop/ledger.py"].replace("round(amount * 100)", "int(amount * 100)"),
    }
    made.commit(changed)
    return made


def test_a_test_is_to_find_its_subject_and_a_caller_what_it_calls_elsewhere() -> None:
    made = {(query.kind, query.own): query.relevant for query in from_calls(passages(FILES))}
    assert made == {
        ("test", ("tests/test_orders.py", "test_a_negative_amount_is_refused")): {("shop/orders.py", "check_amount")},
        ("callee", ("shop/orders.py", "Order.refund")): {("shop/ledger.py", "ledger_entry")},
    }


def test_a_name_that_two_functions_have_is_not_asked_for() -> None:
    twice = FILES | {"shop/other.py": "def ledger_entry(line):\n    return parse(line, 1, 2)\n"}
    assert [query.kind for query in from_calls(passages(twice))] == ["test"]


@WITH_GIT
def test_units_changed_by_one_commit_are_to_find_each_other_and_its_subject_both(repo: Repo) -> None:
    now = {path: (repo.root / path).read_text() for path in FILES}
    present = {place_of(one): one for one in passages(now)}
    found = from_history(History(repo.root), present, language_of, outline_of)
    check, entry = ("shop/orders.py", "check_amount"), ("shop/ledger.py", "ledger_entry")
    assert {(query.kind, query.own, query.relevant) for query in found if query.kind == "cochange"} == {
        ("cochange", check, frozenset({entry})),
        ("cochange", entry, frozenset({check})),
    }


@WITH_GIT
def test_a_commit_message_is_to_find_what_it_changed(repo: Repo) -> None:
    text = (repo.root / "shop/ledger.py").read_text().replace('["cents"]', '.get("cents", 0)')
    (repo.root / "shop/ledger.py").write_text(text)
    repo.git("add", "-A")
    repo.git("commit", "-qm", "Balance of a month without entries is nothing")
    present = {place_of(one): one for one in passages({"shop/ledger.py": text})}
    found = from_history(History(repo.root), present, language_of, outline_of)
    asked = [query for query in found if query.kind == "message"]
    assert [(query.text, query.relevant) for query in asked] == [
        ("Balance of a month without entries is nothing", {("shop/ledger.py", "monthly_balance")})
    ]


def test_a_checkout_without_history_is_asked_about_without_it(tmp_path: Path) -> None:
    assert from_history(History(tmp_path), {}, language_of, outline_of) == []


@pytest.mark.parametrize(
    ("path", "text", "sentence"),
    [
        ("a.py", 'def f(a):\n    """Adds one to whatever it is given. More.\n\n    x\n    """\n    return a\n',
         "Adds one to whatever it is given."),
        ("a.py", "def f(a):\n    r'''Adds one to whatever it is given.'''\n    return a\n",
         "Adds one to whatever it is given."),
        ("a.js", "/**\n * Adds one to whatever it is given.\n * @param a\n */\nfunction f(a) {\n  return a;\n}\n",
         "Adds one to whatever it is given."),
        ("a.go", "package p\n\n// F adds one to whatever it is given,\n// yes.\nfunc F(a int) int {\n\treturn a\n}\n",
         "F adds one to whatever it is given, yes."),
        ("a.rs", "/// Adds one to whatever it is given.\nfn f(a: i32) -> i32 {\n    a\n}\n",
         "Adds one to whatever it is given."),
    ],
)  # fmt: skip
def test_documentation_is_told_apart_and_the_code_still_parses_without_it(path: str, text: str, sentence: str) -> None:
    made = source(path, text)
    lines = split_lines(text)
    found = [d for unit in outline_of(made).units if (d := documentation(unit, lines, made.language))]
    assert [one.sentence for one in found] == [sentence]
    left = without(found, lines)
    assert sentence.split()[-2] not in left
    assert left.count("\n") == text.count("\n")
    assert outline_of(replace(made, text=left)).parse_errors == 0


@pytest.mark.parametrize(
    "text",
    [
        "def f(): return '''a b c d e f g h i j k'''\n",
        'def f():\n    """Short."""\n',
        'def f():\n    x = """A long text that is no docstring."""\n',
        "def f():\n    '''",
    ],
)
def test_what_is_no_documentation_is_none(text: str) -> None:
    made = source("a.py", text)
    assert not [u for u in outline_of(made).units if documentation(u, split_lines(text), "python")]


def test_the_answer_does_not_stand_in_what_is_searched(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    pairs = [(path, source(path, text)) for path, text in FILES.items()]
    asked = gathered(made, pairs, History(tmp_path), language_of, most=50, seed=0)
    sentences = [query.text for query in asked.queries if query.kind == "docstring"]
    assert sorted(sentences) == ["Refuses what is no sum of money.", "Writes one line of the ledger."]
    assert not [one for one in asked.passages for sentence in sentences if sentence in one.text]


def test_a_querys_own_unit_is_no_answer_nor_what_is_around_it(tmp_path: Path) -> None:
    found = passages(FILES)
    own = ("shop/orders.py", "Order.refund")
    places = answers(Query("cochange", "", frozenset(), own), found)
    assert own not in places
    assert ("shop/orders.py", "Order") not in places
    assert ("shop/orders.py", "check_amount") in places


def test_who_asks_what_is_tested_wants_no_tests() -> None:
    found = passages(FILES)
    for kind, wanted in (("test", False), ("callee", False), ("cochange", True)):
        places = answers(Query(kind, "", frozenset(), ("shop/ledger.py", "ledger_entry")), found)
        assert any(path == "tests/test_orders.py" for path, _ in places) == wanted


def test_a_sample_is_the_same_for_its_seed_and_another_for_another() -> None:
    queries = [Query("message", f"subject {n}", frozenset({("a", "b")})) for n in range(50)]
    assert sampled(queries, 5, 1) == sampled(reversed(queries), 5, 1)
    assert sampled(queries, 5, 1) != sampled(queries, 5, 2)


def outcome(ranking: Sequence[str], relevant: set[str]) -> Outcome:
    return Outcome(
        Query("message", "", frozenset(("f", one) for one in relevant)), tuple(("f", one) for one in ranking), 0.0
    )


def test_figures_are_those_of_the_textbook() -> None:
    told = figures([outcome("abcd", {"b"}), outcome("abcdefghijkl", {"a", "l"}), outcome("ab", {"z"})])
    assert told == {
        "n": 3, "recall@1": round(1 / 3, 4), "recall@5": 0.5, "recall@10": 0.5, "mrr": 0.5
    }  # fmt: skip
    assert figures([])["mrr"] is None


def test_agreement_is_of_the_first_places() -> None:
    assert overlap([("f", "a"), ("f", "b")], [("f", "b"), ("f", "a")]) == 1
    assert overlap([("f", "a")], [("f", "b")]) == 0
    assert overlap([], []) == 1


def test_a_difference_that_chance_makes_is_told_from_one_that_it_does_not() -> None:
    _, low, high = difference([1.0, 0.0] * 20, [0.0, 1.0] * 20, 0)
    assert low < 0 < high
    mean, low, _ = difference([1.0] * 40, [0.5] * 40, 0)
    assert mean == low == 0.5
    assert difference([], [], 0) == (0, 0, 0)


def test_a_model_wins_only_by_more_than_chance() -> None:
    def row(name: str, mrr: float, interval: list[float] | None) -> dict[str, object]:
        return {"name": name, "all": {"mrr": mrr}, "versus": interval and {"mrr": 0.1, "interval": interval}}

    base = row(BASELINE, 0.4, None)
    assert chosen([base, row("m", 0.5, [-0.01, 0.2])])[0] == BASELINE
    assert chosen([base, row("m", 0.5, [0.01, 0.2]), row("n", 0.6, [0.1, 0.3])])[0] == "n"
    assert chosen([base])[0] == BASELINE


async def test_a_model_that_knows_nothing_loses_and_one_that_knows_all_wins(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    files = {f"m{n}.py": f"def unit_{n}(alpha, beta):\n    return alpha.item + beta.item\n" for n in range(40)}
    pairs = [(path, source(path, text)) for path, text in files.items()]
    asked = gathered(made, pairs, History(tmp_path), language_of, most=50, seed=0)
    queries = tuple(Query("message", f"riddle {n}", frozenset({(f"m{n}.py", f"unit_{n}")})) for n in range(40))

    def vector(n: int) -> tuple[float, ...]:
        return tuple(float(i == n) for i in range(41))

    async def sage(texts: Sequence[str]):
        return tuple(vector(int("".join(c for c in text.split("\n")[0] if c.isdigit()))) for text in texts)

    async def fool(texts: Sequence[str]):
        return tuple(vector(40) for _ in texts)

    models = [("sage", embedder("sage", "1", sage), ""), ("fool", embedder("fool", "1", fool), "")]
    told = await compared(
        made.index, Asked(asked.passages, queries, 40), models, most=99, seed=0, progress=lambda done, total: None
    )
    rows = {row["name"]: row for row in told["systems"]}
    assert rows["sage"]["all"]["mrr"] == 1
    assert rows["fool"]["all"]["mrr"] < 0.2
    assert told["winner"] == "sage"
    assert rows["sage"]["embedded"] == len(asked.passages)


@WITH_GIT
def test_a_real_model_is_measured_beside_bm25_and_the_second_run_embeds_nothing(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPARK_LSP_CACHE_DIR", str(tmp_path / "cache"))
    with embed_server() as server:
        arguments = [str(repo.root), "--embed", "all-minilm", "--embed", "gone", "--url", server.url, "--json"]
        assert run(arguments) == 0
        first = json.loads(capsys.readouterr().out)
        jsonschema.validate(first, schema("retrieval"))
        assert run(arguments) == 0
        second = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in first["systems"]] == ["lexical", "all-minilm", "lexical+all-minilm"]
    assert [one["name"] for one in first["absent"]] == ["gone"]
    assert first["queries"] == {"docstring": 2, "message": 0, "cochange": 2, "callee": 1, "test": 1}
    by_name = {row["name"]: row for row in first["systems"]}
    assert by_name["lexical"]["kinds"]["test"]["mrr"] == 1
    assert by_name["lexical"]["stability"]["reformat"] == 1
    assert by_name["all-minilm"]["embedded"] == first["passages"]
    assert by_name["all-minilm"]["kinds"]["docstring"]["mrr"] > 0.5
    assert second["systems"][1]["embedded"] == 0
    assert [row["all"] for row in first["systems"]] == [row["all"] for row in second["systems"]]


@WITH_GIT
def test_a_dead_server_leaves_bm25(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPARK_LSP_CACHE_DIR", str(tmp_path / "cache"))
    assert run([str(repo.root), "--embed", "m", "--url", "http://127.0.0.1:9"]) == 0
    told = capsys.readouterr().out
    assert "m: not measured: nobody listens" in told
    assert "Winner: lexical" in told


def test_another_machine_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPARK_LSP_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "a.py").write_text(FILES["shop/orders.py"])
    assert run([str(tmp_path), "--embed", "m", "--url", "http://192.0.2.1:11434"]) == 0
    assert "is another machine" in capsys.readouterr().out


def test_where_there_is_nothing_to_ask_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_LSP_CACHE_DIR", str(tmp_path / "cache"))
    for arguments in ([str(tmp_path)], [str(tmp_path / "gone")], [str(tmp_path), "--queries", "0"]):
        with pytest.raises(UsageError):
            run(arguments)
