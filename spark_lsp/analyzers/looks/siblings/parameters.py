"""The parameters of a function, read from the text of its parameter list."""

import re
from dataclasses import dataclass

from spark_lsp.analyzers.shape import words

_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_ANNOTATION = re.compile(r"^(?:@\w+(?:\([^()]*\))?\s*)+")
_MODIFIERS = words("mut ref public private readonly protected")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; the type is empty where none is written."""

    name: str
    type: str


def parameters_in(text: str, *, name_first: bool) -> tuple[Parameter, ...]:
    """The parameters in order; one that is taken apart (`{a, b}`) is as many as it has names."""
    found: list[Parameter] = []
    for part in _split(text.strip().removeprefix("(").removesuffix(")")):
        part = _ANNOTATION.sub("", part.strip())
        part = part if "=>" in part else part.split("=")[0]
        names = _NAME.findall(part)
        if part.startswith("{"):
            found += [Parameter(name, "") for name in names]
        elif names and name_first:
            name = next((name for name in names if name not in _MODIFIERS), names[0])
            found.append(Parameter(name, "".join(part.split(name, 1)[1].strip(" :?").split())))
        elif names:
            type_ = part[: part.rfind(names[-1])].replace("final ", "")
            found.append(Parameter(names[-1], "".join(type_.split())))
    return tuple(found)


def _split(text: str) -> list[str]:
    """The text at its outermost commas."""
    parts, depth, last = [], 0, 0
    for at, sign in enumerate(text):
        if sign in "([{<":
            depth += 1
        elif sign in ")]}" or (sign == ">" and text[at - 1] not in "=-"):
            depth -= 1
        elif sign == "," and depth == 0:
            parts.append(text[last:at])
            last = at + 1
    return [*parts, text[last:]]
