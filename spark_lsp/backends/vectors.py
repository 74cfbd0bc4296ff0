"""Reads the vectors that a server sends: so many as were asked for, of one width, finite, and of length 1."""

import math

from spark_lsp.core.asking import MissReason, Vector
from spark_lsp.errors import BackendFailed

WIDTH_MAX = 8192
"""Numbers in a vector; models in use have 256 to 4,096."""


def vectors_in(found: object, count: int) -> tuple[Vector, ...]:
    """The vectors of a JSON list. Raises BackendFailed where it does not hold `count` of them."""
    if not isinstance(found, list) or len(found) != count:
        raise BackendFailed(MissReason.GARBLED, "the server sent another number of vectors than it was asked for")
    vectors = tuple(_unit(one) for one in found)
    if len({len(one) for one in vectors}) > 1:
        raise BackendFailed(MissReason.GARBLED, "the server sent vectors of several widths")
    return vectors


def _unit(found: object) -> Vector:
    if not isinstance(found, list) or not 0 < len(found) <= WIDTH_MAX:
        raise BackendFailed(MissReason.GARBLED, "the server sent what is no vector")
    if not all(isinstance(n, int | float) and not isinstance(n, bool) for n in found):
        raise BackendFailed(MissReason.GARBLED, "the server sent a vector of what are no numbers")
    try:
        length = math.hypot(*found)
    except OverflowError:
        length = math.inf
    if not math.isfinite(length) or length == 0:
        raise BackendFailed(MissReason.GARBLED, "the server sent a vector without a direction")
    return tuple(n / length for n in found)
