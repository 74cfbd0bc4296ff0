"""Go."""

from spark_lsp.core.language import Language
from spark_lsp.core.unit import UnitKind

GO = Language(
    id="go",
    lsp_ids=("go",),
    suffixes=(".go",),
    grammar=("tree_sitter_go", "language"),
    ast_grep="go",
    rule_folders=("go",),
    units={
        "function_declaration": UnitKind.FUNCTION,
        "method_declaration": UnitKind.METHOD,
        "func_literal": UnitKind.FUNCTION,
        "type_spec": UnitKind.CLASS,
    },
    decorated=frozenset({"type_declaration", "var_declaration", "expression_list"}),
    named_by={"var_spec": "name", "short_var_declaration": "left", "assignment_statement": "left"},
    owners={"method_declaration": "receiver"},
    body_fields=("body", "type"),
    imports=frozenset({"import_declaration", "import_spec"}),
    calls={"call_expression": ("function",)},
    comments=frozenset({"comment"}),
    line_comment="//",
    optional_tokens=frozenset({";"}),
    verbatim=frozenset({"interpreted_string_literal", "raw_string_literal", "rune_literal"}),
)
