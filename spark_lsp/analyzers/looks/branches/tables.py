"""What the look at branches needs to know of each language beyond its shape."""

from dataclasses import dataclass

from spark_lsp.analyzers.shape import words


@dataclass(frozen=True, slots=True)
class Grammar:
    """Node kinds of one language."""

    chains: frozenset[str]
    """Kinds of an expression of two operands."""
    operators: frozenset[str]
    """Those whose second equal operand adds nothing, or always the same."""
    ifs: frozenset[str] = frozenset({"if_statement"})
    leaving: frozenset[str] = frozenset()
    """Kinds of a statement after which a block does not go on."""
    nothing: frozenset[str] = frozenset({"null"})
    wrappers: frozenset[str] = frozenset({"parenthesized_expression"})
    comments: frozenset[str] = frozenset({"comment"})
    statements: frozenset[str] = frozenset({"expression_statement"})


_BINARY = words("binary_expression")
_LOGICAL = words("&& ||")
_C = Grammar(
    chains=_BINARY,
    operators=_LOGICAL,
    leaving=words("return_statement break_statement continue_statement goto_statement throw_statement"),
    nothing=words("NULL nullptr 0"),
)


def grammar_of(language: str) -> Grammar | None:
    """The table of a language by our id; None where branches are not compared."""
    match language:
        case "python":
            return Grammar(
                chains=words("boolean_operator"),
                operators=words("and or"),
                leaving=words("return_statement raise_statement break_statement continue_statement"),
                nothing=words("None"),
            )
        case "javascript" | "typescript" | "tsx":
            return Grammar(
                chains=_BINARY,
                operators=words("&& || ??"),
                leaving=words("return_statement throw_statement break_statement continue_statement"),
                nothing=words("null undefined"),
            )
        case "go":
            return Grammar(
                chains=_BINARY,
                operators=_LOGICAL,
                leaving=words("return_statement break_statement continue_statement goto_statement"),
                nothing=words("nil"),
            )
        case "java":
            return Grammar(
                chains=_BINARY,
                operators=_LOGICAL,
                leaving=words("return_statement throw_statement break_statement continue_statement"),
                comments=words("line_comment block_comment"),
            )
        case "rust":
            return Grammar(
                chains=_BINARY,
                operators=_LOGICAL,
                ifs=words("if_expression"),
                leaving=words("return_expression break_expression continue_expression"),
                comments=words("line_comment block_comment"),
            )
        case "c" | "cpp":
            return _C
    return None
