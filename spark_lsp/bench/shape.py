"""Whether untrusted JSON has the shape of a TypedDict."""

from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict


def misfit(value: object, kind: Any, at: str) -> str:
    """The first place where a value is not of its kind, and what it should be; `""` where it fits."""
    if is_typeddict(kind):
        return _of_object(value, kind, at)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is NotRequired:
        return misfit(value, inner[0], at)
    if origin in (Union, UnionType):
        return "" if any(not misfit(value, one, at) for one in inner) else f"{at} fits nothing that it may be"
    if origin is Literal:
        return "" if value in inner else f"{at} is none of {', '.join(map(str, inner))}"
    if origin is list:
        if not isinstance(value, list):
            return f"{at} is no list"
        return next((wrong for i, one in enumerate(value) if (wrong := misfit(one, inner[0], f"{at}[{i}]"))), "")
    if origin is dict:
        if not isinstance(value, dict):
            return f"{at} is no object"
        return next((wrong for name, one in value.items() if (wrong := misfit(one, inner[1], f"{at}.{name}"))), "")
    return "" if _is_plain(value, kind) else f"{at} is no {'null' if kind is NoneType else kind.__name__}"


def _of_object(value: object, kind: Any, at: str) -> str:
    if not isinstance(value, dict):
        return f"{at or 'the document'} is no object"
    for name, hint in _hints(kind).items():
        if name not in value:
            if name in kind.__required_keys__:
                return f"{at}.{name} is missing"
            continue
        wrong = misfit(value[name], hint, f"{at}.{name}")
        if wrong:
            return wrong
    return ""


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _is_plain(value: object, kind: Any) -> bool:
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, kind)
