"""The demo's third step: the packet is there before anybody asks. A scripted model server, since its words are not what
is tried; a server over stdio, told what our clients tell."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spark_lsp.store.ledger import SqliteLedger
from tests.e2e.connection import Connection
from tests.e2e.demo.project import ORDERS, make
from tests.windows import OURS, Card, model_server

AFTER_SAVE_S = 5.0
CHECK = "    if order.owner_id != user.id:\n        raise HTTPException(403)\n"
REPLY = json.dumps(
    {
        "headline": "`charge` takes any order: the `owner_id` check that `refund` makes is missing",
        "next_step": "Compare `order.owner_id` with `user.id` in `charge` before it goes on",
        "why": "Who knows an `order_id` can charge somebody else's order.",
    }
)


@dataclass(frozen=True)
class Seen:
    """What one run came to."""

    text: str
    """Of the first hover, AFTER_SAVE_S after the save."""
    hover_ms: float
    elsewhere: Any
    made_before: bool
    """Whether the job had ended before the hover was asked."""
    listed: list[tuple[float, bool]]
    """(seconds of the card, used) of each job in the account."""


def omitted(folder: Path) -> Seen:
    """One run: `charge` loses the check that `refund` makes, is saved, and is looked at five seconds later."""
    target = make(folder / "project")
    uri, data = target.as_uri(), folder / "data"
    with model_server(Card(REPLY)) as url, Connection(data) as server:
        settings = {"backend": {"kind": "openai", "url": url}}
        server.initialize(capabilities=OURS, rootUri=target.parent.parent.as_uri(), initializationOptions=settings)
        server.open(uri, ORDERS)
        server.settled(uri)
        server.eventually(lambda: "lanes" in server.ask("spark/status", {}), "the lanes")
        head, _, tail = ORDERS.partition("async def charge")
        text = f"{head}async def charge{tail.replace(CHECK, '')}"
        line = head.count("\n")
        server.notify("spark/cursor", {"textDocument": {"uri": uri}, "position": {"line": line, "character": 12}})
        server.change(uri, 2, {"text": text})
        server.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        server.settle_all_for(AFTER_SAVE_S)
        asked_at = time.time()
        began = time.perf_counter()
        found = server.hover(uri, line, 12)
        hover_ms = (time.perf_counter() - began) * 1000
        elsewhere = server.hover(uri, text[: text.index("store.pay_back")].count("\n"), 12)
        server.stop()
    jobs = SqliteLedger(data, print).made(0.0)
    return Seen(
        found["contents"]["value"] if found else "",
        hover_ms,
        elsewhere,
        made_before=any(one.used and one.at < asked_at for one in jobs),
        listed=[(one.gpu_s, one.used) for one in jobs],
    )
