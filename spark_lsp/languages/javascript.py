"""JavaScript, with JSX."""

from spark_lsp.core.language import Language
from spark_lsp.core.unit import UnitKind

UNITS = {
    "function_declaration": UnitKind.FUNCTION,
    "generator_function_declaration": UnitKind.FUNCTION,
    "function_expression": UnitKind.FUNCTION,
    "generator_function": UnitKind.FUNCTION,
    "arrow_function": UnitKind.FUNCTION,
    "method_definition": UnitKind.METHOD,
    "class_declaration": UnitKind.CLASS,
    "class": UnitKind.CLASS,
}
WRAPPERS = frozenset({"export_statement", "lexical_declaration", "variable_declaration", "expression_statement"})
HOLDERS = {
    "variable_declarator": "name",
    "assignment_expression": "left",
    "pair": "key",
}
CALLS: dict[str, tuple[str, ...]] = {"call_expression": ("function",), "new_expression": ("constructor",)}

JAVASCRIPT = Language(
    id="javascript",
    lsp_ids=("javascript", "javascriptreact"),
    suffixes=(".js", ".mjs", ".cjs", ".jsx"),
    grammar=("tree_sitter_javascript", "language"),
    ast_grep="javascript",
    rule_folders=("javascript",),
    units=UNITS,
    decorated=WRAPPERS,
    attached=frozenset({"decorator"}),
    named_by={**HOLDERS, "field_definition": "property"},
    imports=frozenset({"import_statement"}),
    calls=CALLS,
    comments=frozenset({"comment", "html_comment"}),
    line_comment="//",
    optional_tokens=frozenset({";"}),
    selfs=("this",),
    verbatim=frozenset({"string", "regex", "string_fragment", "jsx_text"}),
    quotes_alike=True,
    loose={"formal_parameters": frozenset({"arrow_function"})},
)
