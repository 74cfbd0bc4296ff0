"""A role is a job for a model; what each asks of the model that plays it, and what is known of models."""

from dataclasses import dataclass
from enum import StrEnum

from spark_lsp.core.asking import Thinking


class Role(StrEnum):
    """The jobs."""

    REALTIME = "realtime"
    REFINE = "refine"
    CODING = "coding"
    POLICY = "policy"
    EMBED = "embed"


@dataclass(frozen=True, slots=True)
class RoleSpec:
    """One role as it is set up; one entry of `roles/`, beside its prompt."""

    role: Role
    max_tokens: int
    keep_alive_s: float
    """How long the model stays loaded after it was used, seconds; also whom the server evicts first: the shortest."""
    context_tokens: int
    """Window that its prompts are cut to fit, with the reply."""
    prompt: str
    """The stable preamble: all of the system text."""
    version: str
    """`realtime/1`: told in lineage; the prompt's text itself is in the fingerprint."""
    repairs: bool = False
    """Whether its reply may carry a repair."""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What is known of one model, whatever server it runs on."""

    name: str
    """As Ollama calls it, with its tag."""
    family: str
    size_mib: int
    """Its weights, quantised as pulled by default."""
    context_tokens: int
    kv_bytes_per_token: int
    """Key-value cache of one token at 16 bits: 2 × layers × key-value heads × head width × 2 bytes."""
    thinking: Thinking
    roles: tuple[Role, ...]
    """Roles that it may have without passing the promotion gate."""
    notes: tuple[str, ...] = ()
    """What a client must know: template quirks, versions that garble it."""
    source: str = ""
    """Where the figures come from."""
    window_tokens: int = 0
    """Farthest that the layers with a sliding window look back; 0: the model has none."""
    window_kv_bytes_per_token: int = 0
    """Key-value cache of one token in those layers alone; `kv_bytes_per_token` is of the others."""
