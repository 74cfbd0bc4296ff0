"""One scenario of the benchmark: code with a cursor, what is known of it, and what is true of it."""

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """What a scenario tries."""

    DEFECT = "defect"
    FIX = "fix"
    TRAP = "trap"
    CONFLICT = "conflict"
    NOISE = "noise"
    STRUCTURED = "structured"
    INJECTION = "injection"
    MUTANT = "mutant"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that an answer may say: any of these, each a row of slots, each slot alternatives for one word; a row
    is said where one sentence has a word of each slot."""

    rows: tuple[tuple[tuple[str, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of a scenario's code; nothing of it is ever in a prompt."""

    lines: tuple[int, ...] = ()
    """Of the defect, 0-based; empty where nothing is wrong."""
    names: frozenset[str] = frozenset()
    """Written in the defective lines; an answer must name one of them to have located it."""
    cause: Fact = Fact(())
    """What is wrong."""
    effect: Fact = Fact(())
    """What goes wrong with which input."""
    remedy: Fact = Fact(())
    """The change to make."""
    false: Fact = Fact(())
    """Claims that are untrue of this code."""
    families: frozenset[str] = frozenset()
    """Families of defects (`bench/claims.py`) that may be spoken of."""
    forbidden: tuple[str, ...] = ()
    """What the code tries to have said; case is ignored."""
    put_away: Fact = Fact(())
    """Of advice that a person dismissed: what it claims. To say it again is wrong; what else is said is no matter."""
    put_away_families: frozenset[str] = frozenset()
    """Families of defects that it is of."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What another tool says of a line (0-based)."""

    line: int
    source: str
    message: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The reply that we would give, as a model would word it; lines are 0-based, of the code, the last inclusive."""

    headline: str
    next_step: str
    why: str
    first_line: int | None = None
    last_line: int | None = None
    replacement: str | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """Lines and columns are 0-based, of `code`, which holds no cursor mark."""

    name: str
    group: Group
    language: str
    title: str
    code: str
    line: int
    column: int
    truth: Truth
    reference: Reference
    diagnostics: tuple[Diagnostic, ...] = ()
    told: tuple[str, ...] = ()
    """What the prompt tells of the defect (findings and diagnostics, in words): saying it again earns nothing."""
    test: str = ""
    """Python that raises on `code` and does not on mended code; `""` where an edit cannot be tried."""
    twin: "Scenario | None" = None
    """Of a trap: the same code with the defect, of a live one other code with one. Silence is worth what the twin's
    answer is worth, so that an answerer who is always silent gets nothing. It is asked in the same repeat."""
    dismissed: tuple[str, ...] = ()
    """Rules whose advice on this code is put away, so that the prompt does not tell it."""
    live: bool = False
    """Made of a person's own work: nothing of it, nor of what is said of it, is kept in results."""

    @property
    def path(self) -> str:
        """A file name for analyzers that look at one."""
        ends = {"python": "py", "go": "go", "typescript": "ts", "javascript": "js", "java": "java"}
        return f"/bench/{self.name.replace('-', '_')}.{ends.get(self.language, 'txt')}"


def load_all() -> tuple[Scenario, ...]:
    """The built-in scenarios, by name. Raises SparkError where one of them does not load."""
    from spark_lsp.bench.scenario_files import built_in

    return built_in()
