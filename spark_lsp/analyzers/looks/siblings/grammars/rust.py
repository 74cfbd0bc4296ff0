"""Rust, as the comparison of functions sees it."""

from spark_lsp.analyzers.looks.siblings.grammar import Grammar

RUST = Grammar(
    functions=frozenset({"function_item"}),
    classes={"impl_item": "type", "trait_item": "name"},
    branches={"if_expression": ("condition", "consequence", "alternative")},
    lexis=r"//[^\n]*|/\*[\s\S]*?\*/|b?\"(?:\\.|[^\"\\])*\"|'(?:\\.[^']*|[^'\\\n])'",
    decorators=frozenset({"attribute_item"}),
)
