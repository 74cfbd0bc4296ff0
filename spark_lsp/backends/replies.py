"""A reply as it grows, read as the fields of a Draft: bounded, and forgiving of what small models do."""

import re
from dataclasses import fields

import jiter

from spark_lsp.core.asking import MissReason
from spark_lsp.core.question import Draft
from spark_lsp.errors import BackendFailed

REPLY_CHARS_MAX = 64 * 1024
"""Longest reply that is read, characters; one that is asked for is 1,000."""

BLANKS_MAX = 200
"""White space in a row after which a reply comes to nothing: small models loop on it (ollama#2577)."""

LEAD_CHARS_MAX = 8 * 1024
"""Longest preamble (thinking, a code fence) before the object, characters."""

LOOKS_MAX = 64
"""Most times that a growing reply is parsed: a draft has seven fields, with a key and a value each."""

_MARK = re.compile(r'\\.?|["{}\[\],]', re.DOTALL)
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
_TEXTS = frozenset({"headline", "next_step", "why", "risk", "replacement"})


class ReplyReader:
    """Reads one reply, piece by piece."""

    def __init__(self) -> None:
        self._lead = ""
        self._body = ""
        self._blanks = 0
        self._draft = Draft()
        self._started = False
        self._scanned = 0
        self._depth = 0
        self._end = -1
        self._in_string = False
        self._looks = 0

    def feed(self, text: str) -> Draft:
        """The fields that are complete after this piece. Raises BackendFailed where the reply can come to nothing."""
        self._count_blanks(text)
        if self._started:
            self._body += text
        else:
            self._lead += text
            self._find_start()
        if len(self._body) > REPLY_CHARS_MAX:
            raise BackendFailed(MissReason.TOO_LONG, "the reply does not end")
        # Parsed only up to where a field may have ended, and not past LOOKS_MAX times: parsing after every piece would
        # take the square of the reply's length, and a number cut in two would be read as a smaller one.
        at = self._scan()
        if at and self._looks < LOOKS_MAX:
            self._looks += 1
            self._draft = self._read(self._body[:at], partial=True) or self._draft
        return self._draft

    def _scan(self) -> int:
        """Reads what is new, once; the end of the last string, number or object in it, or 0."""
        if not self._started or self._end >= 0:
            return 0
        at = 0
        for found in _MARK.finditer(self._body, self._scanned):
            mark = found.group()
            if mark[0] == "\\":
                if len(mark) == 1:  # its other half comes with the next piece
                    self._scanned = found.start()
                    return at
            elif mark == '"':
                self._in_string = not self._in_string
                at = at if self._in_string else found.end()
            elif not self._in_string:
                self._depth += (mark in "{[") - (mark in "}]")
                at = found.end() if mark in ",}]" else at
                if self._depth == 0:
                    self._end = found.end()
                    return at
        self._scanned = len(self._body)
        return at

    def finish(self) -> Draft:
        """All fields of the whole reply. Raises BackendFailed where it is no reply."""
        draft = self._read(self._body[: max(self._end, 0)], partial=False) if self._started else None
        if draft is None:
            raise BackendFailed(MissReason.GARBLED, "the reply is not the JSON that was asked for")
        return draft

    def _count_blanks(self, text: str) -> None:
        stripped = text.rstrip()
        self._blanks = self._blanks + len(text) if not stripped else len(text) - len(stripped)
        if self._blanks > BLANKS_MAX:
            raise BackendFailed(MissReason.GARBLED, "the reply is white space")

    def _find_start(self) -> None:
        """Skips a byte order mark, white space, thinking and a code fence before the object."""
        lead = self._lead.lstrip("\ufeff \t\r\n")
        if lead.startswith("<think>"):
            lead = _THOUGHT.sub("", lead, count=1) if "</think>" in lead else ""
        at = lead.find("{")
        if at >= 0:
            self._started, self._body = True, lead[at:]
        elif len(self._lead) > LEAD_CHARS_MAX:
            raise BackendFailed(MissReason.GARBLED, "the reply is not JSON")

    def _read(self, body: str, *, partial: bool) -> Draft | None:
        """The fields of the right type; None where it is no object."""
        raw = body.encode("utf-8", "replace")
        try:
            value = jiter.from_json(raw, partial_mode="on" if partial else False)
        except ValueError:
            return None
        if not isinstance(value, dict):
            return None
        known: dict[str, object] = {}
        for field in fields(Draft):
            found = value.get(field.name)
            right = str if field.name in _TEXTS else int
            if isinstance(found, right) and not isinstance(found, bool):
                known[field.name] = found
        return Draft(**known)  # type: ignore[arg-type]
