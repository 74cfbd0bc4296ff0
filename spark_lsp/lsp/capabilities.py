"""The answer to `initialize`, made without the LSP library so that it can be given before that is loaded."""

from spark_lsp import __version__

TYPE_CHECKING = False  # not typing's, which takes 4 ms to import: an editor waits for this file
if TYPE_CHECKING:
    from typing import Any

ENCODINGS = ("utf-8", "utf-16", "utf-32")
COMMANDS = (
    "spark.showAdvisory",
    "spark.nextAdvisory",
    "spark.previousAdvisory",
    "spark.dismiss",
    "spark.restore",
    "spark.accept",
    "spark.refineHere",
    "spark.explain",
    "spark.pause",
    "spark.resume",
)
ACTION_KINDS = ("quickfix", "refactor.rewrite", "source")

JSON = dict[str, "Any"]


def dig(value: object, *path: str) -> "Any":
    """The value at a path of keys of untrusted JSON; None where the path leads nowhere."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def position_encoding(params: JSON) -> str:
    """The first encoding of the client's list that we know; UTF-16 where it names none, as LSP says."""
    offered = dig(params, "capabilities", "general", "positionEncodings")
    if isinstance(offered, list):
        for name in offered:
            if name in ENCODINGS:
                return str(name)
    return "utf-16"


def pulls_diagnostics(params: JSON) -> bool:
    """Whether the client asks for diagnostics itself; then none are pushed."""
    return isinstance(dig(params, "capabilities", "textDocument", "diagnostic"), dict)


def initialize_result(params: JSON) -> JSON:
    """The `InitializeResult` for these `initialize` params."""
    capabilities: JSON = {
        "positionEncoding": position_encoding(params),
        "textDocumentSync": {"openClose": True, "change": 2, "save": True},
        "hoverProvider": True,
        "codeActionProvider": {"codeActionKinds": list(ACTION_KINDS), "resolveProvider": True},
        "executeCommandProvider": {"commands": list(COMMANDS)},
        "workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}, "fileOperations": {}},
    }
    if pulls_diagnostics(params):
        capabilities["diagnosticProvider"] = {
            "interFileDependencies": False,
            "workspaceDiagnostics": False,
            "identifier": "spark",
        }
    return {"capabilities": capabilities, "serverInfo": {"name": "spark-lsp", "version": __version__}}
