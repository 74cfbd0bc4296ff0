"""Python."""

from spark_lsp.core.language import Language
from spark_lsp.core.unit import UnitKind

_WHOLE_EXPRESSION = frozenset(
    {
        "as_pattern",
        "assert_statement",
        "assignment",
        "augmented_assignment",
        "await",
        "delete_statement",
        "elif_clause",
        "except_clause",
        "expression_statement",
        "for_in_clause",
        "for_statement",
        "if_clause",
        "if_statement",
        "lambda",
        "match_statement",
        "parenthesized_expression",
        "raise_statement",
        "return_statement",
        "while_statement",
        "with_item",
    }
)
"""Where an expression stands alone, so that formatters put round brackets around it or take them away."""

PYTHON = Language(
    id="python",
    lsp_ids=("python",),
    suffixes=(".py", ".pyi", ".pyw"),
    grammar=("tree_sitter_python", "language"),
    ast_grep="python",
    rule_folders=("python",),
    units={
        "function_definition": UnitKind.FUNCTION,
        "lambda": UnitKind.FUNCTION,
        "class_definition": UnitKind.CLASS,
    },
    decorated=frozenset({"decorated_definition", "expression_statement"}),
    named_by={"assignment": "left", "pair": "key"},
    imports=frozenset({"import_statement", "import_from_statement", "future_import_statement"}),
    calls={"call": ("function",)},
    comments=frozenset({"comment", "line_continuation"}),
    line_comment="#",
    optional_tokens=frozenset({";"}),
    selfs=("self", "cls"),
    verbatim=frozenset({"string_content"}),
    quotes_alike=True,
    loose={
        "parenthesized_expression": _WHOLE_EXPRESSION,
        "tuple": frozenset(
            {
                "assignment",
                "augmented_assignment",
                "delete_statement",
                "expression_statement",
                "for_in_clause",
                "for_statement",
                "return_statement",
            }
        ),
        "tuple_pattern": frozenset({"assignment", "for_statement", "for_in_clause"}),
        "argument_list": frozenset({"class_definition"}),
        "with_clause": frozenset({"*"}),
        "import_from_statement": frozenset({"*"}),
        "future_import_statement": frozenset({"*"}),
    },
    tuples=frozenset({"tuple", "tuple_pattern", "subscript", "expression_list", "pattern_list"}),
)
