"""Which model server the settings mean; its own library is loaded with it, and no other's."""

from spark_lsp.backends.base import Backend
from spark_lsp.backends.locality import base_url, is_loopback
from spark_lsp.core.asking import MissReason
from spark_lsp.errors import BackendFailed
from spark_lsp.settings import BackendKind, Settings


def chosen(settings: Settings, *, stall_s: float | None = None) -> Backend:
    """The model server of the settings; nothing is asked of it yet. `stall_s` is how long it may say nothing, seconds;
    None leaves that to the backend. Raises BackendFailed where it may not be asked."""
    kind = settings.backend.kind
    if kind is BackendKind.FAKE:
        from spark_lsp.backends.fake import FakeBackend

        return FakeBackend()
    url = base_url(kind.value, settings.backend.url)
    if not is_loopback(url) and not settings.backend.allow_remote:
        message = f"{url} is another machine; set `spark.backend.allowRemote` if code may be sent there"
        raise BackendFailed(MissReason.REMOTE, message)
    if kind is BackendKind.OLLAMA:
        from spark_lsp.backends.ollama import OllamaBackend

        return OllamaBackend(url) if stall_s is None else OllamaBackend(url, stall_s=stall_s)
    from spark_lsp.backends.openai import OpenAIBackend

    return OpenAIBackend(url) if stall_s is None else OpenAIBackend(url, stall_s=stall_s)
