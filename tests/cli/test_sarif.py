"""SARIF as code scanning takes it up: its fixed members, its own units, stable fingerprints."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from spark_lsp.cli.sarif import sarif_log
from spark_lsp.core.advisory import Advisory, Emit, Evidence, Lane, Lineage, VerifiedEdit
from spark_lsp.core.finding import Severity
from spark_lsp.core.novelty import Trace
from spark_lsp.core.text import TextEdit, span
from spark_lsp.wire import EmitJson, emit_to_json

LINES = ["def f(q):\n", "  '😀' + q\n", "  q\n"]


def an_emit(path: str, *, key: str = "k1", severity: Severity = Severity.ERROR) -> EmitJson:
    def advice(line: int, rule: str, cwe: tuple[str, ...], edit: VerifiedEdit | None) -> Advisory:
        at = span(line, 8 if line == 1 else 2, line, 9 if line == 1 else 3)
        evidence = (Evidence(rule, at, "core", cwe), Evidence("ruff-S608", at, "ruff"))
        return Advisory(
            f"`{rule}` here", "Do it well.", "It is bad.", severity, 0.8, at, "injection", evidence, "", edit
        )

    edit = VerifiedEdit("Mend it", (TextEdit(span(1, 8, 1, 9), "0"),), ("applies",), safe=True)
    advisories = (
        advice(1, "py-sql-injection", ("CWE-89",), edit),
        advice(2, "py-sql-injection", ("CWE-89",), None),
        advice(2, "complexity", (), None),
    )
    emit = Emit(path, "f", span(0, 0, 3, 0), Lane.PROGRAMMATIC, advisories, Lineage(key))
    return emit_to_json(emit, LINES, "utf-16")


def run_of(
    emits: list[EmitJson], folder: Path, errors: tuple[str, ...] = (), traces: Sequence[Sequence[Trace]] = ()
) -> dict[str, Any]:
    log = sarif_log(emits, errors, folder, traces)
    assert log["version"] == "2.1.0"
    assert len(log["runs"]) == 1
    run: dict[str, Any] = log["runs"][0]
    return run


def test_regions_are_one_based_and_in_utf16(tmp_path: Path) -> None:
    run = run_of([an_emit(str(tmp_path / "a.py"))], tmp_path)
    assert run["columnKind"] == "utf16CodeUnits"
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 10, "endLine": 2, "endColumn": 11}


def test_paths_below_the_folder_are_relative_and_escaped(tmp_path: Path) -> None:
    run = run_of([an_emit(str(tmp_path / "a b" / "é.py")), an_emit("/elsewhere/x.py")], tmp_path)
    places = [r["locations"][0]["physicalLocation"]["artifactLocation"] for r in run["results"]]
    assert places[0] == {"uri": "a%20b/%C3%A9.py", "uriBaseId": "%SRCROOT%"}
    assert places[-1]["uri"].startswith("file:///")


def test_every_result_points_at_its_rule_and_rules_come_once_in_order(tmp_path: Path) -> None:
    run = run_of([an_emit(str(tmp_path / "b.py")), an_emit(str(tmp_path / "a.py"))], tmp_path)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["complexity", "py-sql-injection"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert all(rule["help"]["text"] and rule["fullDescription"]["text"] for rule in rules)


def test_security_rules_carry_their_cwe_and_a_score_and_others_do_not(tmp_path: Path) -> None:
    structure, injection = run_of([an_emit(str(tmp_path / "a.py"))], tmp_path)["tool"]["driver"]["rules"]
    assert "external/cwe/cwe-89" in injection["properties"]["tags"]
    assert "security" in injection["properties"]["tags"]
    assert float(injection["properties"]["security-severity"]) >= 7
    assert "security-severity" not in structure["properties"]
    assert injection["properties"]["precision"] == "high"


def test_a_rule_is_described_by_its_worst_result(tmp_path: Path) -> None:
    mild, bad = (an_emit(str(tmp_path / "a.py"), severity=s) for s in (Severity.INFO, Severity.ERROR))
    for emits in ([mild, bad], [bad, mild]):
        rule = run_of(emits, tmp_path)["tool"]["driver"]["rules"][1]
        assert rule["defaultConfiguration"]["level"] == "error"


def test_fingerprints_tell_results_apart_and_do_not_know_the_path(tmp_path: Path) -> None:
    def prints(name: str) -> list[str]:
        results = run_of([an_emit(str(tmp_path / name))], tmp_path)["results"]
        return [result["partialFingerprints"]["sparkUnitKey/v1"] for result in results]

    assert len(set(prints("a.py"))) == 3
    assert prints("a.py") == prints("moved.py")


def test_each_result_has_a_print_that_code_scanning_compares_and_no_two_of_a_file_are_alike(tmp_path: Path) -> None:
    emit = an_emit(str(tmp_path / "a.py"))
    alike = Trace("py-sql-injection", "l", "p", "b", "u")
    other = Trace("complexity", "l", "q", "b", "u")
    results = run_of([emit, an_emit(str(tmp_path / "b.py"))], tmp_path, traces=[[alike, alike, other], [alike] * 3])
    prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in results["results"]]
    assert prints == ["p:1", "p:2", "q:1", "p:1", "p:2", "p:3"]


def test_a_checked_edit_is_a_fix(tmp_path: Path) -> None:
    results = run_of([an_emit(str(tmp_path / "a.py"))], tmp_path)["results"]
    change = results[0]["fixes"][0]["artifactChanges"][0]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 2, "startColumn": 10, "endLine": 2, "endColumn": 11},
            "insertedContent": {"text": "0"},
        }
    ]
    assert "fixes" not in results[1]


def test_what_could_not_be_read_is_told_as_a_failed_invocation(tmp_path: Path) -> None:
    [told] = run_of([], tmp_path, errors=("a.py: gone",))["invocations"]
    assert told["executionSuccessful"] is False
    assert told["toolExecutionNotifications"][0]["message"]["text"] == "a.py: gone"
    assert run_of([], tmp_path)["invocations"][0]["executionSuccessful"] is True


def test_the_same_emits_give_the_same_bytes(tmp_path: Path) -> None:
    emits = [an_emit(str(tmp_path / "a.py")), an_emit(str(tmp_path / "b.py"))]
    assert json.dumps(sarif_log(emits, (), tmp_path)) == json.dumps(sarif_log(emits, (), tmp_path))
