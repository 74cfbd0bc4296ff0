"""A real model's replies on code that rules must hit: are they valid, and does what is shown name what there is?"""

import json
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

import jsonschema

from spark_lsp.analyzers.rulepack import RuleBook
from spark_lsp.backends.openai import OpenAIBackend
from spark_lsp.backends.replies import ReplyReader
from spark_lsp.build import analyst
from spark_lsp.core.analysis import Source
from spark_lsp.core.asking import Done, Finish, Words
from spark_lsp.core.finding import Severity
from spark_lsp.core.grounding import Known, ground
from spark_lsp.core.mentions import identifiers
from spark_lsp.core.prompt import ask_for
from spark_lsp.core.question import Grounded, Question
from spark_lsp.core.role import Role
from spark_lsp.core.synthesis import advisories_by_unit, shifted
from spark_lsp.intents.table import angle_of, intent_of
from spark_lsp.roles.table import role_spec
from tests.core.questions import question
from tests.real_model import ALIAS

MOST_TOKENS = 200


@dataclass(slots=True)
class Count:
    """What came of so many questions."""

    asked: int = 0
    whole: int = 0
    """Replies that ended by themselves, not at the limit."""
    valid: int = 0
    """Of these, those that keep the schema."""
    shown: int = 0
    """Of these, those that the gate lets through."""
    named: list[str] = field(default_factory=list)
    """Names in what is shown that are neither in the code nor in the finding."""


def questions(languages: Sequence[str] = ("python",), snippets: int = 1) -> Iterator[Question]:
    """What the whole analysis says of up to so many snippets of each rule: each one's first finding."""
    looked = analyst()
    rules = sorted(RuleBook().all(), key=lambda rule: rule.file)
    for language in languages:
        for rule in (rule for rule in rules if language in rule.languages and rule.source == "core"):
            for text in rule.examples_for(language).invalid[:snippets]:
                analysis = looked.analyse(Source(text, language, "/a.x"))
                for at, advisories in advisories_by_unit(analysis, least=Severity.INFO).items():
                    unit, first = analysis.units[at], analysis.units[at].span.start.line
                    subject = shifted(advisories[0], -first)
                    yield question(
                        language=language,
                        symbol=unit.symbol,
                        kind=unit.kind,
                        lines=tuple(text.split("\n")[first : unit.span.end.line + 1]),
                        subject=subject,
                        mended=subject.edit is not None,
                        angle=angle_of(intent_of([subject.category], [])),
                        imports=(),
                    )
                    break


async def judged(backend: OpenAIBackend, asked: Iterator[Question], whole: int) -> Count:
    """Asks one after the other until so many replies are whole, or there are no more questions."""
    count = Count()
    for one in asked:
        if count.whole == whole:
            break
        count.asked += 1
        await _judge(backend, one, count)
    return count


async def _judge(backend: OpenAIBackend, one: Question, count: Count) -> None:
    made = ask_for(one, role_spec(Role.REALTIME), model=ALIAS)
    text, done = "", None
    async with aclosing(backend.stream(replace(made, max_tokens=MOST_TOKENS))) as pieces:
        async for piece in pieces:
            match piece:
                case Words(more):
                    text += more
                case Done():
                    done = piece
    if done is None or done.finish is Finish.LENGTH:
        return
    count.whole += 1
    try:
        jsonschema.validate(json.loads(text), json.loads(made.schema))
    except (ValueError, jsonschema.ValidationError):
        return
    count.valid += 1
    reader = ReplyReader()
    reader.feed(text)
    told = ground(reader.finish(), one, Known())
    if isinstance(told, Grounded):
        count.shown += 1
        subject = one.subject
        said = (subject.headline, subject.why, subject.next_step) if subject is not None else ()
        there = "\n".join([*one.lines, one.symbol, *one.signatures, *said])
        # field by field: a lone quote in one must not take what stands before one in the next for quoted
        named = [name for text in (told.headline, told.next_step, told.why) for name in identifiers(text)]
        count.named += [name for name in named if name not in there]
