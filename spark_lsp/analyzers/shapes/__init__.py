"""The table of shapes, one small file per language family."""

from spark_lsp.analyzers.shape import Shape


def shape_of(language: str) -> Shape | None:
    """The shape of a language by our id; None where values are not followed."""
    match language:
        case "python":
            from spark_lsp.analyzers.shapes.python import SHAPE as python

            return python
        case "javascript":
            from spark_lsp.analyzers.shapes.javascript import JAVASCRIPT

            return JAVASCRIPT
        case "typescript" | "tsx":
            from spark_lsp.analyzers.shapes.javascript import TYPESCRIPT

            return TYPESCRIPT
        case "go":
            from spark_lsp.analyzers.shapes.go import SHAPE as go

            return go
        case "java":
            from spark_lsp.analyzers.shapes.java import SHAPE as java

            return java
        case "rust":
            from spark_lsp.analyzers.shapes.rust import SHAPE as rust

            return rust
        case "c":
            from spark_lsp.analyzers.shapes.c import C

            return C
        case "cpp":
            from spark_lsp.analyzers.shapes.c import CPP

            return CPP
    return None
