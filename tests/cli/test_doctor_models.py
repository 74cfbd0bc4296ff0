"""What `doctor` says of models and of the place it runs in."""

import pytest

from spark_lsp.cli.checks import State
from spark_lsp.cli.doctor_models import model_checks, older
from spark_lsp.cli.model_server import Answered, Unanswered
from spark_lsp.cli.place import Place, Traces, places
from spark_lsp.core.asking import Installed, Resident, Server
from spark_lsp.core.casting import Company
from spark_lsp.core.role import Role
from spark_lsp.roles.facts import facts_of

WANTED = {Role.REALTIME: "llama3.2:3b", Role.REFINE: "phi4-mini", Role.CODING: "qwen2.5-coder:3b"}


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (Traces({}), ()),
        (Traces({"WSL_DISTRO_NAME": "Debian"}), (Place.WSL,)),
        (Traces({}, kernel="Linux 5.15 microsoft-standard-WSL2"), (Place.WSL,)),
        (Traces({"SSH_CONNECTION": "a 1 b 2"}), (Place.SSH,)),
        (Traces({}, container_file=True), (Place.CONTAINER,)),
        (Traces({}, groups="0::/kubepods/x"), (Place.CONTAINER,)),
        (Traces({"SSH_CONNECTION": "x"}, groups="1:cpu:/docker/ab"), (Place.SSH, Place.CONTAINER)),
    ],
)
def test_the_place_is_recognised(seen: Traces, told: tuple[Place, ...]) -> None:
    assert places(seen) == told


def test_a_missing_server_is_a_note_with_the_setting_of_the_place() -> None:
    company = Company(WANTED, (), facts_of, "ollama")
    checks = list(model_checks(Unanswered("refused; run: ollama serve"), company, (Place.WSL, Place.SSH)))
    assert all(check.state is State.NOTE for check in checks)
    assert "ollama serve" in checks[0].found
    assert [".wslconfig" in checks[1].way_out, "ssh -R" in checks[2].way_out] == [True, True]


def test_roles_defects_spill_and_window_are_told() -> None:
    models = (Installed("phi4-mini", "d"),)
    resident = (Resident("phi4-mini", "d", size_bytes=100, vram_bytes=75, context_tokens=2048),)
    answer = Answered(Server("ollama", "0.5.12", "http://127.0.0.1:1"), models, resident)
    checks = {check.name: check for check in model_checks(answer, Company(WANTED, models, facts_of, "ollama"), ())}
    assert checks["version"].state is State.BROKEN
    assert "25%" in checks["spill"].found
    assert "OLLAMA_CONTEXT_LENGTH=4096" in checks["window"].way_out
    assert "ollama pull qwen2.5-coder:3b" in checks["role coding"].way_out


def test_only_older_ollamas_are_older() -> None:
    def at(version: str, kind: str = "ollama") -> bool:
        return older(Server(kind, version, ""), (0, 5, 13))

    assert [at("0.5.12"), at("0.5.13"), at("0.30.1"), at("0.0.0"), at(""), at("0.1.0", "openai")] == [
        True,
        False,
        False,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("model", "version", "told"),
    [
        ("qwen3.5:4b", "0.30.0", True),
        ("gemma4:e4b", "0.21.0", True),
        ("gemma4:e4b", "0.21.1", False),
        ("qwen3:4b", "0.30.0", False),
    ],
)
def test_a_model_whose_replies_are_not_held_to_the_schema_is_named(model: str, version: str, *, told: bool) -> None:
    wanted = {Role.REFINE: model}
    models = (Installed(model, "d", size_bytes=2_000_000_000, family="x"),)
    answer = Answered(Server("ollama", version, "http://127.0.0.1:1"), models, ())
    checks = [check.name for check in model_checks(answer, Company(wanted, models, facts_of, "ollama"), ())]
    assert ("schema" in checks) == told
