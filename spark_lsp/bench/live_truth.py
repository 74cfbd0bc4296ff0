"""What is true of advice that a person took or put away, as a scenario's file: it follows from the advice, the code and
the edit that was taken."""

import json
import keyword
import re
from dataclasses import dataclass
from typing import Any

from spark_lsp.bench.claims import claimed
from spark_lsp.bench.saying import GRAMMAR
from spark_lsp.bench.scenario_files import CURSOR, replaced
from spark_lsp.core.live import LiveRecord

NAMES_MAX = 6
PIECES_MAX = 4
"""Most pieces of the new line, any of which says what the change is."""

VERBS = (
    "use|uses|using|replac*|switch*|call*|chang*|swap*|prefer*|instead|pass*|rather|mov*|should|must|put*|take*|add*"
    "|writ*|remov*|drop*|compar*|wrap*"
)
"""Ways of saying that something is to be done; so many that a list of them all is no sentence."""

_PIECE = re.compile(r"[^\W\d]\w*|\d+(?:\.\d+)?|[<>=!+\-*/%&]+")
_STRING = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
_WORD = re.compile(r"[a-z]{5,}")
_FENCE = re.compile(r"`{3,}")


@dataclass(frozen=True, slots=True)
class Unmade:
    """No scenario can be made, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A scenario to be written."""

    language: str
    title: str
    front: dict[str, Any]
    code: str
    """With its cursor mark."""
    repaired: str
    reference: dict[str, str]


def draft_of(record: LiveRecord) -> Draft | Unmade:
    """The scenario of advice that was accepted: it is located where the flagged line is named, and understood where the
    change is said that the person took. What goes wrong otherwise nobody knows, so that `effect` is not asked."""
    if not record.repaired or record.repaired == record.code:
        return Unmade("nothing was changed when it was accepted")
    if CURSOR in record.code or CURSOR in record.repaired:
        return Unmade("its code holds the mark of a cursor")
    lines = record.code.split("\n")
    first, last, new = replaced(record.code, record.repaired)
    flagged = range(record.first_line, record.last_line + 1)
    if last < record.first_line or first > record.last_line:
        return Unmade("the edit is not of the flagged lines")
    at = [lines[i].strip() for i in flagged if i < len(lines) and _stands_once(lines[i], record.code)]
    old = "\n".join(lines[first : last + 1])
    names = _names("\n".join(lines[i] for i in flagged if i < len(lines)))
    if not at or not names:
        return Unmade("its line stands there twice, or names nothing")
    rows, piece = _remedy(record, old, new, names)
    unit = _unit(record, lines) or names[0]
    reference = _reference(unit, names[0], piece)
    texts = " ".join((record.headline, record.next_step, record.why, *reference.values()))
    front = {
        "group": "defect",
        "at": at,
        "names": names,
        "cause": rows,
        "remedy": rows,
        "families": sorted(claimed(texts)),
        "told": [one for one in (record.headline, record.next_step, record.why) if one],
    }
    return Draft(record.language, f"Accepted: {record.rule}", front, _marked(record), record.repaired, reference)


def scenario_text(draft: Draft) -> str:
    """The scenario's file."""
    return _document(
        draft, draft.front, "Taken from work on this machine; the edit that was taken is the reference.", []
    )


def trap_text(record: LiveRecord, twin: Draft) -> str | Unmade:
    """The scenario of advice that was dismissed: whoever does not say it again is right, and that is worth what the
    same model's answer to `twin`, which was accepted, is worth."""
    if CURSOR in record.code:
        return Unmade("its code holds the mark of a cursor")
    lines = record.code.split("\n")
    names = _names("\n".join(lines[record.first_line : record.last_line + 1]))
    told = " ".join((record.headline, record.next_step, record.why))
    stems = _stems(f"{record.headline} {record.next_step}")
    if not names or not stems:
        return Unmade("its line names nothing")
    front = {
        **twin.front,
        "group": "trap",
        "put_away": [record.rule],
        "claim": [f"{_ticked(names)} {'|'.join(stems)}"],
        "claim_families": sorted(claimed(told)),
    }
    trap = Draft(record.language, f"Dismissed: {record.rule}", front, _marked(record), twin.repaired, twin.reference)
    said = "Taken from work on this machine; this advice was put away. The twin was accepted elsewhere."
    return _document(trap, front, said, [("twin", twin.language, twin.code)])


def _remedy(record: LiveRecord, old: str, new: str, names: list[str]) -> tuple[list[str], str]:
    """Rows that say the change, and the piece of it that the reference names. What stands in the new line and nowhere
    in the code cannot be guessed from it; where there is no such piece, the words of the rule stand for it."""
    there, before = set(_PIECE.findall(record.code)), set(_PIECE.findall(old))
    found = [one for one in dict.fromkeys(_PIECE.findall(_STRING.sub(" ", new))) if one not in before]
    fresh = [one for one in found if one not in there][:PIECES_MAX]
    bare = [one for one in fresh if one[0].isalpha() and len(one) > 2 and not keyword.iskeyword(one)]
    if bare:
        return [f"{_ticked(bare)} {VERBS}"], bare[0]
    gone = [one for one in dict.fromkeys(_PIECE.findall(old)) if one not in set(_PIECE.findall(new))]
    operators = fresh or [one for one in found if not one[0].isalnum()][:1]
    if operators and gone:
        return [f"{_ticked(operators)} {_ticked(gone[:PIECES_MAX])} {VERBS}"], operators[0]
    stems = _stems(f"{record.next_step} {record.headline}")
    return [f"{_ticked(names)} {'|'.join(stems)} {VERBS}"], ""


def _reference(unit: str, name: str, piece: str) -> dict[str, str]:
    told = f"`{piece}`" if piece else "another form"
    return {
        "headline": f"`{unit}` has `{name}` where its author rather chose {told} in the end",
        "next_step": f"Do as its author did here with `{name}` and use {told} instead of what is there now",
        "why": "Whoever wrote these lines took that very change once it was offered to them.",
    }


def _document(draft: Draft, front: dict[str, Any], said: str, more: list[tuple[str, str, str]]) -> str:
    head = "".join(f"{key} = {_toml(value)}\n" for key, value in front.items() if value)
    blocks = [("code", draft.language, draft.code), *more, ("repaired", draft.language, draft.repaired)]
    blocks.append(("reference", "json", json.dumps(draft.reference, indent=1, ensure_ascii=False)))
    told = "\n".join(_block(role, language, text) for role, language, text in blocks)
    return f"+++\n{head}+++\n# {draft.title}\n\n{said}\n\n{told}"


def _block(role: str, language: str, text: str) -> str:
    longest = max((len(one) for one in _FENCE.findall(text)), default=2)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language} {role}\n{text if text.endswith(chr(10)) else text + chr(10)}{fence}\n"


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    text = json.dumps(value, ensure_ascii=False).replace("\x7f", " ")
    return text.encode("utf-8", "replace").decode()


def _marked(record: LiveRecord) -> str:
    lines = record.code.split("\n")
    line = lines[record.first_line]
    lines[record.first_line] = line[: record.column] + CURSOR + line[record.column :]
    return "\n".join(lines)


def _stands_once(line: str, code: str) -> bool:
    text = line.strip()
    return bool(text) and code.count(text) == 1


def _names(text: str) -> list[str]:
    """What may be named of some code, its names in the order of their length: a long one is no other's."""
    found = [one for one in re.findall(r"[^\W\d]\w*", _STRING.sub(" ", text)) if not keyword.iskeyword(one)]
    return sorted(dict.fromkeys(found), key=lambda one: -len(one))[:NAMES_MAX]


def _unit(record: LiveRecord, lines: list[str]) -> str:
    """The name that stands nearest above before a bracket, as a function's does."""
    for line in reversed(lines[: record.first_line]):
        if line.strip() and (found := re.search(r"(?:def|func|fn|function)\s+(?:\([^)]*\)\s*)?([^\W\d]\w*)", line)):
            return found[1]
    return ""


def _stems(text: str) -> list[str]:
    """Beginnings of the words of a text that say something."""
    plain = re.sub(r"`[^`]*`", " ", text).lower()
    words = [one for one in dict.fromkeys(_WORD.findall(plain)) if one not in GRAMMAR]
    return list(dict.fromkeys(f"{one[: max(5, len(one) - 2)]}*" for one in words))[:NAMES_MAX]


def _ticked(pieces: list[str]) -> str:
    return "|".join(f"`{one}`" for one in pieces)
