"""JavaScript and TypeScript, as the comparison of functions sees them."""

from dataclasses import replace

from spark_lsp.analyzers.looks.siblings.grammar import C_LIKE, Grammar
from spark_lsp.analyzers.shape import words

JAVASCRIPT = Grammar(
    functions=words(
        "function_declaration function_expression arrow_function method_definition generator_function_declaration"
    ),
    classes={"class_declaration": "name", "class": "name"},
    branches={"if_statement": ("condition", "consequence", "alternative")},
    handlers=frozenset({"catch_clause"}),
    lexis=C_LIKE + r"|`(?:\\.|[^`\\])*`",
    decorators=frozenset({"decorator"}),
    inner_units=True,
    registering="call_expression",
)

TYPESCRIPT = replace(JAVASCRIPT, classes={**JAVASCRIPT.classes, "abstract_class_declaration": "name"})
