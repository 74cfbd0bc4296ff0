"""Content-addressed keys: what a packet was made from, whatever the file is called and however it is laid out."""

from collections.abc import Iterable, Mapping
from hashlib import blake2b

KEY_BYTES = 16
"""128 bits: no two units of a person's lifetime of code meet by chance."""


def unit_key(language: str, path: Iterable[str], tokens: Iterable[str]) -> str:
    """Of a unit: its language, symbol path and normalised tokens (`syntax/tokens.py`), hex. Not in it: column, file
    path, document version, comments, layout."""
    return _digest("unit", language, *path, "", *tokens)


def context_digest(imports: Iterable[str], signatures: Iterable[str]) -> str:
    """Of what a unit uses from around it: its imports and the signatures of what it calls in its file, hex. The order
    does not count."""
    folded = {" ".join(text.split()) for text in imports}
    called = {" ".join(text.split()) for text in signatures}
    return _digest("context", *sorted(folded), "", *sorted(called))


def role_fingerprint(model_digest: str, options: Mapping[str, object], prompt_text: str) -> str:
    """Of a role as it is set up now: which weights, which options, which prompt, hex."""
    return _digest("role", model_digest, *(f"{name}={options[name]!r}" for name in sorted(options)), "", prompt_text)


def packet_slot(key: str, fingerprint: str, intent: str) -> str:
    """Where a packet for a unit, a role and an intent is kept, hex."""
    return _digest("slot", key, fingerprint, intent)


def text_digest(text: str) -> str:
    """Of a unit's exact text, hex; an edit is offered only for the text that it was made for."""
    return _digest("text", text)


def _digest(*parts: str) -> str:
    """Parts are told apart by NUL, so that moving a character from one to the next changes the digest; a NUL inside a
    part is doubled with a mark. One join and one hash: a loop over tokens took half of all analysis."""
    text = "\0".join(parts)
    if text.count("\0") >= len(parts):
        text = "\0\1" + "\0".join(part.replace("\0", "\0\1") for part in parts)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).hexdigest()
