"""From a checkout and the names of models to the report: where the benchmark's parts come together."""

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from spark_lsp.backends.base import Backend
from spark_lsp.bench.retrieval.material import gathered
from spark_lsp.bench.retrieval.run import Progress
from spark_lsp.bench.retrieval.run import compared as _compared
from spark_lsp.build import backend
from spark_lsp.core.analysis import Source
from spark_lsp.core.asking import Vector
from spark_lsp.core.budget import same_model
from spark_lsp.core.retrieval_report import RetrievalReport
from spark_lsp.errors import BackendFailed
from spark_lsp.languages import for_file
from spark_lsp.privacy.excluded import why_private
from spark_lsp.privacy.redact import Redactor
from spark_lsp.retrieval.history import History
from spark_lsp.retrieval.indexing import Checkout
from spark_lsp.retrieval.vectors import Embedder, embedder
from spark_lsp.settings import Settings
from spark_lsp.store.folders import cache_folder
from spark_lsp.store.passages import open_passages
from spark_lsp.syntax.outline import outline_of

KEEP_ALIVE_S = 60.0
"""How long a model stays loaded after it was measured, seconds: the shortest of all, so that it goes first."""


def measured(
    root: Path,
    settings: Settings,
    sources: Iterable[tuple[str, Source]],
    *,
    models: Sequence[str],
    queries: int,
    passages: int,
    seed: int,
    progress: Progress,
    clusters: bool = False,
) -> RetrievalReport:
    """The report on the files of a checkout, (path within it, text) each; private ones are left out here. What
    was embedded is kept, so that a run that was stopped goes on. `clusters` as in `compared`. Raises UsageError."""
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    index = open_passages(cache_folder() / "bench", root, lambda said: None)
    redactor = Redactor()
    checkout = Checkout(index, outline_of, lambda text: redactor.redact(text).text)
    shown = ((path, one) for path, one in sources if why_private(one.path, settings.exclude, [str(root)]) is None)
    asked = gathered(checkout, shown, History(top), _language_of, most=queries, seed=seed)

    compared = partial(_compared, index, asked, most=passages, seed=seed, progress=progress, clusters=clusters)

    async def compare() -> RetrievalReport:
        if not models:
            return await compared(())
        try:
            server = backend(settings)
        except BackendFailed as failed:
            absent = [(name, None, str(failed)) for name in models]
            return await compared(absent)
        try:
            ready = [await _ready(server, name) for name in models]
            return await compared(ready)
        finally:
            await server.close()

    return asyncio.run(compare())


async def _ready(server: Backend, name: str) -> tuple[str, Embedder | None, str]:
    try:
        installed = await server.installed()
    except BackendFailed as failed:
        return name, None, str(failed)
    found = next((one for one in installed if same_model(one.name, name)), None)
    if found is None:
        return name, None, f"the server does not have it; with Ollama: ollama pull {name}"
    if found.remote:
        return name, None, "it runs on another machine; it is never asked"

    async def embed(texts: Sequence[str]) -> tuple[Vector, ...]:
        return await server.embed(found.name, texts, keep_alive_s=KEEP_ALIVE_S)

    return name, embedder(found.name, found.digest, embed), ""


def _language_of(path: str) -> str | None:
    language = for_file(path)
    return language.id if language is not None else None
