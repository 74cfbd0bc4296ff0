"""Go, as the comparison of functions sees it."""

from spark_lsp.analyzers.looks.siblings.grammar import C_LIKE, Grammar
from spark_lsp.analyzers.shape import words

GO = Grammar(
    functions=words("function_declaration method_declaration func_literal"),
    classes={},
    branches={"if_statement": ("condition", "consequence", "alternative")},
    lexis=C_LIKE + r"|`[^`]*`",
    receiver="receiver",
    registering="call_expression",
)
