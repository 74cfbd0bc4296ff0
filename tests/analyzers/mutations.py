"""Ways to write the same code otherwise, for tests of what may depend on layout. Each gives back a text that parses
as well as before; what a step would break is left as it was."""

from collections import Counter
from collections.abc import Callable, Iterator

from ast_grep_py import SgRoot

from spark_lsp.analyzers.engine_names import engine_name
from spark_lsp.build import outline
from spark_lsp.core.analysis import Source
from spark_lsp.languages import by_id

Mutation = Callable[[str, str], str]
"""A text and its language → the text written otherwise."""


def parse_errors(text: str, language: str) -> int:
    """Places the grammar could not read."""
    return outline(Source(text, language, "snippet")).parse_errors


def comments(text: str, language: str) -> Counter[str]:
    """How often each comment stands in the text."""
    known, engine = by_id(language), engine_name(language)
    assert known is not None
    assert engine is not None
    kinds = [{"kind": kind} for kind in known.comments if kind != "line_continuation"]
    found = SgRoot(text, engine).root().find_all({"rule": {"any": kinds}})  # type: ignore[call-overload]
    return Counter(node.text().rstrip() for node in found)


def nested(text: str, language: str) -> str:
    """Two steps further in; in Python as the body of a class in a function."""
    if language != "python":
        return _shifted(text, "\t\t")
    return "def outer():\n    class Inner:\n        known = 1\n" + _shifted(text, "        ")


def with_tabs(text: str, language: str) -> str:
    """Indented with tabs."""
    return text.replace("    ", "\t")


def with_crlf(text: str, language: str) -> str:
    """With the line ends of Windows."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def commented_at_ends(text: str, language: str) -> str:
    """A comment behind each line."""
    mark = "#" if language == "python" else "//"
    return _line_by_line(text, language, lambda n, line: [f"{line}  {mark} é end {n}"])


def commented_between(text: str, language: str) -> str:
    """A comment above each line."""
    mark = "#" if language == "python" else "//"
    return _line_by_line(text, language, lambda n, line: [f"{_indent(line)}{mark} above {n}", line])


def commented_inside(text: str, language: str) -> str:
    """A comment behind each bracket, comma, dot and equals sign."""
    at = 0
    while at < len(text):
        at += 1
        if text[at - 1] in "(,)=.":
            added = f"  # in {at}\n    " if language == "python" else f" /* in {at} */ "
            new = text[:at] + added + text[at:]
            if _one_comment_more(text, new, language):
                text = new
                at += len(added)
    return text


def after_other_code(text: str, language: str) -> str:
    """Something not in ASCII before the code of each line."""
    before = 'é = "😀"; ' if language == "python" else "/* é😀 */ "
    return _line_by_line(text, language, lambda n, line: [_indent(line) + before + line.lstrip()], comment=False)


def before_other_code(text: str, language: str) -> str:
    """Another statement behind the code of each line."""
    behind = "; after = 1" if language == "python" else " after();"
    return _line_by_line(text, language, lambda n, line: [line.rstrip() + behind], comment=False)


def twice(text: str, language: str) -> str:
    """The same again below."""
    return f"{text}\n{text}"


def without_last_line_end(text: str, language: str) -> str:
    """As an editor leaves it that adds none."""
    return text.rstrip("\r\n")


MUTATIONS: tuple[Mutation, ...] = (
    nested,
    with_tabs,
    with_crlf,
    commented_at_ends,
    commented_between,
    commented_inside,
    after_other_code,
    before_other_code,
    twice,
    without_last_line_end,
)


def _line_by_line(text: str, language: str, write: Callable[[int, str], list[str]], *, comment: bool = True) -> str:
    """Each line written anew where the text still parses, and where a comment really is one."""
    end = "\r\n" if "\r\n" in text else "\n"
    done: list[str] = []
    rest = text.split(end)
    while rest:
        line = rest.pop(0)
        new = write(len(done), line)
        whole, changed = end.join([*done, line, *rest]), end.join([*done, *new, *rest])
        holds = _one_comment_more if comment else _parses_as_well
        done += new if line.strip() and holds(whole, changed, language) else [line]
    return end.join(done)


def _one_comment_more(old: str, new: str, language: str) -> bool:
    before, after = comments(old, language), comments(new, language)
    return before <= after and after.total() == before.total() + 1 and _parses_as_well(old, new, language)


def _parses_as_well(old: str, new: str, language: str) -> bool:
    return parse_errors(new, language) <= parse_errors(old, language)


def _shifted(text: str, by: str) -> str:
    return "".join(_each_shifted(text, by))


def _each_shifted(text: str, by: str) -> Iterator[str]:
    for line in text.splitlines(keepends=True):
        yield by + line if line.strip() else line


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
