"""Python, as the comparison of functions sees it."""

from spark_lsp.analyzers.looks.siblings.grammar import Grammar

PYTHON = Grammar(
    functions=frozenset({"function_definition"}),
    classes={"class_definition": "name"},
    branches={
        "if_statement": ("condition", "consequence", "alternative"),
        "elif_clause": ("condition", "consequence", ""),
    },
    handlers=frozenset({"except_clause"}),
    assertions={"assert_statement": 0},
    lexis=(
        r"#[^\n]*|\b[rbfuRBFU]{0,2}(?:\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')"
        r"|\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
    ),
    hashed_comments=True,
    bases="superclasses",
    decorated=frozenset({"decorated_definition"}),
    decorators=frozenset({"decorator"}),
)
