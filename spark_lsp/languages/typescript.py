"""TypeScript, without JSX."""

from spark_lsp.core.language import Language
from spark_lsp.core.unit import UnitKind
from spark_lsp.languages.javascript import CALLS, HOLDERS, JAVASCRIPT, UNITS, WRAPPERS

TYPED_UNITS = {
    **UNITS,
    "abstract_class_declaration": UnitKind.CLASS,
    "interface_declaration": UnitKind.CLASS,
    "enum_declaration": UnitKind.CLASS,
    "internal_module": UnitKind.MODULE,
    "module": UnitKind.MODULE,
}
TYPED_WRAPPERS = WRAPPERS | {"ambient_declaration"}
TYPED_HOLDERS = {**HOLDERS, "public_field_definition": "name"}

TYPESCRIPT = Language(
    id="typescript",
    lsp_ids=("typescript",),
    suffixes=(".ts", ".mts", ".cts"),
    grammar=("tree_sitter_typescript", "language_typescript"),
    ast_grep="typescript",
    rule_folders=("javascript",),
    units=TYPED_UNITS,
    decorated=TYPED_WRAPPERS,
    attached=JAVASCRIPT.attached,
    named_by=TYPED_HOLDERS,
    imports=frozenset({"import_statement", "import_alias"}),
    calls=CALLS,
    comments=JAVASCRIPT.comments,
    line_comment="//",
    optional_tokens=JAVASCRIPT.optional_tokens,
    selfs=JAVASCRIPT.selfs,
    verbatim=JAVASCRIPT.verbatim,
    quotes_alike=True,
    loose=JAVASCRIPT.loose,
)
