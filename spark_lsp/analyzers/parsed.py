"""One parsed text, and what several rules need to know of it, found once."""

from collections.abc import Callable, Set
from typing import TypeVar, cast

from ast_grep_py import SgNode, SgRoot

from spark_lsp.analyzers.origin import Origins
from spark_lsp.analyzers.shape import Shape
from spark_lsp.analyzers.shapes import shape_of
from spark_lsp.analyzers.vocabulary import Vocabulary
from spark_lsp.core.analysis import Source
from spark_lsp.core.text import LineIndex, Position, Span, split_lines

T = TypeVar("T")


class ParsedText:
    """What a look is given. Nothing in it changes while the text's rules are run, apart from what `once` has kept."""

    def __init__(self, source: Source, engine: str, vocabulary: Vocabulary) -> None:
        """`engine` is ast-grep's name for the language. Raises what ast-grep raises for a text it cannot take
        (RuntimeError, ValueError, UnicodeError)."""
        self.text = source.text
        self.language = source.language
        self.path = source.path
        self.root: SgNode = SgRoot(source.text, engine).root()
        self.shape: Shape | None = shape_of(source.language)
        self.lines = split_lines(source.text)
        self.index = LineIndex(self.lines)
        self.origins = Origins(self.root, self.shape) if self.shape is not None else None
        self._vocabulary = vocabulary
        self._kept: dict[str, object] = {}

    def has(self, literal: str) -> bool:
        """Whether a literal occurs anywhere in the text; far cheaper than looking for a node."""
        return self._vocabulary.has(literal)

    @property
    def words(self) -> Set[str]:
        """The words of the text, each once."""
        return self._vocabulary.words

    def once(self, key: str, make: Callable[["ParsedText"], T]) -> T:
        """What `make` makes of this text, made the first time and kept for all rules. Keys start with the look's own
        name, so that two looks do not meet."""
        if key not in self._kept:
            self._kept[key] = make(self)
        return cast(T, self._kept[key])

    def span(self, first: SgNode, last: SgNode | None = None) -> Span:
        """From one node to the end of another (or its own), cut off at the end of the first line: what is underlined.
        ast-grep counts lines by \\n alone, so only its offsets are used."""
        start = self.index.position(first.range().start.index)
        end = self.index.position((last or first).range().end.index)
        if end.line > start.line:
            end = Position(start.line, max(start.column, len(self.lines[start.line].rstrip())))
        return Span(start, end)
