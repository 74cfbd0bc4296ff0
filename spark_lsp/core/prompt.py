"""Makes the ask for a question: what stays the same first, then the code, what is related to it, and the angle last."""

import re
from collections.abc import Iterable
from itertools import islice

from spark_lsp.core.advisory import Advisory
from spark_lsp.core.asking import Ask, Thinking
from spark_lsp.core.question import Question
from spark_lsp.core.role import RoleSpec
from spark_lsp.core.schema import draft_schema
from spark_lsp.core.tokens import TEMPLATE_TOKENS, tokens_at_most

FORM = "4"
"""Changes when the same question would be asked otherwise; a part of every slot, as the prompt is."""

WORDS_TOKENS = 120
"""Most that a reply without a repair may take."""

OPEN, CLOSE = "<<<CODE", "CODE>>>"
"""Around the code. Neither can be within: see `as_data`."""

ELSEWHERE, END_ELSEWHERE = "<<<ELSEWHERE", "ELSEWHERE>>>"
"""Around what is related."""

RELATED_FORM = "2"
"""As FORM, for prompts with related code; without any, a prompt is what it was."""

RELATED_TOKENS = 700
"""Most that related code may take of the window; a model of 3 billion weights loses the finding among more."""

LISTED_MAX = 6
"""Most imports, signatures, other findings and diagnostics that are told."""

TOLD_CHARS = 160
LINE_CHARS = 240
"""Longest line of code that is shown."""

_TEMPLATE = re.compile(
    r"<\|[^|>\n]{0,200}\|>|<｜[^｜\n]{0,40}｜>|\[/?INST\]|<</?SYS>>|</?s>|<(?:start|end)_of_turn>|</?(?:system|user|assistant|think|tool_call|tool_response|bos|eos|unk|pad|fim_\w+)>|(?-i:\[/?[A-Z_]{4,}\])",
    re.IGNORECASE,
)
"""What chat templates mark turns with: a model must never see one that stood in the code."""

_INVISIBLE = re.compile(
    "[\u061c\ufe00-\ufe0f\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\U000e0000-\U000e007f]"
)


def ask_for(question: Question, spec: RoleSpec, *, model: str, thinking: Thinking = Thinking.UNSAID) -> Ask:
    """The ask. The same question gives the same bytes. A unit that does not fit the role's window is cut around its
    subject; nothing else is."""
    repairs = spec.repairs and not question.mended
    end = _end(question, repairs=repairs)
    start = next(start for most in (LISTED_MAX, 2, 0) if _fits(start := _start(question, most), spec) or not most)
    room = spec.context_tokens - spec.max_tokens - TEMPLATE_TOKENS
    room -= tokens_at_most(spec.prompt) + tokens_at_most(start) + tokens_at_most(end)
    code = _code(question, room)
    return Ask(
        model=model,
        system=spec.prompt,
        user=f"{start}{OPEN}\n{code}{CLOSE}\n{_related(question, room, code)}{end}",
        schema=draft_schema(repairs=repairs),
        max_tokens=spec.max_tokens if repairs else min(spec.max_tokens, WORDS_TOKENS),
        context_tokens=spec.context_tokens,
        keep_alive_s=spec.keep_alive_s,
        thinking=thinking,
    )


def as_data(text: str) -> str:
    """Text of a person's files as it may stand in a prompt: it cannot end the code block, open a turn of the chat, or
    hide."""
    text = _INVISIBLE.sub("", text)
    text = _TEMPLATE.sub(lambda match: match[0].replace("<", "‹").replace("[", "‹").replace(">", "›"), text)
    return text.replace("<<<", "‹‹‹").replace(">>>", "›››")


def _fits(start: str, spec: RoleSpec) -> bool:
    """Whether what surrounds the code leaves the larger half of the window to it."""
    return tokens_at_most(start) <= (spec.context_tokens - spec.max_tokens) // 3


def _start(question: Question, most: int) -> str:
    parts = [f"{question.language} {question.kind.value} {_told(question.symbol)}"]
    parts += _listed("Imports", question.imports, most)
    parts += _listed("It calls", question.signatures, most)
    parts += _listed("Other tools say", question.diagnostics, most)
    parts += _listed("Also known", (_finding(one) for one in question.others), most)
    return "\n".join(parts) + "\n"


def _end(question: Question, *, repairs: bool) -> str:
    subject = question.subject
    angle = [f"Look at: {question.angle}."] if question.angle else []
    if subject is None:
        none = "Finding: none. If nothing specific in this code is worth changing, write an empty headline."
        return "\n".join([none, *angle])
    lines = [f"Finding on line {subject.span.start.line + 1}: {_told(subject.headline)}"]
    if subject.why:
        lines.append(f"Known why: {_told(subject.why)}")
    if subject.next_step:
        lines.append(f"Known next step: {_told(subject.next_step)}")
    if repairs:
        lines.append("Repair it if a few lines can.")
    return "\n".join([*lines, *angle])


def _related(question: Question, room_tokens: int, code: str) -> str:
    """What is related, whole entries as they fit; nothing beside a unit that had to be cut."""
    head = f"Elsewhere in the project, only to compare with; never change it:\n{ELSEWHERE}\n"
    tail = f"{END_ELSEWHERE}\n"
    left = min(RELATED_TOKENS, room_tokens - tokens_at_most(code)) - tokens_at_most(head) - tokens_at_most(tail)
    told: list[str] = []
    for one in question.related:
        lines = "".join(f"{as_data(line)[:LINE_CHARS]}\n" for line in one.lines)
        entry = f"This {one.relation} ({_told(one.path)}):\n{lines}"
        cost = tokens_at_most(entry)
        if cost <= left:
            told.append(entry)
            left -= cost
    return "".join([head, *told, tail]) if told else ""


def _finding(advisory: Advisory) -> str:
    return f"line {advisory.span.start.line + 1}: {advisory.headline}"


def _listed(title: str, items: Iterable[str], most: int) -> list[str]:
    told = [_told(item) for item in islice(items, most)]
    return [f"{title}:", *(f"- {item}" for item in told)] if told else []


def _told(text: str) -> str:
    """One line of data."""
    return as_data(" ".join(text.split()))[:TOLD_CHARS]


def _code(question: Question, room_tokens: int) -> str:
    """Numbered lines that fit, around the subject's; what is left out is marked."""
    shown = [f"{i + 1}: {as_data(line)[:LINE_CHARS]}\n" for i, line in enumerate(question.lines)]
    costs = [tokens_at_most(line) for line in shown]
    if sum(costs) <= room_tokens:
        return "".join(shown)
    middle = question.subject.span.start.line if question.subject is not None else 0
    first = last = min(max(middle, 0), max(0, len(shown) - 1))
    left = room_tokens - costs[first] - 8
    while left > 0 and (first > 0 or last < len(shown) - 1):
        below = costs[last + 1] if last < len(shown) - 1 else left + 1
        above = costs[first - 1] if first > 0 else left + 1
        if below > left and above > left:
            break
        if below <= left:
            last += 1
            left -= below
        if above <= left:
            first -= 1
            left -= above
    head = ["…\n"] if first > 0 else []
    tail = ["…\n"] if last < len(shown) - 1 else []
    return "".join([*head, *shown[first : last + 1], *tail])
