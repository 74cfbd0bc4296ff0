"""One rule as read from its file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from spark_lsp.analyzers.shape import Origin
from spark_lsp.analyzers.worth import Worth
from spark_lsp.core.finding import Severity


@dataclass(frozen=True, slots=True)
class FixTemplate:
    """What to put in the place of a match. The expansions are ast-grep rules for siblings that go along."""

    template: str
    expand_start: Mapping[str, Any] | None = None
    expand_end: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Examples:
    """Snippets that must not and must hit."""

    valid: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, shipped or a person's own."""

    id: str
    languages: tuple[str, ...]
    """Our ids of the languages it holds for."""
    severity: Severity
    message: str
    note: str
    next_step: str
    config: Mapping[str, Any]
    """`rule`, `constraints`, `utils` and `transform`, as ast-grep takes them; empty where a look is asked for."""
    category: str
    confidence: float
    file: str
    """Where it was read, for messages."""
    source: str = "core"
    """`core` or `user`."""
    needs: tuple[str, ...] = ()
    """One of these must occur in the text; empty: it is always tried."""
    also: tuple[str, ...] = ()
    """And one of these, where there are any."""
    seen: str = ""
    """A regular expression, cheap beside the pattern, that has to match somewhere in the text too."""
    cwe: tuple[str, ...] = ()
    anchor: str = ""
    origin: Mapping[str, frozenset[Origin]] = field(default_factory=dict)
    sanitizers: frozenset[str] = frozenset()
    severity_by: Mapping[Origin, Severity] = field(default_factory=dict)
    fix: FixTemplate | None = None
    fix_title: str = ""
    safe_fix: bool = False
    paths: tuple[str, ...] = ()
    """Globs of the files it is for; empty is all."""
    not_paths: tuple[str, ...] = ()
    valid: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    """Snippets; those of all languages, one after the other, where `examples` tells them apart."""
    examples: Mapping[str, Examples] = field(default_factory=dict)
    """By language, for a rule of several languages; empty where all its languages share their snippets."""
    look: str = ""
    """The look that finds the places, in the place of a pattern."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What the look reads: the rule file's `with:`."""
    worth: Worth | None = None
    """The evidence for it; None where its file gives none."""

    def examples_for(self, language: str) -> Examples:
        """The snippets of one of its languages."""
        return self.examples.get(language, Examples()) if self.examples else Examples(self.valid, self.invalid)
