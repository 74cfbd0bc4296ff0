"""`spark-lsp roles promote`: the gate's question, put to the last results."""

from pathlib import Path

from spark_lsp.bench.environment import machine
from spark_lsp.bench.gate import Candidate, Check, gate
from spark_lsp.bench.order import set_digest
from spark_lsp.bench.results import read_results
from spark_lsp.bench.scenario import load_all
from spark_lsp.core.asking import Installed
from spark_lsp.core.role import Role
from spark_lsp.engine.players import player_of
from spark_lsp.roles.facts import facts_of

MEASURED_BY = "spark-lsp bench run --models {models} --roles {role} --profile {profile} --repeats 5 --out {out}"


def gated(role: Role, model: Installed, holder: str, results: Path) -> tuple[str, list[Check], str]:
    """(fingerprint of what was measured, all checks, the command that measures). Without results, one check that says
    so. Raises UnreadableInput for results that are none."""
    measured = Role.REALTIME if role is Role.REALTIME else Role.REFINE
    fingerprint = player_of(measured, model, facts_of(model), "").fingerprint
    names = ",".join(dict.fromkeys(name for name in (holder, model.name) if name))
    profile = "strict" if role is Role.REALTIME else "raised"
    command = MEASURED_BY.format(models=names, role=measured.value, profile=profile, out=results)
    if not results.is_file():
        return fingerprint, [Check("measured", False, f"{results}: no such results")], command
    candidate = Candidate(role, model.name, model.digest, fingerprint)
    found = read_results(results)
    checks = gate(candidate, holder, found, machine=machine(), questions=set_digest(load_all()))
    return fingerprint, checks, command
