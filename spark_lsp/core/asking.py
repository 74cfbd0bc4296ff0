"""What a model is asked, what comes back of it, and why there may be nothing: values on both sides of a backend."""

from dataclasses import dataclass
from enum import StrEnum


class Thinking(StrEnum):
    """How a model is told to think before it answers."""

    UNSAID = "unsaid"
    """The model has no such switch; nothing is sent, since some servers refuse it."""
    OFF = "off"
    LOW = "low"
    """For models that cannot be turned off."""


class MissReason(StrEnum):
    """Why a model gave nothing; counted, told by `spark/status`, never an error to the person."""

    LATE = "late"
    DOWN = "down"
    NOT_PULLED = "not pulled"
    NOT_LOADED = "not loaded"
    BUSY = "busy"
    SERVER_ERROR = "server error"
    BROKEN_STREAM = "broken stream"
    GARBLED = "garbled"
    TOO_LONG = "too long"
    CUT_SHORT = "cut short"
    REMOTE = "remote"
    UNGROUNDED = "ungrounded"
    NOTHING_USEFUL = "nothing useful"
    DECLINED = "declined"
    SUPERSEDED = "superseded"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Ask:
    """One generation. The system text and the first part of the user text are the same from one ask to the next, so
    that the server's prefix cache holds them; what changes is at the end."""

    model: str
    system: str
    user: str
    schema: str
    """JSON Schema of the reply, as text; always given."""
    max_tokens: int
    context_tokens: int = 0
    """Window to use; 0 leaves it to the server. Another than the loaded model's has it loaded anew."""
    keep_alive_s: float = 300.0
    temperature: float = 0.0
    seed: int = 0
    thinking: Thinking = Thinking.UNSAID


@dataclass(frozen=True, slots=True)
class Cost:
    """What the server says that a generation took; None for what it does not say."""

    load_s: float | None = None
    prompt_s: float | None = None
    generation_s: float | None = None
    total_s: float | None = None
    prompt_tokens: int | None = None
    """All tokens of the prompt, or, from a server that counts so, those not found in its cache."""
    tokens: int | None = None


class Finish(StrEnum):
    """Why a generation ended."""

    STOP = "stop"
    LENGTH = "length"
    LOADED = "loaded"


@dataclass(frozen=True, slots=True)
class Words:
    """The next piece of the reply's text; never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """The reply is whole; the last piece of every stream that was not broken."""

    finish: Finish
    cost: Cost


Piece = Words | Done


Vector = tuple[float, ...]
"""What an embedding model makes of a text; of length 1, so that the cosine of two is the sum of their products."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A model that the server has."""

    name: str
    digest: str
    """Of its weights; `""` where the server tells none."""
    size_bytes: int = 0
    context_tokens: int = 0
    """Largest window; 0 where the server does not tell."""
    family: str = ""
    remote: bool = False
    """Answered by a machine elsewhere, behind this server; never asked."""
    told: tuple[tuple[str, str | int], ...] = ()
    """What the server tells of its build, where it was asked: keys of GGUF such as `qwen2.block_count`. A number that
    differs by layer is the largest."""
    thinks: bool = False
    """Whether the server says that it can think; told with `told`."""


@dataclass(frozen=True, slots=True)
class Resident:
    """A model that is in memory now."""

    name: str
    digest: str = ""
    size_bytes: int = 0
    vram_bytes: int = 0
    context_tokens: int = 0
    expires_in_s: float | None = None
    """None where the server does not tell, or it stays."""


@dataclass(frozen=True, slots=True)
class Server:
    """What answered a probe."""

    kind: str
    version: str
    url: str
