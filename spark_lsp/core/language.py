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
    """Wrapper kinds that start a unit before its own node (`export`, decorators, `template <…>`)."""
    attached: frozenset[str] = frozenset()
    """Sibling kinds right before a unit that belong to it (attributes, decorators)."""
    name_fields: tuple[str, ...] = ("name",)
    """Tried in order; a declarator is followed down to its name."""
    named_by: dict[str, str] = field(default_factory=dict)
    """Parent kind of a function without a name → field that names it: `const f = () => …`."""
    body_fields: tuple[str, ...] = ("body",)
    imports: frozenset[str] = frozenset()
    calls: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Call kind → fields whose texts, joined by dots, are what is called."""
    comments: frozenset[str] = frozenset({"comment"})
    line_comment: str = "//"
    optional_tokens: frozenset[str] = frozenset()
    """Leaves that formatters add or drop without meaning (`;` where the tree already ends the statement)."""
    strings: frozenset[str] = frozenset()
    """String kinds whose quotes a formatter may change."""
    selfs: tuple[str, ...] = ()
    """What a method calls its own object."""
