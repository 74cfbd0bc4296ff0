"""`roles promote` and `roles demote`: a model gets a role by passing the gate, and loses it by one command."""

import datetime
import json
import sys
from pathlib import Path

from spark_lsp.build import bench_part, promotions
from spark_lsp.cli.model_server import Answered, ask_server, company_of
from spark_lsp.core.budget import same_model
from spark_lsp.core.casting import Cast, cast_roles
from spark_lsp.core.promotion import GATED, Promotion
from spark_lsp.core.role import Role
from spark_lsp.errors import UsageError
from spark_lsp.settings import RoleSettings, Settings


def promote(word: str, name: str, settings: Settings, *, results: str, as_json: bool) -> int:
    """Prints the gate's checks and, where all hold, gives the model the role. Raises UsageError, UnreadableInput."""
    role = _role(word)
    answer = ask_server(settings)
    if not isinstance(answer, Answered):
        raise UsageError(f"{answer.message}; the gate needs the server that has the model")
    company = company_of(settings, answer)
    model = next((one for one in answer.installed if same_model(one.name, name) and not one.remote), None)
    if model is None:
        raise UsageError(f"{name} is not there; nothing was promoted")
    part = cast_roles(company)[role]
    # Of a server with one model whoever is there has the role, and there is nobody to be compared with.
    holder = part.model.name if isinstance(part, Cast) else ""
    file = Path(results) if results else bench_part("results_folder")() / "run.json"
    fingerprint, checks, command = bench_part("gated")(role, model, holder, file)
    passed = all(one.holds for one in checks)
    kept = promotions(lambda message: print(message, file=sys.stderr))
    if passed:
        because = f"it passed the gate with {len(checks)} checks"
        day = datetime.datetime.now(datetime.UTC).date().isoformat()
        kept.write({**kept.read(), role: Promotion(model.name, model.digest, fingerprint, day, because)})
    own = getattr(settings.roles, role.value)
    shadowed = own if own != getattr(RoleSettings(), role.value) and not same_model(own, model.name) else ""
    if as_json:
        rows = [{"name": one.name, "holds": one.holds, "evidence": one.evidence} for one in checks]
        told = {"role": role.value, "model": model.name, "promoted": passed, "checks": rows, "measure": command}
        print(json.dumps(told, indent=2))
        return int(not passed)
    for one in checks:
        print(f"{'holds' if one.holds else 'FAILS':<6} {one.name}: {one.evidence}")
    if not passed:
        print(f"refused: {model.name} does not get {role.value}; to measure it: {command}")
    else:
        print(f"{model.name} has {role.value} from now on; undo: spark-lsp roles demote {role.value}")
        if shadowed:
            print(f"your own setting `roles.{role.value}` ({shadowed}) comes before it")
    return int(not passed)


def demote(word: str, *, as_json: bool) -> int:
    """Takes a promotion back. Raises UsageError where there is none, UnreadableInput."""
    role = _role(word)
    kept = promotions(lambda message: print(message, file=sys.stderr))
    had = dict(kept.read())
    gone = had.pop(role, None)
    if gone is None:
        raise UsageError(f"no model was promoted to {role.value}; `spark-lsp roles` tells why it has the one it has")
    kept.write(had)
    back = getattr(RoleSettings(), role.value)
    if as_json:
        print(json.dumps({"role": role.value, "demoted": gone.model, "default": back}, indent=2))
    else:
        print(f"{gone.model} no longer has {role.value}; {back} does, or what you set")
    return 0


def _role(word: str) -> Role:
    if word not in GATED:
        names = ", ".join(GATED)
        raise UsageError(f"{word!r} has no gate; there are {names}. Others are settings: `roles.policy`, `roles.embed`")
    return Role(word)
