from collections.abc import Callable
from itertools import product

import pytest

from spark_lsp.core.refining import QUEUED_MAX, Cancel, Command, Job, Refining, Start

A, B, C, D = (Job(slot, f"file:///{slot}", f"key-{slot}") for slot in "abcd")
GUESS = Job("g", "file:///a", "key-g", likely=0.3)
URGENT = Job("u", "file:///u", "key-u", urgent=True)


def test_a_wish_is_started_at_once_where_nobody_waits() -> None:
    machine = Refining()
    assert machine.wanted(A) == [Start(A)]
    assert machine.wanted(B) == []
    assert machine.ended("a") == [Start(B)]


def test_a_wish_waits_while_a_person_does() -> None:
    machine = Refining()
    machine.person_came("x")
    assert machine.wanted(A) == []
    assert machine.person_left() == [Start(A)]


def test_a_person_stops_what_runs_and_it_comes_back() -> None:
    machine = Refining()
    machine.wanted(A)
    assert machine.person_came("x") == [Cancel(A)]
    assert machine.ended("a") == []
    assert machine.person_left() == [Start(A)]


def test_a_person_who_waits_for_what_runs_does_not_stop_it() -> None:
    machine = Refining()
    machine.wanted(A)
    assert machine.person_came("a") == []


def test_somebody_in_another_window_stops_whatever_runs() -> None:
    machine = Refining()
    machine.wanted(A)
    assert machine.person_came("") == [Cancel(A)]


def test_a_job_whose_unit_changed_is_cancelled_for_good() -> None:
    machine = Refining()
    machine.wanted(A)
    assert machine.dropped(A.uri, frozenset({"other"})) == [Cancel(A)]
    assert machine.ended("a") == []
    assert machine.idle()


def test_a_queued_job_whose_unit_changed_is_forgotten() -> None:
    machine = Refining()
    machine.wanted(A)
    machine.wanted(B)
    machine.dropped(B.uri, frozenset())
    assert machine.ended("a") == []


def test_a_job_whose_unit_is_still_there_stays() -> None:
    machine = Refining()
    machine.wanted(A)
    assert machine.dropped(A.uri, frozenset({A.unit_key})) == []


def test_a_preempted_job_whose_unit_then_changed_does_not_come_back() -> None:
    machine = Refining()
    machine.wanted(A)
    machine.person_came("x")
    machine.dropped(A.uri, frozenset())
    machine.ended("a")
    assert machine.person_left() == []


def test_the_newest_wish_is_first_and_the_oldest_is_forgotten() -> None:
    machine = Refining()
    machine.person_came("x")
    for job in (A, B, C, D):
        machine.wanted(job)
    assert [job.slot for job in machine.queued] == ["d", "c"]


def test_what_was_asked_for_in_so_many_words_stops_another_job_and_is_not_forgotten() -> None:
    machine = Refining()
    machine.wanted(A)
    assert machine.wanted(URGENT) == [Cancel(A)]
    for job in (B, C, D):
        machine.wanted(job)
    assert URGENT in machine.queued


def test_an_urgent_wish_for_what_waits_brings_it_to_the_front() -> None:
    machine = Refining()
    machine.person_came("x")
    machine.wanted(A)
    machine.wanted(B)
    urgent = Job(A.slot, A.uri, A.unit_key, urgent=True)
    machine.wanted(urgent)
    assert machine.queued == [urgent, B]


def test_a_guess_is_made_only_when_nothing_is_wished_for() -> None:
    machine = Refining(guess=lambda: GUESS)
    assert machine.wanted(A) == [Start(A)]
    machine.wanted(B)
    assert machine.ended("a") == [Start(B)]
    assert machine.ended("b") == [Start(GUESS)]


def test_a_wish_stops_a_guess_which_is_then_guessed_anew_or_not() -> None:
    machine = Refining(guess=once(GUESS))
    assert machine.replanned() == [Start(GUESS)]
    assert machine.wanted(A) == [Cancel(GUESS)]
    assert machine.ended("g") == [Start(A)]
    assert machine.ended("a") == []


def test_a_wish_for_what_is_being_guessed_takes_it_over() -> None:
    machine = Refining(guess=once(GUESS))
    machine.replanned()
    assert machine.wanted(Job("g", GUESS.uri, GUESS.unit_key)) == []
    assert machine.person_came("x") == [Cancel(Job("g", GUESS.uri, GUESS.unit_key))]
    machine.ended("g")
    assert [command.job.slot for command in machine.person_left()] == ["g"]


def test_what_somebody_waits_for_is_not_stopped_for_another() -> None:
    machine = Refining()
    machine.wanted(A)
    machine.person_came("a")
    assert machine.person_came("x") == []
    machine.person_left()
    machine.person_left()
    assert machine.person_came("x") == [Cancel(A)]


def once(job: Job) -> Callable[[], Job | None]:
    left = [job]
    return lambda: left.pop() if left else None


def guess(machine: Refining) -> list[Command]:
    machine.guess = once(GUESS)
    return machine.replanned()


EVENTS: dict[str, Callable[[Refining], list[Command]]] = {
    "want a": lambda m: m.wanted(A),
    "want b": lambda m: m.wanted(B),
    "want urgently": lambda m: m.wanted(URGENT),
    "person for a": lambda m: m.person_came("a"),
    "person elsewhere": lambda m: m.person_came("x"),
    "person left": lambda m: m.person_left(),
    "a edited": lambda m: m.dropped(A.uri, frozenset()),
    "u edited": lambda m: m.dropped(URGENT.uri, frozenset()),
    "guess": guess,
    "ended": lambda m: m.ended(m.running.slot) if m.running is not None else [],
    "another ended": lambda m: m.ended("z"),
}


@pytest.mark.parametrize("first", EVENTS)
def test_every_short_story_keeps_the_promises(first: str) -> None:
    for rest in product(EVENTS, repeat=4):
        machine = Refining()
        running: set[str] = set()
        told_to_stop: set[str] = set()
        story = (first, *rest)
        for event in story:
            if event == "ended" and machine.running is not None:
                running.discard(machine.running.slot)
                told_to_stop.discard(machine.running.slot)
            awaited = machine._awaited
            for command in EVENTS[event](machine):
                match command:
                    case Start(job):
                        assert not running, (story, "two at once")
                        assert machine.waiting == 0, (story, "started while a person waits")
                        assert job is not GUESS or not machine.queued, (story, "guessed before a wish")
                        assert not (job is A and event == "a edited"), (story, "a stale job was started")
                        running.add(job.slot)
                    case Cancel(job):
                        assert job.slot in running, (story, "cancelled what does not run")
                        assert job.slot not in told_to_stop, (story, "cancelled twice")
                        assert event != "person for a" or job.slot != "a", (story, "stopped what is waited for")
                        told_to_stop.add(job.slot)
            slots = [job.slot for job in machine.queued]
            assert len(slots) == len(set(slots)), (story, "a slot twice")
            assert len(slots) <= QUEUED_MAX, (story, "too many")
            if machine.running is not None and machine.running.slot in slots:
                assert machine.running.slot in told_to_stop, (story, "a slot runs and waits")
            if event == "a edited":
                assert A not in machine.queued, (story, "a stale job waits")
                assert "a" not in running or "a" in told_to_stop, (story, "a stale job runs on")
            elsewhere = event == "person elsewhere"
            assert not elsewhere or awaited or running <= told_to_stop, (story, "a person waits behind a job")
            wished = event in ("want a", "want b", "want urgently") and not awaited
            assert not wished or GUESS.slot not in running - told_to_stop, (story, "a guess goes before a wish")
        # Whoever is gone, everything comes to an end.
        machine.guess = lambda: None
        while machine.waiting:
            started = machine.person_left()
            running |= {c.job.slot for c in started if isinstance(c, Start)}
        for _ in range(10):
            if machine.running is not None:
                machine.ended(machine.running.slot)
        assert machine.idle(), (story, "something is left for ever")
