"""Which entry of the table a model is, whatever a server or a file calls it."""

import re

from spark_lsp.core.role import ModelFacts
from spark_lsp.roles.models import MODELS

LATEST = {
    "llama3.2": "3b",
    "phi4-mini": "",
    "qwen2.5-coder": "7b",
    "gemma3": "4b",
    "qwen3": "8b",
    "qwen2.5": "7b",
    "gpt-oss": "20b",
    "mistral-small3.1": "",
    "deepseek-r1": "8b",
    "nomic-embed-text": "",
    "bge-m3": "",
}
"""Name without a size → the size that is meant by it; `""` where there is but one, so that any size named is that."""

SIZE = re.compile(r"\d+(?:\.\d+)?b")
TELLING = frozenset({"instruct", "thinking", "llama", "distill"})
"""Words that choose between entries of one name and size; on another entry they mean nothing."""
MEANINGLESS = re.compile(
    r"it|chat|gguf|latest|qwen|hf|[kmslx]|xl|ud|\d+m?|v\d+(?:\.\d+)?|i?q\d\w*|b?f\d+|fp\d+|mxfp4|awq|int\d"
)
"""What may stand in a name beside: how it was tuned, packed and dated."""


def known(name: str) -> ModelFacts | None:
    """The entry that a model's name means, or None. `llama3.2`, `llama3.2:3b-instruct-q4_K_M`,
    `hf.co/someone/Llama-3.2-3B-Instruct-GGUF:Q4_K_M` and `/models/llama-3.2-3b-instruct-q4_k_m.gguf` are one; a name
    with a word that may mean other weights (`qwen3-embedding:4b`, `phi4-mini-reasoning`) is none."""
    words = _words(name)
    for stem, meant in LATEST.items():
        rest = _after(stem, words)
        if rest is None:
            continue
        sizes = [word for word in rest if SIZE.fullmatch(word)]
        told = {word for word in rest if word in TELLING}
        if len(sizes) > 1 or not all(w in TELLING or SIZE.fullmatch(w) or MEANINGLESS.fullmatch(w) for w in rest):
            continue
        size = sizes[0] if sizes and meant else meant
        return _entry(f"{stem}:{size}" if size else stem, told)
    return None


def _words(name: str) -> list[str]:
    path = name.lower().replace("\\", "/").removesuffix(".gguf").rpartition("/")[2]
    words = [word for word in re.split(r"[-_:\s]", path) if word]
    return words[1:] if words[:1] == ["meta"] else words


def _after(stem: str, words: list[str]) -> list[str] | None:
    """The words behind those that together are the stem: `phi`, `4`, `mini` are `phi4-mini`."""
    wanted, joined = stem.replace("-", ""), ""
    for i, word in enumerate(words):
        joined += word
        if joined == wanted:
            return words[i + 1 :]
        if not wanted.startswith(joined):
            break
    return None


def _entry(name: str, told: set[str]) -> ModelFacts | None:
    """The entry of that name and size that shares most of the telling words."""
    best, most = None, -1
    for facts in MODELS:
        if facts.name != name and not facts.name.startswith(f"{name}-"):
            continue
        own = set(facts.name[len(name) :].split("-")) - {""}
        if own <= told and len(own) > most:
            best, most = facts, len(own)
    return best
