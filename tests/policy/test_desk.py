"""Drafting and reviewing as a person does: by the command, with a model that proposes every kind of bad rule."""

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from spark_lsp.backends.fake import MODEL, FakeBackend, Step
from spark_lsp.backends.fake import Fault as Broken
from spark_lsp.cli import policy
from spark_lsp.cli.policy_review import walked
from spark_lsp.cli.schemas import schema
from spark_lsp.cli.shown import sources_shown
from spark_lsp.core.asking import Ask, Cost, Done, Finish, MissReason, Resident, Words
from spark_lsp.core.proposal import Fault, Proposal, Ruling
from spark_lsp.errors import BackendFailed, UsageError
from spark_lsp.policy.desk import Desk
from spark_lsp.settings import Settings
from tests.cli.repo import WITH_GIT, Repo
from tests.policy.shop import GOOD, said, shop

pytestmark = WITH_GIT

BY_FIX = {
    "lost cent": GOOD,
    "wrong tax": said("pattern: return $X"),
    "unsafe reading": said("regex: '(a+)+'", id="../../../etc/cron.d/evil"),
    "nobody sees": "no JSON at all",
    "wrong peek": json.dumps({"id": ""}),
}


def spoken(reply: str) -> list[Step]:
    return [Words(reply), Done(Finish.STOP, Cost())]


def stub(ask: Ask) -> list[Step]:
    return spoken(next(reply for fix, reply in BY_FIX.items() if fix in ask.user))


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.setenv("SPARK_LSP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SPARK_LSP_CACHE_DIR", str(tmp_path / "cache"))
    return shop(tmp_path / "shop")


def drafted(repo: Repo, backend: FakeBackend, most: int = 10) -> tuple[Proposal, ...]:
    desk = Desk(repo.root, lambda settings: backend)
    return desk.draft(Settings(), sources_shown(repo.root), MODEL, most=most, step=lambda *told: None)


def test_of_all_that_a_model_proposes_only_the_good_rule_waits_for_a_person(repo: Repo) -> None:
    made = {one.subject: one for one in drafted(repo, FakeBackend(stub))}
    faults = {subject: one.fault for subject, one in made.items()}
    assert faults == {
        "Fix lost cent: 0.29 * 100 is 28.99": None,
        "Fix wrong tax of a cent": Fault.TRIVIAL,
        "Fix unsafe reading of the configuration": Fault.HOSTILE,
        "Fix output that nobody sees": Fault.UNREADABLE,
        "Fix wrong peek": None,
    }
    assert [one.id for one in Desk(repo.root).proposals() if one.is_open] == ["drafted-cut-cents"]
    assert made["Fix unsafe reading of the configuration"].id == "drafted-etc-cron-d-evil"


def test_who_is_asked_gets_the_fix_and_no_secret(repo: Repo) -> None:
    secret = "AKIA" + "QZ7RJ4WXN2M5TB3K"
    text = f'def connect(host):\n    key = "{secret}"\n    return open_line(host, key, 1)\n'
    repo.commit({"line.py": text})
    repo.write({"line.py": text.replace(", 1)", ", 2)")})
    repo.git("commit", "-qam", f"Fix wrong line {secret}")
    backend = FakeBackend(lambda ask: spoken("{}"))
    drafted(repo, backend)
    first = backend.asked[0]
    assert "-    return" not in first.user
    assert "<<<BEFORE\ndef connect(host):" in first.user
    assert "open_line(host, key, 2)\nAFTER>>>" in first.user
    assert all(secret not in ask.user for ask in backend.asked)
    assert {ask.system for ask in backend.asked} == {first.system}
    assert "ast-grep" in first.system


def test_a_private_file_is_not_drafted_from(repo: Repo) -> None:
    repo.commit({"secrets.py": "def key():\n    return wrong(1)\n"})
    repo.write({"secrets.py": "def key():\n    return right(1)\n"})
    repo.git("commit", "-qam", "Fix wrong key")
    backend = FakeBackend(lambda ask: spoken("{}"))
    drafted(repo, backend)
    assert len(backend.asked) == 5
    assert not [ask for ask in backend.asked if "Fix wrong key" in ask.user]


def test_the_next_run_goes_on_where_the_last_one_ended(repo: Repo) -> None:
    backend = FakeBackend(stub)
    assert len(drafted(repo, backend, most=2)) == 2
    assert len(drafted(repo, backend, most=2)) == 2
    assert len(drafted(repo, backend)) == 1
    assert drafted(repo, backend) == ()
    assert len({ask.user for ask in backend.asked}) == len(backend.asked) == 5


def test_a_fix_whose_reply_broke_is_asked_about_again(repo: Repo) -> None:
    broken: Callable[[Ask], list[Step]] = lambda ask: (  # noqa: E731
        [Broken(MissReason.BROKEN_STREAM)] if "lost cent" in ask.user else stub(ask)
    )
    assert len(drafted(repo, FakeBackend(broken))) == 4
    assert [one.subject for one in drafted(repo, FakeBackend(stub))] == ["Fix lost cent: 0.29 * 100 is 28.99"]


def test_a_server_that_keeps_failing_ends_it_with_a_reason(repo: Repo) -> None:
    backend = FakeBackend(lambda ask: [Broken(MissReason.SERVER_ERROR)])
    with pytest.raises(BackendFailed):
        drafted(repo, backend)
    assert len(backend.asked) == 3
    with pytest.raises(BackendFailed, match="ollama pull"):
        drafted(repo, FakeBackend(stub, models=()))


def test_no_other_model_is_thrown_out_of_memory(repo: Repo) -> None:
    backend = FakeBackend(stub, loaded=(Resident("llama3.2:3b"),), kind="ollama")
    with pytest.raises(BackendFailed, match="would take its place"):
        drafted(repo, backend)
    assert backend.asked == []


def test_an_accepted_rule_is_a_file_that_works_and_a_rejected_one_never_comes_back(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    from spark_lsp.cli.rules import run as rules

    drafted(repo, FakeBackend(stub))
    assert policy.run(["review", str(repo.root)]) == 0
    shown = capsys.readouterr().out
    assert "drafted-cut-cents: holds" in shown
    assert "would have caught 2 of 5 commits" in shown
    assert "stock.py:2: total = int(shelf.share * 100)" in shown
    assert "trivial" not in shown
    assert not (repo.root / ".spark").exists()
    assert policy.run(["review", str(repo.root), "--all"]) == 0
    assert "refused, trivial: hits ordinary code" in capsys.readouterr().out
    assert policy.run(["review", str(repo.root), "--all", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, schema("policy"))
    assert {one["fault"] for one in told["proposals"]} == {None, "trivial", "hostile", "unreadable"}
    assert policy.run(["review", str(repo.root), "--accept", "drafted-cut-cents"]) == 0
    file = repo.root / ".spark" / "rules" / "drafted-cut-cents.yml"
    capsys.readouterr()
    assert rules(["test", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"rules": 1, "problems": []}
    assert policy.run(["review", str(repo.root)]) == 1
    with pytest.raises(UsageError, match="no proposal waits"):
        policy.run(["review", str(repo.root), "--reject", "drafted-cut-cents"])
    with pytest.raises(UsageError):
        policy.run(["review", str(repo.root), "--accept", "x", "--reject", "x"])


def test_what_was_rejected_is_not_proposed_as_a_duplicate_of_itself_nor_shown(repo: Repo) -> None:
    drafted(repo, FakeBackend(stub))
    Desk(repo.root).rule("drafted-cut-cents", Ruling.REJECTED)
    assert not [one for one in Desk(repo.root).proposals() if one.is_open]
    assert not (repo.root / ".spark").exists()


def test_a_file_that_is_there_is_not_written_over(repo: Repo) -> None:
    drafted(repo, FakeBackend(stub))
    folder = repo.root / ".spark" / "rules"
    folder.mkdir(parents=True)
    (folder / "drafted-cut-cents.yml").write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        Desk(repo.root).rule("drafted-cut-cents", Ruling.ACCEPTED, folder)
    assert (folder / "drafted-cut-cents.yml").read_text() == "mine"
    assert [one.id for one in Desk(repo.root).proposals() if one.is_open] == ["drafted-cut-cents"]


def test_a_line_that_was_cut_off_costs_no_other(repo: Repo, tmp_path: Path) -> None:
    drafted(repo, FakeBackend(stub))
    (file,) = (tmp_path / "data" / "policy").glob("*.jsonl")
    before = len(Desk(repo.root).proposals())
    with file.open("ab") as out:
        out.write(b'{"id": "drafted-half", "case')
    Desk(repo.root).rule("drafted-cut-cents", Ruling.REJECTED)
    with file.open("ab") as out:
        out.write(b'\xff\xfe[]\n{"evidence": 3}\nnull\n' + b"[" * 100_000 + b"\n")
    left = Desk(repo.root).proposals()
    assert len(left) == before
    assert not [one for one in left if one.is_open]


def test_the_command_drafts_by_a_server_and_says_what_came(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    assert policy.run(["draft", str(repo.root), "--model", MODEL, "--backend", "fake", "--cases", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, schema("policy"))
    (one,) = told["proposals"]
    assert one["text"] == ""
    assert one["subject"] == "Fix lost cent: 0.29 * 100 is 28.99"


@pytest.mark.parametrize(
    "arguments",
    [["draft", "{}", "--model", "m", "--cases", "0"], ["draft", "{}/gone", "--model", "m"], ["review", "{}/.."]],
)
def test_wrong_usage_is_said_so(arguments: list[str], repo: Repo) -> None:
    with pytest.raises(UsageError):
        policy.run([word.format(repo.root) for word in arguments])


def test_a_dead_server_is_a_message() -> None:
    here = str(Path(__file__).parent)
    with pytest.raises(BackendFailed, match="nobody listens"):
        policy.run(["draft", here, "--model", "m", "--url", "http://127.0.0.1:9"])


@pytest.mark.parametrize(
    ("words", "ruling"),
    [(["a"], Ruling.ACCEPTED), (["R"], Ruling.REJECTED), ([""], Ruling.OPEN), (["q"], Ruling.OPEN), ([], Ruling.OPEN)],
)
def test_at_a_terminal_each_is_asked_about(words: list[str], ruling: Ruling, repo: Repo) -> None:
    drafted(repo, FakeBackend(stub))
    desk = Desk(repo.root)
    said = iter(words)

    def ask(prompt: str) -> str:
        try:
            return next(said)
        except StopIteration:
            raise EOFError from None

    walked([one for one in desk.proposals() if one.is_open], desk.rule, repo.root / ".spark" / "rules", ask)
    (one,) = (one for one in desk.proposals() if one.id == "drafted-cut-cents")
    assert one.ruling is ruling
    assert (repo.root / ".spark" / "rules" / "drafted-cut-cents.yml").exists() == (ruling is Ruling.ACCEPTED)
