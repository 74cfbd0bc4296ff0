"""Whether it helps to know what a search is about: passages grouped by their words, and those of the search's own group
put forward. Measured, not used: see `spark-lsp bench retrieval --clusters`."""

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spark_lsp.core.passage import Found, Passage
from spark_lsp.retrieval.words import words_of

GROUPS = 8
BOOST = 0.05
"""The best of 3 × 4 on httpx (8, 24, 64 groups; 0.05 to 0.5), which flatters them there."""

ROUNDS = 6
PASSAGE_WORDS = 40
"""A passage is placed by its rarest words, as a search is made."""

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Clusters:
    """Groups of passages, each by the words in its middle."""

    rarity: Mapping[str, float]
    middles: tuple[Vector, ...]
    of: Mapping[str, int]
    """Passage's key → its group."""

    def group(self, text: str) -> int:
        """The group that a text is nearest to."""
        return _nearest(_vector(words_of(text), self.rarity), self.middles)


def clustered(passages: Sequence[Passage], *, groups: int = GROUPS, seed: int = 0) -> Clusters:
    """Spherical k-means over the words of the passages, weighed by how rare they are. The same passages and seed give
    the same groups."""
    words = [words_of(one.text) for one in passages]
    seen = Counter(word for one in words for word in set(one))
    rarity = {word: math.log(len(words) / count) for word, count in seen.items() if 1 < count <= len(words) // 2}
    vectors = [_vector(one, rarity) for one in words]
    some = [i for i, one in enumerate(vectors) if one]
    chance = random.Random(seed)
    middles: list[Vector] = [vectors[i] for i in chance.sample(some, min(groups, len(some)))]
    placed: list[int] = []
    for _ in range(ROUNDS if middles else 0):
        placed = [_nearest(one, middles) for one in vectors]
        sums: list[Counter[str]] = [Counter() for _ in middles]
        for at, one in zip(placed, vectors, strict=True):
            for word, weight in one.items():
                sums[at][word] += weight  # type: ignore[assignment]
        middles = [_unit(one) or old for one, old in zip(sums, middles, strict=True)]
    return Clusters(rarity, tuple(middles), {one.key: at for one, at in zip(passages, placed, strict=False)})


def put_forward(found: Sequence[Found], clusters: Clusters, text: str, boost: float = BOOST) -> list[Found]:
    """The same with those of the text's group worth more by a share; equals in their order."""
    group = clusters.group(text)
    worth = [
        Found(one.passage, one.score * (1.0 + boost * (clusters.of.get(one.passage.key) == group))) for one in found
    ]
    return sorted(worth, key=lambda one: -one.score)


def _vector(words: Sequence[str], rarity: Mapping[str, float]) -> Vector:
    counts = Counter(word for word in words if word in rarity)
    rare = sorted(counts, key=lambda word: (-rarity[word], word))[:PASSAGE_WORDS]
    return _unit({word: (1.0 + math.log(counts[word])) * rarity[word] for word in rare})


def _unit(one: Mapping[str, float]) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in one.values()))
    return {word: weight / length for word, weight in one.items()} if length else {}


def _nearest(one: Vector, middles: Sequence[Vector]) -> int:
    if not middles:
        return -1
    nearness = [sum(weight * middle.get(word, 0.0) for word, weight in one.items()) for middle in middles]
    return max(range(len(middles)), key=nearness.__getitem__)
