"""The commands by name, and what a person is told of each one's outcome."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from spark_lsp.core.dismissal import Scope
from spark_lsp.errors import StoreUnavailable
from spark_lsp.lsp import commands
from spark_lsp.lsp.capabilities import JSON

if TYPE_CHECKING:
    from spark_lsp.lsp.server import SparkServer


def _show(ls: "SparkServer", uri: str, at: JSON) -> Any:
    found = commands.show_advisory(ls.here, uri, at)
    if found is not None:
        ls.notices.show(found["markdown"])
    return found


def _step(ls: "SparkServer", uri: str, at: JSON, *, forward: bool) -> Any:
    found = commands.step(ls.here, uri, at, forward=forward)
    if found is None:
        ls.notices.show("Spark: no advice in this file.")
    else:
        ls.notices.go_to(found)
    return found


def _dismiss(ls: "SparkServer", uri: str, at: JSON, rule: str, scope: str = "here") -> Any:
    if scope not in set(Scope):
        raise TypeError(scope)
    try:
        return {"dismissed": commands.dismiss(ls.here, uri, at, rule, Scope(scope), at_s=time.time())}
    except StoreUnavailable as error:
        ls.notices.warn(f"Dismissed for this run only: {error}")
        return {"dismissed": True}


def _restore(ls: "SparkServer", rule: str | None = None) -> Any:
    try:
        return {"restored": commands.restore(ls.here, rule)}
    except StoreUnavailable as error:
        ls.notices.warn(f"Restored for this run only: {error}")
        return {"restored": 0}


def _accept(ls: "SparkServer", uri: str, at: JSON, rule: str) -> Any:
    commands.accept(ls.here, uri, at, rule, at_s=time.time())
    return {"accepted": True}


COMMANDS: dict[str, Callable[..., Any]] = {
    "spark.showAdvisory": _show,
    "spark.nextAdvisory": lambda ls, uri, at: _step(ls, uri, at, forward=True),
    "spark.previousAdvisory": lambda ls, uri, at: _step(ls, uri, at, forward=False),
    "spark.dismiss": _dismiss,
    "spark.restore": _restore,
    "spark.accept": _accept,
    "spark.pause": lambda ls, seconds=None: ls.pausing.pause(seconds),
    "spark.resume": lambda ls: ls.pausing.resume(),
}


def add_commands(server: "SparkServer") -> None:
    """Makes them known to pygls."""
    for name, run in COMMANDS.items():
        _add(server, name, run)


def _add(server: "SparkServer", name: str, run: Callable[..., Any]) -> None:
    @server.command(name)
    def command(ls: LanguageServer, *arguments: Any) -> Any:
        # pygls reads the annotations when the command is called, so they must be names of this module
        try:
            return run(server, *arguments)
        except (KeyError, TypeError, AttributeError) as error:
            raise JsonRpcInvalidParams(f"{name}: arguments of the wrong shape") from error
