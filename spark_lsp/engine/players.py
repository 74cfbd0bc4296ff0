"""Which model plays which role in a server."""

from collections.abc import Mapping
from types import MappingProxyType

from spark_lsp.core.asking import Installed, Resident, Server
from spark_lsp.core.budget import same_model
from spark_lsp.core.casting import Cast, Company, Vacant, cast_roles, chosen_needs, settled
from spark_lsp.core.key import role_fingerprint
from spark_lsp.core.plan import Need, need_of, plan
from spark_lsp.core.promotion import Promotions
from spark_lsp.core.prompt import FORM, RELATED_FORM
from spark_lsp.core.role import ModelFacts, Role
from spark_lsp.engine.crew import Player
from spark_lsp.gpu import memory_now
from spark_lsp.roles.facts import facts_of
from spark_lsp.roles.table import ENTRIES, role_spec
from spark_lsp.settings import RoleSettings, Settings

NONE: Promotions = MappingProxyType({})


def company_of(settings: Settings, installed: tuple[Installed, ...], kind: str, promotions: Promotions) -> Company:
    """What there is to cast from. A model that the person set is theirs, whatever passed the gate."""
    wanted = {role: str(getattr(settings.roles, role.value)) for role in Role}
    default = RoleSettings()
    own = {role for role, model in wanted.items() if model != getattr(default, role.value)}
    promoted = {role: one for role, one in promotions.items() if role not in own}
    return Company(wanted, installed, facts_of, kind, promoted)


def players(
    settings: Settings,
    server: Server,
    installed: tuple[Installed, ...],
    held: tuple[Resident, ...],
    promotions: Promotions = NONE,
) -> Mapping[Role, Player | Vacant]:
    """By the settings, the promotions, what is installed, what is loaded, and what fits into memory. Asks the card: for
    a thread."""
    company = company_of(settings, installed, server.kind, promotions)
    parts: dict[Role, Player | Vacant] = {}

    def need(facts: ModelFacts, roles: tuple[Role, ...]) -> Need:
        loaded = next((one.context_tokens for one in held if same_model(one.name, facts.name)), 0)
        return need_of(facts, roles, loaded or max(ENTRIES[role].context_tokens for role in roles))

    names = {one.model for one in chosen_needs(cast_roles(company), need)}
    ours = [one for one in held if any(same_model(one.name, name) for name in names)]
    memory = memory_now(sum(one.vram_bytes or one.size_bytes for one in ours) // (1024 * 1024))
    cast = (
        settled(company, lambda needs: plan(needs, memory), need)[0] if server.kind == "ollama" else cast_roles(company)
    )
    for role, part in cast.items():
        if not isinstance(part, Cast):
            parts[role] = Vacant(part.message)
            continue
        parts[role] = player_of(role, part.model, part.facts, part.why, related=settings.retrieval.enabled)
    return parts


def player_of(role: Role, model: Installed, facts: ModelFacts, why: str, *, related: bool = False) -> Player:
    """A model in a role, whether or not it may have it; `related` where a refining model is shown related code."""
    spec = role_spec(role)
    options: dict[str, object] = {
        "role": role.value,
        "tokens": spec.max_tokens,
        "repairs": spec.repairs,
        "thinking": facts.thinking,
        "form": FORM,
    }
    if related and role is Role.REFINE:
        options["related"] = RELATED_FORM
    fingerprint = role_fingerprint(model.digest or model.name, options, spec.prompt)
    return Player(role, spec, model.name, model.digest, facts, fingerprint, why)
