"""Rust."""

from spark_lsp.core.language import Language
from spark_lsp.core.unit import UnitKind

RUST = Language(
    id="rust",
    lsp_ids=("rust",),
    suffixes=(".rs",),
    grammar=("tree_sitter_rust", "language"),
    ast_grep="rust",
    rule_folders=("rust",),
    units={
        "function_item": UnitKind.FUNCTION,
        "closure_expression": UnitKind.FUNCTION,
        "macro_definition": UnitKind.FUNCTION,
        "impl_item": UnitKind.CLASS,
        "trait_item": UnitKind.CLASS,
        "struct_item": UnitKind.CLASS,
        "enum_item": UnitKind.CLASS,
        "union_item": UnitKind.CLASS,
        "mod_item": UnitKind.MODULE,
    },
    hollow=frozenset({"mod_item"}),
    name_fields=("name", "type"),
    attached=frozenset({"attribute_item"}),
    named_by={"let_declaration": "pattern"},
    imports=frozenset({"use_declaration", "extern_crate_declaration"}),
    calls={"call_expression": ("function",), "macro_invocation": ("macro",)},
    comments=frozenset({"line_comment", "block_comment"}),
    line_comment="//",
    selfs=("self", "Self"),
    verbatim=frozenset({"string_literal", "raw_string_literal", "char_literal"}),
    tuples=frozenset({"tuple_expression", "tuple_type", "tuple_pattern"}),
)
