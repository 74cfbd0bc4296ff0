"""A function as the steps it takes: the values that the walk goes over."""

from dataclasses import dataclass

from ast_grep_py import SgNode


@dataclass(frozen=True, slots=True)
class Plain:
    """A statement or the head of one, without control flow of its own. Offsets count from the function's start."""

    node: SgNode
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Leave:
    """A statement that goes elsewhere."""

    node: SgNode
    start: int
    end: int
    way: str
    """`return`, `raise`, `break`, `continue`, `goto` or `exit` (of the whole program)."""


@dataclass(frozen=True, slots=True)
class Branch:
    """An `if`; what it tests is between the offsets."""

    node: SgNode
    start: int
    end: int
    then: "Steps"
    otherwise: "Steps"
    first: Plain | None = None
    """What runs before the test (`if err := f(); err != nil`)."""
    has_else: bool = False
    is_elif: bool = False


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop of any kind; its head is between the offsets."""

    node: SgNode
    start: int
    end: int
    body: "Steps"
    otherwise: "Steps"
    form: str
    """`each`, `while`, `do`, `for` or `endless`."""


@dataclass(frozen=True, slots=True)
class Try:
    """A `try` with what it holds; `head` are resources it opens."""

    node: SgNode
    head: Plain | None
    body: "Steps"
    handlers: "tuple[Handler, ...]"
    otherwise: "Steps"
    finally_: "Steps"


@dataclass(frozen=True, slots=True)
class Handler:
    """One `except` or `catch`; its head is between the offsets."""

    node: SgNode
    start: int
    end: int
    body: "Steps"


@dataclass(frozen=True, slots=True)
class With:
    """A block that runs once, with the head before it."""

    node: SgNode
    start: int
    end: int
    body: "Steps"


@dataclass(frozen=True, slots=True)
class Switch:
    """A choice among several; its head is between the offsets."""

    node: SgNode
    start: int
    end: int
    cases: "tuple[Steps, ...]"
    takes_all: bool
    falls_through: bool


Step = Plain | Leave | Branch | Loop | Try | With | Switch
Steps = tuple[Step, ...]
