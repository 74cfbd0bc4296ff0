"""Slips of Python: small things that are wrong wherever they stand, or beside the rest of their own function."""

from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.analyzers.rule import Rule

PARAMETERS = frozenset({"ask"})


def look(parsed: ParsedText, rule: Rule) -> Iterator[Hit]:
    """The places that the rule asks for (`with: {ask: …}`)."""
    match rule.settings.get("ask"):
        case "words-joined":
            from spark_lsp.analyzers.looks.slips.sentences import words_joined

            return words_joined(parsed)
        case "placeholder-kept":
            from spark_lsp.analyzers.looks.slips.sentences import placeholder_kept

            return placeholder_kept(parsed)
        case "get-then-used":
            from spark_lsp.analyzers.looks.slips.absent import get_then_used

            return get_then_used(parsed)
        case "element-truth":
            from spark_lsp.analyzers.looks.slips.elements import element_truth

            return element_truth(parsed)
        case "literal-for-parameter":
            from spark_lsp.analyzers.looks.slips.handed import literal_for_parameter

            return literal_for_parameter(parsed)
        case "call-fails":
            from spark_lsp.analyzers.looks.slips.arity import calls_that_fail

            return calls_that_fail(parsed)
        case "misspelt":
            from spark_lsp.analyzers.looks.slips.members import misspelt

            return misspelt(parsed)
        case "unfilled":
            from spark_lsp.analyzers.looks.slips.sentences import unfilled

            return unfilled(parsed)
    return iter(())
