"""Whether work that nobody waits for may run now, given what else the machine is doing."""

from dataclasses import dataclass
from enum import StrEnum

BUSY_SHARE = 0.8
"""Use of the GPU by others from which on it is theirs."""
FREE_MIN_MIB = 512
"""Free memory below which nothing more is started: a desktop and a browser want that much at any moment."""


class Power(StrEnum):
    """What the machine runs on."""

    MAINS = "mains"
    BATTERY = "battery"
    UNKNOWN = "unknown"
    """Most desktops do not tell; that counts as mains."""


@dataclass(frozen=True, slots=True)
class Load:
    """What else there is to consider; None where it is not known, which is no reason against."""

    power: Power = Power.UNKNOWN
    busy_share: float | None = None
    """Share of the time that the GPU computes, 0 to 1, while nothing of ours runs."""
    free_mib: int | None = None


@dataclass(frozen=True, slots=True)
class Yes:
    """Background work may run."""


@dataclass(frozen=True, slots=True)
class No:
    """Not now."""

    reason: str


def may_work(load: Load) -> Yes | No:
    """The decision; the first reason against counts."""
    if load.power is Power.BATTERY:
        return No("the machine runs on its battery")
    if load.busy_share is not None and load.busy_share >= BUSY_SHARE:
        return No(f"others keep the GPU {load.busy_share:.0%} busy")
    if load.free_mib is not None and load.free_mib < FREE_MIN_MIB:
        return No(f"only {load.free_mib} MiB of the GPU's memory are free")
    return Yes()
