"""The model lanes on a scripted server: what a look gives, in time, late, and when things break."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from spark_lsp.backends.fake import FakeBackend, Fault, Pause, answer
from spark_lsp.core.advisory import Lane
from spark_lsp.core.asking import Ask, Cost, Done, Finish, Installed, MissReason, Resident, Words
from spark_lsp.core.gate import Refused
from spark_lsp.core.refining import Job
from spark_lsp.engine.lanes import Upgrade
from tests.engine.lane_parts import FOUND, GOOD, TEXT, UNIT, Bench, bench, view

HANG = Pause(float("inf"))


@pytest.fixture(autouse=True)
async def nothing_is_left_running() -> AsyncIterator[None]:
    """What a test leaves running is ended while its loop can still do that."""
    yield
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


def lane(made: Bench) -> Lane:
    return made.lanes.worded(view(), [FOUND])[0].lane


async def test_before_anybody_looked_the_advice_is_programmatic() -> None:
    made = bench(FakeBackend())
    assert lane(made) is Lane.PROGRAMMATIC
    assert made.backend.asked == []


async def test_a_look_brings_the_words_of_a_model_and_nothing_else_of_it() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD)))
    await made.lanes.looked(view(), FOUND)
    found = made.lanes.worded(view(), [FOUND])[0]
    assert found.lane is Lane.REALTIME
    assert found.advisory.headline == GOOD["headline"]
    assert found.lineage.model == "fake"
    assert (found.advisory.severity, found.advisory.span, found.advisory.evidence) == (
        FOUND.severity,
        FOUND.span,
        FOUND.evidence,
    )
    assert [u.lane for u in made.upgrades] == [Lane.REALTIME]
    assert made.upgrades[0].in_time


async def test_after_the_attempt_a_refined_packet_is_made_and_is_never_replaced_by_a_realtime_one() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD)))
    await made.lanes.looked(view(), FOUND)
    await made.refined()
    assert lane(made) is Lane.REFINED
    assert [(u.lane, u.in_time) for u in made.upgrades] == [(Lane.REALTIME, True), (Lane.REFINED, False)]
    asked = len(made.backend.asked)
    assert made.lanes.looked(view(), FOUND) is None
    assert len(made.backend.asked) == asked
    assert lane(made) is Lane.REFINED


async def test_a_look_at_code_that_moved_finds_its_packet_there() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD)))
    await made.lanes.looked(view(), FOUND)
    await made.refined()
    below = view(first_line=10)
    assert made.lanes.worded(below, [FOUND])[0].lane is Lane.REFINED


async def test_a_packet_made_when_the_surroundings_were_others_is_shown_labelled_and_made_again() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD)))
    await made.lanes.looked(view(), FOUND)
    await made.refined()
    changed = view(unit=replace(UNIT, digest="another"))
    found = made.lanes.worded(changed, [FOUND])[0]
    assert found.lineage.context_changed
    before = len(made.backend.asked)
    await made.lanes.looked(changed, FOUND)
    await made.refined()
    assert len(made.backend.asked) > before
    assert not made.lanes.worded(changed, [FOUND])[0].lineage.context_changed


async def test_two_looks_at_one_thing_ask_once() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD, first_s=0.05)))
    one, other = made.lanes.looked(view(), FOUND), made.lanes.looked(view(), FOUND)
    await asyncio.gather(one, other)
    assert len(made.backend.asked) == 1


async def test_at_the_deadline_what_is_complete_is_shown_and_the_rest_follows_into_the_store() -> None:
    text = json.dumps({"headline": GOOD["headline"], "next_step": "Hand `name` to `exec"})[:-2]
    rest = 'ute` as a parameter", "why": ""}'
    steps = [Words(text), Pause(0.3), Words(rest), Done(Finish.STOP, Cost())]
    made = bench(FakeBackend(lambda ask: steps))
    await made.lanes.looked(view(), FOUND, deadline_s=0.1)
    found = made.lanes.worded(view(), [FOUND])[0]
    assert found.advisory.headline == GOOD["headline"]
    assert found.advisory.next_step == FOUND.next_step
    await made.refined()
    assert made.backend.cancelled == 0


@pytest.mark.parametrize("deadline_s", [0.05, 0.2])
async def test_a_server_that_hangs_makes_nobody_late(deadline_s: float) -> None:
    made = bench(FakeBackend(lambda ask: [HANG]))
    began = time.monotonic()
    await made.lanes.looked(view(), FOUND, deadline_s=deadline_s)
    assert time.monotonic() - began < deadline_s + 1.0
    assert lane(made) is Lane.PROGRAMMATIC
    assert made.lanes.realtime.misses[MissReason.LATE] == 1
    await made.lanes.close()
    await asyncio.sleep(0)
    assert made.backend.running == 0


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ([Fault(MissReason.SERVER_ERROR)], MissReason.SERVER_ERROR),
        ([Words('{"head'), Fault(MissReason.BROKEN_STREAM)], MissReason.BROKEN_STREAM),
        ([Words('{"head')], MissReason.BROKEN_STREAM),
        ([Words("I am sorry, "), Words("no."), Done(Finish.STOP, Cost())], MissReason.GARBLED),
        ([Words('{"headline": 7}'), Done(Finish.STOP, Cost())], MissReason.NOTHING_USEFUL),
        ([Words(" " * 500), HANG], MissReason.GARBLED),
        ([Words('{"headline": "' + "x" * 70_000)], MissReason.TOO_LONG),
        (answer({"headline": ""}), MissReason.NOTHING_USEFUL),
        (answer({"headline": "`frobnicate` leaks in `find`"}), MissReason.UNGROUNDED),
        ([Words('{"headline": "cut'), Done(Finish.LENGTH, Cost())], MissReason.CUT_SHORT),
    ],
)
async def test_whatever_a_model_does_wrong_the_advice_stays_programmatic(steps: list, reason: MissReason) -> None:
    made = bench(FakeBackend(lambda ask: steps))
    await made.lanes.looked(view(), FOUND, deadline_s=0.5)
    assert lane(made) is Lane.PROGRAMMATIC
    assert made.lanes.realtime.misses[reason] == 1
    assert made.upgrades == []
    await made.lanes.close()


async def test_words_that_a_look_showed_already_are_not_told_again() -> None:
    made = bench(FakeBackend(lambda ask: [Fault(MissReason.GARBLED)] if "refine" in ask.system else answer(GOOD)))
    await made.lanes.looked(view(), FOUND)
    await made.refined()
    assert [u.lane for u in made.upgrades] == [Lane.REALTIME]
    again = made.lanes.looked(view(), FOUND)
    assert again is not None
    await again
    assert [u.lane for u in made.upgrades] == [Lane.REALTIME]


async def test_after_a_reply_that_came_to_nothing_the_background_has_its_turn() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD if "refine" in ask.system else {"headline": ""})))
    await made.lanes.looked(view(), FOUND)
    await made.refined()
    assert lane(made) is Lane.REFINED


async def test_a_model_that_is_not_loaded_is_not_asked_but_loaded_apart() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD), loaded=(), warm_s=0.05))
    await made.lanes.looked(view(), FOUND)
    assert made.backend.asked == []
    assert made.lanes.realtime.misses[MissReason.NOT_LOADED] == 1
    await made.refined()
    assert made.backend.warmed == ["fake"]
    assert lane(made) is Lane.REFINED


async def test_no_model_is_loaded_in_the_place_of_anothers() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD), loaded=(Resident("somebody's"),)))
    await made.lanes.looked(view(), FOUND)
    await made.refined()
    assert made.backend.warmed == []
    assert lane(made) is Lane.PROGRAMMATIC


async def test_a_server_that_is_down_is_left_alone_and_found_again() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD), down=MissReason.DOWN))
    for _ in range(10):
        await made.lanes.looked(view(), FOUND)
    assert lane(made) is Lane.PROGRAMMATIC
    assert len(made.logged) == 1
    assert made.lanes.crew.trouble
    made.backend.down = None
    made.lanes.crew.gate.circuit.held()
    await made.lanes.looked(view(), FOUND)
    assert lane(made) is Lane.REALTIME


async def test_a_server_that_dies_takes_no_packet_along() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD)))
    await made.lanes.looked(view(), FOUND)
    await made.refined()
    made.backend.down = MissReason.DOWN
    made.lanes.crew.stale()
    await made.lanes.looked(view(), FOUND)
    assert lane(made) is Lane.REFINED


async def test_a_server_that_comes_back_with_another_model_is_asked_anew() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD)))
    await made.lanes.looked(view(), FOUND)
    await made.refined()
    made.backend.models = (Installed("fake", "another digest"),)
    made.lanes.crew.stale()
    before = len(made.backend.asked)
    await made.lanes.looked(view(), FOUND)
    assert len(made.backend.asked) == before + 1


async def test_a_private_file_is_shown_to_nobody() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD)), private="it holds secrets")
    await made.lanes.looked(view(), FOUND)
    assert await made.lanes.refine_here(view(), FOUND, limit_s=1.0) is MissReason.PRIVATE
    assert made.backend.asked == []


async def test_whoever_waits_goes_before_the_background() -> None:
    def script(ask: Ask) -> list:
        return answer(GOOD) if "realtime" in ask.system else [Pause(30.0), *answer(GOOD)]

    made = bench(FakeBackend(script))
    await made.lanes.looked(view(), FOUND)
    await made.until(lambda: made.backend.running > 0)
    other = view(unit=replace(UNIT, key="other"), uri="file:///b.py")
    began = time.monotonic()
    await made.lanes.looked(other, FOUND)
    assert time.monotonic() - began < 5.0
    assert made.lanes.worded(other, [FOUND])[0].lane is Lane.REALTIME
    assert made.backend.cancelled == 1
    assert made.lease.interrupts >= 1
    await made.lanes.close()


async def test_a_person_in_another_window_stops_the_background() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD) if "realtime" in ask.system else [HANG]))
    await made.lanes.looked(view(), FOUND)
    await made.until(lambda: made.backend.running > 0)
    made.lease.wanted = True
    await made.until(lambda: made.backend.running == 0)
    assert made.backend.cancelled == 1
    assert not made.lease.taken
    await made.lanes.close()


async def test_a_job_whose_unit_was_edited_is_given_up() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD) if "realtime" in ask.system else [HANG]))
    await made.lanes.looked(view(), FOUND)
    await made.until(lambda: made.backend.running > 0)
    made.lanes.refinery.units_are("file:///a.py", ["edited"])
    await made.refined()
    assert made.backend.running == 0
    assert lane(made) is Lane.REALTIME


async def test_what_is_asked_for_in_so_many_words_is_made_now() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD)))
    assert await made.lanes.refine_here(view(), FOUND, limit_s=5.0) is None
    assert lane(made) is Lane.REFINED


async def test_what_is_asked_for_in_so_many_words_comes_field_by_field() -> None:
    whole = json.dumps(GOOD)
    cut = whole.index(', "next_step"') + 1
    said = [Words(whole[:cut]), Pause(0.05), Words(whole[cut:]), Done(Finish.STOP, Cost(tokens=60))]
    made = bench(FakeBackend(lambda ask: said))
    seen: list[str] = []
    made.lanes.on_upgrade = lambda upgrade: seen.append(made.lanes.worded(view(), [FOUND])[0].advisory.next_step)
    assert await made.lanes.refine_here(view(), FOUND, limit_s=5) is None
    assert seen[0] == FOUND.next_step
    assert seen[-1] == GOOD["next_step"]
    assert lane(made) is Lane.REFINED


async def test_what_is_there_of_an_attempt_is_told_while_the_model_writes_and_not_as_in_time() -> None:
    whole = json.dumps(GOOD)
    cut = whole.index(', "next_step"') + 1
    said = [Words(whole[:cut]), Pause(0.3), Words(whole[cut:]), Done(Finish.STOP, Cost(tokens=60))]
    made = bench(FakeBackend(lambda ask: said))
    seen: list[tuple[str, bool]] = []
    made.lanes.on_upgrade = lambda told: seen.append(
        (made.lanes.worded(view(), [FOUND])[0].advisory.next_step, told.in_time)
    )
    await made.lanes.looked(view(), FOUND)
    assert seen == [(FOUND.next_step, False), (GOOD["next_step"], True)]
    assert made.lanes.worded(view(), [FOUND])[0].advisory.headline == GOOD["headline"]


async def test_what_is_dropped_of_a_reply_that_is_told_in_parts_is_counted_once() -> None:
    whole = json.dumps({**GOOD, "next_step": "Call `nothing_of_that_name` first"})
    cut = whole.index(', "why"') + 1
    said = [Words(whole[:cut]), Pause(0.3), Words(whole[cut:]), Done(Finish.STOP, Cost(tokens=60))]
    made = bench(FakeBackend(lambda ask: [Fault(MissReason.GARBLED)] if "refine" not in ask.system else said))
    await made.lanes.refine_here(view(), FOUND, limit_s=5)
    assert len(made.upgrades) > 1, "it was told in parts"
    assert sum(made.lanes.refinery.author.dropped.values()) == 1


async def test_who_asks_in_so_many_words_for_what_waits_for_its_time_or_is_being_made_gets_it_at_once() -> None:
    whole = json.dumps(GOOD)
    cut = whole.index(', "next_step"') + 1
    said = [Words(whole[:cut]), Pause(0.2), Words(whole[cut:]), Done(Finish.STOP, Cost(tokens=60))]
    made = bench(FakeBackend(lambda ask: said if "refine" in ask.system else [Fault(MissReason.GARBLED)]))
    made.lanes.refinery.dwell_s = 60.0
    await made.lanes.looked(view(), FOUND)
    assert made.lanes.refines(UNIT.key), "wanted by the look, and not begun"
    seen: list[str] = []
    begun = asyncio.Event()

    def told(upgrade: Upgrade) -> None:
        seen.append(made.lanes.worded(view(), [FOUND])[0].advisory.next_step)
        begun.set()

    made.lanes.on_upgrade = told
    first = asyncio.ensure_future(made.lanes.refine_here(view(), FOUND, limit_s=5))
    await begun.wait()
    assert seen == [FOUND.next_step], "the headline, while the model writes"
    assert await made.lanes.refine_here(view(), FOUND, limit_s=5) is None
    assert await first is None
    assert seen[-1] == GOOD["next_step"]
    assert sum("refine" in ask.system for ask in made.backend.asked) == 1


async def test_a_repair_that_passes_the_edit_gate_is_offered_for_this_very_text() -> None:
    fix = '    cursor.execute("SELECT * FROM orders WHERE name = ?", (name,))'
    reply = {**GOOD, "first_line": 3, "last_line": 3, "replacement": fix}
    made = bench(FakeBackend(lambda ask: answer(reply)))
    made.text[0] = "\n\n" + TEXT
    assert await made.lanes.refine_here(view(first_line=2), FOUND, limit_s=5.0) is None
    found = made.lanes.worded(view(), [FOUND])[0].advisory
    assert found.edit is not None
    assert [(e.span.start.line, e.text) for e in found.edit.edits] == [(2, fix)]
    assert not found.edit.safe
    edited = view(lines=(*view().lines[:2], "    # a comment\n", *view().lines[2:]))
    assert made.lanes.worded(edited, [FOUND])[0].advisory.edit is None


async def test_a_repair_that_fails_the_edit_gate_is_dropped_and_counted() -> None:
    reply = {**GOOD, "first_line": 3, "last_line": 3, "replacement": "    cursor.execute(name)"}
    made = bench(FakeBackend(lambda ask: answer(reply)), verdict=Refused("does not parse"))
    assert await made.lanes.refine_here(view(), FOUND, limit_s=5.0) is None
    assert made.lanes.worded(view(), [FOUND])[0].advisory.edit is None
    assert made.lanes.refinery.author.dropped["does not parse"] == 1


async def test_twenty_looks_at_once_with_a_server_that_hangs_all_end() -> None:
    made = bench(FakeBackend(lambda ask: [HANG], resident_s=0.01))
    looks = []
    for i in range(20):
        other = view(unit=replace(UNIT, key=f"k{i}"), uri=f"file:///{i}.py")
        looks.append(made.lanes.looked(other, FOUND, deadline_s=0.2))
    await asyncio.wait_for(asyncio.gather(*looks), 5.0)
    await made.lanes.close()
    for _ in range(20):
        await asyncio.sleep(0)
    assert made.backend.running == 0


async def test_a_defect_of_ours_is_logged_by_its_kind_and_leaves_nobody_hanging() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD)))

    def broken(text: str) -> str:
        raise ValueError(text)

    made.lanes.refinery.author.redact = broken
    await asyncio.wait({made.lanes.looked(view(), FOUND)}, timeout=5.0)
    await made.refined()
    assert lane(made) is Lane.PROGRAMMATIC
    assert any("ValueError" in line for line in made.logged)
    assert "SELECT" not in "".join(made.logged)


async def test_a_packet_that_was_streamed_and_then_broke_off_is_made_again() -> None:
    headline = json.dumps({"headline": GOOD["headline"], "next_step": ""})[:-1]
    broken = [Words(headline), Pause(0.2), Fault(MissReason.BROKEN_STREAM)]
    made = bench(FakeBackend(lambda ask: broken if "refine" in ask.system else answer({"headline": ""})))
    await made.lanes.looked(view(), FOUND)
    await made.until(lambda: made.backend.running > 0)
    assert made.lanes.looked(view(), FOUND, deadline_s=0.1) is not None
    await made.refined()
    made.backend.script = lambda ask: answer(GOOD)
    made.lanes.crew.gate.circuit.held()
    again = made.lanes.looked(view(), FOUND)
    assert again is not None
    await again
    await made.refined()
    assert made.lanes.packets.is_best(view(), made.lanes.packets.subject(view(), FOUND))


async def test_what_was_put_away_is_not_worded_again() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD)))
    await made.lanes.looked(view(), FOUND)
    await made.refined()
    assert lane(made) is Lane.REFINED
    made.lanes.rejected(view(), FOUND)
    await made.until(lambda: lane(made) is Lane.PROGRAMMATIC)
    asked = len(made.backend.asked)
    await made.lanes.looked(view(), FOUND)
    await made.refined()
    assert lane(made) is Lane.PROGRAMMATIC
    assert len(made.backend.asked) <= asked + 2


async def test_a_job_that_is_given_up_before_its_first_step_holds_nobody_up() -> None:
    made = bench(FakeBackend(lambda ask: answer(GOOD)))
    await made.lanes.looked(view(), FOUND)
    await made.refined()
    other = view(unit=replace(UNIT, key="other"))
    await made.lanes.bring([other])
    job = Job("a guess", "file:///a.py", "other", likely=0.5)
    made.lanes.refinery.propose("a guess", other, made.lanes.packets.subject(other, FOUND))
    made.lanes.refinery.machine.guess = iter([job]).__next__
    made.lanes.refinery.replanned()
    assert made.lanes.refinery.machine.running == job
    made.lanes.refinery.machine.guess = lambda: None
    made.lanes.refinery.units_are("file:///a.py", ())  # in the same step of the loop
    await made.refined()
    assert await made.lanes.refine_here(other, FOUND, limit_s=5.0) is None
