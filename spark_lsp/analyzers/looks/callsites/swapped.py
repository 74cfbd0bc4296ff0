"""A call whose arguments bear the names of the callee's parameters, two of them crosswise."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.callsites.arguments import arguments_of
from spark_lsp.analyzers.looks.callsites.parameters import parameter_names
from spark_lsp.analyzers.looks.callsites.sites import CallSites, Scope, Site

_OWN = frozenset({"self", "cls", "this"})
_LAST = re.compile(r"[A-Za-z_$][\w$]*$")
_PLAIN = re.compile(r"[A-Za-z_$][\w$]*(?:(?:\.|->)[A-Za-z_$][\w$]*)*")
_NUMBER = re.compile(r"\d+$")
_HEAD = re.compile(r"[^(]*?([A-Za-z_$][\w$]*)\s*(?:<[^()]*>)?(?:\s*=\s*(?:async\s*)?(?:function\s*)?)?\(([^)]*)\)")
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_LONGEST_HEAD = 600
_LONGEST_CALL = 300
_SHORTEST = 2


def swapped(sites: CallSites) -> Iterator[Hit]:
    """Such calls of functions that the file defines once under their name."""
    if not any(_may_be_somewhere(sites.parsed.text, scope) for scope in sites.scopes):
        return
    defined: dict[str, list[SgNode]] = {}
    for scope in sites.scopes:
        name = _name_of(scope.node)
        if name:
            defined.setdefault(name, []).append(scope.node)
    for of_name in sites.by_name.values():
        functions = defined.get(of_name[0].last, ())
        owner = of_name[0].name.removesuffix(of_name[0].last).rstrip(".->:")
        if len(functions) == 1 and (not owner or owner in _OWN) and _is_method(functions[0], sites) == bool(owner):
            parameters = [name for name in parameter_names(functions[0], sites) if name not in _OWN]
            if len(parameters) >= _SHORTEST:
                for site in of_name:
                    yield from _swap(sites, site, functions[0], parameters, of_name)


def _may_be_somewhere(text: str, function: Scope) -> bool:
    """Whether some call of a function's name has two of its parameters' names crosswise, as the text shows it: most
    files have none, and their calls need not be looked for."""
    line = text.rfind("\n", 0, function.start) + 1  # `const resize = (width, height) =>` begins before its function
    head = _HEAD.match(text[line : function.start + _LONGEST_HEAD])
    if head is None:
        return False
    names = [_parameter(part) for part in head[2].split(",")]
    names = [name for name in names if name not in _OWN]
    if len(names) < _SHORTEST:
        return False
    called = head[1] + "("
    at = text.find(called)
    while at >= 0:
        start = at + len(called)
        given = [_member(part) for part in text[start : start + _LONGEST_CALL].partition(")")[0].split(",")]
        if start != line + head.start(2) and _crosses(given, names):
            return True
        at = text.find(called, start)
    return False


def _parameter(part: str) -> str:
    """The name in one part of a head: what stands before `:` and `=`, and behind a type."""
    words = _WORD.findall(part)
    if not words:
        return ""
    return _normal(words[0] if ":" in part or "=" in part else words[-1])


def _member(part: str) -> str:
    return _normal(part.strip().replace("->", ".").rpartition(".")[2])


def _crosses(given: Sequence[str], names: Sequence[str]) -> bool:
    at = {name: i for i, name in enumerate(names)}
    return any(
        name in at and at[name] != i and at[name] < len(given) and i < len(names) and given[at[name]] == names[i]
        for i, name in enumerate(given)
    )


def _swap(
    sites: CallSites, site: Site, function: SgNode, parameters: Sequence[str], others: Sequence[Site]
) -> Iterator[Hit]:
    arguments = arguments_of(site, sites)
    if arguments.spread or not _SHORTEST <= len(arguments.placed) <= len(parameters):
        return
    given = [_plain_name(node.text()) for node in arguments.placed]
    wanted = [_normal(name) for name in parameters]
    for first, second in combinations(range(len(given)), 2):
        if (given[first], given[second]) != (wanted[second], wanted[first]) or len(wanted[first]) < _SHORTEST:
            continue
        if _NUMBER.sub("", wanted[first]) == _NUMBER.sub("", wanted[second]):
            continue
        if _meant(sites, site, function, others, first, second):
            continue
        words = {
            "F": site.name,
            "A": arguments.placed[first].text(),
            "B": arguments.placed[second].text(),
            "P": parameters[first],
            "Q": parameters[second],
            "AT": str(sites.line_of(function.range().start.index)),
        }
        place = function.range()
        yield Hit(site.node, words, rests_on=((place.start.index, place.end.index),))


def _meant(sites: CallSites, site: Site, function: SgNode, others: Sequence[Site], first: int, second: int) -> bool:
    """Whether the order is turned on purpose: the function calls itself so, it is called in both orders, the caller
    has the names in this order itself, or they are of two objects (`Range(a.upper, b.lower)`)."""
    place = function.range()
    if place.start.index <= site.start < place.end.index:
        return True
    here = arguments_of(site, sites).placed
    one, other = here[first].text(), here[second].text()
    if _object(one) != _object(other):
        return True
    scope = sites.scope_of(site.start)
    names = list(parameter_names(scope.node, sites)) if scope is not None else []
    if one in names and other in names and names.index(one) < names.index(other):
        return True
    for call in others:
        given = arguments_of(call, sites).placed
        if call is not site and len(given) > second and (given[first].text(), given[second].text()) == (other, one):
            return True
    return False


def _object(code: str) -> str:
    """What a member belongs to: `a` of `a.width`; `""` for a name."""
    return code[: len(code) - len(re.split(r"\.|->", code)[-1])]


def _plain_name(code: str) -> str:
    return _normal(re.split(r"\.|->", code)[-1]) if _PLAIN.fullmatch(code) else "\0" + code


def _normal(name: str) -> str:
    return name.replace("_", "").lower()


def _is_method(function: SgNode, sites: CallSites) -> bool:
    around = function.parent()
    for _ in range(3):  # the body of the class, a decorated definition
        if around is None or around.kind() in sites.grammar.functions:
            return False
        if around.kind() in sites.grammar.classes:
            return True
        around = around.parent()
    return function.kind() == "method_definition"


def _name_of(function: SgNode) -> str:
    named = function.field("name")
    declarator = function.field("declarator")
    while named is None and declarator is not None:  # C: the name is at the bottom of pointers and parameters
        deeper = declarator.field("declarator")
        named = declarator if deeper is None else None
        declarator = deeper
    around = function.parent()
    if named is None and around is not None and around.kind() == "variable_declarator":
        named = around.field("name")
    found = _LAST.search(named.text()) if named is not None else None
    return found[0] if found is not None else ""
