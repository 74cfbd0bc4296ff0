"""Go, as the look at flow sees it."""

from spark_lsp.analyzers.looks.flow.grammar import Grammar
from spark_lsp.analyzers.shape import words

GO = Grammar(
    functions=words("function_declaration method_declaration func_literal"),
    blocks=words("block statement_list"),
    ifs=words("if_statement"),
    elses=frozenset(),
    loops={"for_statement": "for"},
    tries=frozenset(),
    catches=frozenset(),
    finallies=frozenset(),
    withs=frozenset(),
    switches=words("expression_switch_statement type_switch_statement select_statement"),
    cases=words("expression_case type_case communication_case"),
    defaults=words("default_case"),
    leaves={
        "return_statement": "return",
        "break_statement": "break",
        "continue_statement": "continue",
        "goto_statement": "goto",
    },
    blank=words(
        "comment interpreted_string_literal_content raw_string_literal_content raw_string_literal rune_literal"
    ),
    wraps=words("labeled_statement"),
    exits=r"\s*(?:panic|os\.Exit|runtime\.Goexit|log\.(?:Fatal|Panic)\w*|\w+\.(?:Fatal|FailNow|Skip)\w*)\(",
    binds=(
        r"(?<![\w.$>])([A-Za-z_$][\w$]*)\s*(?:[-+*/|&^%]|<<|>>>?|\?\?|\|\||&&)?=(?![=>])",
        r"(?:\+\+|--)\s*([A-Za-z_$][\w$]*)",
        r"([A-Za-z_$][\w$]*)\s*(?:\+\+|--)",
        r"\b((?:\w+, *)+\w+) *:?=(?!=)",
        r"([A-Za-z_]\w*) *:=",
        r"&([A-Za-z_]\w*)",
        r"\bvar\s+(\w+)",
    ),
    nulls="nil",
    equal="==",
    unequal="!=",
    declares=r"(?<![\w.])NAME\b[\w ,]*:=|\bvar\s+NAME\b",
)
