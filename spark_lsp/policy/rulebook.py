"""Writes what a model said as a rule file of our format."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spark_lsp.retrieval.cases import Case

SNIPPETS_MAX = 8
FILE_CHARS_MAX = 12_000
WORDS_CHARS = {"message": 200, "note": 400, "next": 200}

_ID = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Said:
    """A reply, field by field; nothing in it is trusted."""

    id: str = ""
    message: str = ""
    note: str = ""
    next: str = ""
    rule: str = ""
    invalid: tuple[str, ...] = ()
    valid: tuple[str, ...] = ()


def said_in(text: str) -> Said | None:
    """The reply's JSON; None where it is none."""
    start, end = text.find("{"), text.rfind("}")
    try:
        value = json.loads(text[start : end + 1]) if 0 <= start < end else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    return Said(
        **{key: _line(value.get(key)) for key in ("id", "message", "note", "next")},
        rule=rule if isinstance(rule := value.get("rule"), str) else json.dumps(rule) if rule else "",
        invalid=_texts(value.get("invalid")),
        valid=_texts(value.get("valid")),
    )


def rule_id(said: Said, case: Case, taken: Sequence[str]) -> str:
    """A name that is none of a path, and not taken: `drafted-…`."""
    words = _ID.sub("-", said.id.lower()).strip("-")[:40].strip("-") or _ID.sub("-", case.commit[:8])
    name = f"drafted-{words}"
    return next(one for n in range(1, len(taken) + 2) if (one := name if n == 1 else f"{name}-{n}") not in taken)


def file_text(said: Said, id_: str, language: str) -> str:
    """The rule file. What the model wrote as the rule stands under `rule:`, whatever it holds."""
    words = {key: json.dumps(getattr(said, key)[:most], ensure_ascii=False) for key, most in WORDS_CHARS.items()}
    rule = "\n".join(f"  {line}" for line in said.rule.expandtabs(2).strip("\n").splitlines())
    parts = [
        f"id: {id_}",
        f"language: {language}",
        "severity: info",
        f"message: {words['message']}",
        f"note: {words['note']}",
        f"rule:\n{rule}",
        f"metadata:\n  category: drafted\n  next: {words['next']}\n  confidence: 0.5",
    ]
    for key in ("valid", "invalid"):
        snippets = getattr(said, key)[:SNIPPETS_MAX]
        parts.append(f"{key}:" + "".join(f"\n  - {_quoted(one)}" for one in snippets) if snippets else f"{key}: []")
    return "\n".join(parts) + "\n"


def schema() -> str:
    """JSON Schema of a reply."""
    text: Mapping[str, object] = {"type": "string"}
    snippets = {"type": "array", "items": {"type": "string", "maxLength": 600}, "minItems": 2, "maxItems": 4}
    properties = {
        "id": {**text, "maxLength": 60},
        **{key: {**text, "maxLength": most} for key, most in WORDS_CHARS.items()},
        "rule": {**text, "maxLength": 1200},
        "invalid": snippets,
        "valid": snippets,
    }
    return json.dumps({"type": "object", "properties": properties, "required": ["id"], "additionalProperties": False})


def _quoted(snippet: str) -> str:
    """As a double-quoted YAML text, which JSON's is."""
    return json.dumps(snippet.rstrip("\n") + "\n", ensure_ascii=True)


def _line(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    found = value if isinstance(value, list) else []
    return tuple(dict.fromkeys(one for one in found if isinstance(one, str) and one.strip()))
