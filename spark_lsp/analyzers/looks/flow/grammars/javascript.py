"""JavaScript and TypeScript, as the look at flow sees them."""

from spark_lsp.analyzers.looks.flow.grammar import Grammar
from spark_lsp.analyzers.shape import words

JAVASCRIPT = Grammar(
    functions=words(
        "function_declaration function_expression arrow_function method_definition "
        "generator_function generator_function_declaration"
    ),
    classes=words("class_declaration class"),
    blocks=words("statement_block"),
    ifs=words("if_statement"),
    elses=words("else_clause"),
    loops={"for_in_statement": "each", "for_statement": "for", "while_statement": "while", "do_statement": "do"},
    tries=words("try_statement"),
    catches=words("catch_clause"),
    finallies=words("finally_clause"),
    withs=frozenset(),
    switches=words("switch_statement"),
    cases=words("switch_case"),
    defaults=words("switch_default"),
    leaves={
        "return_statement": "return",
        "throw_statement": "raise",
        "break_statement": "break",
        "continue_statement": "continue",
    },
    blank=words("comment string_fragment regex_pattern escape_sequence"),
    falls_through=True,
    wraps=words("labeled_statement"),
    exits=r"\s*process\.exit\(",
    binds=(
        r"(?<![\w.$>])([A-Za-z_$][\w$]*)\s*(?:[-+*/|&^%]|<<|>>>?|\?\?|\|\||&&)?=(?![=>])",
        r"(?:\+\+|--)\s*([A-Za-z_$][\w$]*)",
        r"([A-Za-z_$][\w$]*)\s*(?:\+\+|--)",
        r"[\[{]([^=\[\]{}()]*)[\]}]\s*=(?![=>])",
        r"\b(?:const|let|var)\s+([\w$]+)",
        r"\bcatch\s*\(\s*([\w$]+)",
    ),
    nulls="null|undefined",
    equal="===?",
    unequal="!==?",
    truth_is_null=True,
    declares=r"\b(?:const|let|var)\b[^;=]*(?<![\w$.])NAME(?![\w$])",
)
