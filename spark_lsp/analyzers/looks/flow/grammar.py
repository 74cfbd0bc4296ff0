"""What the look at the flow within a function needs to know of one language: which node kinds are which statement."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grammar:
    """Node kinds and fields of one tree-sitter grammar."""

    functions: frozenset[str]
    """Kinds with a `body` that runs on its own, later or never."""
    blocks: frozenset[str]
    """Kinds whose children are statements."""
    ifs: frozenset[str]
    """Kinds with the fields `condition`, `consequence` and `alternative`."""
    elses: frozenset[str]
    """Clauses whose last child is what runs otherwise."""
    loops: dict[str, str]
    """Kind → `each` (over elements), `while`, `do` (at least once) or `for` (three parts)."""
    tries: frozenset[str]
    catches: frozenset[str]
    finallies: frozenset[str]
    withs: frozenset[str]
    """Kinds with a head and a `body` that runs exactly once."""
    switches: frozenset[str]
    cases: frozenset[str]
    defaults: frozenset[str]
    """Kinds of a case that takes the rest; a case whose text begins with `default` or `case _` is one too."""
    leaves: dict[str, str]
    """Kind → `return`, `raise`, `break`, `continue` or `goto`."""
    blank: frozenset[str]
    """Comments and what stands in quotes: blanked before anything is looked for."""
    classes: frozenset[str] = frozenset()
    """Blanked like functions: what stands in them runs elsewhere."""
    falls_through: bool = False
    """Whether a case goes on into the next one where nothing leaves it."""
    wraps: frozenset[str] = frozenset()
    """Kinds that hold one statement (a label, an expression statement around an expression that is a statement)."""
    exits: str = r"(?!)"
    """Regular expression on a statement after which nothing goes on (`sys.exit(…)`)."""
    binds: tuple[str, ...] = ()
    """Regular expressions on a statement whose group holds the names that it gives a value, with commas between."""
    nulls: str = r"(?!)"
    """Regular expression of the word for nothing."""
    equal: str = "==="
    """The words between a value and nothing in a test that holds where it is nothing; alternatives of a pattern."""
    unequal: str = "!=="
    truth_is_null: bool = False
    """Whether a test of the bare name says that there is something."""
    both: str = "&&"
    either: str = "||"
    negation: str = "!"
    declares: str = r"(?<![\w.])NAME\s*(?:[:,][^=\n]*)?="
    """Regular expression of what makes NAME a function's own."""
