"""spark/status: what the server is doing, for a status bar, a health check or a test."""

from typing import TYPE_CHECKING

from spark_lsp.lsp.capabilities import JSON
from spark_lsp.lsp.session import Session
from spark_lsp.lsp.standing import NOBODY, standing

if TYPE_CHECKING:
    from spark_lsp.core.casting import Vacant
    from spark_lsp.core.ledger import Total
    from spark_lsp.engine.crew import Player


def status(session: Session, *, digests: bool) -> JSON:
    """StatusResult as JSON; see schemas/methods.schema.json."""
    engine = session.engine
    documents: JSON = {}
    current = True
    for uri, document in session.documents.items():
        file = engine.files.get(uri)
        analysed = engine.is_current(uri)
        current = current and analysed
        documents[uri] = {
            "version": document.version,
            "language": file.language if file is not None else "",
            "analysed": analysed,
        }
        if digests:
            documents[uri]["sha256"] = session.digest(document)
    return {
        "state": "idle" if current else "analysing",
        "lane": _best_lane(session),
        "documents": documents,
        "analysed": engine.tally.analyses,
        "rules": engine.tally.rules,
        "dismissed": len(engine.dismissals.listed()),
        "failures": [f"{f.who}: {f.reason}" for f in engine.tally.failures.values()],
        **_models(session),
        "models": standing(session),
    }


def _best_lane(session: Session) -> str:
    """The best lane that is on."""
    if session.lanes is None:
        return "programmatic"
    from spark_lsp.engine.crew import Player

    played = {role.value for role, part in session.lanes.crew.parts.items() if isinstance(part, Player)}
    return "refined" if "refine" in played else "realtime" if "realtime" in played else "programmatic"


def _models(session: Session) -> JSON:
    lanes = session.lanes
    if lanes is None:
        kind = session.settings.backend.kind.value
        gone = {"reachable": False, "trouble": NOBODY}
        return {"backend": {"kind": kind, **(gone if session.absent else {})}}
    crew, machine = lanes.crew, lanes.refinery.machine
    backend = {"kind": session.settings.backend.kind.value, "reachable": not crew.trouble if crew.looked else None}
    if crew.server is not None:
        backend["version"] = crew.server.version
    if crew.trouble:
        backend["trouble"] = crew.trouble
    misses = lanes.realtime.misses + lanes.refinery.misses
    return {
        "backend": backend,
        "roles": {role.value: _role(part) for role, part in crew.parts.items()},
        "lanes": {
            "attempts": lanes.realtime.attempts,
            "shown": lanes.realtime.shown,
            "refined": lanes.refinery.made,
            "prefilled": lanes.prefill.made,
            "running": machine.running is not None,
            "queued": len(machine.queued),
            **_prefetch(session),
            "resting": lanes.refinery.resting,
            "misses": {reason.value: count for reason, count in sorted(misses.items())},
            "dropped": dict(sorted(lanes.refinery.author.dropped.items())),
        },
    }


def _prefetch(session: Session) -> JSON:
    if session.prefetcher is None:
        return {}
    planner = session.prefetcher.planner
    total = planner.account.sum
    return {
        "prefetch": {
            "jobs": total.jobs,
            "used": total.used,
            "expected": round(total.expected, 2),
            "gpuSeconds": round(total.gpu_s, 2),
            "savedSeconds": round(total.saved_s, 2),
            "askShare": round(planner.asks.share, 3),
            "cap": planner.price.scale,
            "resting": planner.resting,
            "day": _total(session.prefetcher.book.day),
            "week": _total(session.prefetcher.book.week),
        }
    }


def _total(total: "Total") -> JSON:
    """Of the account on the disk, all windows together."""
    return {
        "jobs": total.jobs,
        "used": total.used,
        "hitRate": _rounded(total.hit_rate),
        "waste": _rounded(total.waste),
        "calibrationError": _rounded(total.calibration_error),
        "gpuSeconds": round(total.gpu_s, 2),
        "joules": _rounded(total.joules),
        "savedSeconds": round(total.saved_s, 2),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _role(part: "Player | Vacant") -> JSON:
    if hasattr(part, "message"):
        return {"model": None, "why": part.message}
    return {"model": part.model, "why": part.why}
