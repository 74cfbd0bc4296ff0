"""The pre-commit hook and the workflow for code scanning, each run as it is written."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from spark_lsp.languages import LANGUAGES, for_file
from tests.cli.repo import LOAD, NEXT, WITH_GIT, Repo

ROOT = Path(__file__).parents[2]
HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
}


@pytest.fixture
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """With the installed `spark-lsp` on the path, as pre-commit and a workflow have it."""
    ours = os.path.dirname(sys.executable)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    data = str(tmp_path_factory.mktemp("data"))
    return {**kept, "PATH": os.pathsep.join([ours, os.environ["PATH"]]), "SPARK_LSP_DATA_DIR": data}


def hooked(hook: str, repo: Repo, environment: dict[str, str], *files: str) -> subprocess.CompletedProcess[str]:
    command = [*shlex.split(HOOKS[hook]["entry"]), *HOOKS[hook]["args"], *files]
    return subprocess.run(
        command, cwd=repo.root, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120
    )


@WITH_GIT
def test_the_hook_stops_a_commit_for_what_it_brings_alone(tmp_path: Path, environment: dict[str, str]) -> None:
    repo = Repo(tmp_path)
    repo.commit({"old.py": LOAD, "-odd name.py": "x = 1\n"})
    repo.write({"old.py": f"import os\n{LOAD}", "-odd name.py": "x = 2\n"})
    repo.git("add", "-A")
    told = hooked("spark-lsp", repo, environment, "old.py", "-odd name.py")
    assert (told.returncode, told.stderr) == (0, "")
    repo.write({"-odd name.py": "import yaml\n" + NEXT})
    repo.git("add", "-A")
    repo.write({"-odd name.py": "x = 3\n"})
    told = hooked("spark-lsp", repo, environment, "old.py", "-odd name.py")
    assert told.returncode == 1
    assert "-odd name.py:5:" in told.stdout
    assert "old.py:" not in told.stdout
    assert hooked("spark-lsp", repo, environment, "old.py").returncode == 0


@WITH_GIT
def test_the_hook_for_whole_files_tells_what_was_there_too(tmp_path: Path, environment: dict[str, str]) -> None:
    repo = Repo(tmp_path)
    repo.commit({"old.py": LOAD})
    told = hooked("spark-lsp-all", repo, environment, "old.py")
    assert told.returncode == 1
    assert "old.py:5:" in told.stdout


@WITH_GIT
def test_git_runs_the_hook_before_a_commit(tmp_path: Path, environment: dict[str, str]) -> None:
    """Git gives a hook variables of its own, the index of a commit with `-a` among them."""
    repo = Repo(tmp_path)
    repo.commit({"a.py": LOAD})
    hook = tmp_path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec {HOOKS['spark-lsp']['entry']} {' '.join(HOOKS['spark-lsp']['args'])} a.py\n")
    hook.chmod(0o755)
    repo.write({"a.py": LOAD + NEXT})
    who = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    command = ["git", *who, "commit", "-qam", "worse"]
    stopped = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert stopped.returncode == 1
    assert "a.py:9:" in stopped.stdout + stopped.stderr
    repo.write({"a.py": f"# said\n{LOAD}"})
    subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=120, check=True)


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_made_as_pre_commit_wants_it(hook: str) -> None:
    assert HOOKS[hook]["language"] == "python"
    assert HOOKS[hook]["require_serial"] is True
    assert {"id", "name", "entry", "language"} <= HOOKS[hook].keys()


def test_the_hook_asks_for_every_language_that_has_rules() -> None:
    # pre-commit's own words for a file, by its ending
    words = {
        ".py": "python",
        ".pyi": "pyi",
        ".js": "javascript",
        ".jsx": "jsx",
        ".ts": "ts",
        ".tsx": "tsx",
        ".go": "go",
    }
    words |= {".rs": "rust", ".java": "java", ".c": "c", ".cpp": "c++"}
    found = [for_file(f"a{ending}") for ending in words]
    assert {language.id for language in found if language is not None} == {language.id for language in LANGUAGES}
    assert set(HOOKS["spark-lsp"]["types_or"]) == set(words.values())


def test_the_workflow_hands_in_what_its_own_command_writes(tmp_path: Path, environment: dict[str, str]) -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "advise.yml").read_text("utf-8"))
    job = workflow["jobs"]["advise"]
    assert job["permissions"]["security-events"] == "write"
    [line] = [step["run"] for step in job["steps"] if step.get("run", "").startswith("spark-lsp")]
    command, _, file = line.partition(" > ")
    upload = job["steps"][-1]
    assert upload["uses"].startswith("github/codeql-action/upload-sarif@")
    assert upload["with"]["sarif_file"] == file
    # The part of our code that changes least, for time's sake; the rest of the line is as it stands.
    words = [w if w != "spark_lsp" else "spark_lsp/store" for w in shlex.split(command)]
    told = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, timeout=120)
    assert told.returncode == 0
    log = json.loads(told.stdout)
    assert log["version"] == "2.1.0"
    assert log["runs"][0]["invocations"][0]["executionSuccessful"] is True
    assert "spark_lsp" in shlex.split(command)
