"""What the comparison of functions needs to know of one language's syntax."""

from dataclasses import dataclass, field

from spark_lsp.analyzers.shape import words

C_LIKE = r"//[^\n]*|/\*[\s\S]*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
"""Comments and strings of the languages that took them from C."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language. Kinds and fields are those of its tree-sitter grammar."""

    functions: frozenset[str]
    classes: dict[str, str]
    """Kind of a class or of what else holds methods → field of its name."""
    branches: dict[str, tuple[str, str, str]]
    """Kind of an if → (fields of its condition, of what runs when it holds, of what else runs)."""
    handlers: frozenset[str] = frozenset()
    """Kinds of the part of a try that runs after an error."""
    assertions: dict[str, int] = field(default_factory=dict)
    """Kind of an assertion → place of its condition among the named children."""
    lexis: str = C_LIKE
    """Regular expression of comments and strings."""
    hashed_comments: bool = False
    name_first: bool = True
    """Whether a parameter's name stands before its type."""
    parameters: str = "parameters"
    """Field of the parameter list."""
    bases: str = ""
    """Field of a class that names what it inherits from."""
    fields: str = ""
    """Kind of the declaration of a class's attributes, where methods name them without their object."""
    decorated: frozenset[str] = frozenset()
    """Kinds that wrap a function and its decorators."""
    decorators: frozenset[str] = frozenset()
    """Kinds of a decorator; they are children of what wraps the function, come before it, or are in its modifiers."""
    modifiers: frozenset[str] = frozenset()
    """Kinds of a child of the function that holds its decorators."""
    registering: str = ""
    """Kind of a call, where routes are handed to handlers by calls."""
    receiver: str = ""
    """Field of the object a method belongs to, where it is declared like a parameter."""
    inner_units: bool = False
    """Whether a function inside another counts on its own though nothing marks it."""
    selfs: frozenset[str] = frozenset({"self", "cls", "this"})
    plumbing: frozenset[str] = field(
        default_factory=lambda: words("self cls this request req res response reply next ctx context c w r rw e")
    )
    """Parameters that say nothing of what a function is about."""
