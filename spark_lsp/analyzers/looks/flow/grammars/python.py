"""Python, as the look at flow sees it."""

from spark_lsp.analyzers.looks.flow.grammar import Grammar
from spark_lsp.analyzers.shape import words

PYTHON = Grammar(
    functions=words("function_definition lambda"),
    classes=words("class_definition"),
    blocks=words("block"),
    ifs=words("if_statement elif_clause"),
    elses=words("else_clause"),
    loops={"for_statement": "each", "while_statement": "while"},
    tries=words("try_statement"),
    catches=words("except_clause"),
    finallies=words("finally_clause"),
    withs=words("with_statement"),
    switches=words("match_statement"),
    cases=words("case_clause"),
    defaults=frozenset(),
    leaves={
        "return_statement": "return",
        "raise_statement": "raise",
        "break_statement": "break",
        "continue_statement": "continue",
    },
    blank=words("comment string_content"),
    wraps=frozenset(),
    exits=r"\s*(?:sys\.exit|os\._exit|exit|quit|pytest\.(?:skip|fail|xfail)|self\.(?:fail|skipTest|fail_json|exit_json)"
    r"|module\.(?:fail_json|exit_json)|parser\.error|abort|flask\.abort)\(",
    binds=(
        r"^\s*([\w,.*()\[\] ]{1,200}?)(?::[^=\n]{1,80})?(?:[-+*/|&^%@]|//|\*\*|>>|<<)?=(?!=)",
        r"= *([A-Za-z_][\w, ]{0,80}?) *=(?!=)",
        r"([A-Za-z_]\w*)\s*:=",
        r"\bas ([\w, ()]{1,80})",
        r"\bfor ([\w\s,()*]{1,120}?)\s+in\b",
        r"\b(?:global|nonlocal|del|import|def|class) ([\w ,.]{1,120})",
    ),
    nulls="None",
    equal=r"is|==",
    unequal=r"is\s+not|!=",
    both="and",
    either="or",
    negation="not",
)
