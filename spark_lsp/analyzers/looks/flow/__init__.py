"""The order in which things happen within one function: a small walk over its statements that follows what is known."""

from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.analyzers.rule import Rule

PARAMETERS = frozenset(
    {
        "ask",
        "near",
        "handed",
        "errors",
        "pairs",
        "ways",
        "first",
        "second",
        "failure",
    }
)


def look(parsed: ParsedText, rule: Rule) -> Iterator[Hit]:
    """The places that the rule asks for (`with: {ask: …}`)."""
    match rule.settings.get("ask"):
        case "known-error":
            from spark_lsp.analyzers.looks.flow.known import known_errors

            return known_errors(parsed, rule)
        case "asked-again":
            from spark_lsp.analyzers.looks.flow.known import asked_again

            return asked_again(parsed, rule)
        case "skipped":
            from spark_lsp.analyzers.looks.flow.skipped import skipped

            return skipped(parsed, rule)
        case "called-twice":
            from spark_lsp.analyzers.looks.flow.called import called_twice

            return called_twice(parsed, rule)
        case "unbound":
            from spark_lsp.analyzers.looks.flow.unbound import unbound_after_handler

            return unbound_after_handler(parsed, rule)
        case "none-used":
            from spark_lsp.analyzers.looks.flow.optional import none_used

            return none_used(parsed, rule)
    return iter(())
