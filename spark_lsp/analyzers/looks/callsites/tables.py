"""What the look at call sites needs to know of each language beyond its shape."""

from dataclasses import dataclass

from spark_lsp.analyzers.shape import words


@dataclass(frozen=True, slots=True)
class Grammar:
    """Node kinds and words of one language; what a language does not have is empty."""

    calls: frozenset[str]
    """Kinds of calls that are compared with each other."""
    functions: frozenset[str]
    awaits: frozenset[str] = frozenset()
    statements: frozenset[str] = frozenset({"expression_statement"})
    """Kinds of a statement that is an expression, whose value is dropped."""
    arguments: str = "arguments"
    """Field of the list of arguments."""
    keywords: dict[str, tuple[str, str]] | None = None
    """Kind of an argument with a name → (field of the name, field of the value)."""
    classes: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset({"identifier"})
    members: frozenset[str] = frozenset()
    """Kinds of `object.member`."""
    comments: frozenset[str] = frozenset({"comment"})
    parameters: str = "parameters"
    """Field of a function's parameters."""
    spread: frozenset[str] = frozenset()
    """Kinds of an argument that stands for several."""


_JAVASCRIPT = Grammar(
    calls=words("call_expression"),
    functions=words(
        "function_declaration arrow_function function_expression method_definition generator_function "
        "generator_function_declaration"
    ),
    awaits=words("await_expression"),
    classes=words("class_declaration class"),
    names=words("identifier shorthand_property_identifier_pattern"),
    members=words("member_expression"),
    spread=words("spread_element"),
)

_C = Grammar(
    calls=words("call_expression"),
    functions=words("function_definition"),
    members=words("field_expression"),
)


def grammar_of(language: str) -> Grammar | None:
    """The table of a language by our id; None where calls are not compared."""
    match language:
        case "python":
            return Grammar(
                calls=words("call"),
                functions=words("function_definition"),
                awaits=words("await"),
                keywords={"keyword_argument": ("name", "value")},
                classes=words("class_definition"),
                members=words("attribute"),
                spread=words("list_splat dictionary_splat"),
            )
        case "javascript":
            return _JAVASCRIPT
        case "typescript" | "tsx":
            return _JAVASCRIPT
        case "go":
            return Grammar(
                calls=words("call_expression"),
                functions=words("function_declaration method_declaration func_literal"),
                members=words("selector_expression"),
                spread=words("variadic_argument"),
            )
        case "java":
            return Grammar(
                calls=words("method_invocation"),
                functions=words("method_declaration constructor_declaration lambda_expression"),
                classes=words("class_declaration interface_declaration enum_declaration record_declaration"),
                members=words("field_access"),
                comments=words("line_comment block_comment"),
            )
        case "rust":
            return Grammar(
                calls=words("call_expression"),
                functions=words("function_item closure_expression"),
                awaits=words("await_expression"),
                classes=words("impl_item"),
                members=words("field_expression"),
                comments=words("line_comment block_comment"),
            )
        case "c":
            return _C
        case "cpp":
            return Grammar(
                calls=_C.calls,
                functions=words("function_definition lambda_expression"),
                members=_C.members,
                classes=words("class_specifier struct_specifier"),
                spread=words("parameter_pack_expansion"),
            )
    return None
