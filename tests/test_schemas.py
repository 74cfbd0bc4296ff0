"""The committed schemas are the generated ones, and real values hold under them."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from spark_lsp.cli.schemas import NAMES, as_text, schema, write_schemas
from spark_lsp.core.advisory import Advisory, Emit, Evidence, Lane, Lineage, Packet, VerifiedEdit
from spark_lsp.core.finding import Severity
from spark_lsp.core.messages import METHODS
from spark_lsp.core.options import json_name
from spark_lsp.core.text import TextEdit, span
from spark_lsp.wire import advisory_to_json, emit_to_json, packet_to_json

SCHEMAS = Path(__file__).parents[1] / "schemas"
HERE = span(0, 0, 0, 3)
BARE = Advisory("h", "n", "", Severity.HINT, 0.5, HERE, "structure", ())
FULL = Advisory(
    headline="`eval` runs `q`",
    next_step="Parse it.",
    why="It is code.",
    severity=Severity.ERROR,
    confidence=0.9,
    span=HERE,
    category="injection",
    evidence=(Evidence("py-eval", HERE, "core", ("CWE-95",)),),
    risk="Anyone can run anything.",
    edit=VerifiedEdit("Use literal_eval", (TextEdit(HERE, "x"),), ("applies",), safe=False),
)
LINEAGE = Lineage("k", model="m", prompt_version="p/1", age_s=2.0, context_changed=True)


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name))


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_schema_is_the_generated_one(name: str) -> None:
    assert (SCHEMAS / f"{name}.schema.json").read_text("utf-8") == as_text(schema(name)), (
        "run: spark-lsp config --write-schemas schemas"
    )


def test_no_schema_is_left_over() -> None:
    assert sorted(p.name for p in SCHEMAS.iterdir()) == sorted(f"{name}.schema.json" for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_a_valid_one(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))


def test_written_files_are_what_is_committed(tmp_path: Path) -> None:
    for file in write_schemas(tmp_path / "new"):
        assert file.read_bytes() == (SCHEMAS / file.name).read_bytes()


@pytest.mark.parametrize("advisory", [BARE, FULL], ids=["bare", "full"])
def test_emits_packets_and_advisories_hold_under_their_schemas(advisory: Advisory) -> None:
    emit = Emit("a.py", "f", HERE, Lane.REFINED, (advisory,), LINEAGE, {"total": 1.5})
    validator("advisory").validate(advisory_to_json(advisory, ["abc"], "utf-16"))
    validator("emit").validate(emit_to_json(emit, ["abc"], "utf-16"))
    validator("packet").validate(packet_to_json(Packet(Lane.REALTIME, (advisory,), LINEAGE), ["abc"], "utf-16"))


@pytest.mark.parametrize("member", ["format", "path", "unit", "range", "lane", "advisories", "lineage", "timings"])
def test_an_emit_without_one_of_its_members_is_refused(member: str) -> None:
    emit: dict[str, Any] = dict(emit_to_json(Emit("a", "f", HERE, Lane.REFINED, (FULL,), LINEAGE), ["abc"], "utf-16"))
    del emit[member]
    assert not validator("emit").is_valid(emit)


def test_an_emit_with_a_member_of_another_format_is_refused() -> None:
    emit = emit_to_json(Emit("a", "f", HERE, Lane.REFINED, (FULL,), LINEAGE), ["abc"], "utf-16")
    assert not validator("emit").is_valid({**emit, "format": "spark-emit/2"})
    assert not validator("emit").is_valid({**emit, "more": 1})


PLACE = {"line": 1, "character": 2}
EXAMPLES: dict[str, Any] = {
    "spark/cursor": {"params": {"textDocument": {"uri": "file:///a", "version": 3}, "position": PLACE}},
    "spark/diagnostics": {
        "params": {
            "textDocument": {"uri": "file:///a"},
            "diagnostics": [{"range": {"start": PLACE, "end": PLACE}, "message": "m", "code": 1, "data": {"any": 1}}],
        }
    },
    "spark/feedback": {"params": {"uri": "file:///a", "key": "k", "advisory": 0, "action": "dismissed"}},
    "spark/advisory": {
        "params": {
            "uri": "file:///a",
            "version": None,
            "emit": emit_to_json(Emit("a", "f", HERE, Lane.REFINED, (FULL,), LINEAGE), ["abc"], "utf-16"),
            "inTime": True,
        }
    },
    "spark/standing": {"params": {"state": "refining", "why": ""}},
    "spark/status": {
        "params": {"digests": True},
        "result": {
            "state": "idle",
            "lane": "programmatic",
            "documents": {"file:///a": {"version": 1, "language": "python", "analysed": True, "sha256": "00"}},
            "analysed": 1,
            "rules": 80,
            "dismissed": 0,
            "failures": ["ruff: not found"],
            "backend": {"kind": "ollama", "reachable": False},
        },
    },
    "spark/packet": {"params": {"textDocument": {"uri": "file:///a"}, "position": PLACE}, "result": None},
}


def test_every_method_has_an_example_that_holds() -> None:
    assert set(EXAMPLES) == {method.name for method in METHODS}
    validator("methods").validate(EXAMPLES)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_params_without_a_required_member_are_refused(method: Any) -> None:
    for field in fields(method.params):
        params = {k: v for k, v in EXAMPLES[method.name]["params"].items() if k != json_name(field.name)}
        required = field.name not in ("visible_range", "digests")
        assert validator("methods").is_valid({method.name: {"params": params}}) is not required


def test_feedback_of_an_unknown_action_is_refused() -> None:
    params = {**EXAMPLES["spark/feedback"]["params"], "action": "liked"}
    assert not validator("methods").is_valid({"spark/feedback": {"params": params}})


def test_schemas_are_json_that_any_reader_takes() -> None:
    for name in NAMES:
        json.loads((SCHEMAS / f"{name}.schema.json").read_bytes())
