"""A heavy model works while nobody looks, and is gone at once when somebody does."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from spark_lsp.backends.fake import FakeBackend, Fault, Pause, Step, answer
from spark_lsp.cli.warm_heavy import refined
from spark_lsp.core.advisory import Lane
from spark_lsp.core.asking import Ask, Installed, MissReason, Resident
from spark_lsp.core.plan import Memory, MemoryKind
from spark_lsp.core.role import Role
from spark_lsp.core.shelf import Held
from spark_lsp.engine.heavy import Heavy
from spark_lsp.engine.lanes import TELL_S
from spark_lsp.engine.room import Room
from spark_lsp.store.presence import LOOK_NAME, Presence
from tests.engine.lane_parts import GOOD, Bench, bench, view

MIB = 1024 * 1024
SMALL = Installed("fake", "fake-digest", size_bytes=2000 * MIB, context_tokens=4096)
LARGE = Installed("heavy:20b", "heavy-digest", size_bytes=12_000 * MIB, context_tokens=8192)
WORKING = Resident("fake", "fake-digest", 2000 * MIB, 2000 * MIB, 4096)
HEADLINE = "`find` lets `name` rewrite the orders query"


class Seen:
    """Implements engine.presence.Presence without a disk."""

    def __init__(self) -> None:
        self.looks = self.stirs = 0
        self.since_s = float("inf")

    def looked(self) -> None:
        self.looks += 1

    def stirred(self) -> None:
        self.stirs += 1

    def look_mark(self) -> int:
        return self.looks

    def stir_mark(self) -> int:
        return self.stirs

    def since_look_s(self) -> float:
        return self.since_s

    def since_stir_s(self) -> float:
        return self.since_s


def server(*steps: Step, loaded: tuple[Resident, ...] = (WORKING,)) -> FakeBackend:
    """Its heavy model says these steps; by default what is right."""

    def script(ask: Ask) -> Sequence[Step]:
        assert ask.model == LARGE.name, "nobody else is asked"
        return steps or answer(GOOD)

    return FakeBackend(script=script, models=(SMALL, LARGE), loaded=loaded)


def heavy(lanes: Bench, *, free_mib: int = 12_000, name: str = "heavy:20b", away: bool = False) -> tuple[Heavy, Seen]:
    seen = Seen()
    lanes.lanes.presence = seen

    def memory(ours_mib: int) -> Memory:
        return Memory(MemoryKind.VRAM, free_mib, ours_mib)

    return Heavy(lanes.lanes, name, Room(lanes.lanes.crew, memory), away=away, poll_s=0.005), seen


async def close(lanes: Bench) -> None:
    await lanes.lanes.close()


def loaded(backend: FakeBackend) -> list[str]:
    return [one.name for one in backend.loaded]


async def test_its_packets_are_found_in_the_place_of_the_refiners_and_say_who_wrote_them() -> None:
    backend = server()
    lanes = bench(backend)
    one, _ = heavy(lanes)
    here = view()
    assert await one.missing([here]) == [here]
    done = await one.round([here])
    assert (done.made, done.left, done.gave_way, done.trouble) == (1, (), False, "")
    [worded] = lanes.lanes.worded(here, here.advisories)
    assert worded.advisory.headline == HEADLINE
    assert (worded.lane, worded.lineage.model) == (Lane.REFINED, "heavy:20b")
    assert lanes.upgrades[0].lane is Lane.REFINED
    assert await one.missing([here]) == []
    await close(lanes)


async def test_the_working_model_makes_room_and_is_back_after_it() -> None:
    backend = server()
    lanes = bench(backend)
    one, _ = heavy(lanes, free_mib=12_000)
    await one.round([view()])
    assert backend.warmed == ["fake", "heavy:20b", "heavy:20b", "fake"]
    assert loaded(backend) == ["fake"]
    await close(lanes)


async def test_where_both_fit_nothing_is_unloaded_for_it() -> None:
    backend = server()
    lanes = bench(backend)
    one, _ = heavy(lanes, free_mib=40_000)
    await one.round([view()])
    assert backend.warmed == ["heavy:20b", "heavy:20b"]
    assert loaded(backend) == ["fake"]
    await close(lanes)


async def test_one_that_somebody_else_had_loaded_stays_loaded() -> None:
    backend = server(loaded=(Resident("heavy:20b", "heavy-digest", context_tokens=4096),))
    lanes = bench(backend)
    one, _ = heavy(lanes)
    assert (await one.round([view()])).made == 1
    assert backend.warmed == []
    await close(lanes)


async def test_no_deadline_ends_it() -> None:
    backend = server(*answer(GOOD, first_s=0.4))
    backend.warm_s = 0.1
    lanes = bench(backend)
    lanes.lanes.refinery.limit_s = 0.01
    one, _ = heavy(lanes)
    assert (await one.round([view()])).made == 1
    await close(lanes)


@pytest.mark.parametrize("during", ["load", "reply"])
@pytest.mark.parametrize("who", ["looks elsewhere", "waits elsewhere", "is here"])
async def test_it_gives_way_at_once_and_the_working_model_is_back(during: str, who: str) -> None:
    backend = server(Pause(float("inf")))
    lanes = bench(backend)
    one, seen = heavy(lanes)
    if during == "load":
        backend.warm_s = 0.2
    work = asyncio.ensure_future(one.round([view()]))
    await lanes.until(lambda: backend.running == 1 if during == "reply" else "heavy:20b" in backend.warmed)
    backend.warm_s = 0.0
    match who:
        case "looks elsewhere":
            seen.looked()
        case "waits elsewhere":
            lanes.lease.wanted = True
        case _:
            one.give_way()
    done = await work
    assert (done.made, len(done.left), done.gave_way) == (0, 1, True)
    assert backend.running == 0
    assert loaded(backend) == ["fake"]
    assert not lanes.lease.taken
    await close(lanes)


@pytest.mark.parametrize("away", [True, False])
async def test_typing_ends_it_only_where_it_works_while_the_person_is_away(away: bool) -> None:
    backend = server(*answer(GOOD, first_s=0.3))
    lanes = bench(backend)
    one, seen = heavy(lanes, away=away)
    work = asyncio.ensure_future(one.round([view()]))
    await lanes.until(lambda: backend.running == 1)
    seen.stirred()
    assert (await work).gave_way is away
    await close(lanes)


@pytest.mark.parametrize("who", ["waits here", "looked a moment ago", "has the turn"])
async def test_it_never_begins_while_a_person_waits(who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = server()
    lanes = bench(backend)
    one, seen = heavy(lanes)
    match who:
        case "waits here":
            lanes.lanes.refinery.turn.person_came()
        case "looked a moment ago":
            seen.since_s = 0.5
        case _:
            monkeypatch.setattr("spark_lsp.engine.turn.WAIT_S", 0.0)
    done = await one.round([view()])
    assert (done.made, done.gave_way) == (0, True)
    assert (backend.warmed, backend.asked) == ([], [])
    await close(lanes)


async def test_a_look_here_is_told_to_the_other_windows() -> None:
    backend = FakeBackend()
    lanes = bench(backend)
    _, seen = heavy(lanes)
    here = view()
    task = lanes.lanes.looked(here, here.advisories[0])
    await lanes.until(lambda: seen.looks == 1)
    await asyncio.sleep(TELL_S)
    await lanes.lanes.refine_here(here, here.advisories[0], limit_s=5.0)
    await lanes.until(lambda: seen.looks == 2)
    if task is not None:
        await task
    await close(lanes)


async def test_what_does_not_fit_is_said_and_nothing_is_unloaded() -> None:
    backend = server()
    lanes = bench(backend)
    one, _ = heavy(lanes, free_mib=8000)
    done = await one.round([view()])
    assert "does not fit: it needs" in done.trouble
    assert "10000 MiB are there" in done.trouble
    assert backend.warmed == []
    stranger = Resident("other:7b", "x", 4000 * MIB, 4000 * MIB, 4096)
    backend.loaded = (WORKING, stranger)
    one, _ = heavy(lanes, free_mib=11_500)
    assert "would take the place of other:7b" in (await one.round([view()])).trouble
    assert backend.warmed == []
    await close(lanes)


async def test_what_is_in_the_way_is_said() -> None:
    backend = server(Fault(MissReason.SERVER_ERROR))
    lanes = bench(backend)
    one, _ = heavy(lanes, name="gone:70b")
    assert "gone:70b is not there" in (await one.round([view()])).trouble
    one, _ = heavy(lanes, free_mib=14_000)
    assert "server error" in (await one.round([view()])).trouble
    lanes.lanes.refinery.may_work = lambda: "the machine runs on its battery"
    before = len(backend.warmed)
    assert "battery" in (await one.round([view()])).trouble
    assert len(backend.warmed) == before, "nothing made room for it"
    assert loaded(backend) == ["fake"]
    backend.models = (replace(SMALL, remote=True), replace(LARGE, remote=True))
    assert "elsewhere" in (await one.round([view()])).trouble
    await close(lanes)


async def test_a_file_that_no_model_is_shown_is_left_out() -> None:
    backend = server()
    lanes = bench(backend, private="files of this name hold secrets")
    one, _ = heavy(lanes)
    assert await one.missing([view()]) == []
    assert (await one.round([view()])).came_to_nothing == {MissReason.PRIVATE: 1}
    assert backend.asked == []
    await close(lanes)


async def test_nothing_said_keeps_what_there_is() -> None:
    backend = server(*answer({"headline": "", "next_step": "", "why": ""}))
    lanes = bench(backend)
    one, _ = heavy(lanes)
    done = await one.round([view()])
    assert done.came_to_nothing == {MissReason.NOTHING_USEFUL: 1}
    subject = lanes.lanes.packets.subject(view(), view().advisories[0])
    assert not isinstance(lanes.lanes.packets.held(view(), subject, Role.REFINE), Held)
    await close(lanes)


async def test_the_command_goes_on_when_nobody_looks_any_more() -> None:
    replies: list[Sequence[Step]] = [[Pause(float("inf"))], answer(GOOD)]
    backend = FakeBackend(script=lambda ask: replies.pop(0), models=(SMALL, LARGE), loaded=(WORKING,))
    lanes = bench(backend)
    one, seen = heavy(lanes, free_mib=14_000)
    said: list[str] = []
    work = asyncio.ensure_future(refined(one, [view()], lambda: None, said.append, quiet_s=0.01))
    await lanes.until(lambda: backend.running == 1)
    seen.looked()
    done = await work
    assert (done.made, done.gave_way, done.trouble) == (1, 1, "")
    assert "gave way" in said[0]
    await close(lanes)


def test_windows_see_each_others_looks(tmp_path: Path) -> None:
    now = [1000.0]
    here, there = (Presence(tmp_path / "cache", lambda: now[0]) for _ in range(2))
    assert (here.look_mark(), here.since_look_s()) == (0, float("inf"))
    there.looked()
    assert here.look_mark() > 0
    os.utime(tmp_path / "cache" / LOOK_NAME, (990.0, 990.0))
    assert here.since_look_s() == 10.0
    there.stirred()
    assert here.stir_mark() > 0
    assert here.since_stir_s() == 0.0
    blocked = Presence(tmp_path / "cache" / LOOK_NAME / "no")
    blocked.looked()
    assert blocked.look_mark() == 0
