"""Whether models fit into memory together."""

from spark_lsp.core.plan import Memory, MemoryKind, Need, OneAtATime, Refuse, Together, need_of, plan
from spark_lsp.core.role import Role
from spark_lsp.roles.naming import known


def needs(*names: str, context_tokens: int = 4096) -> list[Need]:
    entries = [known(name) for name in names]
    return [need_of(facts, (Role.REFINE,), context_tokens) for facts in entries if facts is not None]


def vram(free_mib: int, ours_mib: int = 0) -> Memory:
    return Memory(MemoryKind.VRAM, free_mib, ours_mib)


def test_the_sum_is_weights_and_cache_and_what_a_runner_takes() -> None:
    (need,) = needs("llama3.2:3b")
    assert (need.weights_mib, need.cache_mib) == (1926, 448)
    assert need.total_mib == 1926 + 448 + need.overhead_mib


def test_the_window_is_cut_to_the_models_own() -> None:
    (need,) = needs("qwen2.5-coder:3b", context_tokens=1_000_000)
    assert need.context_tokens == 32_768


def test_two_fit_only_where_the_second_takes_four_fifths_of_what_is_left() -> None:
    first, second = both = needs("llama3.2:3b", "phi4-mini")
    enough = first.total_mib + -(-second.total_mib * 5 // 4)
    assert isinstance(plan(both, vram(enough)), Together)
    match plan(both, vram(enough - 1)):
        case OneAtATime(_, over, room_mib):
            assert over == second
            assert room_mib == enough - 1 - first.total_mib
        case other:
            raise AssertionError(other)


def test_what_fits_not_even_alone_is_refused() -> None:
    both = needs("llama3.2:3b", "qwen2.5:32b")
    assert plan(both, vram(8000)) == Refuse(tuple(both), (both[1],))


def test_what_the_chosen_hold_already_is_theirs() -> None:
    (need,) = only = needs("llama3.2:3b")
    assert isinstance(plan(only, vram(100)), Refuse)
    assert isinstance(plan(only, vram(100, need.total_mib)), Together)


def test_nothing_fits_anywhere() -> None:
    assert plan([], vram(0)) == Together(())
