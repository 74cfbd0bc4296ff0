"""A scripted model server that knows the benchmark's scenarios, for the tests of the runner."""

from collections.abc import Callable, Sequence

from spark_lsp.backends.fake import FakeBackend, Step, answer
from spark_lsp.bench.scenario import Scenario
from spark_lsp.core.asking import Ask, Installed, Resident

Reply = Callable[[Scenario, Ask], Sequence[Step]]

SILENCE = answer({"headline": "", "next_step": "", "why": ""})


def shown_in(ask: Ask, scenarios: Sequence[Scenario]) -> Scenario:
    """The scenario that a prompt is about: most of its lines are in it."""
    every = [*scenarios, *(one.twin for one in scenarios if one.twin is not None)]
    shown = {line.partition(": ")[2].rstrip() for line in ask.user.splitlines()}

    def missing(one: Scenario) -> tuple[int, int]:
        lines = {line.rstrip() for line in one.code.splitlines()}
        return -len(shown & lines), len(lines)

    return min(every, key=missing)


def reference(scenario: Scenario, ask: Ask) -> Sequence[Step]:
    """The reply that the scenario's author would give, as a model would send it."""
    said = scenario.reference
    reply: dict[str, object] = {"headline": said.headline, "next_step": said.next_step, "why": said.why}
    if said.replacement is not None and said.first_line is not None and '"replacement"' in ask.schema:
        first = scenario.code.splitlines()[said.first_line].rstrip()
        told = next(line for line in ask.user.splitlines() if line.partition(": ")[2].rstrip() == first)
        number = int(told.partition(":")[0])
        last = number + (said.last_line or said.first_line) - said.first_line
        reply |= {"first_line": number, "last_line": last, "replacement": said.replacement}
    return answer(reply)


def server(
    scenarios: Sequence[Scenario], replies: dict[str, Reply], *, loaded: tuple[str, ...] | None = None
) -> FakeBackend:
    """Model → how it replies; all are loaded, or only those of `loaded`."""
    names = tuple(replies) if loaded is None else loaded

    def script(ask: Ask) -> Sequence[Step]:
        return replies[ask.model](shown_in(ask, scenarios), ask)

    return FakeBackend(
        script=script,
        models=tuple(Installed(name, f"digest of {name}", context_tokens=4096) for name in replies),
        loaded=tuple(Resident(name, f"digest of {name}", context_tokens=4096) for name in names),
    )
