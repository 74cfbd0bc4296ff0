"""What is true of a mutant, and the answer that we would give: both follow from the change that made it."""

import re

from spark_lsp.bench.mutation import Change, Kind
from spark_lsp.bench.scenario import Fact, Reference, Truth
from spark_lsp.bench.scenario_files import fact

ESSENCE = {
    "<": "less|below|under|negative|zero|smaller|small|low",
    ">": "greater|above|over|larger|more|large|beyond|high|exceed*",
    "==": "equal*|same|alike",
    "not": "empty|nothing|no+elements",
    " in ": "contain*|holds|within|inside",
    "and": "both",
    "isdigit": "digit*",
}
"""What stands in a check → how it is said that it was about that."""

FAMILIES = frozenset({"boundary", "order", "zero", "none", "overflow", "money"})
CHANGE = "instead|replac*|rather|should|ought"


def truth_of(change: Change, code: str, line: int, text: str, parameters: list[str]) -> Truth:
    """`code` is the mutant, `line` where the change stands in it, `text` that line, or the check that was removed."""
    cause, remedy = _rows(change, code, text)
    return Truth(
        lines=(line,),
        names=names_at(change, text),
        cause=cause,
        effect=_effect(parameters),
        remedy=remedy,
        families=FAMILIES,
    )


def names_at(change: Change, text: str) -> frozenset[str]:
    """What is written where the change is: names, and for an operator itself."""
    names = set(_ticked(text).replace("`", "").split("|"))
    return frozenset(names | ({change.now} if change.now and change.kind is not Kind.ARGUMENTS else set()))


def reference_of(change: Change, unit: str, text: str, parameters: list[str]) -> Reference:
    """Its words; the caller adds the repair."""
    name = _ticked(f"{change.left} {change.right}" if change.left else text).split("|")[0].strip("`")
    why = f"When `{parameters[0]}` is exactly at the edge, the outcome is one too many or too few"
    match change.kind:
        case Kind.CHECK:
            said = f"`{unit}` never tests `{_short(change.was)}`, so nothing guards against that input"
            return Reference(said, f"Add a guard that returns or raises if `{change.was}`", why)
        case Kind.ARGUMENTS:
            said = f"The arguments `{change.now}` and `{change.was}` in `{unit}` are in swapped order"
            return Reference(said, f"Swap `{change.was}` and `{change.now}`, as the call needs the former first", why)
        case _:
            said = f"`{unit}` has `{change.now}` at `{name}` where it should have `{change.was}` instead"
            return Reference(said, f"Use `{change.was}` instead of `{change.now}` at `{name}`", why)


def _rows(change: Change, code: str, text: str) -> tuple[Fact, Fact]:
    """Cause and remedy. Both what is there and what ought to be must be told, with a name from that very place: the
    right operator alone could be guessed."""
    match change.kind:
        case Kind.CHECK:
            essence = "|".join([f"`~{change.was}~`", *(said for part, said in ESSENCE.items() if part in change.was)])
            lost = "missing|never|no|not|without|lacks|unchecked|nothing|accept*|any"
            mend = "add|restore|insert|raise|return|put|guard|reject"
            names = _ticked(change.was)
            cause = f"check*|guard|test|tests|tested|branch|reject*|refus*|accept*|raise* {lost} {names} {essence}"
            return fact([cause]), fact([f"{mend} if|when|unless|guard|check {names} {essence}"])
        case Kind.ARGUMENTS:
            order, pieces = "swap*|exchang*|revers*|order", f"{_ticked(change.was)} {_ticked(change.now)}"
            return fact([f"argument*|operand*|parameter*|order {order} {pieces}"]), fact([f"{order} {pieces}"])
        case Kind.EXTREME:
            both = f"`{change.was}`|{change.was} `{change.now}`|{change.now} {CHANGE}"
            return fact([both]), fact([both])
        case _:
            both = f"`{change.was}` `{change.now}`"
            beside = _ticked(f"{change.left} {change.right}" if change.left else text)
            rows = [f"{both} {CHANGE} {beside}"]
            right = f"{change.left}{change.was}{change.right}".replace(" ", "")
            if change.left and right not in code.replace(" ", ""):
                rows.append(f"`~{right}~`")
            return fact(rows), fact(rows)


def _ticked(code: str) -> str:
    """Names and numbers of some code as alternatives."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", " ", code)
    found = [one for one in re.findall(r"[^\W\d]\w*", bare) if one not in _KEYWORDS] or re.findall(r"\w+", code)
    return "|".join(dict.fromkeys(f"`{one}`" for one in found))


def _effect(parameters: list[str]) -> Fact:
    inputs = "|".join(f"`{one}`" for one in parameters)
    what = "too|never|always|skip*|miss*|lost|empty|extra|first|last|beyond|below|above|negative|zero|exactly|raise*"
    return fact(
        [f"{inputs}|when|where|whenever|every|each {what} outcome|value|result|return*|give*|reach*|count*|edge"]
    )


def _short(text: str) -> str:
    """As much of a condition as fits a headline."""
    return text if len(text) <= 50 else text[:50].rpartition(" or ")[0]


_KEYWORD_LIST = "if else for in not and or return raise while is def True False None len int str range list dict sum"
_KEYWORDS = frozenset(_KEYWORD_LIST.split())
