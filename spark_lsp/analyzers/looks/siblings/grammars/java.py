"""Java, as the comparison of functions sees it."""

from spark_lsp.analyzers.looks.siblings.grammar import Grammar
from spark_lsp.analyzers.shape import words

JAVA = Grammar(
    functions=words("method_declaration constructor_declaration"),
    classes={"class_declaration": "name", "record_declaration": "name", "enum_declaration": "name"},
    branches={"if_statement": ("condition", "consequence", "alternative")},
    handlers=frozenset({"catch_clause"}),
    assertions={"assert_statement": 0},
    name_first=False,
    fields="field_declaration",
    bases="superclass",
    decorators=words("annotation marker_annotation"),
    modifiers=frozenset({"modifiers"}),
)
