"""Related code in the refined lane: what of the disk gets into a prompt, and what does not."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from spark_lsp.backends.fake import MODEL, FakeBackend
from spark_lsp.build import model_lanes
from spark_lsp.cli.shown import sources_shown
from spark_lsp.core.asking import Installed, MissReason, Resident, Server, Vector
from spark_lsp.core.budget import BudgetGate
from spark_lsp.core.casting import Vacant
from spark_lsp.core.grounding import Known
from spark_lsp.core.prompt import CLOSE, ELSEWHERE
from spark_lsp.core.question import Related
from spark_lsp.core.role import Role
from spark_lsp.engine.author import Author
from spark_lsp.engine.crew import Crew, Player
from spark_lsp.engine.neighbours import Neighbours, embedder_of, pass_apart
from spark_lsp.engine.players import players
from spark_lsp.engine.questions import Subject, View
from spark_lsp.errors import BackendFailed
from spark_lsp.retrieval.indexing import Checkout, bring_up_to_date
from spark_lsp.retrieval.vectors import Embedder, embedder
from spark_lsp.settings import RetrievalSettings, Settings, read_settings
from spark_lsp.store.passages import SqlitePassages, open_passages
from spark_lsp.syntax.outline import outline_of
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


async def no_embedder() -> None:
    return None


def neighbours(
    folder: Path,
    rest_s: float = 0.0,
    exclude: tuple[str, ...] = (),
    embedder: Callable[[], Awaitable[Embedder | None]] = no_embedder,
) -> Neighbours:
    """Passes in this process."""

    def index(one: Path) -> SqlitePassages:
        return open_passages(folder.parent / "cache", one, lambda said: None)

    async def pass_over(one: Path) -> None:
        bring_up_to_date(Checkout(index(one), outline_of, redact), sources_shown(one, exclude))

    return Neighbours((str(folder),), index, pass_over, embedder, redact, rest_s)


def looked(folder: Path) -> View:
    return view(path=str(folder / "a.py"))


def player(role: Role) -> Player:
    found = cast(Server("fake", "1", "fake:"), [Installed(MODEL, "digest")], ())[role]
    assert isinstance(found, Player)
    return found


def author(related: Callable[[View], Awaitable[tuple[Related, ...]]] | None) -> Author:
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


async def test_what_was_saved_is_seen_and_what_is_gone_is_not(project: Path) -> None:
    made = neighbours(project)
    assert [one.symbol for one in await made.related(looked(project))] == ["report"]
    (project / "b.py").write_text(CALLER.replace("report", "listing"))
    assert [one.symbol for one in await made.related(looked(project))] == ["listing"]
    (project / "b.py").unlink()
    assert await made.related(looked(project)) == ()


async def test_between_two_passes_the_disk_is_left_alone(project: Path) -> None:
    made = neighbours(project, rest_s=1000)
    await made.related(looked(project))
    (project / "b.py").unlink()
    assert [one.symbol for one in await made.related(looked(project))] == ["report"]


async def test_a_pass_that_takes_long_is_not_waited_for_nor_begun_twice(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spark_lsp.engine.neighbours.PASS_S", 0.01)
    begun: list[Path] = []
    ended = asyncio.Event()

    async def slow(folder: Path) -> None:
        begun.append(folder)
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    made = neighbours(project)
    made.pass_over = slow
    assert await made.related(looked(project)) == ()
    assert await made.related(looked(project)) == ()
    assert begun == [project]
    made.close()
    await asyncio.wait_for(ended.wait(), 10)


async def test_a_pass_apart_is_a_process_that_ends_with_who_wanted_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPARK_LSP_CACHE_DIR", str(project.parent / "cache"))
    await pass_apart(("none",), project)
    index = open_passages(project.parent / "cache", project, lambda said: None)
    assert index.size().files == 2
    monkeypatch.setattr("sys.executable", "/no/such/python")
    await pass_apart((), project)


@pytest.mark.parametrize(("name", "exclude"), [("secrets.py", ()), ("inner/b.py", ("inner/",)), ("vendor/b.py", ())])
async def test_a_file_that_no_model_may_see_is_not_in_the_index(
    project: Path, name: str, exclude: tuple[str, ...]
) -> None:
    (project / "b.py").unlink()
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text(CALLER)
    assert await neighbours(project, exclude=exclude).related(looked(project)) == ()
    raw = b"".join(file.read_bytes() for file in (project.parent / "cache").rglob("*") if file.is_file())
    assert b"report" not in raw


async def test_no_secret_of_related_code_is_in_a_prompt(project: Path) -> None:
    (project / "b.py").write_text(CALLER.replace("request.query", f'"{SECRET}"'))
    asked = await author(neighbours(project).related).ask(looked(project), SUBJECT, player(Role.REFINE))
    assert "def report" in asked.ask.user
    assert SECRET not in asked.ask.user


async def test_a_file_outside_the_folders_has_no_neighbours(project: Path) -> None:
    assert await neighbours(project).related(view(path="/elsewhere/a.py")) == ()


def test_packets_made_with_related_code_are_kept_apart_from_those_without() -> None:
    def fingerprint(enabled: bool, role: Role) -> str:
        settings = replace(Settings(), retrieval=RetrievalSettings(enabled))
        models = tuple(Installed(name, name, size_bytes=1 << 30) for name in ("llama3.2:3b", "phi4-mini"))
        found = players(settings, Server("openai", "1", "x"), models, ())[role]
        assert isinstance(found, Player)
        return found.fingerprint

    assert fingerprint(True, Role.REFINE) != fingerprint(False, Role.REFINE)
    assert fingerprint(True, Role.REALTIME) == fingerprint(False, Role.REALTIME)


ALIKE = "def search(store, key):\n    rows = store.select(key)\n    return rows\n"


async def meaning(texts: Sequence[str]) -> tuple[Vector, ...]:
    """A model for which looking something up is one thing, whatever the words."""
    return tuple((1.0, 0.0) if "find" in text or "search" in text else (0.0, 1.0) for text in texts)


async def test_where_a_model_makes_vectors_what_means_the_same_is_alike(project: Path) -> None:
    (project / "b.py").write_text(ALIKE + "\n\ndef cursor_rows(db):\n    return db.cursor().fetchall()\n")

    async def made() -> Embedder:
        return embedder("m", "d", meaning)

    plain = await neighbours(project).related(looked(project))
    assert [(one.relation, one.symbol) for one in plain] == [("is alike", "cursor_rows")]
    near = await neighbours(project, embedder=made).related(looked(project))
    assert [(one.relation, one.symbol) for one in near] == [("is alike", "search")]


@pytest.mark.parametrize("reason", [MissReason.DOWN, MissReason.NOT_PULLED, MissReason.GARBLED])
async def test_a_server_that_makes_no_vectors_leaves_what_words_find(project: Path, reason: MissReason) -> None:
    async def made() -> Embedder:
        async def broken(texts: Sequence[str]) -> tuple[Vector, ...]:
            raise BackendFailed(reason, "no vectors")

        return embedder("m", "d", broken)

    assert [one.symbol for one in await neighbours(project, embedder=made).related(looked(project))] == ["report"]


async def test_who_gives_up_lets_the_server_go(project: Path) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def hangs(texts: Sequence[str]) -> tuple[Vector, ...]:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return ()

    async def made() -> Embedder:
        return embedder("m", "d", hangs)

    task = asyncio.ensure_future(neighbours(project, embedder=made).related(looked(project)))
    await asyncio.wait_for(begun.wait(), 10)
    task.cancel()
    await asyncio.wait_for(ended.wait(), 10)
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_no_model_of_somebody_else_gives_way_to_an_embedding_one() -> None:
    backend = FakeBackend(loaded=(Resident("theirs"),))
    crew = Crew(lambda: asyncio.sleep(0, backend), cast_with_embed, BudgetGate(), lambda said: None)
    await crew.ready()
    assert await embedder_of(crew) is None
    backend.loaded = ()
    made = await embedder_of(crew)
    assert made is not None
    assert len(await made.query("text")) > 1
    backend.down = MissReason.DOWN
    with pytest.raises(BackendFailed):
        await embedder_of(crew)


def cast_with_embed(
    server: Server, installed: Sequence[Installed], held: Sequence[Resident]
) -> Mapping[Role, Player | Vacant]:
    parts = dict(cast(server, installed, held))
    parts[Role.EMBED] = parts[Role.REFINE]
    return parts


@pytest.mark.parametrize("enabled", [True, False])
async def test_the_setting_alone_turns_it_on(enabled: bool, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_LSP_CACHE_DIR", str(project.parent / "cache"))
    monkeypatch.setattr("spark_lsp.engine.neighbours.PASS_S", 60.0)
    settings, messages = read_settings({"backend": {"kind": "fake"}, "retrieval": {"enabled": enabled}}, None)
    assert messages == []
    engine: Any = SimpleNamespace(files={}, prover=SimpleNamespace(tried=None))
    lanes = await model_lanes(settings, engine, [str(project)], lambda said: None)
    assert lanes is not None
    asked = await lanes.refinery.author.ask(looked(project), SUBJECT, player(Role.REFINE))
    assert ("def report(db, request):" in asked.ask.user) == enabled
    await lanes.close()
