"""C and C++, as the look at flow sees them."""

from dataclasses import replace

from spark_lsp.analyzers.looks.flow.grammar import Grammar
from spark_lsp.analyzers.shape import words

C = Grammar(
    functions=words("function_definition"),
    blocks=words("compound_statement"),
    ifs=words("if_statement"),
    elses=words("else_clause"),
    loops={
        "for_range_loop": "each",
        "for_statement": "for",
        "while_statement": "while",
        "do_statement": "do",
    },
    tries=words("try_statement"),
    catches=words("catch_clause"),
    finallies=frozenset(),
    withs=frozenset(),
    switches=words("switch_statement"),
    cases=words("case_statement"),
    defaults=frozenset(),
    leaves={
        "return_statement": "return",
        "throw_statement": "raise",
        "break_statement": "break",
        "continue_statement": "continue",
        "goto_statement": "goto",
    },
    blank=words("comment string_content char_literal escape_sequence"),
    falls_through=True,
    wraps=words("labeled_statement"),
    exits=r"\s*(?:std::)?(?:exit|_exit|abort|assert|err|errx|panic|fatal|die|usage|longjmp|__builtin_unreachable|unreachable)\(",
    binds=(
        r"(?<![\w.$>])([A-Za-z_$][\w$]*)\s*(?:[-+*/|&^%]|<<|>>>?|\?\?|\|\||&&)?=(?![=>])",
        r"(?:\+\+|--)\s*([A-Za-z_$][\w$]*)",
        r"([A-Za-z_$][\w$]*)\s*(?:\+\+|--)",
        r"&\s*([A-Za-z_]\w*)",
        r"[\w>*]\s+\*?([A-Za-z_]\w*)\s*;",
    ),
    nulls="NULL|nullptr|0",
    equal="==",
    unequal="!=",
    truth_is_null=True,
)
CPP = replace(
    C,
    functions=words("function_definition lambda_expression"),
    classes=words("class_specifier"),
    blank=C.blank | {"raw_string_content"},
)
