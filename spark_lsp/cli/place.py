"""Where this runs, as far as it matters for reaching a model server: WSL, SSH, a container."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Place(StrEnum):
    """What lies between this process and the person's machine."""

    WSL = "WSL"
    SSH = "SSH"
    CONTAINER = "container"


@dataclass(frozen=True, slots=True)
class Traces:
    """What the system shows of it."""

    environment: Mapping[str, str]
    kernel: str = ""
    """The text of `/proc/version`."""
    groups: str = ""
    """The text of `/proc/1/cgroup`."""
    container_file: bool = False
    """Whether `/.dockerenv` or `/run/.containerenv` is there."""


WAYS_OUT = {
    Place.WSL: "if Ollama runs in Windows: in %UserProfile%\\.wslconfig set networkingMode=mirrored under [wsl2], then "
    "run: wsl --shutdown; 127.0.0.1 is then Windows' too",
    Place.SSH: "the server is looked for on this machine, not on yours; to use yours, connect with: "
    "ssh -R 11434:127.0.0.1:11434 HOST",
    Place.CONTAINER: "in a container 127.0.0.1 is the container itself; start it with --network host, or have the "
    'editor set `backend.url` to "http://host.docker.internal:11434" and `backend.allowRemote`',
}


def traces() -> Traces:
    """Read off this system."""
    return Traces(
        environment=dict(os.environ),
        kernel=_text(Path("/proc/version")),
        groups=_text(Path("/proc/1/cgroup")),
        container_file=any(Path(file).exists() for file in ("/.dockerenv", "/run/.containerenv")),
    )


def places(seen: Traces) -> tuple[Place, ...]:
    """All that hold; none on an ordinary machine."""
    found: list[Place] = []
    if "WSL_DISTRO_NAME" in seen.environment or "microsoft" in seen.kernel.lower():
        found.append(Place.WSL)
    if "SSH_CONNECTION" in seen.environment:
        found.append(Place.SSH)
    in_groups = any(word in seen.groups for word in ("docker", "kubepods", "containerd", "libpod", "lxc"))
    if seen.container_file or in_groups:
        found.append(Place.CONTAINER)
    return tuple(found)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", errors="replace")
    except OSError:
        return ""
