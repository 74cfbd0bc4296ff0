"""The JSON Schema of a model's reply, generated from the Draft that it becomes: flat, the headline first."""

import json
from dataclasses import fields
from types import NoneType
from typing import Any, get_args, get_type_hints

from spark_lsp.core.question import Draft

WORDS_CHARS = {"headline": 110, "next_step": 140, "why": 260, "risk": 140, "replacement": 1200}
"""Longest text of each field, characters: small models run on without a limit."""

REALTIME_FIELDS = ("headline", "next_step", "why")
REPAIR_FIELDS = ("first_line", "last_line", "replacement")


def draft_schema(*, repairs: bool) -> str:
    """The schema as JSON text, properties in the order in which they are to be written. With `repairs` also those of a
    repair, and only the headline is required: a reply may be empty."""
    hints = get_type_hints(Draft)
    properties: dict[str, Any] = {}
    for field in fields(Draft):
        if field.name in REALTIME_FIELDS or (repairs and field.name in REPAIR_FIELDS):
            properties[field.name] = _property(field.name, hints[field.name])
    required = ["headline"] if repairs else list(REALTIME_FIELDS)
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    return json.dumps(schema)


def _property(name: str, hint: object) -> dict[str, Any]:
    kinds = {kind for kind in get_args(hint) or (hint,) if kind is not NoneType}
    if kinds == {int}:
        return {"type": "integer"}
    return {"type": "string", "maxLength": WORDS_CHARS[name]}
