"""What a model wrote can do no harm while it is tried."""

import subprocess
import sys

import pytest

from spark_lsp.bench.confined import steps
from spark_lsp.bench.sandbox import Ended, run_python

HARM = {
    "a socket": "import socket\nsocket.socket()",
    "a pair of sockets": "import socket\nsocket.socketpair()",
    "another process": "import os\nos.fork()",
    "a program": "import subprocess\nsubprocess.run(['true'])",
    "becoming a program": "import os\nos.execv('/bin/true', ['true'])",
    "writing a file": "open('new', 'w')",
    "writing a file low down": "import os\nos.open('new', os.O_CREAT | os.O_RDWR)",
    "appending to a file": "open('main.py', 'a')",
    "deleting a file": "import os\nos.unlink('main.py')",
    "renaming a file": "import os\nos.rename('main.py', 'x')",
    "making a folder": "import os\nos.mkdir('x')",
    "rights of a file": "import os\nos.chmod('main.py', 0)",
    "a signal to the parent": "import os\nos.kill(os.getppid(), 0)",
    "a higher limit": "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (99, 99))",
    "much memory": "' ' * 10**10",
}


def run(code: str, limit_s: float = 20.0):
    return run_python({"main.py": code}, "main.py", limit_s=limit_s)


@pytest.mark.parametrize("what", HARM)
def test_it_is_refused(what: str) -> None:
    tried = "\n".join(f"    {line}" for line in HARM[what].split("\n"))
    code = f"try:\n{tried}\nexcept (OSError, MemoryError, ValueError) as error:\n    print('refused')"
    ran = run(code)
    assert (ran.how, ran.output) == (Ended.OK, "refused\n"), ran


def test_the_fences_that_are_up_are_told() -> None:
    assert {"limits", "fence"} <= set(run("").fences)


def test_it_may_read_and_import() -> None:
    ran = run_python(
        {"main.py": "from other import n\nimport csv\nprint(n)", "other.py": "n = 1"}, "main.py", limit_s=20
    )
    assert (ran.how, ran.output) == (Ended.OK, "1\n")


@pytest.mark.parametrize(
    "exit_early", ["import os\nos._exit(0)", "import sys\nsys.exit(0)", "raise SystemExit", "1 / 0"]
)
def test_to_end_early_is_no_success(exit_early: str) -> None:
    assert run(exit_early).how is Ended.FAILED


def test_it_is_killed_at_its_time() -> None:
    assert run("while True: pass", limit_s=1).how in (Ended.TIMED_OUT, Ended.FAILED)
    assert run("import time\ntime.sleep(600)", limit_s=1).how is Ended.TIMED_OUT


def test_what_it_says_without_end_is_bounded() -> None:
    ran = run("while True: print('x' * 10000)")
    assert ran.how is Ended.FAILED
    assert len(ran.output) <= 1024 * 1024


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_every_jump_of_the_filter_ends_within_it(machine: str) -> None:
    program = steps(machine)
    for i, (code, yes, no, _) in enumerate(program):
        if code != 0x06:
            assert i + 1 + max(yes, no) < len(program)
            assert max(yes, no) < 256
    assert [step[0] for step in program[-2:]] == [0x06, 0x06]


ELSEWHERE = """
import platform, runpy, sys
platform.machine = lambda: "vax"
sys.argv = [SCRIPT, "/", "none.py", "1", "fenced"]
runpy.run_path(SCRIPT, run_name="__main__")
"""


def test_nothing_is_run_where_there_is_no_fence() -> None:
    script = sys.modules[steps.__module__].__file__
    code = ELSEWHERE.replace("SCRIPT", repr(script))
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)
    assert (ended.returncode, ended.stderr.split()) == (3, [b"limits"])


def test_what_leaves_early_cannot_say_that_it_came_to_its_end() -> None:
    ran = run_python({"a.py": "import os\nos.write(1, os.read(0, 64))\nos._exit(0)\n"}, "a.py", limit_s=20.0)
    assert ran.how is Ended.FAILED


def test_nothing_that_outlives_it_is_left_in_the_kernel() -> None:
    code = "import ctypes\nlibc = ctypes.CDLL(None)\nassert libc.shmget(0x5a5a, 4096, 0o1600) == -1\n"
    code += "assert libc.semget(0x5a5a, 1, 0o1600) == -1\nassert libc.msgget(0x5a5a, 0o1600) == -1\n"
    ran = run_python({"a.py": code}, "a.py", limit_s=20.0)
    assert ran.how is Ended.OK, ran.output
