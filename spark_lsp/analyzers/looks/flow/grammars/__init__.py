"""The languages whose functions can be followed."""

from spark_lsp.analyzers.looks.flow.grammar import Grammar


def grammar_of(language: str) -> Grammar | None:
    """The table of a language by our id; None where its functions are not followed."""
    match language:
        case "python":
            from spark_lsp.analyzers.looks.flow.grammars.python import PYTHON

            return PYTHON
        case "javascript" | "typescript" | "tsx":
            from spark_lsp.analyzers.looks.flow.grammars.javascript import JAVASCRIPT

            return JAVASCRIPT
        case "go":
            from spark_lsp.analyzers.looks.flow.grammars.go import GO

            return GO
        case "java":
            from spark_lsp.analyzers.looks.flow.grammars.java import JAVA

            return JAVA
        case "c":
            from spark_lsp.analyzers.looks.flow.grammars.c import C

            return C
        case "cpp":
            from spark_lsp.analyzers.looks.flow.grammars.c import CPP

            return CPP
    return None
