"""`doctor --privacy [FILE:LINE]`: what is kept on this machine, and exactly what a model would be shown of a place."""

import json

from spark_lsp.cli.doctor_sent import Sent, sent_for
from spark_lsp.settings import Settings


def print_privacy(word: str, settings: Settings, *, as_json: bool) -> None:
    """Prints it. Raises UsageError and UnreadableInput for a place that is none."""
    from spark_lsp.store.folders import FILE_NAME, cache_folder, data_folder
    from spark_lsp.store.live import FOLDER as LIVE
    from spark_lsp.store.outcomes import FILE_NAME as OUTCOMES
    from spark_lsp.store.packets import FILE_NAME as PACKETS
    from spark_lsp.store.passages import FOLDER as PASSAGES

    kept = {
        str(data_folder() / FILE_NAME): "of each dismissed advisory: rule, name of the function, time, two hashes; no "
        "code, no paths",
        str(data_folder() / OUTCOMES): "of each rule: how often its advice was taken or put away",
        str(
            cache_folder() / PACKETS
        ): "where a model is set: its advice, under hashes of the code; no code but that of "
        "repairs, no paths, no secrets",
    }
    kept |= {
        str(cache_folder() / LIVE): "only with `bench.live`: code of advice that you took or put away, without secrets",
        str(cache_folder() / PASSAGES): "only with `retrieval.enabled`: code of the checkout and of its fixes, without "
        "secrets, to be searched",
    }
    listens = "only with `serve --tcp PORT`, on 127.0.0.1"
    every = sent_for(word, settings) if word else ()
    if as_json:
        files = [{"file": file, "holds": holds} for file, holds in kept.items()]
        print(json.dumps({"sent": [_json(sent) for sent in every], "listens": listens, "kept": files}, indent=2))
        return
    if not every:
        print("sent:    a prompt to the model server of this machine, where one runs and `backend.kind` is not `none`.")
        print("         `spark-lsp doctor --privacy FILE:LINE` prints the one for a place.")
    for sent in every:
        if sent.why_not:
            print(f"sent:    nothing: {sent.why_not}")
            continue
        taken = ", ".join(f"{count} × {kind}" for kind, count in sent.redacted) or "nothing"
        print(f"to:      {sent.model} ({sent.role}) at {sent.url}\nout:     {taken}\n")
        print(f"{sent.system}\n---\n{sent.user}\n---\n")
    print(f"listens: {listens}")
    for file, holds in kept.items():
        print(f"kept:    {file}\n         {holds}")


def _json(sent: Sent) -> dict[str, object]:
    if sent.why_not:
        return {"nothing": sent.why_not}
    return {
        "url": sent.url,
        "model": sent.model,
        "role": sent.role,
        "system": sent.system,
        "user": sent.user,
        "redacted": dict(sent.redacted),
    }
