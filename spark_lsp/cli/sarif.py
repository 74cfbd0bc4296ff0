"""Emits as SARIF 2.1.0, as code scanning services take it up."""

import os
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any
from urllib.parse import quote

from spark_lsp import __version__
from spark_lsp.core.novelty import Trace
from spark_lsp.core.uri import path_to_uri
from spark_lsp.wire import AdvisoryJson, EditJson, EmitJson, RangeJson

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"hint": "note", "info": "note", "warning": "warning", "error": "error"}
SECURITY_SEVERITY = {"hint": "2.0", "info": "3.9", "warning": "6.0", "error": "8.0"}
"""CVSS-like scores that GitHub shows as low, low, medium, high; only for rules with a CWE."""
PRECISIONS = ((0.9, "very-high"), (0.75, "high"), (0.5, "medium"), (0.0, "low"))


def sarif_log(
    emits: Iterable[EmitJson],
    errors: Iterable[str],
    folder: Path,
    traces: Iterable[Sequence[Trace | None]] = (),
) -> dict[str, Any]:
    """One run. `emits` are in UTF-16, which is SARIF's own unit; paths below `folder` become relative to it. `traces`,
    where there are any, are those of each emit's advisories, in order."""
    rules: dict[str, dict[str, Any]] = {}
    results: list[dict[str, Any]] = []
    prints = _Prints()
    for emit, known in zip_longest(emits, traces, fillvalue=()):
        assert isinstance(emit, dict)
        for advisory, trace in zip_longest(emit["advisories"], known):
            rule = advisory["evidence"][0]["rule"]
            _keep_worse(rules, _rule(rule, advisory))
            results.append(_result(rule, emit, advisory, folder, prints.of(rule, emit, trace)))
    ordered = sorted(rules)
    index = {rule: i for i, rule in enumerate(ordered)}
    for result in results:
        result["ruleIndex"] = index[result["ruleId"]]
    notes = [{"level": "error", "message": {"text": error}} for error in errors]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "spark-lsp",
                        "semanticVersion": __version__,
                        "rules": [rules[rule] for rule in ordered],
                    }
                },
                "columnKind": "utf16CodeUnits",
                "invocations": [{"executionSuccessful": not notes, "toolExecutionNotifications": notes}],
                "results": results,
            }
        ],
    }


def _rule(rule: str, advisory: AdvisoryJson) -> dict[str, Any]:
    cwe = sorted({word for evidence in advisory["evidence"] for word in evidence["cwe"]})
    tags = [advisory["category"], *(f"external/cwe/{word.lower()}" for word in cwe)]
    precision = next(word for least, word in PRECISIONS if advisory["confidence"] >= least)
    properties: dict[str, Any] = {"tags": (["security", *tags] if cwe else tags), "precision": precision}
    if cwe:
        properties["security-severity"] = SECURITY_SEVERITY[advisory["severity"]]
    help_text = "\n\n".join(part for part in (advisory["why"], advisory["nextStep"]) if part) or rule
    return {
        "id": rule,
        "name": "".join(word.capitalize() for word in rule.replace("/", "-").split("-")),
        "shortDescription": {"text": f"{advisory['category']}: {rule}"},
        "fullDescription": {"text": advisory["why"] or advisory["headline"]},
        "help": {"text": help_text, "markdown": help_text},
        "defaultConfiguration": {"level": LEVELS[advisory["severity"]]},
        "properties": properties,
    }


def _keep_worse(rules: dict[str, dict[str, Any]], rule: dict[str, Any]) -> None:
    """A rule's level may differ by place; the worst one describes it."""
    order = ["note", "warning", "error"]
    known = rules.get(rule["id"])
    level = rule["defaultConfiguration"]["level"]
    if known is None or order.index(known["defaultConfiguration"]["level"]) < order.index(level):
        rules[rule["id"]] = rule


class _Prints:
    """What a result is known again by in a later run, each of them unlike any other of this one."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], int] = {}

    def of(self, rule: str, emit: EmitJson, trace: Trace | None) -> dict[str, str]:
        """Of its unit's content and, where traced, of its line, which outlives edits elsewhere in the unit. GitHub
        compares the print of this one name, within a file, and would make another one of the lines around."""
        prints = {"sparkUnitKey/v1": self._counted(emit["path"], f"{emit['lineage']['key']}:{rule}")}
        if trace is not None:
            prints["primaryLocationLineHash"] = self._counted(emit["path"], trace.place)
        return prints

    def _counted(self, path: str, stem: str) -> str:
        self._seen[path, stem] = nth = self._seen.get((path, stem), 0) + 1
        return f"{stem}:{nth}"


def _result(rule: str, emit: EmitJson, advisory: AdvisoryJson, folder: Path, prints: dict[str, str]) -> dict[str, Any]:
    where = _artifact(emit["path"], folder)
    text = f"{advisory['headline']}. {advisory['nextStep']}" if advisory["nextStep"] else advisory["headline"]
    result: dict[str, Any] = {
        "ruleId": rule,
        "level": LEVELS[advisory["severity"]],
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": where, "region": _region(advisory["range"])},
                "logicalLocations": [{"fullyQualifiedName": emit["unit"]}],
            }
        ],
        "partialFingerprints": prints,
        "properties": {"confidence": advisory["confidence"], "lane": emit["lane"]},
    }
    if "edit" in advisory:
        result["fixes"] = [_fix(advisory["edit"], where)]
    return result


def _fix(edit: EditJson, where: dict[str, str]) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(e["range"]), "insertedContent": {"text": e["newText"]}} for e in edit["edits"]
    ]
    return {
        "description": {"text": edit["title"]},
        "artifactChanges": [{"artifactLocation": where, "replacements": replacements}],
    }


def _region(given: RangeJson) -> dict[str, int]:
    return {
        "startLine": given["start"]["line"] + 1,
        "startColumn": given["start"]["character"] + 1,
        "endLine": given["end"]["line"] + 1,
        "endColumn": given["end"]["character"] + 1,
    }


def _artifact(path: str, folder: Path) -> dict[str, str]:
    absolute = Path(os.path.abspath(path))
    try:
        return {"uri": quote(os.fsencode(absolute.relative_to(folder).as_posix())), "uriBaseId": "%SRCROOT%"}
    except ValueError:
        return {"uri": path_to_uri(str(absolute))}
