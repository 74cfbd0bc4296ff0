"""Java."""

from spark_lsp.core.language import Language
from spark_lsp.core.unit import UnitKind

JAVA = Language(
    id="java",
    lsp_ids=("java",),
    suffixes=(".java",),
    grammar=("tree_sitter_java", "language"),
    ast_grep="java",
    rule_folders=("java",),
    units={
        "method_declaration": UnitKind.METHOD,
        "constructor_declaration": UnitKind.METHOD,
        "compact_constructor_declaration": UnitKind.METHOD,
        "lambda_expression": UnitKind.FUNCTION,
        "class_declaration": UnitKind.CLASS,
        "interface_declaration": UnitKind.CLASS,
        "enum_declaration": UnitKind.CLASS,
        "record_declaration": UnitKind.CLASS,
        "annotation_type_declaration": UnitKind.CLASS,
        "object_creation_expression": UnitKind.CLASS,
    },
    hollow=frozenset({"object_creation_expression"}),
    decorated=frozenset({"local_variable_declaration", "field_declaration"}),
    named_by={"variable_declarator": "name"},
    imports=frozenset({"import_declaration"}),
    calls={
        "method_invocation": ("object", "name"),
        "object_creation_expression": ("type",),
        "explicit_constructor_invocation": ("constructor",),
    },
    comments=frozenset({"line_comment", "block_comment"}),
    line_comment="//",
    selfs=("this",),
    implicit_self=True,
    verbatim=frozenset({"string_literal", "character_literal"}),
)
