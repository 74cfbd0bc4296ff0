"""Whether a function has at hand what its sibling's act is about, and under which name."""

from spark_lsp.analyzers.looks.siblings.functions import Function
from spark_lsp.analyzers.looks.siblings.plain import identifiers, parts_of


def held_as(about: str, doer: Function, function: Function) -> str | None:
    """The name in `function` of what `doer` calls `about`: what it loaded by the same call, a parameter of the same
    name or of the same type of its own. What belongs to neither (a global, the object itself) is at hand for both.
    None where it is not at hand."""
    if about in function.grammar.selfs:
        return about
    if about in doer.loads:
        origin = doer.loads[about]
        if function.loads.get(about) == origin:
            return about
        return next((name for name, callee in function.loads.items() if callee == origin), None)
    if about in doer.types:
        if about in function.types:
            return about
        type_ = doer.types[about].lstrip("*&")
        if type_[:1].isupper():
            return next((p.name for p in function.parameters if p.type.lstrip("*&") == type_), None)
        return None
    return None if about in doer.rebound else about


def callee_parts(path: str) -> str:
    """The last step of a dotted name."""
    return path.rsplit(".", 1)[-1]


def is_registered_with(words: frozenset[str], function: Function) -> bool:
    """Whether a line outside the function that names it has one of the words (`router.use(requireAuth, charge)`)."""
    if " " in function.name:
        return False
    start, end = function.span
    for outside in (function.around[:start], function.around[end:]):
        at = outside.find(function.name)
        while at >= 0:
            line = outside[outside.rfind("\n", 0, at) + 1 : (outside.find("\n", at) + 1 or len(outside))]
            names = identifiers(line)
            if function.name in names and any(words & set(parts_of(name)) for name in names if name != function.name):
                return True
            at = outside.find(function.name, at + 1)
    return False
