"""JSON Schemas and the table of settings, generated from the types that the program itself runs on."""

import json
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from spark_lsp.cli.baseline import BaselineJson
from spark_lsp.core.advisory import Emit
from spark_lsp.core.bench_results import BenchResults
from spark_lsp.core.messages import METHODS
from spark_lsp.core.options import MAX_COUNT, MAX_WAIT_MS, Member, is_group, json_name, members, setting_to_json, words
from spark_lsp.core.proposal import ProposalsJson
from spark_lsp.core.replay_report import ReplayReport
from spark_lsp.core.retrieval_report import RetrievalReport
from spark_lsp.settings import Settings
from spark_lsp.wire import AdvisoryJson, EmitJson, PacketJson

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NAMES = ("emit", "advisory", "packet", "baseline", "replay", "retrieval", "policy", "bench", "settings", "methods")
_ON_THE_WIRE: dict[object, type] = {Emit: EmitJson}
_PLAIN: dict[object, str] = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


def schema(name: str) -> dict[str, Any]:
    """One of NAMES as a JSON Schema. Raises KeyError for any other."""
    match name:
        case "emit":
            return _document("spark-emit/1", EmitJson)
        case "advisory":
            return _document("One advisory of spark-emit/1", AdvisoryJson)
        case "packet":
            return _document("spark-packet/1", PacketJson)
        case "baseline":
            return _document("spark-baseline/1", BaselineJson)
        case "replay":
            return _document("spark-replay/1", ReplayReport)
        case "retrieval":
            return _document("spark-retrieval/1", RetrievalReport)
        case "policy":
            return _document("Rules that were drafted", ProposalsJson)
        case "bench":
            return _document("spark-bench/1", BenchResults)
        case "settings":
            return settings_schema()
        case "methods":
            return _methods()
    raise KeyError(name)


def write_schemas(folder: Path) -> list[Path]:
    """Writes all schemas into the folder; the files, as `<name>.schema.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name in NAMES:
        file = folder / f"{name}.schema.json"
        file.write_text(as_text(schema(name)), "utf-8", newline="\n")
        written.append(file)
    return written


def as_text(value: dict[str, Any]) -> str:
    """As the files hold it."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _document(title: str, kind: type) -> dict[str, Any]:
    defs: dict[str, Any] = {}
    reference = _schema_of(kind, defs, closed=True)
    return {"$schema": DIALECT, "title": title, **reference, "$defs": dict(sorted(defs.items()))}


def _methods() -> dict[str, Any]:
    defs: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    for method in METHODS:
        sender, taker = ("client", "server") if method.from_client else ("server", "client")
        members = {"params": _schema_of(method.params, defs, closed=False)}
        if method.result is not None:
            members["result"] = _schema_of(method.result, defs, closed=False)
        kind = "notification" if method.result is None else "request"
        properties[method.name] = {
            "description": f"{kind}, {sender} to {taker}",
            "type": "object",
            "properties": members,
            "additionalProperties": False,
        }
    return {
        "$schema": DIALECT,
        "title": "The spark/* methods: name → params, and result where it is a request",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": dict(sorted(defs.items())),
    }


def _schema_of(kind: Any, defs: dict[str, Any], *, closed: bool) -> dict[str, Any]:
    """The schema of a type; named types go into `defs`. `closed` forbids members that the type does not have: what is
    sent is fixed by its format's number, what comes in may carry more."""
    kind = _ON_THE_WIRE.get(kind, kind)
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"const": inner[0]} if len(inner) == 1 else {"enum": list(inner)}
    if origin in (Union, UnionType):
        return {"anyOf": [_schema_of(member, defs, closed=closed) for member in inner]}
    if origin in (list, tuple):
        return {"type": "array", "items": _schema_of(inner[0], defs, closed=closed)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema_of(inner[1], defs, closed=closed)}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    name = kind.__name__.removesuffix("Json")
    if name not in defs:
        defs[name] = {}
        defs[name] = _object(kind, defs, closed=closed or is_typeddict(kind))
    return {"$ref": f"#/$defs/{name}"}


def _object(kind: Any, defs: dict[str, Any], *, closed: bool) -> dict[str, Any]:
    listed = list(_members(kind))
    made: dict[str, Any] = {
        "description": " ".join((kind.__doc__ or "").split()),
        "type": "object",
        "properties": {name: _schema_of(member, defs, closed=closed) for name, member, _ in listed},
        "required": [name for name, _, required in listed if required],
    }
    if closed:
        made["additionalProperties"] = False
    return made


def _members(kind: Any) -> Iterator[tuple[str, Any, bool]]:
    """JSON name, type, whether it must be there."""
    hints = get_type_hints(kind)
    if is_dataclass(kind):
        for f in fields(kind):
            yield json_name(f.name), hints[f.name], f.default is MISSING and f.default_factory is MISSING
    else:
        for name, hint in hints.items():
            yield name, hint, name in kind.__required_keys__


def settings_schema() -> dict[str, Any]:
    """JSON Schema of the settings object."""
    return {"$schema": DIALECT, "title": "spark-lsp settings", **_schema_of_setting(Settings())}


def settings_table() -> str:
    """The settings as a Markdown table, one row each."""
    rows = ["| setting | default | what it does |", "| --- | --- | --- |"]
    return "\n".join(rows + list(_rows(Settings(), "", user_only=False))) + "\n"


def _schema_of_setting(value: Any) -> dict[str, Any]:
    match value:
        case _ if is_group(value):
            inside = {m.json: _described(m) | _schema_of_setting(m.value) for m in members(value)}
            return {"type": "object", "additionalProperties": False, "properties": inside}
        case Enum():
            return {"enum": words(type(value)), "default": setting_to_json(value)}
        case bool():
            return {"type": "boolean", "default": value}
        case int():
            return {"type": "integer", "minimum": 0, "maximum": MAX_COUNT, "default": value}
        case float():
            return {"type": "number", "minimum": 0, "maximum": MAX_WAIT_MS, "default": setting_to_json(value)}
        case tuple():
            return {"type": "array", "items": {"type": "string"}, "default": list(value)}
    return {"type": "string", "default": value}


def _described(member: Member) -> dict[str, Any]:
    only = {"x-userOnly": True} if member.user_only else {}
    return {"description": member.text, **only}


def _rows(group: Any, prefix: str, *, user_only: bool) -> Iterator[str]:
    for m in members(group):
        only = user_only or m.user_only
        if is_group(m.value):
            yield from _rows(m.value, f"{prefix}{m.json}.", user_only=only)
            continue
        choice = f" One of {', '.join(f'`{w}`' for w in words(type(m.value)))}." if isinstance(m.value, Enum) else ""
        scope = " The user's settings only." if only else ""
        yield f"| `{prefix}{m.json}` | `{json.dumps(setting_to_json(m.value))}` | {m.text}{choice}{scope} |"
