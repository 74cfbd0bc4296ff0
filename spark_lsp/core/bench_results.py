"""The results of `spark-lsp bench run` (`spark-bench/1`), field by field; all times are seconds."""

from typing import Literal, NotRequired, TypedDict


class BenchGpu(TypedDict):
    """The graphics card."""

    name: str
    totalMib: int


class BenchServer(TypedDict):
    """The model server."""

    kind: str
    version: str


class BenchEnvironment(TypedDict):
    """Where it was measured."""

    machine: str
    """Tells this machine from others; a hash, from which no name can be read."""
    gpu: BenchGpu | None
    gpuReason: str
    ramMib: int | None
    cpu: str
    cores: int | None
    system: str
    python: str
    sparkLsp: str
    server: BenchServer | None


class BenchModel(TypedDict):
    """A model that was asked for."""

    name: str
    digest: str
    sizeBytes: int
    family: str
    absent: str
    """Why it could not be asked; `""` where it could."""
    prompts: dict[str, str]
    """Role → fingerprint of the weights, the prompt and the options."""


class BenchLoad(TypedDict):
    """A cold start, apart from every answer."""

    model: str
    repeat: int
    seconds: float
    residentBytes: int
    vramBytes: int
    evicted: list[str]
    """Models that the server threw out for it."""


class BenchSaid(TypedDict):
    """The texts that were shown; not kept for live scenarios."""

    headline: str
    nextStep: str
    why: str


class BenchRow(TypedDict):
    """One scenario, asked once of one model in one role."""

    scenario: str
    group: str
    language: str
    model: str
    role: str
    repeat: int
    outcome: str
    """`answered`, `silent`, or why nothing was shown."""
    counted: bool
    """False where the reason is not the model's (no server, not pulled, no room): such a row is in no average."""
    detail: str
    cold: bool
    """The first ask after a load: no part of its prompt was in the server's cache."""
    seconds: float | None
    """Of the reply, as the person waits for it: realtime to the headline, refine to the end; without queue and load."""
    headlineSeconds: float | None
    firstSeconds: float | None
    queueSeconds: float | None
    loadSeconds: float | None
    promptTokens: int | None
    tokens: int | None
    tokensPerSecond: float | None
    joules: float | None
    valid: bool
    grounded: bool
    edit: bool
    intelligence: float
    usefulness: float
    strict: bool
    parts: dict[str, float]
    said: NotRequired[BenchSaid]


class BenchSystem(TypedDict):
    """One model in one role, in the seed's columns; shares and scores 0–100. None without a counted row."""

    model: str
    role: str
    rows: int
    counted: int
    strictPass: float | None
    latencyMean: float | None
    latencyP95: float | None
    headlineP50: float | None
    headlineP95: float | None
    intelligence: float | None
    usefulness: float | None
    validShare: float | None
    groundedShare: float | None
    tokensPerSecond: float | None
    joules: float | None
    coldLoad: float | None
    coldLatency: float | None
    """Mean of the first asks after a load; the other latencies are of warm asks alone."""
    reasons: dict[str, int]
    """Outcome → rows."""


class BenchOverhead(TypedDict):
    """What the harness took beside the asks and loads."""

    runSeconds: float
    askedSeconds: float
    scoredSeconds: float
    share: float
    """(run − asked − scored) / run."""


class BenchSettings(TypedDict):
    """What was run."""

    profile: Literal["strict", "raised", "isolated"]
    budgetSeconds: float | None
    seed: int
    repeats: int
    roles: list[str]
    scenarios: int
    scenarioSet: str
    """Digest of all of the scenarios: runs of other sets are not compared."""


class BenchGrade(TypedDict):
    """What the judge said of one answer."""

    scenario: str
    model: str
    role: str
    repeat: int
    grade: int | None
    """0–10; None where the judge gave none."""
    trouble: str
    """Why it gave none; `""` where it did."""


class BenchJudged(TypedDict):
    """One model in one role, as the judge sees it."""

    model: str
    role: str
    mean: float | None
    """Of the grades that there are, 0–10."""
    graded: int
    missing: int


class BenchJudge(TypedDict):
    """A second opinion by a model, apart from every score: no pass depends on it."""

    model: str
    digest: str
    trouble: str
    """Why it could not be asked; `""` where it could."""
    systems: list[BenchJudged]
    grades: list[BenchGrade]


class BenchResults(TypedDict):
    """All of a run."""

    format: Literal["spark-bench/1"]
    begunAt: str
    settings: BenchSettings
    environment: BenchEnvironment
    models: list[BenchModel]
    loads: list[BenchLoad]
    systems: list[BenchSystem]
    rows: list[BenchRow]
    overhead: BenchOverhead | None
    """None where the server is a scripted one: nothing in its results depends on the time of day."""
    judge: NotRequired[BenchJudge]
    """Only where one was asked for."""
