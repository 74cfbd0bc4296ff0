"""What a language is to us: one table entry, made of node kinds."""

from dataclasses import dataclass, field

from spark_lsp.core.unit import UnitKind


@dataclass(frozen=True, slots=True)
class Language:
    """One language. Node kinds are those of its tree-sitter grammar."""

    id: str
    """Ours, and the name of its folder of rules: `python`, `typescript`, `tsx`, `javascript`, `go`, `rust`, `java`,
    `c`, `cpp`."""
    lsp_ids: tuple[str, ...]
    """`languageId`s that editors send for it."""
    suffixes: tuple[str, ...]
    """File name endings, with the dot."""
    grammar: tuple[str, str]
    """Module and function that give the tree-sitter language: `("tree_sitter_python", "language")`."""
    ast_grep: str
    """ast-grep's name for it."""
    rule_folders: tuple[str, ...]
    """Folders under `rules/` whose rules hold for it: TypeScript shares JavaScript's."""
    units: dict[str, UnitKind] = field(default_factory=dict)
    """Node kind → what it is. A function right inside a class is a METHOD whatever this says."""
    decorated: frozenset[str] = frozenset()
    """Wrapper kinds that start a unit before its own node (decorators, `export`, attributes as siblings)."""
    name_fields: tuple[str, ...] = ("name",)
    body_fields: tuple[str, ...] = ("body",)
    imports: frozenset[str] = frozenset()
    calls: dict[str, str] = field(default_factory=dict)
    """Call kind → field that holds what is called."""
    comments: frozenset[str] = frozenset()
    line_comment: str = "#"
    noise_tokens: frozenset[str] = frozenset()
    """Leaves that formatters add or drop without meaning (`;` where the tree already ends the statement)."""
    # what the origin analysis needs
    literals: frozenset[str] = frozenset()
    """Kinds that are constant whatever they hold (numbers, plain strings, booleans, null)."""
    templates: frozenset[str] = frozenset()
    """String kinds that may hold interpolations."""
    interpolations: frozenset[str] = frozenset()
    compositions: frozenset[str] = frozenset()
    """Kinds whose value is made of their named children: `binary_operator`, tuple, list, parenthesised, …"""
    assignments: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Kind → (field of the target, field of the value)."""
    functions: frozenset[str] = frozenset()
    parameters: frozenset[str] = frozenset()
    """Kinds of the node that lists a function's parameters."""
    identifiers: frozenset[str] = frozenset({"identifier"})
