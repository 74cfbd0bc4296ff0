"""The text half of the grounding gate: what of a model's words may be shown, and why the rest may not.

The headline must pass, or nothing is shown; any other field is dropped alone. Everything is judged against the
question, so that the same words pass for one unit and fail for another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from spark_lsp.core import mentions
from spark_lsp.core.phrases import STOP_WORDS, pattern
from spark_lsp.core.question import Draft, Grounded, Grounding, Question, Repair, Ungrounded
from spark_lsp.core.repairs import grounded_repair

HEADLINE_CHARS = (12, 130)
FIELD_CHARS = {"next_step": 180, "why": 320, "risk": 180}
SAME_SHARE = 0.8
"""Share of a text's words that it has in common with a line of code from which on it only says it again."""

FOREIGN_SHARE = 0.2
"""Share of letters that are not Latin from which on a text is not in the language of the rest."""


@dataclass(frozen=True, slots=True)
class Known:
    """What may be named though the question does not hold it."""

    names: frozenset[str] = field(default_factory=frozenset)
    """Keywords, built-ins, modules and members of the standard library and of imported packages."""


def ground(draft: Draft, question: Question, known: Known) -> Grounding:
    """What may be shown of a draft. Never raises, whatever the draft holds."""
    allowed = _Allowed(question, known)
    headline = _tidy(draft.headline)
    low, high = HEADLINE_CHARS
    if len(headline) < low or len(headline) > high:
        return Ungrounded("too short" if len(headline) < low else "too long", headline)
    for reason in (*_faults(headline, allowed), *_headline_faults(headline, draft, question, allowed)):
        return Ungrounded(reason, headline)
    kept: dict[str, str] = {}
    dropped: list[str] = []
    for name, limit in FIELD_CHARS.items():
        text = _cut(_tidy(getattr(draft, name)), limit)
        if not text:
            continue
        reason = next(_faults(text, allowed), "")
        if not reason and pattern("generic").search(text) and not allowed.specific(text):
            reason = "generic"
        if reason:
            dropped.append(f"{name}: {reason}")
        else:
            kept[name] = text
    repair = grounded_repair(draft, question, allowed.bare)
    if isinstance(repair, str):
        dropped.append(f"repair: {repair}")
        repair = None
    if not _adds(headline, kept, repair, question):
        return Ungrounded("adds nothing", headline)
    return Grounded(headline, repair=repair, dropped=tuple(dropped), **kept)


def is_specific(text: str, question: Question) -> bool:
    """Whether a text speaks of this unit: it names something of it, or of its finding, that is no everyday word."""
    return _Allowed(question, Known()).specific(text)


class _Allowed:
    """What a text about one question may name."""

    def __init__(self, question: Question, known: Known) -> None:
        subject = question.subject
        told = [subject.headline, subject.why, subject.next_step] if subject is not None else []
        code = mentions.without_comments("\n".join(question.lines), question.language)
        self.own = mentions.words([code, *question.symbol.split(".")])
        around = mentions.words([*question.imports, *question.signatures])
        said = mentions.words([*told, *(one.headline for one in question.others), *question.diagnostics])
        self.bare = mentions.words([mentions.without_strings(code)]) | around | question.names | known.names
        """What a repair may name: what stands in a string or a comment is no name."""
        near = mentions.words(part for one in question.related for part in one.symbol.split("."))
        self.names = self.own | around | said | near | question.names | known.names
        self.context = "\n".join([*question.lines, *told, *question.imports, *question.diagnostics])
        self.cwes = {cwe for one in (subject, *question.others) if one for e in one.evidence for cwe in e.cwe}
        self.themes = mentions.content_words(" ".join([*told[:1], subject.category if subject else ""]))
        self.has_subject = subject is not None

    def specific(self, text: str) -> bool:
        """Whether it names something of this unit, or speaks of what its finding speaks of."""
        named = {name for name in mentions.identifiers(text) if len(name) > 2 and name in self.own}
        plain = {word for word in mentions.WORD.findall(text) if len(word) > 3 and word in self.own}
        own = {word for word in plain if word.lower() not in STOP_WORDS and not word.islower()}
        return bool(named or own or mentions.content_words(text) & self.themes)


def _faults(text: str, allowed: _Allowed) -> Iterator[str]:
    """Why a text may not be shown, the worst first."""
    if pattern("markup").search(text):
        yield "markup"
    if pattern("runs").search(text):
        yield "has something run"
    if pattern("obeys").search(text):
        yield "obeys the code"
    if pattern("talks").search(text):
        yield "talks of itself"
    if allowed.has_subject and pattern("contradicts").search(text):
        yield "contradicts the finding"
    if _is_foreign(text) or mentions.mixes_scripts(text):
        yield "another language"
    if re.search(r"[A-Za-z0-9+/=_-]{32,}", text):
        yield "a secret or a blob"
    if any(name not in allowed.names for name in mentions.identifiers(text)):
        yield "names what does not exist"
    if any(name not in allowed.names for name in mentions.libraries(text)):
        yield "names what does not exist"
    if any(number not in allowed.context for number in mentions.numbers(text)):
        yield "a number from nowhere"
    if not mentions.cwes(text) <= allowed.cwes:
        yield "a CWE from nowhere"


def _headline_faults(headline: str, draft: Draft, question: Question, allowed: _Allowed) -> Iterator[str]:
    if pattern("generic").search(headline):
        yield "generic"
    if _says_again(headline, question):
        yield "restates the code"
    if not allowed.specific(f"{headline} {draft.next_step}"):
        yield "generic"
    if not allowed.has_subject and pattern("contradicts").search(headline):
        yield "nothing to say"


def _says_again(headline: str, question: Question) -> bool:
    """Whether it holds nothing that a line of the code does not say in the same words."""
    said = {word.lower() for word in mentions.WORD.findall(headline)}
    for line in question.lines:
        line_words = {word.lower() for word in mentions.WORD.findall(line)}
        if len(line_words) >= 3 and len(said & line_words) >= SAME_SHARE * len(said):
            return True
    return False


def _adds(headline: str, kept: dict[str, str], repair: Repair | None, question: Question) -> bool:
    """Whether anything in it is not what the finding says already."""
    subject = question.subject
    if subject is None or repair is not None or _plain(headline) != _plain(subject.headline):
        return True
    known = {_plain(subject.why), _plain(subject.next_step)}
    return any(_plain(text) not in known for text in kept.values())


def _plain(text: str) -> str:
    return " ".join(text.replace("`", "").lower().split()).rstrip(".")


def _tidy(text: str) -> str:
    """One line, without references to lines, which the next edit makes wrong."""
    return " ".join(mentions.LINE_REFERENCE.sub("", text).split()).strip(" :-–,")


def _cut(text: str, limit: int) -> str:
    """Whole sentences within the limit; a single one that is longer is cut at a word."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    end = max(head.rfind(". "), head.rfind("; "))
    return head[: end + 1] if end > limit // 3 else head.rsplit(" ", 1)[0] + " …"


def _is_foreign(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    strange = sum(char > "\u024f" for char in letters)
    return bool(letters) and strange > FOREIGN_SHARE * len(letters)
