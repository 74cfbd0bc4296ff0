"""Functions that have no name of their own: what they are assigned to, or the route they are handed to."""

import re

from ast_grep_py import SgNode

from spark_lsp.analyzers.wording import given_name

_VERBS = "get|post|put|patch|delete|head|options|all|GET|POST|PUT|PATCH|DELETE|HEAD|Get|Post|Put|Patch|Delete"
_REGISTERS = re.compile(rf"^[\w.$]+\.({_VERBS}|HandleFunc|Handle|handle|use|command|on)$")
_ROUTE = re.compile(rf"^[@#\[]*[\w.]*?\b({_VERBS}|route|Route|api_view|action|Mutation|Subscription)(?:Mapping)?\b")
_METHODS = re.compile(r"methods?\s*=\s*[\[({RequestMethod.]*[\"']?(\w+)")


def name_from_around(node: SgNode) -> tuple[str, SgNode, str, list[str]] | None:
    """The name of a function that has none of its own: what it is assigned to, or the route it is handed to; with
    the HTTP method and what the route is handed before it."""
    parent = node.parent()
    if parent is None:
        return None
    match parent.kind():
        case "assignment_expression":
            left = parent.field("left")
            named = (left.field("property") or left) if left is not None else None
        case "arguments" | "argument_list":
            return _handler(node, parent)
        case _:
            named = given_name(node)
    return (named.text(), named, "", []) if named is not None else None


def _handler(node: SgNode, arguments: SgNode) -> tuple[str, SgNode, str, list[str]] | None:
    call = arguments.parent()
    called = call.field("function") if call is not None else None
    registered = _REGISTERS.match(called.text()) if called is not None else None
    if registered is None or called is None:
        return None
    handed = [child for child in arguments.children() if child.is_named()]
    if len(handed) < 2 or "string" not in handed[0].kind():
        return None
    if span_of(handed[-1]) != span_of(node):
        return None
    verb = registered[1]
    path = handed[0].text().strip("\"'`")
    route = verb.lower() if verb.lower() in "get post put patch delete head options all" else ""
    marks = [called.text(), *(child.text() for child in handed[1:-1])]
    return f"{verb} {path}", handed[0], route, marks


def route_of(marks: list[str]) -> str:
    for mark in marks:
        found = _ROUTE.match(mark)
        if found is not None:
            verb = found[1].lower()
            if verb in ("route", "api_view", "action", "all"):
                named = _METHODS.search(mark)
                return named[1].lower() if named is not None else "any"
            return verb
    return ""


def span_of(node: SgNode) -> tuple[int, int]:
    """Where a node starts and ends, as offsets into the text."""
    covered = node.range()
    return covered.start.index, covered.end.index
