"""C."""

from spark_lsp.core.language import Language
from spark_lsp.core.unit import UnitKind

C = Language(
    id="c",
    lsp_ids=("c",),
    suffixes=(".c", ".h"),
    grammar=("tree_sitter_c", "language"),
    ast_grep="c",
    rule_folders=("c",),
    units={
        "function_definition": UnitKind.FUNCTION,
        "struct_specifier": UnitKind.CLASS,
        "union_specifier": UnitKind.CLASS,
        "enum_specifier": UnitKind.CLASS,
    },
    hollow=frozenset({"struct_specifier", "union_specifier", "enum_specifier"}),
    decorated=frozenset({"type_definition"}),
    name_fields=("name", "declarator"),
    named_by={"type_definition": "declarator"},
    imports=frozenset({"preproc_include"}),
    calls={"call_expression": ("function",)},
    comments=frozenset({"comment"}),
    line_comment="//",
    verbatim=frozenset({"string_literal", "char_literal", "system_lib_string"}),
)
