"""What is known of an installed model: its entry in the table, else what its server tells, else the larger guess."""

from collections.abc import Mapping
from dataclasses import replace

from spark_lsp.core.asking import Installed, Thinking
from spark_lsp.core.role import ModelFacts, Role
from spark_lsp.roles.models import MIB, kv_bytes, mla_kv_bytes
from spark_lsp.roles.naming import known

GUESSED_KV = ((6_000, 160 * 1024), (16_000, 200 * 1024), (1_000_000, 320 * 1024))
"""(weights up to MiB, key-value bytes a token): no smaller than that of any model of the table of that size."""
GUESSED_SIZE_MIB = 5_000
"""Of a model whose server tells no size."""
QUICK_MAX_MIB = 4_000
"""An unknown model up to here may be tried for realtime: that is the size of those that were measured for it."""
GUESSED = "guessed from its size; the model is not in the table"


def facts_of(installed: Installed) -> ModelFacts:
    """The facts of a model, with the size, the window and the cache that its server tells, which are those of the very
    weights. `source` says where they are from."""
    entry = known(installed.name)
    if entry is None:
        return _shown(installed) if installed.told else _guessed(installed)
    facts = replace(
        entry,
        size_mib=_mib(installed) or entry.size_mib,
        context_tokens=installed.context_tokens or entry.context_tokens,
    )
    if not installed.told or entry.window_tokens:  # of a sliding window the server does not tell which layers have it
        return facts
    shown = _shown(installed)
    if shown.source == GUESSED:
        return facts
    return replace(
        facts,
        context_tokens=shown.context_tokens,
        kv_bytes_per_token=shown.kv_bytes_per_token,
        source=shown.source,
    )


def is_known(facts: ModelFacts) -> bool:
    """Whether somebody looked at this model, rather than guessed."""
    return facts.source != GUESSED


def _shown(installed: Installed) -> ModelFacts:
    """The facts of a model that is not in the table, from what its server tells of it. What is missing is guessed."""
    info = dict(installed.told)
    facts = replace(_guessed(installed), thinking=Thinking.OFF if installed.thinks else Thinking.UNSAID)
    family = info.get("general.architecture")
    if not isinstance(family, str):
        return facts
    bytes_a_token = _kv_of(info, family)
    return replace(
        facts,
        family=family,
        context_tokens=_number(info, f"{family}.context_length") or facts.context_tokens,
        kv_bytes_per_token=facts.kv_bytes_per_token if bytes_a_token is None else bytes_a_token,
        source="the server's model_info" if bytes_a_token is not None else facts.source,
    )


def _kv_of(info: Mapping[str, object], family: str) -> int | None:
    """All layers are counted in full, so that a sliding window, if any, is on the safe side."""
    layers = _number(info, f"{family}.block_count")
    heads = _number(info, f"{family}.attention.head_count")
    kv_heads = _number(info, f"{family}.attention.head_count_kv") or heads
    width = _number(info, f"{family}.attention.key_length")
    if not width and heads:
        width = _number(info, f"{family}.embedding_length") // heads
    latent = _number(info, f"{family}.attention.kv_lora_rank")
    if layers and latent:
        return mla_kv_bytes(layers, latent, _number(info, f"{family}.rope.dimension_count"))
    return kv_bytes(layers, kv_heads, width) if layers and kv_heads and width else None


def _guessed(installed: Installed) -> ModelFacts:
    size_mib = _mib(installed) or GUESSED_SIZE_MIB
    roles = [Role.REFINE, Role.CODING, Role.POLICY, Role.EMBED]
    if size_mib <= QUICK_MAX_MIB:
        roles.insert(0, Role.REALTIME)
    bytes_a_token = next(kv for up_to, kv in GUESSED_KV if size_mib <= up_to or up_to == GUESSED_KV[-1][0])
    return ModelFacts(
        name=installed.name,
        family=installed.family,
        size_mib=size_mib,
        context_tokens=installed.context_tokens or 4096,
        kv_bytes_per_token=bytes_a_token,
        thinking=Thinking.UNSAID,
        roles=tuple(roles),
        source=GUESSED,
    )


def _mib(installed: Installed) -> int:
    return -(-installed.size_bytes // MIB)


def _number(info: Mapping[str, object], key: str) -> int:
    """0 where it is missing or none."""
    value = info.get(key)
    return max(0, value) if isinstance(value, int) else 0
