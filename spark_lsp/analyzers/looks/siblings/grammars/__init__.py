"""The table of grammars, one small file per language family."""

from spark_lsp.analyzers.looks.siblings.grammar import Grammar


def grammar_of(language: str) -> Grammar | None:
    """The grammar of a language by our id; None where functions are not compared."""
    match language:
        case "python":
            from spark_lsp.analyzers.looks.siblings.grammars.python import PYTHON

            return PYTHON
        case "javascript":
            from spark_lsp.analyzers.looks.siblings.grammars.javascript import JAVASCRIPT

            return JAVASCRIPT
        case "typescript" | "tsx":
            from spark_lsp.analyzers.looks.siblings.grammars.javascript import TYPESCRIPT

            return TYPESCRIPT
        case "go":
            from spark_lsp.analyzers.looks.siblings.grammars.go import GO

            return GO
        case "java":
            from spark_lsp.analyzers.looks.siblings.grammars.java import JAVA

            return JAVA
        case "rust":
            from spark_lsp.analyzers.looks.siblings.grammars.rust import RUST

            return RUST
        case "c":
            from spark_lsp.analyzers.looks.siblings.grammars.c import C

            return C
        case "cpp":
            from spark_lsp.analyzers.looks.siblings.grammars.c import CPP

            return CPP
    return None
