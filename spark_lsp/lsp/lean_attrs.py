"""The one patch: lsprotocol's 554 classes are made without `__repr__` and `__eq__`, which nobody here calls.

attrs generates source for both and compiles it, which is some 150 of the 370 ms that importing lsprotocol takes.
lsprotocol's own `Position`, `Location` and `Range` define theirs by hand and keep them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def lean_attrs() -> Iterator[None]:
    """Inside, `attrs.define` makes lean classes."""
    import attrs

    full = attrs.define

    def define(cls: Any = None, **options: Any) -> Any:
        options.setdefault("repr", False)
        options.setdefault("eq", False)
        options.setdefault("unsafe_hash", False)
        return full(cls, **options) if cls is not None else lambda made: full(made, **options)

    attrs.define = define  # type: ignore[assignment]
    try:
        yield
    finally:
        attrs.define = full
