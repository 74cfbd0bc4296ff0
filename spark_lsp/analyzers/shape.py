"""What the look at a value's origin needs to know of one language: node kinds, and the names it trusts or fears."""

from dataclasses import dataclass, field
from enum import IntEnum


class Origin(IntEnum):
    """Where a value comes from, as far as its own file tells; a greater one is worse."""

    CONSTANT = 0
    CLEAN = 1
    """Went through something that leaves no room for harm: a sanitizer, a number, a truth value, a list of allowed."""
    UNKNOWN = 2
    PARAMETER = 3
    LOCAL = 4
    """From whoever runs the program: its arguments, environment, terminal and files."""
    INPUT = 5
    """From whoever talks to the program: a request, a message."""


def words(text: str) -> frozenset[str]:
    """The words of a text, for tables that would be mostly quotes and commas."""
    return frozenset(text.split())


OUTSIDE = frozenset({Origin.LOCAL, Origin.INPUT})
DYNAMIC = OUTSIDE | {Origin.UNKNOWN, Origin.PARAMETER}


@dataclass(frozen=True, slots=True)
class Binding:
    """A node kind that gives a name a value; all but the name of the target field may be empty."""

    target: str
    value: str = ""
    type: str = ""
    """Field of the declared type, on the node or else on its parent."""
    joins: bool = False
    """Adds to what was there (`+=`)."""
    declares: bool = True
    """Makes the name belong to the scope it stands in."""
    element: bool = False
    """Binds the elements of the value, one after the other (a loop)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One language. Kinds and fields are those of its tree-sitter grammar; a call is told by its dotted
    name or, for an entry that starts with a dot, as a member of anything."""

    literals: frozenset[str]
    """Constant whatever they hold."""
    templates: frozenset[str]
    """String kinds that may hold interpolations."""
    interpolations: frozenset[str]
    """Children of templates that hold an expression."""
    compositions: frozenset[str]
    """As bad as the worst of their named children."""
    truths: frozenset[str]
    """Kinds whose value is a truth value or a number, whatever they are made of."""
    number_operators: frozenset[str]
    """Operators of compositions whose result is a truth value or a number."""
    calls: dict[str, tuple[str, str, str]]
    """Call kind → (field of what is called, field of the arguments, field of the object where that stands apart)."""
    attributes: dict[str, tuple[str, str]]
    """Kind → (field of the object, field of the member)."""
    subscripts: dict[str, str]
    """Kind → field of the container."""
    choices: dict[str, tuple[str, ...]]
    """Conditional expression kind → fields of its outcomes."""
    passed: dict[str, str | int]
    """Wrapper kind (await, cast, parentheses) → what it lets through: a field, or a place among its named children."""
    bindings: dict[str, Binding]
    functions: frozenset[str]
    parameters: dict[str, tuple[str, str]]
    """Kind of one parameter → (field of its name, field of its type); `""` is the node itself."""
    parameter_lists: frozenset[str]
    lone_parameters: dict[str, str] = field(default_factory=dict)
    """Function kind → field that may hold a single parameter without a list around it (`x => x`)."""
    identifiers: frozenset[str] = frozenset({"identifier"})
    opaque: frozenset[str] = frozenset()
    """Kinds that are code rather than data (a function expression)."""
    numeric_types: frozenset[str] = frozenset()
    numeric_functions: frozenset[str] = frozenset()
    """Calls whose result is a number or a truth value."""
    through_functions: frozenset[str] = frozenset()
    """Calls that give back what is made of their arguments alone."""
    through_methods: frozenset[str] = frozenset()
    """Methods that give back what is made of their object and arguments."""
    mutators: frozenset[str] = frozenset()
    """Methods that add their arguments to their object."""
    writers: dict[str, tuple[int, bool]] = field(default_factory=dict)
    """Function → (which argument it writes to, whether what it writes comes from outside)."""
    input_names: frozenset[str] = frozenset()
    """Names and dotted prefixes whose value comes from outside."""
    input_calls: frozenset[str] = frozenset()
    """Calls whose result comes from outside."""
    local: frozenset[str] = frozenset()
    """Those among the input names and calls, and the writers, that bring what is LOCAL."""
    entry_marks: str = ""
    """Regular expression on a parameter's own text, or on what decorates its function: then it is from outside."""
    entry_lists: str = ""
    """Regular expression on a function's list of parameters: then those by `entry_names` are from outside."""
    entry_names: str = ""
    """Regular expression on a parameter's own text: a name that a handler's caller has from a request."""
    local_marks: str = ""
    """Regular expression on a parameter's own text: then it is LOCAL (`String[] args`)."""
    inner_marks: str = ""
    """Like `entry_marks`, for parameters that are not from outside all the same (a handler's database session)."""
    selfs: frozenset[str] = frozenset()
    """Names of the object a method belongs to."""
    guards: tuple[str, ...] = ()
    """Regular expressions on a condition, with NAME for the value: where one holds, the value was vetted."""
    refusals: tuple[str, ...] = ()
    """Like guards, for conditions under which a block that leaves refuses the value."""
    conditions: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Kind of an if → (field of its condition, field of what runs when it holds)."""
    leavers: frozenset[str] = frozenset()
    """Statement kinds after which a block does not go on."""
    leaving_calls: frozenset[str] = frozenset()
    """Dotted names of calls that do not come back."""
    loops: frozenset[str] = frozenset()
