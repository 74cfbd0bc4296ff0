"""Python."""

from spark_lsp.core.language import Language
from spark_lsp.core.unit import UnitKind

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
    strings=frozenset({"string"}),
    selfs=(
        "self",
        "cls",
    ),
)
