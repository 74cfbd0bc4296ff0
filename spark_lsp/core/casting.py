"""Who plays which role: from what is wanted, what the server has and what fits, one model or a vacancy a role."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from spark_lsp.core.asking import Installed, Thinking
from spark_lsp.core.budget import same_model
from spark_lsp.core.plan import Fits, Need, OneAtATime, Refuse
from spark_lsp.core.promotion import Promotion, Promotions
from spark_lsp.core.role import ModelFacts, Role

STAND_INS: dict[Role, tuple[Role, ...]] = {
    Role.REALTIME: (Role.CODING, Role.REFINE),
    Role.REFINE: (Role.CODING, Role.REALTIME),
    Role.CODING: (),
    Role.POLICY: (),
    Role.EMBED: (),
}
"""Whose model is tried where a role's own cannot play it, first to last."""

PULLABLE = "ollama"
"""The kind of server that can be told to fetch a model."""


@dataclass(frozen=True, slots=True)
class Cast:
    """A model in a role."""

    model: Installed
    facts: ModelFacts
    why: str


@dataclass(frozen=True, slots=True)
class Vacant:
    """Nobody plays the role; the message names the way out."""

    message: str


Part = Cast | Vacant


@dataclass(frozen=True, slots=True)
class Company:
    """What there is to cast from. `facts_of` knows the models, `kind` is the server's; `promoted` come before what is
    wanted, so that a role that the person set is not in it."""

    wanted: Mapping[Role, str]
    installed: tuple[Installed, ...]
    facts_of: Callable[[Installed], ModelFacts]
    kind: str
    promoted: Promotions = field(default_factory=dict)

    def lone(self) -> Installed | None:
        """The model of a server that holds just one and cannot fetch another."""
        return self.installed[0] if self.kind != PULLABLE and len(self.installed) == 1 else None

    def find(self, name: str) -> Installed | None:
        """The model of that name, else one that is the same model by another name; one that may be asked rather than
        one elsewhere."""
        meant = self.facts_of(Installed(name, "")).name
        local = sorted(self.installed, key=lambda one: (one.remote, not same_model(one.name, name)))
        return next((one for one in local if same_model(one.name, name) or self.facts_of(one).name == meant), None)


def cast_roles(
    company: Company, fits: Fits | None = None, *, barred: Mapping[str, Need] | None = None
) -> dict[Role, Part]:
    """One part for every role. `fits` is `plan`'s verdict on the models of a casting without it: where they do not fit
    together, realtime's model plays refine as well. `barred` are models that do not fit at all, by name."""
    parts = {role: _part(company, role, barred or {}) for role in Role}
    match fits, parts[Role.REALTIME], parts[Role.REFINE]:
        case OneAtATime(_, over, room_mib), Cast() as first, Cast() as second if first.model != second.model:
            if Role.REFINE in first.facts.roles:
                needs = f"needs {over.total_mib} MiB, {room_mib} MiB are left"
                why = f"{second.model.name} does not fit beside it ({needs}); one model plays both"
                parts[Role.REFINE] = Cast(first.model, first.facts, why)
    return parts


def chosen_needs(parts: Mapping[Role, Part], need_of: Callable[[ModelFacts, tuple[Role, ...]], Need]) -> list[Need]:
    """The models that are loaded for help with code, each once, realtime's first. What runs offline (policy) or stands
    in only where another is missing (coding) is not loaded beside them."""
    roles: dict[str, list[Role]] = {}
    facts: dict[str, ModelFacts] = {}
    for role in (Role.REALTIME, Role.REFINE, Role.EMBED):
        match parts.get(role):
            case Cast(model, known, _):
                roles.setdefault(model.name, []).append(role)
                facts[model.name] = known
    return [need_of(facts[name], tuple(played)) for name, played in roles.items()]


def _part(company: Company, role: Role, barred: Mapping[str, Need]) -> Part:
    name = company.wanted.get(role, "")
    lone = company.lone()
    if lone is not None and role in (Role.REALTIME, Role.REFINE):
        return _lone_part(company, role, lone)
    promoted = company.promoted.get(role)
    if promoted is not None:
        part = _promoted(company, role, promoted, barred)
        if isinstance(part, Cast):
            return part
    if not name:
        return Vacant(f"no model is set; set `roles.{role.value}` to one")
    own = _try(company, role, name, barred)
    if isinstance(own, Cast):
        return own
    for other in STAND_INS[role]:
        stand_in = _try(company, role, company.wanted.get(other, ""), barred)
        if isinstance(stand_in, Cast):
            return Cast(stand_in.model, stand_in.facts, f"in place of {name}: {own.message}")
    return own


def _lone_part(company: Company, role: Role, model: Installed) -> Part:
    facts = company.facts_of(model)
    if model.remote:
        return Vacant(_elsewhere(model.name))
    if role is Role.REALTIME and facts.thinking is Thinking.LOW:
        return Vacant(_unfit(facts, role))
    return Cast(model, facts, "the only model of this server; it plays realtime and refine")


def _promoted(company: Company, role: Role, promoted: Promotion, barred: Mapping[str, Need]) -> Part:
    """The model that passed the gate for the role, if it is there with the weights that passed."""
    part = _try(company, role, promoted.model, barred, passed=True)
    if isinstance(part, Vacant):
        return part
    if part.model.digest != promoted.digest:
        return Vacant(f"{promoted.model} was pulled anew since it passed the gate")
    return Cast(part.model, part.facts, f"passed the gate on {promoted.day}; undo: spark-lsp roles demote {role.value}")


def _try(company: Company, role: Role, name: str, barred: Mapping[str, Need], *, passed: bool = False) -> Part:
    """The named model in the role, or what is in the way; `passed` where it passed the gate for it."""
    if not name:
        return Vacant("no model is set")
    model = company.find(name)
    if model is None:
        return Vacant(_missing(company, role, name))
    if model.remote:
        return Vacant(_elsewhere(model.name))
    facts = company.facts_of(model)
    if role not in facts.roles and not passed:
        return Vacant(_unfit(facts, role))
    need = barred.get(facts.name)
    if need is not None:
        return Vacant(
            f"{model.name} needs {need.total_mib} MiB, more than is free; set `roles.{role.value}` to a smaller"
        )
    same = same_model(model.name, name)
    return Cast(model, facts, "as set" if same else f"{model.name} is {name} by another name")


def _missing(company: Company, role: Role, name: str) -> str:
    able = [one.name for one in company.installed if not one.remote and role in company.facts_of(one).roles]
    instead = f", or set `roles.{role.value}` to one that is there: {', '.join(sorted(able))}" if able else ""
    if company.kind == PULLABLE:
        return f"{name} is not pulled; run: ollama pull {name}{instead}"
    return f"the server does not have {name}; load it there{instead}"


def _elsewhere(name: str) -> str:
    return f"{name} is answered by a machine elsewhere; only models on this machine are asked"


def _unfit(facts: ModelFacts, role: Role) -> str:
    if role is Role.REALTIME and facts.thinking is Thinking.LOW:
        return f"{facts.name} cannot be kept from thinking, so that it is too late for realtime"
    return f"{facts.name} is not known to be fit for {role.value}; it has to pass the promotion gate first"


def settled(
    company: Company, judge: Callable[[list[Need]], Fits], need_of: Callable[[ModelFacts, tuple[Role, ...]], Need]
) -> tuple[dict[Role, Part], Fits]:
    """The casting that fits, and the verdict that decided it. What is too large even alone is left out first; only
    then are the others made to fit together."""
    barred: dict[str, Need] = {}
    parts = cast_roles(company)
    verdict = judge(chosen_needs(parts, need_of))
    # A model that its server holds for good cannot be left out, hence a bound.
    for _ in Role:
        match verdict:
            case Refuse(_, too_large) if any(need.model not in barred for need in too_large):
                barred |= {need.model: need for need in too_large}
                parts = cast_roles(company, barred=barred)
                verdict = judge(chosen_needs(parts, need_of))
            case _:
                break
    return cast_roles(company, verdict, barred=barred), verdict
