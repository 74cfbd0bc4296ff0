"""Who plays which role, and what a person is told where nobody does."""

from functools import partial

from spark_lsp.core.asking import Installed
from spark_lsp.core.casting import Cast, Company, Vacant, cast_roles, chosen_needs, settled
from spark_lsp.core.plan import Memory, MemoryKind, Need, OneAtATime, Together, need_of, plan
from spark_lsp.core.role import ModelFacts, Role
from spark_lsp.roles.facts import facts_of

WANTED = {
    Role.REALTIME: "llama3.2:3b",
    Role.REFINE: "phi4-mini",
    Role.CODING: "qwen2.5-coder:3b",
    Role.POLICY: "",
    Role.EMBED: "",
}


def company(*names: str, kind: str = "ollama", wanted: dict[Role, str] | None = None, remote: str = "") -> Company:
    models = tuple(Installed(name, f"digest of {name}", remote=name == remote) for name in names)
    return Company({**WANTED, **(wanted or {})}, models, facts_of, kind)


def playing(of: Company, role: Role) -> str:
    part = cast_roles(of)[role]
    assert isinstance(part, Cast), part
    return part.model.name


def message(of: Company, role: Role) -> str:
    part = cast_roles(of)[role]
    assert isinstance(part, Vacant), part
    return part.message


def four_k(facts: ModelFacts, roles: tuple[Role, ...]) -> Need:
    return need_of(facts, roles, 4096)


def test_each_plays_what_is_set() -> None:
    of = company("qwen2.5-coder:3b", "phi4-mini:latest", "llama3.2:3b")
    assert [playing(of, role) for role in (Role.REALTIME, Role.REFINE, Role.CODING)] == [
        "llama3.2:3b",
        "phi4-mini:latest",
        "qwen2.5-coder:3b",
    ]


def test_the_same_weights_by_another_name_will_do() -> None:
    assert playing(company("llama3.2:3b-instruct-q4_K_M"), Role.REALTIME) == "llama3.2:3b-instruct-q4_K_M"


def test_a_missing_one_says_what_to_pull() -> None:
    for role in (Role.REALTIME, Role.REFINE, Role.CODING):
        assert f"ollama pull {WANTED[role]}" in message(company(), role)
    assert "load it there" in message(company("a", "b", kind="openai"), Role.CODING)


def test_the_coding_model_stands_in_before_the_other_roles() -> None:
    both = company("phi4-mini", "qwen2.5-coder:3b")
    assert playing(both, Role.REALTIME) == "qwen2.5-coder:3b"
    assert playing(company("phi4-mini"), Role.REALTIME) == "phi4-mini"
    part = cast_roles(both)[Role.REALTIME]
    assert isinstance(part, Cast)
    assert "ollama pull llama3.2:3b" in part.why


def test_a_model_that_is_too_slow_or_must_think_is_refused_for_realtime() -> None:
    for name in ("gpt-oss:20b", "qwen2.5:32b", "qwen3:4b-thinking", "gemma3:4b"):
        of = company(name, wanted={Role.REALTIME: name, Role.REFINE: name, Role.CODING: ""})
        assert name in message(of, Role.REALTIME)


def test_a_model_elsewhere_is_never_cast() -> None:
    of = company("phi4-mini", remote="phi4-mini")
    assert "elsewhere" in message(of, Role.REFINE)
    of = company("mine", kind="openai", remote="mine")
    assert "elsewhere" in message(of, Role.REALTIME)


def test_a_local_one_is_preferred_to_the_same_elsewhere() -> None:
    of = company("phi4-mini:latest", "phi4-mini:3.8b", remote="phi4-mini:latest")
    assert playing(of, Role.REFINE) == "phi4-mini:3.8b"


def test_the_only_model_of_a_server_plays_realtime_and_refine() -> None:
    of = company("whatever.gguf", kind="openai")
    assert playing(of, Role.REALTIME) == playing(of, Role.REFINE) == "whatever.gguf"
    assert "thinking" in message(company("gpt-oss-20b", kind="openai"), Role.REALTIME)


def test_what_is_there_is_named_where_the_set_one_is_not() -> None:
    of = company("qwen2.5-coder:7b")
    assert "qwen2.5-coder:7b" in message(of, Role.REFINE)


def test_where_two_do_not_fit_one_plays_both() -> None:
    of = company("llama3.2:3b", "phi4-mini")
    judge = partial(plan, memory=Memory(MemoryKind.VRAM, 4096))
    parts, verdict = settled(of, judge, four_k)
    assert isinstance(verdict, OneAtATime)
    first, second = parts[Role.REALTIME], parts[Role.REFINE]
    assert isinstance(first, Cast)
    assert isinstance(second, Cast)
    assert first.model == second.model
    assert "does not fit beside it" in second.why


def test_what_does_not_fit_even_alone_gives_way_to_what_does() -> None:
    of = company("qwen2.5:32b", "llama3.2:3b", wanted={Role.REFINE: "qwen2.5:32b"})
    parts, verdict = settled(of, partial(plan, memory=Memory(MemoryKind.VRAM, 8000)), four_k)
    assert verdict == Together(tuple(chosen_needs(parts, four_k)))
    part = parts[Role.REFINE]
    assert isinstance(part, Cast)
    assert part.model.name == "llama3.2:3b"


def test_nothing_fits_and_all_are_told_why() -> None:
    of = company("llama3.2:3b", "phi4-mini")
    parts, verdict = settled(of, partial(plan, memory=Memory(MemoryKind.RAM, 10)), four_k)
    assert verdict == Together(())
    part = parts[Role.REALTIME]
    assert isinstance(part, Vacant)
    assert "MiB" in part.message


def test_a_model_in_two_roles_is_counted_once() -> None:
    of = company("phi4-mini")
    (need,) = chosen_needs(cast_roles(of), four_k)
    assert need.roles == (Role.REALTIME, Role.REFINE)
