"""Whether a rule can be run at all, and what is said of it when not."""

from spark_lsp.analyzers.engine_names import engine_name
from spark_lsp.analyzers.looks import look_named
from spark_lsp.analyzers.rule import Rule


def compile_error(rule: Rule) -> str:
    """Why ast-grep refuses the rule, or what its look does not know, in one line; `""` where all is well."""
    if rule.look:
        look = look_named(rule.look)
        if look is None:
            return f"there is no look {rule.look!r}"
        strange = set(rule.settings) - look.PARAMETERS
        return f"`with:` has {min(strange)!r}, which the look does not read" if strange else ""
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
