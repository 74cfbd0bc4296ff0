"""A checkout as the benchmark has it: cut, indexed, and with the queries that come of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from spark_lsp.bench.retrieval.commits import from_history
from spark_lsp.bench.retrieval.documented import Documented, documentation, without
from spark_lsp.bench.retrieval.queries import Query, from_calls, place_of, sampled
from spark_lsp.core.analysis import Source
from spark_lsp.core.passage import Passage
from spark_lsp.core.text import split_lines
from spark_lsp.retrieval.chunks import file_entries
from spark_lsp.retrieval.history import History
from spark_lsp.retrieval.indexing import FILES_AT_ONCE, Checkout, shown_path
from spark_lsp.retrieval.related import is_test


@dataclass(frozen=True, slots=True)
class Asked:
    """What is measured on."""

    passages: tuple[Passage, ...]
    queries: tuple[Query, ...]
    files: int


def gathered(
    checkout: Checkout,
    sources: Iterable[tuple[str, Source]],
    history: History,
    language_of: Callable[[str], str | None],
    *,
    most: int,
    seed: int,
) -> Asked:
    """Fills the index and makes the queries, `most` of a kind. The documentation that is asked with is taken out of
    the units first. Raises UsageError where git does not run."""
    read = sorted(((shown_path(path), source) for path, source in sources), key=lambda one: one[0])
    documented: dict[tuple[str, str], Documented] = {}
    for path, source in read:
        lines = split_lines(source.text)
        for unit in checkout.outline_of(source).units:
            found = documentation(unit, lines, source.language)
            if found is not None:
                documented[path, unit.symbol] = found
    asked = [Query("docstring", one.sentence, frozenset({place})) for place, one in documented.items()]
    chosen = sampled(asked, most, seed)
    out = {place for query in chosen for place in query.relevant}
    passages: list[Passage] = []
    known = dict(checkout.index.digests())
    waiting = []
    for path, source in read:
        mine = [documented[place] for place in sorted(out) if place[0] == path]
        text = without(mine, split_lines(source.text)) if mine else source.text
        made = file_entries(Source(text, source.language, source.path), path, checkout.outline_of, checkout.redact)
        passages += [entry.passage for entry in made.entries]
        if known.pop(path, None) != made.digest:
            waiting.append(made)
    for at in range(0, len(waiting), FILES_AT_ONCE):
        checkout.index.put(waiting[at : at + FILES_AT_ONCE])
    checkout.index.drop(sorted(known))
    present = {place_of(one): one for one in passages}
    rest = [*from_calls(passages), *from_history(history, present, language_of, checkout.outline_of)]
    held = [query for query in chosen if query.relevant <= present.keys()]
    return Asked(tuple(passages), (*held, *sampled(rest, most, seed)), len(read))


def answers(query: Query, ranking: Sequence[Passage]) -> tuple[tuple[str, str], ...]:
    """The places of a ranking without the query's own unit, what stands in it, and what it stands in; each once. Who
    asks what a unit calls or tests wants no tests."""
    own = query.own
    places = (place_of(one) for one in ranking)
    left = (place for place in places if own is None or (not _within(place, own) and not _within(own, place)))
    if query.kind in ("callee", "test"):
        left = (place for place in left if not is_test(place[0]))
    return tuple(dict.fromkeys(left))


def _within(place: tuple[str, str], around: tuple[str, str]) -> bool:
    return place[0] == around[0] and (f"{place[1]}.".startswith(f"{around[1]}.") or around[1] == "<module>")
