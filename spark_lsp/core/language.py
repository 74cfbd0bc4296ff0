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
    hollow: frozenset[str] = frozenset()
    """Unit kinds that are units only where they have a body (`struct S` in C may merely name a type)."""
    decorated: frozenset[str] = frozenset()
    """Wrapper kinds that start a unit before its own node, where it is the only one of its sort in them (decorators,
    `export`, `const`, `template <…>`)."""
    attached: frozenset[str] = frozenset()
    """Sibling kinds right before a unit that belong to it (attributes, decorators)."""
    name_fields: tuple[str, ...] = ("name",)
    """Tried in order; a declarator is followed down to its name."""
    named_by: dict[str, str] = field(default_factory=dict)
    """Parent kind of a function or class without a name → field that names it: `const f = () => …`."""
    owners: dict[str, str] = field(default_factory=dict)
    """Unit kind → field with the type that it belongs to (Go's receiver)."""
    body_fields: tuple[str, ...] = ("body",)
    imports: frozenset[str] = frozenset()
    calls: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Call kind → fields whose texts, joined by dots, are what is called."""
    selfs: tuple[str, ...] = ()
    """What a method calls its own object or type."""
    implicit_self: bool = False
    """Whether a bare name inside a method may be another method of its class."""
    comments: frozenset[str] = frozenset({"comment"})
    line_comment: str = "//"
    # what a formatter may change
    optional_tokens: frozenset[str] = frozenset()
    """Leaves that formatters add or drop without meaning (`;` where the tree already ends the statement)."""
    verbatim: frozenset[str] = frozenset()
    """Kinds that are one token whatever they are made of: strings without code in them, regular expressions."""
    quotes_alike: bool = False
    """Whether `'a'` and `"a"` mean the same."""
    loose: dict[str, frozenset[str]] = field(default_factory=dict)
    """Kind → kinds of its parent under which its round brackets mean nothing; `*` is any parent."""
    tuples: frozenset[str] = frozenset()
    """Kinds in which a comma after the only element means something."""
