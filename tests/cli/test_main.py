"""The command as a shell sees it: real processes, exit codes, what goes to which stream."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from spark_lsp import __version__
from spark_lsp.cli.main import COMMANDS, main

COMMAND = [sys.executable, "-c", "import sys; from spark_lsp.cli.main import main; sys.exit(main())"]


def ran(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=environment, timeout=120
    )


def test_the_version_is_told() -> None:
    told = ran("--version")
    assert (told.returncode, told.stdout, told.stderr) == (0, f"spark-lsp {__version__}\n", "")


def test_the_version_is_told_without_loading_what_it_does_not_need() -> None:
    script = (
        "import sys; from spark_lsp.cli.main import main; main(['--version']);"
        "heavy = {'argparse', 'rich', 'pygls', 'lsprotocol', 'sqlite3', 'yaml', 'ast_grep_py'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[1] == "[]"


def test_help_names_every_command() -> None:
    told = ran("--help")
    assert told.returncode == 0
    assert all(f"  {name} " in told.stdout for name in COMMANDS)
    assert len(told.stdout.splitlines()) <= 24


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_fits_a_screen_and_tells_its_exit_codes(command: str) -> None:
    told = ran(command, "--help")
    assert told.returncode == 0
    lines = told.stdout.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 100
    assert "exit codes: 0 " in told.stdout
    assert "--json" in told.stdout


@pytest.mark.parametrize("arguments", [[], ["advice"], ["advise"], ["advise", "--sverity=info", "x"], ["config", "x"]])
def test_wrong_usage_is_exit_code_2_and_said_on_stderr(arguments: list[str]) -> None:
    told = ran(*arguments)
    assert told.returncode == 2
    assert "Traceback" not in told.stderr
    assert "spark-lsp" in told.stderr + told.stdout


def test_a_pipe_that_cannot_hold_a_name_gets_it_escaped(tmp_path: Path) -> None:
    (tmp_path / "é.go").write_text("package a\n\nvar c = &tls.Config{InsecureSkipVerify: true} // 字\n", "utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "SPARK_LSP_DATA_DIR": str(tmp_path / "data")}
    command = [*COMMAND, "advise", str(tmp_path / "é.go")]
    told = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
    assert told.returncode == 0
    assert "\\xe9.go:3:" in told.stdout
    assert "\\u5b57" in told.stdout


def test_an_unknown_command_is_told_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["advice"]) == 2
    assert "advise" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close differently there")
def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "config", "--schema", "methods"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    _, said = process.communicate(timeout=60)
    assert said == b""
    assert process.returncode == 141


@pytest.mark.skipif(shutil.which("ps") is None, reason="looks at processes with ps")
def test_ctrl_c_ends_quietly_with_130_and_leaves_no_process_behind(tmp_path: Path) -> None:
    for n in range(400):
        (tmp_path / f"f{n}.py").write_text("def f(a):\n    return a\n" * 60)
    process = subprocess.Popen(
        [*COMMAND, "advise", str(tmp_path), "--severity", "hint"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # as a terminal has it: what a shell runs in its background, these tests maybe, ignores it from the start
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        assert _until(lambda: len(_group(process.pid)) > 2)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130
        assert said == b""
        # Python's own tracker of shared resources ends when it sees that its parent is gone.
        assert _until(lambda: _group(process.pid) == [])
    finally:
        process.kill()


def _group(leader: int) -> list[str]:
    """Processes of the group that are not zombies."""
    listed = subprocess.run(["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True, check=True)
    rows = [line.split() for line in listed.stdout.splitlines()]
    return [row[0] for row in rows if row[0] == str(leader) and not row[1].startswith("Z")]


def _until(holds: Callable[[], bool]) -> bool:
    deadline_s = time.monotonic() + 60
    while time.monotonic() < deadline_s:
        if holds():
            return True
    return False
