"""How alike two functions are, by signs that do not depend on one another."""

from collections.abc import Set

from spark_lsp.analyzers.looks.siblings.functions import Function
from spark_lsp.analyzers.looks.siblings.plain import identifiers
from spark_lsp.analyzers.shape import words

_READS = words(
    "get list show view fetch find read index search count export describe render info detail details print display "
    "head is has load lookup download preview exists options query"
)
_MAKES = words("create add new register signup insert init build make open start connect import upload")
_READ_LAST = words("info version number count status list index latest rss details summary")
_PREFIXES = words("do on handle handler action api ajax http a async post put")
_FEW_CALLS = 2
_FORMS = ("return {", "return render", "return ", "yield ")


def purpose(function: Function) -> str:
    """`read`, `make` or `change`, by its HTTP method and else by the words of its name."""
    if function.route in ("get", "head", "options"):
        return "read"
    parts = [part for part in function.name_parts if part not in _PREFIXES] or ["?"]
    if parts[0] in _READS or parts[-1] in _READ_LAST:
        return "read"
    return "make" if parts[0] in _MAKES else "change"


def share_a_place(one: Function, other: Function) -> bool:
    """Whether they are at home in the same class or the same module, or are one method of two classes alike."""
    if one.place.key == other.place.key:
        overloads = one.name == other.name and one.place.key != "module"  # they hand on to one another
        return not overloads or bool(one.route)
    if one.name != other.name or one.name == "__init__":
        return False
    return bool(one.place.bases) and one.place.bases == other.place.bases


def may_be_alike(one: Function, other: Function) -> bool:
    """Whether it is worth looking at what they do: a route is not like what is no route, what is inside not like what
    is not, and functions that are about different things are hardly ever alike."""
    if bool(one.route) != bool(other.route) or one.is_private != other.is_private:
        return False
    if len(one.names) < 2 or len(other.names) < 2:
        return True
    return bool(one.names & other.names or _told(one) & _told(other))


def _told(function: Function) -> frozenset[str]:
    """Types of its parameters that are its own project's."""
    types = (type_.lstrip("*&") for type_ in function.types.values())
    return frozenset(type_ for type_ in types if type_[:1].isupper())


def alike(one: Function, other: Function, apart: str = "") -> float:
    """0 to 1. Signs that neither shows do not count; those that only one shows count against. What `one` loads
    and calls for the act itself, whose names `apart` has, is no sign."""
    names = set(identifiers(apart))
    own = {one.loads[name] for name in names & set(one.loads)} - other.origins
    calls = {call for call in one.calls if call not in own and names.isdisjoint(call.split(".")[-1:])}
    signs: list[tuple[float, float]] = []
    _sign(signs, 3.0, one.names, other.names)
    _sign(signs, 3.0, one.origins - own, other.origins)
    _sign(signs, 2.0 if one.state & other.state else 1.0, one.state, other.state)
    _sign(signs, 2.0, _marks(one), _marks(other))
    _sign(signs, 1.0 if _nouns(one) & _nouns(other) else 0.5, _nouns(one), _nouns(other))
    _sign(signs, 1.5 if min(len(calls), len(other.calls)) > _FEW_CALLS else 0.75, calls, set(other.calls))
    signs.append((1.0, min(one.lines, other.lines) / max(one.lines, other.lines, 1)))
    signs.append((0.5, float(_form(one) == _form(other))))
    if len(one.parameters) == len(other.parameters) and not one.names and not other.names and one.parameters:
        signs.append((1.0, float([p.type for p in one.parameters] == [p.type for p in other.parameters])))
    return sum(weight * value for weight, value in signs) / sum(weight for weight, _ in signs)


def _sign(signs: list[tuple[float, float]], weight: float, one: Set[str], other: Set[str]) -> None:
    """Adds how much of the smaller set is in the larger, tempered by how much larger that is."""
    if not one and not other:
        return
    shared = len(one & other)
    least, most = sorted((len(one), len(other)))
    signs.append((weight, 0.0 if not shared else (shared / least + shared / most) / 2))


def _marks(function: Function) -> frozenset[str]:
    """What decorates it, HTTP methods apart."""
    return frozenset(
        "route" if function.route and "route" in _route_word(m) else m.split("(")[0] for m in function.marks
    )


def _route_word(mark: str) -> str:
    last = mark.split("(")[0].rsplit(".", 1)[-1].lower().removesuffix("mapping")
    return "route" if last in ("get", "post", "put", "patch", "delete", "route", "api_view", "all", "head") else last


def _nouns(function: Function) -> frozenset[str]:
    return frozenset(function.name_parts)


def _form(function: Function) -> str:
    """How it ends."""
    last = function.code.rstrip(" \n\t};)").rsplit("\n", 1)[-1].strip()
    return next((form for form in _FORMS if last.startswith(form)), "")
