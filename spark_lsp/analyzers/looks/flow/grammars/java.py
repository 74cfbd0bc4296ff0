"""Java, as the look at flow sees it."""

from spark_lsp.analyzers.looks.flow.grammar import Grammar
from spark_lsp.analyzers.shape import words

JAVA = Grammar(
    functions=words("method_declaration constructor_declaration lambda_expression compact_constructor_declaration"),
    classes=words("class_body class_declaration"),
    blocks=words("block constructor_body"),
    ifs=words("if_statement"),
    elses=frozenset(),
    loops={
        "enhanced_for_statement": "each",
        "for_statement": "for",
        "while_statement": "while",
        "do_statement": "do",
    },
    tries=words("try_statement try_with_resources_statement"),
    catches=words("catch_clause"),
    finallies=words("finally_clause"),
    withs=words("synchronized_statement"),
    switches=words("switch_expression"),
    cases=words("switch_block_statement_group switch_rule"),
    defaults=frozenset(),
    leaves={
        "return_statement": "return",
        "throw_statement": "raise",
        "break_statement": "break",
        "continue_statement": "continue",
    },
    blank=words(
        "line_comment block_comment string_fragment multiline_string_fragment character_literal escape_sequence"
    ),
    falls_through=True,
    wraps=words("labeled_statement"),
    exits=r"\s*(?:System\.exit|fail|Assert\.fail|Assertions\.fail)\(",
    binds=(
        r"(?<![\w.$>])([A-Za-z_$][\w$]*)\s*(?:[-+*/|&^%]|<<|>>>?|\?\?|\|\||&&)?=(?![=>])",
        r"(?:\+\+|--)\s*([A-Za-z_$][\w$]*)",
        r"([A-Za-z_$][\w$]*)\s*(?:\+\+|--)",
        r"([A-Za-z_]\w*)\s*:(?!:)",
        r"\bcatch\s*\([^)]*?(\w+)\s*\)",
        r"[\w>\]]\s+([A-Za-z_]\w*)\s*;",
    ),
    nulls="null",
    equal="==",
    unequal="!=",
)
