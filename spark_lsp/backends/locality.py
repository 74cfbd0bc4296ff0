"""Which addresses a model server may have: this machine's own, unless the person says otherwise."""

import ipaddress
from urllib.parse import urlsplit

DEFAULTS = {"ollama": "http://127.0.0.1:11434", "openai": "http://127.0.0.1:8080"}
"""Kind of server → where it listens when nobody said otherwise."""


def base_url(kind: str, url: str) -> str:
    """The address to use, without a slash at its end; `localhost` is 127.0.0.1, since on some systems it is ::1 first
    and the server listens on the other."""
    chosen = (url or DEFAULTS.get(kind, "")).rstrip("/")
    parts = urlsplit(chosen)
    if parts.hostname == "localhost":
        chosen = chosen.replace("localhost", "127.0.0.1", 1)
    return chosen


def is_loopback(url: str) -> bool:
    """Whether the address is this machine's own: 127.0.0.0/8 or ::1. A name is not: it may lead elsewhere tomorrow."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_cloud(name: str, remote: object = None) -> bool:
    """Whether a local server would hand this model's prompts to a machine elsewhere (`remote_host`, `-cloud`)."""
    return bool(remote) or name.endswith(("-cloud", ":cloud"))
