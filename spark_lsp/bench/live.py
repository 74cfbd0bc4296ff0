"""Makes scenarios of advice that a person took or put away: what is true of it follows from what the person did."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from spark_lsp.bench.controls import fails
from spark_lsp.bench.live_truth import Draft, Unmade, draft_of, scenario_text, trap_text
from spark_lsp.bench.scenario import Scenario, load_all
from spark_lsp.bench.scenario_files import read_scenario
from spark_lsp.core.live import Event, LiveRecord
from spark_lsp.errors import SparkError, UsageError
from spark_lsp.store.folders import cache_folder
from spark_lsp.store.live import LiveStore

SCENARIOS_MAX = 40
"""That are made, of the latest records: each is held against every other."""

NO_TWIN = "nothing was accepted in this language, so that silence on it would prove nothing"
NO_SIGN = "an answer that is worth nothing would score on it"
ALIKE = "it is too like one that there is"


@dataclass(slots=True)
class Made:
    """What came of records."""

    texts: dict[str, str] = field(default_factory=dict)
    """Name → the scenario's file."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Record → why there is none of it."""


def made_of(records: Sequence[LiveRecord], beside: Sequence[Scenario]) -> Made:
    """Scenarios of the latest records, each in the form of those that ship. Kept are those on which the controls hold,
    also beside the others and `beside`."""
    made, kept = Made(), list[Scenario]()
    drafts: dict[str, Draft] = {}
    for record in _latest(records, Event.ACCEPTED):
        drafted = draft_of(record)
        if isinstance(drafted, Unmade):
            made.left_out[record.id] = drafted.why
        elif _taken(made, kept, record, scenario_text(drafted), beside):
            drafts[record.id] = drafted
    for i, record in enumerate(_latest(records, Event.DISMISSED)):
        twins = [one for one in drafts.values() if one.language == record.language]
        text = trap_text(record, twins[i % len(twins)]) if twins else Unmade(NO_TWIN)
        if isinstance(text, Unmade):
            made.left_out[record.id] = text.why
        else:
            _taken(made, kept, record, text, beside)
    return made


def _latest(records: Sequence[LiveRecord], event: Event) -> list[LiveRecord]:
    return [one for one in records if one.event is event][-SCENARIOS_MAX // 2 :]


def _taken(made: Made, kept: list[Scenario], record: LiveRecord, text: str, beside: Sequence[Scenario]) -> bool:
    """Whether a scenario is one that tells answers apart; it is kept then."""
    name = f"live-{record.id}"
    try:
        scenario = _live(read_scenario(name, text))
    except SparkError as error:
        made.left_out[record.id] = str(error).partition(": ")[2]
        return False
    if fails(scenario, [scenario]):
        made.left_out[record.id] = NO_SIGN
        return False
    alike = ("other-scenario",)
    if fails(scenario, [*beside, *kept, scenario], alike) or any(fails(one, [scenario], alike) for one in kept):
        made.left_out[record.id] = ALIKE
        return False
    kept.append(scenario)
    made.texts[name] = text
    return True


def made() -> dict[str, Any]:
    """Makes scenarios of all that is kept, in the place of those made before. Raises UsageError for a disk that is full
    or read-only."""
    store = LiveStore(cache_folder())
    found = made_of(store.records(), load_all())
    try:
        store.write_scenarios(found.texts)
    except OSError as error:
        raise UsageError(f"{store.folder}: cannot be written: {error.strerror}") from error
    return {"made": sorted(found.texts), "leftOut": found.left_out, "folder": str(store.folder)}


def listed() -> dict[str, Any]:
    """What is kept, and which scenarios there are; no code."""
    store = LiveStore(cache_folder())
    rows = [
        {
            "id": one.id,
            "event": one.event.value,
            "rule": one.rule,
            "language": one.language,
            "at": datetime.fromtimestamp(one.at_s, UTC).isoformat(timespec="seconds"),
            "lines": one.code.count("\n"),
        }
        for one in store.records()
    ]
    return {"records": rows, "scenarios": sorted(_texts(store)), "folder": str(store.folder)}


def forgotten(ids: Iterable[str]) -> int:
    """Removes records by the beginning of their id, all where none is given, and every scenario; how many records.
    Raises UsageError for an id that is none, or a disk that refuses."""
    store = LiveStore(cache_folder())
    wanted = tuple(ids)
    known = [one.id for one in store.records()]
    for one in wanted:
        if not any(id_.startswith(one) for id_ in known):
            raise UsageError(f"{one} is none; spark-lsp bench live list names them")
    try:
        return store.forget(lambda id_: not wanted or id_.startswith(wanted))
    except OSError as error:
        raise UsageError(f"{store.folder}: cannot be written: {error.strerror}") from error


def load_live() -> tuple[Scenario, ...]:
    """The scenarios that were made last. Raises UsageError where there are none, SparkError for one that was spoilt."""
    texts = _texts(LiveStore(cache_folder()))
    if not texts:
        raise UsageError("there is no live scenario; run: spark-lsp bench live make")
    return tuple(_live(read_scenario(name, text)) for name, text in sorted(texts.items()))


def _live(one: Scenario) -> Scenario:
    return replace(one, live=True, twin=replace(one.twin, live=True) if one.twin is not None else None)


def _texts(store: LiveStore) -> dict[str, str]:
    try:
        return store.scenarios()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{store.folder}: cannot be read; run: spark-lsp bench live make") from error
