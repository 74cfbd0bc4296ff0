"""Ways to break a function: every single change of an operator, a number, a check or an order of arguments."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Kind(StrEnum):
    """What was changed."""

    COMPARISON = "comparison"
    ARITHMETIC = "arithmetic"
    LOGIC = "logic"
    CHECK = "check"
    ARGUMENTS = "arguments"
    NUMBER = "number"
    EXTREME = "extreme"


@dataclass(frozen=True, slots=True)
class Change:
    """Replace `code[start:end]` by `text`."""

    kind: Kind
    start: int
    end: int
    text: str
    was: str
    """What stood there, as one would name it."""
    now: str
    left: str = ""
    right: str = ""
    """The operands, of a change of an operator."""


_SWAPS: dict[type[ast.AST], tuple[Kind, str, tuple[str, ...]]] = {
    ast.Lt: (Kind.COMPARISON, "<", ("<=", ">")),
    ast.LtE: (Kind.COMPARISON, "<=", ("<", ">=")),
    ast.Gt: (Kind.COMPARISON, ">", (">=", "<")),
    ast.GtE: (Kind.COMPARISON, ">=", (">", "<=")),
    ast.Eq: (Kind.COMPARISON, "==", ("!=",)),
    ast.NotEq: (Kind.COMPARISON, "!=", ("==",)),
    ast.Add: (Kind.ARITHMETIC, "+", ("-",)),
    ast.Sub: (Kind.ARITHMETIC, "-", ("+",)),
    ast.Mult: (Kind.ARITHMETIC, "*", ("+",)),
    ast.FloorDiv: (Kind.ARITHMETIC, "//", ("*",)),
    ast.Mod: (Kind.ARITHMETIC, "%", ("//",)),
    ast.And: (Kind.LOGIC, "and", ("or",)),
    ast.Or: (Kind.LOGIC, "or", ("and",)),
}
_EXTREMES = {"min": "max", "max": "min"}


def changes(code: str) -> list[Change]:
    """Every change, in the order of the code. The code is ASCII and parses."""
    starts = [0]
    for line in code.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    found = [change for node in ast.walk(ast.parse(code)) for change in _of(node, code, starts)]
    return sorted(dict.fromkeys(found), key=lambda one: (one.start, one.end, one.text))


def broken(code: str, change: Change) -> str:
    """The code with the change."""
    return code[: change.start] + change.text + code[change.end :]


def _of(node: ast.AST, code: str, starts: list[int]) -> Iterator[Change]:
    def spot(one: ast.expr | ast.stmt) -> tuple[int, int]:
        assert one.end_lineno is not None
        assert one.end_col_offset is not None
        return starts[one.lineno - 1] + one.col_offset, starts[one.end_lineno - 1] + one.end_col_offset

    def between(left: ast.expr, op: ast.AST, right: ast.expr) -> Iterator[Change]:
        if type(op) not in _SWAPS:
            return
        kind, was, others = _SWAPS[type(op)]
        at = code.find(was, spot(left)[1], spot(right)[0])
        if at >= 0:
            sides = code[slice(*spot(left))], code[slice(*spot(right))]
            yield from (Change(kind, at, at + len(was), now, was, now, *sides) for now in others)

    match node:
        case ast.Compare(left=left, ops=ops, comparators=rights):
            for (one, other), op in zip(pairwise([left, *rights]), ops, strict=True):
                yield from between(one, op, other)
        case ast.BinOp(left=left, op=op, right=right):
            yield from between(left, op, right)
        case ast.BoolOp(op=op, values=values):
            for one, other in pairwise(values):
                yield from between(one, op, other)
        case ast.If(test=test, body=[ast.Return() | ast.Raise() | ast.Continue()], orelse=[]):
            end = spot(node)[1]
            line = starts[node.lineno - 1]
            yield Change(Kind.CHECK, line, min(end + 1, len(code)), "", code[slice(*spot(test))], "")
        case ast.Call(args=[first_arg, second, *_]):
            (a, b), (c, d) = spot(first_arg), spot(second)
            if code[a:b] != code[c:d]:
                swapped = code[c:d] + code[b:c] + code[a:b]
                yield Change(Kind.ARGUMENTS, a, d, swapped, code[a:b], code[c:d])
        case ast.Constant(value=int(number)) if not isinstance(number, bool) and number < 10:
            yield Change(Kind.NUMBER, *spot(node), str(number + 1), str(number), str(number + 1))
        case ast.Name(id=name) if name in _EXTREMES:
            yield Change(Kind.EXTREME, *spot(node), _EXTREMES[name], name, _EXTREMES[name])
