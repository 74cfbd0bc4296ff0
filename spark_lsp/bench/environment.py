"""What a benchmark was measured on: the machine, its graphics card, the model server and the models' weights."""

import os
import platform
from hashlib import blake2b
from pathlib import Path

from spark_lsp import __version__
from spark_lsp.core.asking import Server
from spark_lsp.core.bench_results import BenchEnvironment, BenchGpu
from spark_lsp.gpu import Gpu, snapshot

MACHINE_ID = Path("/etc/machine-id")
MIB = 1024 * 1024


def environment(server: Server | None) -> BenchEnvironment:
    """As it is now; only what does not change while a benchmark runs. Asks the card: for a thread."""
    card = snapshot()
    gpu: BenchGpu | None = {"name": card.name, "totalMib": card.total_mib} if isinstance(card, Gpu) else None
    return {
        "machine": machine(),
        "gpu": gpu,
        "gpuReason": "" if isinstance(card, Gpu) else card.reason,
        "ramMib": _ram_mib(),
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sparkLsp": __version__,
        "server": {"kind": server.kind, "version": server.version} if server is not None else None,
    }


def machine() -> str:
    """A name for this machine that says nothing of it: a hash of what the system calls it."""
    try:
        told = MACHINE_ID.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        told = ""
    return blake2b((told or platform.node()).encode(), digest_size=8, person=b"spark-bench").hexdigest()


def _ram_mib() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // MIB
    except (ValueError, OSError, AttributeError):
        return None


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    named = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return named or platform.processor() or platform.machine()
