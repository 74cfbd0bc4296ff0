"""Search by vectors: what an embedding model is given, and the passages whose vectors point the same way."""

import asyncio
import struct
from array import array
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul

from spark_lsp.core.asking import Vector
from spark_lsp.core.passage import Found, Passage, PassageIndex

BATCH = 16
"""Texts a request: one is cancelled, or gives way, within a second on a CPU."""

EMBEDDED_CHARS = 1_500
"""Head of a passage that is embedded: about 500 tokens of code, which every embedding model in use takes whole."""

PREFIXES = {"nomic-embed-text": ("search_query: ", "search_document: ")}
"""Model → what its makers had before a query and before a document in training; bge-m3 and most others have none."""

Embed = Callable[[Sequence[str]], Awaitable[tuple[Vector, ...]]]
"""Texts → vectors; raises BackendFailed."""


@dataclass(frozen=True, slots=True)
class Embedder:
    """An embedding model: its server's answer, and the words that it wants before a text."""

    model: str
    """Names the very weights; vectors are kept under it."""
    embed: Embed
    query_prefix: str = ""
    document_prefix: str = ""

    async def query(self, text: str) -> Vector:
        """Of what is looked for. Raises BackendFailed."""
        (vector,) = await self.embed([self.query_prefix + _plain(text[:EMBEDDED_CHARS])])
        return vector

    def document(self, passage: Passage) -> str:
        """What is embedded of a passage: no path, so that its vector is good wherever the file goes."""
        return self.document_prefix + _plain(f"{passage.symbol}\n{passage.text}"[:EMBEDDED_CHARS])


def _plain(text: str) -> str:
    """Without halves of characters, which an editor may send and no server takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def embedder(name: str, digest: str, embed: Embed) -> Embedder:
    """The model as its name wants it."""
    base = name.rpartition("/")[2].partition(":")[0]
    query, document = PREFIXES.get(base, ("", ""))
    return Embedder(f"{base}@{digest or name}/1", embed, query, document)


async def embed_missing(
    index: PassageIndex, model: Embedder, *, most: int, may_go_on: Callable[[], bool] = lambda: True
) -> int:
    """Makes the vectors that are missing, a batch at a time, `most` at most; how many were made. Raises BackendFailed;
    what was made until then is kept."""
    made = 0
    while made < most and may_go_on():
        passages = await asyncio.to_thread(index.without_vector, model.model, min(BATCH, most - made))
        if not passages:
            break
        vectors = await model.embed([model.document(one) for one in passages])
        fresh = {one.key: vector for one, vector in zip(passages, vectors, strict=True)}
        await asyncio.to_thread(index.put_vectors, model.model, fresh)
        made += len(passages)
    return made


@dataclass(frozen=True, slots=True)
class VectorTable:
    """The vectors of one model, in memory. A search looks at all of them: 10,000 of 768 numbers take a third of a
    second, which nobody waits for."""

    keys: tuple[str, ...]
    rows: tuple["array[float]", ...]

    def nearest(self, query: Vector, limit: int) -> list[tuple[str, float]]:
        """(key, cosine), best first; equals in the order of their keys."""
        scored = [(-sum(map(mul, query, row)), key) for key, row in zip(self.keys, self.rows, strict=True)]
        return [(key, -score) for score, key in sorted(scored)[:limit]]


def vector_table(kept: Mapping[str, bytes]) -> VectorTable:
    """Of what an index keeps; vectors of another width than most are left out."""
    widths = [len(body) for body in kept.values()]
    width = max(set(widths), key=widths.count, default=0)
    right = {key: body for key, body in kept.items() if len(body) == width and width % 2 == 0 and width}
    rows = tuple(array("f", struct.unpack(f"<{width // 2}e", body)) for body in right.values())
    return VectorTable(tuple(right), rows)


def by_vector(index: PassageIndex, table: VectorTable, query: Vector, limit: int) -> tuple[Found, ...]:
    """The passages nearest to a query, best first."""
    near = dict(table.nearest(query, limit))
    return tuple(Found(one, near[one.key]) for one in index.by_key(list(near)))
