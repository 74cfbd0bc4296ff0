"""Branches and neighbouring lines: one that is not like the others where it should be, or too like them."""

from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.branches.tables import Grammar, grammar_of
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.analyzers.rule import Rule

PARAMETERS = frozenset({"ask", "least"})


def look(parsed: ParsedText, rule: Rule) -> Iterator[Hit]:
    """The places that the rule asks for (`with: {ask: …}`)."""
    grammar = grammar_of(parsed.language)
    if grammar is not None:
        yield from _asked(parsed, grammar, rule)


def _asked(parsed: ParsedText, grammar: Grammar, rule: Rule) -> Iterator[Hit]:
    """Loads only what is asked."""
    match rule.settings.get("ask"):
        case "mismatched":
            from spark_lsp.analyzers.looks.branches.copied import mismatched

            return mismatched(parsed, rule)
        case "operands":
            from spark_lsp.analyzers.looks.branches.operands import repeated

            return repeated(parsed, grammar)
        case "again":
            from spark_lsp.analyzers.looks.branches.again import asked_again

            return asked_again(parsed, grammar)
        case "targets":
            from spark_lsp.analyzers.looks.branches.targets import set_twice

            return set_twice(parsed)
        case "bodies":
            from spark_lsp.analyzers.looks.branches.bodies import decides_nothing

            return decides_nothing(parsed, grammar)
        case "messages":
            from spark_lsp.analyzers.looks.branches.messages import of_the_neighbour

            return of_the_neighbour(parsed)
        case "members":
            from spark_lsp.analyzers.looks.branches.members import repeated_members

            return repeated_members(parsed)
        case "assertions":
            from spark_lsp.analyzers.looks.branches.assertions import same_assertions

            return same_assertions(parsed)
    return iter(())
