"""What the graphics card and the power supply tell now, through NVIDIA's library where it is there."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from spark_lsp.core.citizen import Load, No, Power, may_work
from spark_lsp.core.plan import Memory, MemoryKind

MIB = 1024 * 1024
SUPPLIES = Path("/sys/class/power_supply")


@dataclass(frozen=True, slots=True)
class Gpu:
    """One card. None for what its driver does not tell."""

    name: str
    free_mib: int
    total_mib: int
    busy_share: float | None
    """Share of the last moments in which it computed, 0 to 1, for whomever."""
    processes_mib: tuple[tuple[int, int | None], ...]
    """(process id, memory it holds) of everything that computes on it."""
    power_w: float | None
    power_limit_w: float | None
    energy_j: float | None
    """Used since the driver was loaded; the difference of two is the cost of what ran between."""


@dataclass(frozen=True, slots=True)
class NoGpu:
    """No card that can be asked; that is normal."""

    reason: str


def snapshot() -> Gpu | NoGpu:
    """The card with the most free memory, as it is now. Never raises. The first call loads the library (20 ms or more);
    each takes some milliseconds: not for the event loop."""
    try:
        import pynvml
    except ImportError:
        return NoGpu("the library nvidia-ml-py is not installed")
    try:
        pynvml.nvmlInit()
    except (pynvml.NVMLError, OSError) as error:
        return NoGpu(f"no NVIDIA driver: {error}")
    try:
        handles = [pynvml.nvmlDeviceGetHandleByIndex(i) for i in range(pynvml.nvmlDeviceGetCount())]
        cards = [_card(handle) for handle in handles]
    except (pynvml.NVMLError, OSError) as error:
        return NoGpu(f"the NVIDIA driver does not answer: {error}")
    finally:
        with suppress(pynvml.NVMLError):
            pynvml.nvmlShutdown()
    return max(cards, key=lambda card: card.free_mib) if cards else NoGpu("the NVIDIA driver knows no card")


def _card(handle: object) -> Gpu:
    """Raises NVMLError where not even the memory is told."""
    import pynvml

    def told(ask: str) -> object:
        try:
            return getattr(pynvml, ask)(handle)
        except pynvml.NVMLError:
            return None

    memory = pynvml.nvmlDeviceGetMemoryInfo(handle)
    use = told("nvmlDeviceGetUtilizationRates")
    running = told("nvmlDeviceGetComputeRunningProcesses")
    name = told("nvmlDeviceGetName")
    return Gpu(
        name=name.decode(errors="replace") if isinstance(name, bytes) else str(name or "a GPU"),
        free_mib=int(memory.free) // MIB,
        total_mib=int(memory.total) // MIB,
        busy_share=None if use is None else float(getattr(use, "gpu", 0)) / 100,
        processes_mib=tuple(_process(one) for one in running) if isinstance(running, list) else (),
        power_w=_thousandth(told("nvmlDeviceGetPowerUsage")),
        power_limit_w=_thousandth(told("nvmlDeviceGetEnforcedPowerLimit")),
        energy_j=_thousandth(told("nvmlDeviceGetTotalEnergyConsumption")),
    )


def _process(one: object) -> tuple[int, int | None]:
    used = getattr(one, "usedGpuMemory", None)
    return int(getattr(one, "pid", 0)), used // MIB if isinstance(used, int) else None


def _thousandth(value: object) -> float | None:
    return value / 1000 if isinstance(value, int) else None


def power(supplies: Path = SUPPLIES) -> Power:
    """What the machine runs on, where Linux tells it; a mouse's battery is none of the machine's."""
    try:
        kinds = [(_word(folder / "type"), folder) for folder in sorted(supplies.iterdir())]
    except OSError:
        return Power.UNKNOWN
    if any(kind in ("Mains", "USB") and _word(folder / "online") == "1" for kind, folder in kinds):
        return Power.MAINS
    own = [folder for kind, folder in kinds if kind == "Battery" and _word(folder / "scope") != "Device"]
    if any(_word(folder / "status") == "Discharging" for folder in own):
        return Power.BATTERY
    return Power.MAINS if own else Power.UNKNOWN


def free_ram_mib() -> int | None:
    """Main memory that programs can have now; None where the system does not tell."""
    try:
        for line in Path("/proc/meminfo").read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) // 1024
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // MIB
    except (OSError, ValueError, AttributeError, IndexError):
        return None


def _word(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def memory_now(ours_mib: int) -> Memory:
    """Free memory of the card, else of the machine. A system that tells neither has none free."""
    match snapshot():
        case Gpu(free_mib=free_mib):
            return Memory(MemoryKind.VRAM, free_mib, ours_mib)
        case _:
            return Memory(MemoryKind.RAM, free_ram_mib() or 0, ours_mib)


def energy_j() -> float | None:
    """What the card has used since its driver was loaded, joules; None where it does not tell. Takes milliseconds."""
    match snapshot():
        case Gpu(energy_j=used):
            return used
        case _:
            return None


def rest_reason() -> str | None:
    """Why background work should not run now; None where it may. To be asked while nothing of ours runs."""
    match snapshot():
        case Gpu(busy_share=busy_share):
            # its memory is no reason: the model that would work is loaded, and fills it
            load = Load(power(), busy_share)
        case _:
            load = Load(power())
    verdict = may_work(load)
    return verdict.reason if isinstance(verdict, No) else None
