"""`spark-lsp plan`: whether the models of the roles fit into memory, with the sum."""

import argparse
import json
from functools import partial

from spark_lsp.cli.model_server import Answered, add_options, ask_server, company_of, settings_of
from spark_lsp.core.asking import Installed
from spark_lsp.core.budget import same_model
from spark_lsp.core.casting import Company, cast_roles, chosen_needs
from spark_lsp.core.plan import Fits, Memory, MemoryKind, Need, OneAtATime, Refuse, Together, need_of, plan
from spark_lsp.core.role import ModelFacts, Role
from spark_lsp.errors import UsageError

HELP = """Adds up weights, key-value cache and overhead of the models that help while you write, and says
whether they fit into the free memory: together, one at a time, or not. Nothing is loaded. Where no
model is installed, those that are set are counted with the sizes that are known of them."""
EXITS = "exit codes: 0 together or one at a time; 1 refused; 2 wrong usage"


def run(argv: list[str]) -> int:
    """Prints the sum and the verdict. Raises UsageError."""
    parser = argparse.ArgumentParser(
        prog="spark-lsp plan",
        description=HELP,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_options(parser)
    parser.add_argument("--free", type=int, metavar="MIB", help="as if that much were free")
    chosen = parser.parse_args(argv)
    if chosen.free is not None and chosen.free < 0:
        raise UsageError("--free takes a number of MiB from 0")
    settings = settings_of(chosen)
    answer = ask_server(settings)
    company = company_of(settings, answer)
    held = answer.resident if isinstance(answer, Answered) else ()
    if not company.installed:
        company = as_if_pulled(company)
    window = {one.name: one.context_tokens for one in held}
    needs = chosen_needs(cast_roles(company), partial(_need, window))
    ours = [one for one in held if any(same_model(one.name, need.model) for need in needs)]
    from spark_lsp.gpu import memory_now

    memory = memory_now(sum(one.vram_bytes or one.size_bytes for one in ours) // (1024 * 1024))
    if chosen.free is not None:
        memory = Memory(MemoryKind.VRAM if memory.kind is MemoryKind.VRAM else MemoryKind.RAM, chosen.free)
    fits = plan(needs, memory)
    print(json.dumps(as_json(fits, memory), indent=2) if chosen.json else "\n".join(lines(fits, memory)))
    return int(isinstance(fits, Refuse))


def as_if_pulled(company: Company) -> Company:
    """With the models that are wanted, as far as they are known."""
    models = tuple(Installed(name, "") for name in dict.fromkeys(company.wanted.values()) if name)
    return Company(company.wanted, models, company.facts_of, company.kind)


def _need(window: dict[str, int], facts: ModelFacts, roles: tuple[Role, ...]) -> Need:
    """A loaded model keeps its window."""
    from spark_lsp.roles.table import ENTRIES

    loaded = next((tokens for name, tokens in window.items() if same_model(name, facts.name)), 0)
    return need_of(facts, roles, loaded or max(ENTRIES[role].context_tokens for role in roles))


def lines(fits: Fits, memory: Memory) -> list[str]:
    """The table, the sum, the verdict."""
    told = [f"{'model':<28} {'roles':<18} {'weights':>8} {'cache':>7} {'over':>6} {'MiB':>7}"]
    for need in fits.needs:
        roles = ", ".join(role.value for role in need.roles)
        sums = f"{need.weights_mib:>8} {need.cache_mib:>7} {need.overhead_mib:>6} {need.total_mib:>7}"
        told.append(f"{need.model:<28} {roles:<18} {sums}")
    told.append(f"{'sum':<70} {sum(need.total_mib for need in fits.needs):>7}")
    told.append(f"{f'free {memory.kind.value}, with what these models hold already':<70} {memory.room_mib:>7}")
    return [*told, verdict(fits)]


def verdict(fits: Fits) -> str:
    """In words, with the way out."""
    match fits:
        case Together():
            return "together: they stay loaded side by side" if fits.needs else "no role has a model"
        case OneAtATime(_, over, room_mib):
            return (
                f"one at a time: {over.model} needs {over.total_mib} MiB, and at most 80 % of the {room_mib} MiB left "
                "may be taken beside another; realtime's model plays refine as well"
            )
        case Refuse(_, too_large):
            names = ", ".join(f"{need.model} ({need.total_mib} MiB)" for need in too_large)
            return f"refused: {names} does not fit even alone; choose a smaller model, or free memory"


def as_json(fits: Fits, memory: Memory) -> dict[str, object]:
    """The same as one object."""
    word = {Together: "together", OneAtATime: "one at a time", Refuse: "refuse"}[type(fits)]
    rows = [
        {
            "model": need.model,
            "roles": [role.value for role in need.roles],
            "weightsMib": need.weights_mib,
            "cacheMib": need.cache_mib,
            "overheadMib": need.overhead_mib,
            "contextTokens": need.context_tokens,
            "totalMib": need.total_mib,
        }
        for need in fits.needs
    ]
    return {
        "verdict": word,
        "why": verdict(fits),
        "memory": {"kind": memory.kind.value, "freeMib": memory.free_mib, "oursMib": memory.ours_mib},
        "sumMib": sum(need.total_mib for need in fits.needs),
        "models": rows,
    }
