"""The one patch: lsprotocol's 554 classes are finished by attrs when they are first used, not when they are imported.

attrs generates and compiles source for each class, 200 of the 250 ms that importing lsprotocol takes, and a server uses
some fifty of them. They are also made without `__repr__` and `__eq__`, which nobody here calls; lsprotocol's own
`Position`, `Location` and `Range` define theirs by hand and keep them.
"""

from collections.abc import Callable
from typing import Any

_HOOKS = ("__init__", "__attrs_attrs__")


def import_lean() -> None:
    """Imports lsprotocol with lazy classes; does nothing where it has been imported already."""
    import sys

    if "lsprotocol.types" in sys.modules:
        return
    import attrs

    full = attrs.define
    attrs.define = _lazy(full)
    try:
        import lsprotocol.types
    finally:
        attrs.define = full
    import lsprotocol._hooks

    # Would ask each class for its fields, and so finish them all; `_finish` resolves a class's own.
    lsprotocol._hooks._resolved_forward_references = True


def _lazy(full: Callable[..., Any]) -> Callable[..., Any]:
    """`attrs.define` that leaves a class as it is but for two hooks, either of which finishes it."""

    def define(cls: type) -> type:
        class Fields:
            """Stands where attrs puts the fields."""

            def __get__(self, instance: object, owner: type) -> object:
                _finish(cls, full)
                return vars(cls)["__attrs_attrs__"]

        def __init__(self: object, *args: Any, **values: Any) -> None:
            _finish(cls, full)
            vars(cls)["__init__"](self, *args, **values)

        for name, hook in zip(_HOOKS, (__init__, Fields()), strict=True):
            setattr(cls, name, hook)
        return cls

    return define


def _finish(cls: type, full: Callable[..., Any]) -> None:
    """Has attrs make the class, in place: no slots, since they would need another class."""
    import attrs
    from lsprotocol.types import ALL_TYPES_MAP

    if not isinstance(cls.__dict__.get("__attrs_attrs__"), tuple):
        for hook in _HOOKS:
            delattr(cls, hook)
        full(cls, slots=False, repr=False, eq=False, unsafe_hash=False)
        attrs.resolve_types(cls, ALL_TYPES_MAP, {})
