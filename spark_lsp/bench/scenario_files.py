"""Reads scenarios from Markdown files; SCORING.md tells their form."""

import json
import re
import tomllib
from importlib import resources
from typing import NoReturn, TypedDict, cast

from spark_lsp.bench.scenario import Diagnostic, Fact, Group, Reference, Scenario, Truth
from spark_lsp.errors import SparkError

CURSOR = "‸"
"""Where the cursor stands in a block of code."""

_FRONT = re.compile(r"\A\+\+\+\n(.*?)^\+\+\+\n", re.DOTALL | re.MULTILINE)
_BLOCK = re.compile(r"^(```+)(\w+) (\w+)\n(.*?)^\1[ ]*$", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_SLOT = re.compile(r"(?:`[^`]*`|[^\s`])+")
_OR = re.compile(r"(?:`[^`]*`|[^|`])+")
_ROLES = frozenset({"code", "repaired", "test", "twin", "reference"})


class _Diagnostic(TypedDict):
    at: str
    source: str
    message: str


class _Front(TypedDict, total=False):
    group: str
    at: list[str]
    names: list[str]
    cause: list[str]
    effect: list[str]
    remedy: list[str]
    false: list[str]
    families: list[str]
    forbidden: list[str]
    told: list[str]
    put_away: list[str]
    claim: list[str]
    claim_families: list[str]
    diagnostics: list[_Diagnostic]


def built_in() -> tuple[Scenario, ...]:
    """All scenarios that ship, by name. Raises SparkError for one that does not load."""
    folder = resources.files("spark_lsp.bench") / "scenarios"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".md")), key=lambda file: file.name)
    return tuple(read_scenario(file.name.removesuffix(".md"), file.read_text("utf-8")) for file in files)


def read_scenario(name: str, text: str) -> Scenario:
    """The scenario of one file's text. Raises SparkError, which names the scenario and what is wrong with it."""
    front, blocks, title = _parts(name, text.replace("\r\n", "\n"))
    code, line, column, language = _with_cursor(name, "code", blocks)
    try:
        group = Group(front.get("group", ""))
    except ValueError:
        _broken(name, f"there is no group {front.get('group', '')!r}; there are {', '.join(Group)}")
    trap = group is Group.TRAP
    if trap != ("twin" in blocks):
        _broken(name, "a trap has a block `twin`, with the defect, and nothing else has")
    wrong, at_line, at_column, _ = _with_cursor(name, "twin", blocks) if trap else (code, line, column, language)
    spoken = Scenario(
        name=f"{name}-twin" if trap else name,
        group=Group.DEFECT if trap else group,
        language=language,
        title=title,
        code=wrong,
        line=at_line,
        column=at_column,
        truth=_truth(name, front, wrong),
        reference=_reference(name, blocks, wrong),
        diagnostics=tuple(_diagnostic(name, one, wrong) for one in front.get("diagnostics", [])),
        told=tuple(front.get("told", [])),
        test=blocks.get("test", ("", ""))[1],
    )
    if not trap:
        return spoken
    silent = Reference("", "", "")
    truth = Truth(put_away=fact(front.get("claim", [])), put_away_families=frozenset(front.get("claim_families", [])))
    away = tuple(front.get("put_away", []))
    return Scenario(name, group, language, title, code, line, column, truth, silent, twin=spoken, dismissed=away)


def fact(rows: list[str]) -> Fact:
    """Rows as written: slots apart by blanks, their alternatives by `|`, the words of one by `+`; `*` ends a
    stem; what is in back-ticks is code, and with `~` first a part of a
    piece of code."""
    return Fact(tuple(tuple(tuple(_OR.findall(slot)) for slot in _SLOT.findall(row)) for row in rows))


def _parts(name: str, text: str) -> tuple[_Front, dict[str, tuple[str, str]], str]:
    """Front matter, role → (language, text), title."""
    head = _FRONT.match(text)
    if head is None:
        _broken(name, "it does not begin with front matter between two lines of `+++`")
    try:
        front = tomllib.loads(head[1])
    except tomllib.TOMLDecodeError as error:
        raise SparkError(f"scenario {name}: its front matter is no TOML: {error}") from error
    strange = sorted(front.keys() - _Front.__annotations__.keys())
    if strange:
        _broken(name, f"its front matter has an unknown key {strange[0]!r}")
    for key, value in front.items():
        if key in ("group", "diagnostics"):
            continue
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            _broken(name, f"`{key}` is no list of texts")
    blocks: dict[str, tuple[str, str]] = {}
    for _, language, role, body in _BLOCK.findall(text[head.end() :]):
        if role not in _ROLES or role in blocks:
            _broken(name, f"there is {'a second' if role in blocks else 'an unknown'} block {role!r}")
        blocks[role] = (language, body)
    title = _TITLE.search(text, head.end())
    if title is None:
        _broken(name, "it has no title")
    for role in ("code", "reference"):
        if role not in blocks:
            _broken(name, f"it has no block {role!r}")
    return cast("_Front", front), blocks, title[1]


def _with_cursor(name: str, role: str, blocks: dict[str, tuple[str, str]]) -> tuple[str, int, int, str]:
    language, text = blocks[role]
    if text.count(CURSOR) != 1:
        _broken(name, f"its block {role!r} must hold one cursor mark {CURSOR}")
    before = text[: text.index(CURSOR)]
    return text.replace(CURSOR, ""), before.count("\n"), len(before) - before.rfind("\n") - 1, language


def _truth(name: str, front: _Front, code: str) -> Truth:
    lines = tuple(_line(name, part, code) for part in front.get("at", []))
    if not lines or not front.get("names"):
        _broken(name, "`at` and `names` must tell where the defect is")
    return Truth(
        lines=lines,
        names=frozenset(front.get("names", [])),
        cause=fact(front.get("cause", [])),
        effect=fact(front.get("effect", [])),
        remedy=fact(front.get("remedy", [])),
        false=fact(front.get("false", [])),
        families=frozenset(front.get("families", [])),
        forbidden=tuple(front.get("forbidden", [])),
    )


def _diagnostic(name: str, said: _Diagnostic, code: str) -> Diagnostic:
    if not said.keys() >= {"at", "source", "message"}:
        _broken(name, "a diagnostic has `at`, `source` and `message`")
    return Diagnostic(_line(name, said["at"], code), said["source"], said["message"])


def _line(name: str, part: str, code: str) -> int:
    found = [i for i, line in enumerate(code.split("\n")) if part in line]
    if len(found) != 1:
        _broken(name, f"{part!r} stands in {len(found)} lines of its code, and must stand in one")
    return found[0]


def _reference(name: str, blocks: dict[str, tuple[str, str]], code: str) -> Reference:
    try:
        said = json.loads(blocks["reference"][1])
        words = (str(said["headline"]), str(said["next_step"]), str(said["why"]))
    except (ValueError, KeyError, TypeError) as error:
        raise SparkError(f"scenario {name}: its reference needs headline, next_step and why as JSON") from error
    if "repaired" not in blocks:
        return Reference(*words)
    return Reference(*words, *replaced(code, blocks["repaired"][1]))


def replaced(code: str, repaired: str) -> tuple[int, int, str]:
    """The lines that differ: (first, last inclusive, their new text)."""
    old, new = code.split("\n"), repaired.split("\n")
    first = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    same = 0
    while same < min(len(old), len(new)) - first and old[-1 - same] == new[-1 - same]:
        same += 1
    last = len(old) - same - 1
    if last < first:  # lines were only put in: the one before stays, and is told again
        first -= 1
        last = first
    return first, last, "\n".join(new[first : len(new) - same])


def _broken(name: str, what: str) -> NoReturn:
    raise SparkError(f"scenario {name}: {what}")
