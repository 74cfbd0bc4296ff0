"""Puts the names in the code at hand into a rule's sentences."""

import re
from abc import ABC, abstractmethod

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.shape import Shape

_VARIABLE = re.compile(r"`\$(UNIT)`|\$\$\$([A-Z_][A-Z0-9_]*)|\$([A-Z_][A-Z0-9_]*)")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_LONGEST = 40


class Wording(ABC):
    """Fills the sentences of one finding."""

    def fill(self, sentence: str) -> str:
        """The sentence with `$X`, `$$$X` and `$UNIT` replaced; a variable that stands for nothing is "…"."""
        if "$" not in sentence:
            return sentence
        return _VARIABLE.sub(self._word, sentence)

    def _word(self, found: re.Match[str]) -> str:
        quoted_unit, several, one = found.groups()
        if quoted_unit or one == "UNIT":
            unit = self._unit()
            if unit is None:
                return "this module"
            return f"`{unit}`" if quoted_unit else unit
        text = self._text_of(several or one, several=bool(several))
        return shown(text) if text else "…"

    @abstractmethod
    def _unit(self) -> str | None: ...

    @abstractmethod
    def _text_of(self, name: str, *, several: bool) -> str | None: ...


class MatchWording(Wording):
    """With what a pattern captured."""

    __slots__ = ("_match", "_shape", "_text")

    def __init__(self, match: SgNode, text: str, shape: Shape | None) -> None:
        self._match = match
        self._text = text
        self._shape = shape

    def _unit(self) -> str | None:
        return unit_name(self._match, self._shape)

    def _text_of(self, name: str, *, several: bool) -> str | None:
        return captured_text(self._match, name, self._text, several=several)


class HitWording(Wording):
    """With the words that a look gives along."""

    __slots__ = ("_hit", "_shape")

    def __init__(self, hit: Hit, shape: Shape | None) -> None:
        self._hit = hit
        self._shape = shape

    def _unit(self) -> str | None:
        return shown(self._hit.unit) if self._hit.unit is not None else unit_name(self._hit.node, self._shape)

    def _text_of(self, name: str, *, several: bool) -> str | None:
        return self._hit.words.get(name)


def shown(code: str) -> str:
    """Code as part of a sentence: one line, at most 40 characters, nothing that would end a code span."""
    code = " ".join(_UNPRINTABLE.sub(" ", code).replace("`", "'").split())
    return code if len(code) <= _LONGEST else code[: _LONGEST - 1] + "…"


def captured_text(match: SgNode, name: str, text: str, *, several: bool) -> str | None:
    """The text that a metavariable stands for, commas of several included; None where it captured nothing."""
    if several:
        nodes = match.get_multiple_matches(name)
        if not nodes:
            return ""
        return text[nodes[0].range().start.index : nodes[-1].range().end.index]
    node = match.get_match(name)
    return node.text() if node is not None else match.get_transformed(name)


def unit_name(node: SgNode, shape: Shape | None) -> str | None:
    """Name of the innermost named function around a node (or that it is); None where there is none."""
    if shape is None:
        return None
    for around in (node, *node.ancestors()):
        if around.kind() in shape.functions:
            name = _name_of(around)
            if name:
                return shown(name)
    return None


def _name_of(function: SgNode) -> str | None:
    named = function.field("name")
    if named is not None:
        return named.text()
    declarator = function.field("declarator")  # C: the name is at the bottom of pointers and parameters
    while declarator is not None:
        deeper = declarator.field("declarator")
        if deeper is None:
            return declarator.text()
        declarator = deeper
    named = given_name(function)
    return named.text() if named is not None else None


def given_name(function: SgNode) -> SgNode | None:
    """What a function without a name of its own is assigned to, or kept as; None where it is neither."""
    parent = function.parent()
    if parent is None:
        return None
    match parent.kind():
        case "variable_declarator":
            return parent.field("name")
        case "pair":
            return parent.field("key")
        case "public_field_definition" | "field_definition":
            return parent.field("name") or parent.field("property")
    return None
