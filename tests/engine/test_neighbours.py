"""Related code in the refined lane: what of the disk gets into a prompt, and what does not."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from spark_lsp.backends.fake import MODEL
from spark_lsp.cli.shown import sources_shown
from spark_lsp.core.asking import Installed, Server
from spark_lsp.core.grounding import Known
from spark_lsp.core.prompt import CLOSE, ELSEWHERE
from spark_lsp.core.question import Related
from spark_lsp.core.role import Role
from spark_lsp.engine.author import Author
from spark_lsp.engine.crew import Player
from spark_lsp.engine.neighbours import REST_S, Neighbours
from spark_lsp.engine.players import players
from spark_lsp.engine.questions import Subject, View
from spark_lsp.settings import RetrievalSettings, Settings
from spark_lsp.store.passages import open_passages
from tests.core.questions import FOUND
from tests.engine.lane_parts import cast, view
from tests.retrieval.checkout import redact

CALLER = "from a import find\n\n\ndef report(db, request):\n    return find(db, request.query)\n"
SECRET = "AKIA" + "QZ7RJ4WXN2M5TB3K"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "a.py").write_text("".join(view().lines))
    (folder / "b.py").write_text(CALLER)
    return folder


def neighbours(folder: Path, clock: Callable[[], float] = lambda: 0.0, exclude: tuple[str, ...] = ()) -> Neighbours:
    return Neighbours(
        (str(folder),),
        open_index=lambda one: open_passages(folder.parent / "cache", one, lambda said: None),
        sources=lambda one: sources_shown(one, exclude),
        clock=clock,
    )


def looked(folder: Path) -> View:
    return view(path=str(folder / "a.py"))


def player(role: Role) -> Player:
    found = cast(Server("fake", "1", "fake:"), [Installed(MODEL, "digest")], ())[role]
    assert isinstance(found, Player)
    return found


def author(related: Callable[[View], tuple[Related, ...]] | None) -> Author:
    async def never(trial: object) -> object:
        raise AssertionError

    return Author(redact, lambda question: Known(), lambda uri: None, never, lambda: 0.0, related)  # type: ignore[arg-type]


SUBJECT = Subject(FOUND, "auth_security", "auth_security/py-sql-injection/0")


async def test_a_refining_model_is_shown_the_caller_after_the_code_and_a_realtime_one_is_not(project: Path) -> None:
    made = author(neighbours(project).related)
    refine = (await made.ask(looked(project), SUBJECT, player(Role.REFINE))).ask
    plain = (await author(None).ask(looked(project), SUBJECT, player(Role.REFINE))).ask
    assert "This calls it (b.py):\ndef report(db, request):" in refine.user
    at = refine.user.index(CLOSE) + len(CLOSE)
    assert refine.user[:at] == plain.user[:at]
    assert refine.system == plain.system
    assert refine.user.index(ELSEWHERE) > at
    assert refine.user.endswith(plain.user[at:].strip())
    realtime = (await made.ask(looked(project), SUBJECT, player(Role.REALTIME))).ask
    assert ELSEWHERE not in realtime.user


async def test_the_same_disk_gives_the_same_prompt(project: Path) -> None:
    one = await author(neighbours(project).related).ask(looked(project), SUBJECT, player(Role.REFINE))
    other = await author(neighbours(project).related).ask(looked(project), SUBJECT, player(Role.REFINE))
    assert one.ask == other.ask


def test_what_was_saved_is_seen_when_the_rest_is_over_and_not_looked_for_before(project: Path) -> None:
    now = [0.0]
    made = neighbours(project, lambda: now[0])
    assert [one.symbol for one in made.related(looked(project))] == ["report"]
    (project / "b.py").write_text(CALLER.replace("report", "listing"))
    assert [one.symbol for one in made.related(looked(project))] == ["report"]
    now[0] += REST_S
    assert [one.symbol for one in made.related(looked(project))] == ["listing"]
    (project / "b.py").unlink()
    now[0] += REST_S
    assert made.related(looked(project)) == ()


@pytest.mark.parametrize(("name", "exclude"), [("secrets.py", ()), ("inner/b.py", ("inner/",)), ("vendor/b.py", ())])
def test_a_file_that_no_model_may_see_is_not_in_the_index(project: Path, name: str, exclude: tuple[str, ...]) -> None:
    (project / "b.py").unlink()
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text(CALLER)
    assert neighbours(project, exclude=exclude).related(looked(project)) == ()
    raw = b"".join(file.read_bytes() for file in (project.parent / "cache").rglob("*") if file.is_file())
    assert b"report" not in raw


async def test_no_secret_of_related_code_is_in_a_prompt(project: Path) -> None:
    (project / "b.py").write_text(CALLER.replace("request.query", f'"{SECRET}"'))
    asked = await author(neighbours(project).related).ask(looked(project), SUBJECT, player(Role.REFINE))
    assert "def report" in asked.ask.user
    assert SECRET not in asked.ask.user


def test_a_file_outside_the_folders_has_no_neighbours(project: Path) -> None:
    assert neighbours(project).related(view(path="/elsewhere/a.py")) == ()


def test_packets_made_with_related_code_are_kept_apart_from_those_without() -> None:
    def fingerprint(enabled: bool, role: Role) -> str:
        settings = replace(Settings(), retrieval=RetrievalSettings(enabled))
        models = tuple(Installed(name, name, size_bytes=1 << 30) for name in ("llama3.2:3b", "phi4-mini"))
        found = players(settings, Server("openai", "1", "x"), models, ())[role]
        assert isinstance(found, Player)
        return found.fingerprint

    assert fingerprint(True, Role.REFINE) != fingerprint(False, Role.REFINE)
    assert fingerprint(True, Role.REALTIME) == fingerprint(False, Role.REALTIME)
