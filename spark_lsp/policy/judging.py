"""Tries a drafted rule and says what is wrong with it: the first fault that is found, the cheapest looked for first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from spark_lsp.analyzers.rulefile import documents_in
from spark_lsp.core.analysis import Source
from spark_lsp.core.proposal import Caught, Evidence, Fault, Place
from spark_lsp.core.rewording import renamed
from spark_lsp.errors import BrokenRule
from spark_lsp.policy.ground import Ground
from spark_lsp.policy.hostile import why_hostile, why_hostile_document
from spark_lsp.policy.isolated import LIMIT_S, Killed, Ran, ran
from spark_lsp.policy.literals import why_one_place
from spark_lsp.policy.probes import PROBES
from spark_lsp.retrieval.cases import Case
from spark_lsp.syntax.outline import outline_of

SNIPPETS_MIN = 2
STANDING_MAX = 100
"""Hits in the checkout as it is; a rule with more is one that nobody reads the advice of."""

WOLVES_MAX = 10
"""Standing hits for each fix that it would have caught; with more it cries wolf."""

SAME_SHARE = 0.5
"""Share of its hits that another rule has too, from which on it is that rule."""

FILES_COMPARED = 10
PLACES_TOLD = 5
CAUGHT_TOLD = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of it; without a fault it is worth a person's look."""

    fault: Fault | None
    detail: str = ""
    evidence: Evidence = field(default_factory=Evidence)


def judged(text: str, case: Case, ground: Ground, *, limit_s: float = LIMIT_S) -> Judged:
    """Of a rule file's text. Raises UsageError where git does not run."""
    if why := why_hostile(text):
        return Judged(Fault.HOSTILE, why)
    try:
        documents = documents_in(text, "draft", shipped=False)
    except BrokenRule as error:
        return Judged(Fault.UNREADABLE, str(error))
    if len(documents) != 1 or not isinstance(documents[0], dict):
        return Judged(Fault.UNREADABLE, "is not one rule")
    document: dict[str, Any] = documents[0]
    if why := why_hostile_document(document):
        return Judged(Fault.HOSTILE, why)
    return _on_snippets(text, document, case, limit_s) or _on_the_checkout(text, document, case, ground, limit_s)


def _on_snippets(text: str, document: dict[str, Any], case: Case, limit_s: float) -> Judged | None:
    """What is wrong with it by itself; None where nothing is."""
    language = case.language
    snippets = {key: _texts(document.get(key)) for key in ("invalid", "valid")}
    probes = PROBES.get(language, ())
    other = renamed(case.before)
    texts = [*probes, case.before, case.after, other, *snippets["invalid"], *snippets["valid"]]
    found = _one(ran([text], [(language, one) for one in texts], limit_s=limit_s))
    if isinstance(found, Killed):
        return Judged(Fault.EXPLODING, found.why)
    if found.problem:
        return Judged(Fault.UNREADABLE, found.problem)
    hits = dict(zip(texts, map(len, found.hits), strict=True))
    if probes and all(hits[one] for one in probes):
        return Judged(Fault.TRIVIAL, "hits ordinary code in which nothing is wrong")
    for key, wanted in snippets.items():
        if len(wanted) < SNIPPETS_MIN:
            return Judged(Fault.SNIPPETS, f"has {len(wanted)} {key} snippets, not {SNIPPETS_MIN}")
        for n, one in enumerate(wanted, 1):
            if outline_of(Source(one, language, "snippet")).parse_errors:
                return Judged(Fault.SNIPPETS, f"{key} snippet {n} does not parse")
            if bool(hits[one]) != (key == "invalid"):
                return Judged(Fault.SNIPPETS, f"{'is silent on' if key == 'invalid' else 'hits'} {key} snippet {n}")
    if not hits[case.before]:
        return Judged(Fault.BLIND, "is silent on the code before the fix")
    if hits[case.after] >= hits[case.before]:
        return Judged(Fault.BLIND, "still hits the code after the fix")
    if not hits[other]:
        return Judged(Fault.OVERFITTED, "is silent where the fix's variables have other names")
    return None


def _on_the_checkout(text: str, document: dict[str, Any], case: Case, ground: Ground, limit_s: float) -> Judged:
    if why := why_one_place(document["rule"], ground.known(case), ground.files_with, case.path):
        return Judged(Fault.OVERFITTED, why)
    sources = ground.of(case.language)
    found = _one(ran([text], [(case.language, source.text) for _, source in sources], limit_s=limit_s))
    if isinstance(found, Killed):
        return Judged(Fault.EXPLODING, found.why)
    standing = sum(map(len, found.hits))
    if standing > STANDING_MAX:
        return Judged(Fault.EXPLODING, f"hits more than {STANDING_MAX} places of this checkout")
    mine = [(source, lines) for (_, source), lines in zip(sources, found.hits, strict=True) if lines]
    if same := _same_rule(text, document, case, ground, mine, limit_s):
        return Judged(Fault.DUPLICATE, f"finds what {same} finds")
    evidence = _replayed(text, case, ground, standing, _places(sources, found), found.took_s, limit_s)
    if isinstance(evidence, Killed):
        return Judged(Fault.EXPLODING, f"{evidence.why} on the history")
    if standing > WOLVES_MAX * max(1, len(evidence.caught)):
        detail = f"hits {standing} places that nobody mended, and would have caught {len(evidence.caught)} fixes"
        return Judged(Fault.NOISY, detail, evidence)
    return Judged(None, "", evidence)


def _same_rule(
    text: str,
    document: dict[str, Any],
    case: Case,
    ground: Ground,
    mine: Sequence[tuple[Source, Sequence[int]]],
    limit_s: float,
) -> str:
    """The rule, in force or drafted before, that says something on most of the same lines; `""` for none."""
    own = [Source(one, case.language, case.path) for one in (case.before, *_texts(document.get("invalid")))]
    texts = [*own, *(source for source, _ in mine[:FILES_COMPARED])]
    rules = [text, *(earlier for _, earlier in ground.earlier)]
    found = ran(rules, [(one.language, one.text) for one in texts], limit_s=limit_s)
    if isinstance(found, Killed):
        return ""
    ours = {(i, line) for i, lines in enumerate(found[0].hits) for line in lines}
    theirs: Counter[str] = Counter()
    for (id_, _), other in zip(ground.earlier, found[1:], strict=True):
        theirs[id_] = len(ours & {(i, line) for i, lines in enumerate(other.hits) for line in lines})
    for i, source in enumerate(texts):
        theirs.update(rule for rule, line in set(ground.told(source)) if (i, line) in ours)
    best, count = theirs.most_common(1)[0] if theirs else ("", 0)
    return best if count >= SAME_SHARE * len(ours) and count else ""


def _replayed(
    text: str, case: Case, ground: Ground, standing: int, places: tuple[Place, ...], took_s: float, limit_s: float
) -> Evidence | Killed:
    """What it would have said of each commit."""
    revisions = ground.revisions(case.language)
    pairs = [(case.language, one) for revision in revisions for one in (revision.before, revision.after)]
    found = _one(ran([text], pairs, limit_s=limit_s))
    if isinstance(found, Killed):
        return found
    counts = list(map(len, found.hits))
    both = list(zip(revisions, counts[::2], counts[1::2], strict=True))
    caught = {one.commit: Caught(one.commit, one.subject, one.path) for one, before, after in both if before > after}
    own = Caught(case.commit, case.subject, case.path)
    first = {case.commit: own} | caught
    return Evidence(
        caught=tuple(first.values())[:CAUGHT_TOLD],
        brought=len({one.commit for one, before, after in both if after > before}),
        replayed=len({one.commit for one, _, _ in both}),
        standing=standing,
        places=places,
        took_s=round(took_s, 3),
    )


def _places(sources: Sequence[tuple[str, Source]], found: Ran) -> tuple[Place, ...]:
    told: list[Place] = []
    for (path, source), hits in zip(sources, found.hits, strict=True):
        lines = source.text.split("\n")
        told += [Place(path, line + 1, lines[line].strip()[:120]) for line in hits if line < len(lines)]
    return tuple(told[:PLACES_TOLD])


def _one(found: tuple[Ran, ...] | Killed) -> Ran | Killed:
    return found if isinstance(found, Killed) else found[0]


def _texts(value: Iterable[object] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in value or () if isinstance(one, str)))
