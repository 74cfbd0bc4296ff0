"""A session recorded as a trace says when and how much, and no word of what."""

import gzip
import json
from pathlib import Path

from spark_lsp.bench.replay.traces import Act, Open, Save, read_trace
from spark_lsp.core.activity import Known, Saved, UnitRow, Visited
from spark_lsp.core.recording import Recording
from spark_lsp.core.unit import UnitKind

FILE = "file:///secret-shop/billing.py"


def row(name: str, key: str = "1", digest: str = "d") -> UnitRow:
    mentions = frozenset({"card_number", name})
    return UnitRow(f"{FILE}#{name}", FILE, UnitKind.FUNCTION, name, 7, f"{name}:{key}", digest, mentions)


def session() -> list[str]:
    recording = Recording("mine", b"salt" * 4)
    events = [
        (Known(FILE, (row("charge"), row("refund"))), 100.0),
        (Visited(row("refund").unit), 101.5),
        (Saved(FILE, (row("charge", "2"), row("refund", digest="e")), {row("charge").unit: 3}), 110.0),
        (Saved(FILE, (row("refund", digest="e"), row("void")), {row("void").unit: 4, row("charge").unit: 5}), 120.0),
        (Saved(FILE, (row("refund", digest="e"), row("void")), {}), 121.0),
    ]
    return [line for event, now_s in events for line in recording.take(event, now_s)] + recording.asked(
        row("refund").unit, 125.0
    )


def test_it_reads_back_as_what_happened(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl.gz"
    file.write_bytes(gzip.compress("".join(session()).encode()))
    trace = read_trace(file)
    assert (trace.name, trace.kind) == ("mine", "saves")
    opened, visited, first, second, empty, hovered = trace.events
    assert isinstance(opened, Open)
    assert [one.lines for one in opened.rows] == [7, 7]
    assert isinstance(visited, Act)
    assert (visited.t, visited.what) == (1.5, "visit")
    assert isinstance(first, Save)
    assert isinstance(second, Save)
    assert isinstance(empty, Save)
    charge, refund = opened.rows
    assert first.changed == ((charge.unit, 3),)
    assert [one.key == was.key for one, was in zip(first.rows, opened.rows, strict=True)] == [False, True]
    assert [one.digest == was.digest for one, was in zip(first.rows, opened.rows, strict=True)] == [True, False]
    assert second.primary == charge.unit
    assert [one.unit for one in second.rows] == [refund.unit, "3"]
    assert empty.primary is None
    assert isinstance(hovered, Act)


def test_no_word_of_code_and_no_path_is_in_it() -> None:
    text = "".join(session())
    for word in ("charge", "refund", "void", "card", "billing", "shop", "file:"):
        assert word not in text


def test_two_sessions_share_no_hash() -> None:
    def hashes(salt: bytes) -> set[str]:
        lines = Recording("one", salt).take(Known(FILE, (row("charge"),)), 0.0)
        (unit,) = json.loads(lines[-1])["units"]
        return {unit["n"], unit["h"], unit["x"], *unit["ids"]}

    assert not hashes(b"a" * 16) & hashes(b"b" * 16)
