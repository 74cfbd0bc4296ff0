"""Where rules of one checkout are drafted and reviewed."""

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from spark_lsp.backends.base import Backend
from spark_lsp.build import analyst, backend
from spark_lsp.core.analysis import Source
from spark_lsp.core.asking import Installed, MissReason
from spark_lsp.core.budget import is_model, same_model
from spark_lsp.core.key import text_digest
from spark_lsp.core.proposal import Fault, Proposal, Ruling
from spark_lsp.core.role import Role
from spark_lsp.errors import BackendFailed, UsageError
from spark_lsp.languages import for_file
from spark_lsp.policy.drafting import ask_of, reply_to
from spark_lsp.policy.ground import Ground
from spark_lsp.policy.judging import judged
from spark_lsp.policy.kept import Kept, kept_of
from spark_lsp.policy.rulebook import file_text, rule_id, said_in
from spark_lsp.privacy.excluded import why_private
from spark_lsp.privacy.redact import Redactor
from spark_lsp.retrieval.cases import Case, cases_in
from spark_lsp.retrieval.history import History
from spark_lsp.roles.table import role_spec
from spark_lsp.settings import Settings
from spark_lsp.store.folders import data_folder
from spark_lsp.syntax.outline import outline_of

FAILURES_MAX = 3
"""Replies in a row that did not come, after which drafting stops; it goes on there another time."""

Step = Callable[[int, int, Proposal | None], None]
"""(cases done, of how many, what came of the last)."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Of one checkout, by its root."""

    root: Path
    connect: Callable[[Settings], Backend] = backend

    def proposals(self) -> tuple[Proposal, ...]:
        """All that was drafted, refused ones too."""
        return self._kept().all()

    def rule(self, id_: str, ruling: Ruling, folder: Path | None = None) -> Path | None:
        """What a person says of a proposal: accepted, it becomes a file in the folder. The file. Raises UsageError
        where there is no such proposal to decide, or the file is there."""
        proposal = next((one for one in self.proposals() if one.id == id_ and one.text), None)
        if proposal is None or not proposal.is_open:
            known = [one.id for one in self.proposals() if one.is_open]
            raise UsageError(f"{id_}: no proposal waits under this name; waiting: {', '.join(known) or 'none'}")
        file = _written(proposal, folder) if folder is not None and ruling is Ruling.ACCEPTED else None
        self._kept().add(replace(proposal, ruling=ruling))
        return file

    def draft(
        self, settings: Settings, sources: Iterable[tuple[str, Source]], model: str, *, most: int, step: Step
    ) -> tuple[Proposal, ...]:
        """Drafts from so many fixes that this model was not asked about yet, the newest first. Raises UsageError, and
        BackendFailed where the server is not there."""
        return asyncio.run(self._draft(settings, sources, model, most, step))

    async def _draft(
        self, settings: Settings, sources: Iterable[tuple[str, Source]], name: str, most: int, step: Step
    ) -> tuple[Proposal, ...]:
        server = self.connect(settings)
        try:
            model = await _there(server, name)
            by = f"{model.name}@{(model.digest or model.name)[:12]}/{text_digest(role_spec(Role.POLICY).prompt)[:8]}"
            done = {one.case for one in self.proposals() if one.by == by}
            found = cases_in(History(self.root), _language_of, outline_of, most=most + len(done))
            cases = [one for one in self._shown(found, settings) if one.id not in done][:most]
            ground = Ground(self.root, tuple(sources), _language_of, _told_by_rules())
            return await self._drafted(cases, server, model, by, ground, step)
        finally:
            await server.close()

    async def _drafted(
        self, cases: list[Case], server: Backend, model: Installed, by: str, ground: Ground, step: Step
    ) -> tuple[Proposal, ...]:
        redactor = Redactor()
        made: list[Proposal] = []
        failures = 0
        for n, case in enumerate(cases):
            step(n, len(cases), made[-1] if made else None)
            try:
                reply = await reply_to(ask_of(case, model, lambda text: redactor.redact(text).text), server)
            except BackendFailed as failed:
                failures += 1
                if failures >= FAILURES_MAX or failed.reason in (MissReason.DOWN, MissReason.NOT_PULLED):
                    raise
                continue
            failures = 0
            proposal = await asyncio.to_thread(self._judged, reply, case, by, ground)
            self._kept().add(proposal)
            made.append(proposal)
        step(len(cases), len(cases), made[-1] if made else None)
        return tuple(made)

    def _judged(self, reply: str, case: Case, by: str, ground: Ground) -> Proposal:
        said = said_in(reply)
        before = self.proposals()
        if said is None:
            return Proposal("", case.id, case.subject, by, "", Fault.UNREADABLE, "the reply is no JSON object")
        if not said.id or not said.rule.strip():
            return Proposal("", case.id, case.subject, by, "", None, "the model saw nothing that a pattern tells")
        id_ = rule_id(said, case, [one.id for one in before])
        text = file_text(said, id_, case.language)
        ground.earlier = [
            (one.id, one.text) for one in before if one.text and one.fault is None and one.ruling is not Ruling.REJECTED
        ]
        came = judged(text, case, ground)
        return Proposal(id_, case.id, case.subject, by, text, came.fault, came.detail, came.evidence)

    def _kept(self) -> Kept:
        return kept_of(data_folder(), self.root)

    def _shown(self, cases: Iterable[Case], settings: Settings) -> Iterator[Case]:
        for case in cases:
            if why_private(str(self.root / case.path), settings.exclude, [str(self.root)]) is None:
                yield case


async def _there(server: Backend, name: str) -> Installed:
    """The model, where it may be asked. Raises BackendFailed."""
    installed = await server.installed()
    model = next((one for one in installed if same_model(one.name, name)), None)
    if model is None:
        raise BackendFailed(MissReason.NOT_PULLED, f"the server does not have {name}; with Ollama: ollama pull {name}")
    if model.remote:
        raise BackendFailed(MissReason.REMOTE, f"{name} runs on another machine; it is never asked")
    held = await server.resident()
    others = [one.name for one in held if not is_model(one, model.name, model.digest)]
    if server.kind == "ollama" and others and len(others) == len(held):
        told = f"{others[0]} is loaded, and {name} would take its place; draft when it is not: ollama stop {others[0]}"
        raise BackendFailed(MissReason.BUSY, told)
    return model


def _told_by_rules() -> Callable[[Source], list[tuple[str, int]]]:
    """What all analyzers say of a text, apart from its structure."""
    ours = analyst()

    def told(source: Source) -> list[tuple[str, int]]:
        found = ours.analyse(source).findings
        return [(one.rule, one.span.start.line) for one in found if one.category != "structure"]

    return told


def _language_of(path: str) -> str | None:
    language = for_file(path)
    return language.id if language is not None else None


def _written(proposal: Proposal, folder: Path) -> Path:
    file = folder / f"{proposal.id}.yml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w", encoding="utf-8") as out:
            out.write(proposal.text)
    except FileExistsError as error:
        raise UsageError(f"{file} is there already") from error
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}") from error
    return file
