"""The order in which things happen within one function: a small walk over its statements that follows what is known."""

from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.analyzers.rule import Rule

PARAMETERS = frozenset({"ask", "near", "handed", "errors", "pairs", "ways"})


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
    return iter(())
