"""Whether ast-grep takes a rule at all, and what it says when not."""

from spark_lsp.analyzers.engine_names import engine_name
from spark_lsp.analyzers.rule import Rule


def compile_error(rule: Rule) -> str:
    """Why ast-grep refuses the rule, in one line; `""` where it does not."""
    from ast_grep_py import SgRoot

    for language in rule.languages:
        engine = engine_name(language)
        if engine is None:
            continue
        try:
            SgRoot("", engine).root().find(dict(rule.config))  # type: ignore[call-overload]
        except Exception as error:  # noqa: BLE001  ast-grep raises bare Exception for what is wrong in a rule
            return f"{language}: {engine_reason(error)}"
    return ""


def engine_reason(error: BaseException) -> str:
    """ast-grep's own words without the stack of its insides that follows them."""
    head = str(error).partition("Stack backtrace")[0]
    lines = [line.strip() for line in head.splitlines()]
    causes = [line.partition(": ")[2] or line for line in lines if line and not line.startswith("Caused by")]
    return " ".join(dict.fromkeys(causes))[:300] or type(error).__name__
