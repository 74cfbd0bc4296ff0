"""Runs Python that a model wrote: in a process of its own, with limits, without network, and without a way to change a
file; killed at its time limit with all that it started."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import IO

PROBE_S = 5.0


class Ended(StrEnum):
    """How a run ended."""

    OK = "ok"
    """It came to its end."""
    FAILED = "failed"
    TIMED_OUT = "timed out"
    REFUSED = "refused"
    """It was not run: nothing here keeps it from harm."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of it."""

    how: Ended
    output: str = ""
    fences: tuple[str, ...] = ()
    """What was in force: `limits` (time, memory, files), `fence` (the kernel refuses network, processes, changes to
    files), `own network` (a network namespace with nothing in it)."""


def run_python(files: Mapping[str, str], main: str, *, limit_s: float, ours: bool = False) -> Run:
    """Runs one of the files, which may import the others, with `python -I`. `ours` is code that ships with us, which
    runs without the fence where there is none. Blocks up to `limit_s`."""
    apart = not ours and _own_network()
    nonce = secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="spark-bench-") as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, "utf-8")
        script = str(Path(__file__).with_name("confined.py"))
        command = [*(_APART if apart else ()), sys.executable, "-I", "-B", script]
        command += [folder, main, str(max(1, round(limit_s))), "ours" if ours else "fenced"]
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=err,
                cwd=folder,
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},
                start_new_session=True,
            )
            try:
                process.communicate(nonce.encode(), timeout=limit_s)
                late = False
            except subprocess.TimeoutExpired:
                late = True
            finally:
                _kill(process)
            output, said = _read(out), _read(err)
    fences = (*(said.partition("\n")[0].split()), *(("own network",) if apart else ()))
    if late:
        return Run(Ended.TIMED_OUT, output, fences)
    if process.returncode == 3 and "fence" not in fences and not ours:
        return Run(Ended.REFUSED, output, fences)
    ok = process.returncode == 0 and output.endswith(nonce)
    return Run(Ended.OK if ok else Ended.FAILED, output.removesuffix(nonce), fences)


_APART = ("unshare", "--user", "--map-root-user", "--net", "--")


@cache
def _own_network() -> bool:
    """Whether a process may be given a network of its own here."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return False
    try:
        return subprocess.run([*_APART, "true"], capture_output=True, timeout=PROBE_S).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Ends the process and its group, and waits for it."""
    try:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")
