"""C and C++, as the comparison of functions sees them."""

from dataclasses import replace

from spark_lsp.analyzers.looks.siblings.grammar import Grammar

C = Grammar(
    functions=frozenset({"function_definition"}),
    classes={},
    branches={"if_statement": ("condition", "consequence", "alternative")},
    name_first=False,
)

CPP = replace(
    C,
    classes={"class_specifier": "name", "struct_specifier": "name"},
    handlers=frozenset({"catch_clause"}),
    fields="field_declaration",
)
