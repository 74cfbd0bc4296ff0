"""What one connection knows: its client, its settings, its documents and the engine behind them."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from spark_lsp.core.foreign import OURS, Foreign
from spark_lsp.core.text import Position, Span
from spark_lsp.core.uri import uri_to_path
from spark_lsp.engine.engine import Engine
from spark_lsp.lsp.capabilities import JSON, dig, position_encoding, pulls_diagnostics
from spark_lsp.lsp.document import SplicedDocument
from spark_lsp.settings import Settings, read_settings
from spark_lsp.wire import Encoding, range_to_json

if TYPE_CHECKING:
    from spark_lsp.core.live import LiveRecord
    from spark_lsp.engine.lanes import Lanes
    from spark_lsp.engine.prefetcher import Prefetcher
    from spark_lsp.lsp.doings import Doings

logger = logging.getLogger("spark_lsp")


@dataclass(frozen=True, slots=True)
class Client:
    """What `initialize` says of the client."""

    encoding: Encoding
    markdown: bool
    pulls: bool
    refreshes: bool
    resolves_edits: bool
    document_changes: bool
    configuration: bool
    shows_documents: bool
    progress: bool
    shows_advisories: bool
    """Our own clients, which show what `spark.showAdvisory` returns themselves."""
    shows_standing: bool
    """It has a place for what the models are up to."""
    watches: bool
    hovers_unasked: bool
    """Whether a hover may be no person's look: Eglot asks wherever the cursor comes, and its older versions, like no
    other client, do not say who they are."""

    @classmethod
    def read(cls, params: JSON) -> "Client":
        """From the raw `initialize` params, whatever their shape."""
        text = dig(params, "capabilities", "textDocument")
        workspace = dig(params, "capabilities", "workspace")
        formats = dig(text, "hover", "contentFormat")
        properties = dig(text, "codeAction", "resolveSupport", "properties")
        return cls(
            encoding=position_encoding(params),  # type: ignore[arg-type]
            markdown=not isinstance(formats, list) or "markdown" in formats,
            pulls=pulls_diagnostics(params),
            # Helix and Zed write `diagnostic`, as their LSP types spell it
            refreshes=any(dig(workspace, name, "refreshSupport") is True for name in ("diagnostics", "diagnostic")),
            resolves_edits=isinstance(properties, list) and "edit" in properties,
            document_changes=dig(workspace, "workspaceEdit", "documentChanges") is True,
            configuration=dig(workspace, "configuration") is True,
            shows_documents=dig(params, "capabilities", "window", "showDocument", "support") is True,
            progress=dig(params, "capabilities", "window", "workDoneProgress") is True,
            shows_advisories=dig(params, "capabilities", "experimental", "spark", "showsAdvisories") is True,
            shows_standing=dig(params, "capabilities", "experimental", "spark", "showsStanding") is True,
            hovers_unasked=dig(params, "clientInfo", "name") in (None, "Eglot")
            and dig(params, "capabilities", "experimental", "spark", "showsAdvisories") is not True,
            watches=dig(workspace, "didChangeWatchedFiles", "dynamicRegistration") is True,
        )


@dataclass(slots=True)
class Session:
    """One connection."""

    engine: Engine
    client: Client
    user_settings: object
    settings: Settings = field(default_factory=Settings)
    documents: dict[str, SplicedDocument] = field(default_factory=dict)
    """Open documents by unquoted uri."""
    foreign: dict[str, tuple[Foreign, ...]] = field(default_factory=dict)
    forwarded: set[str] = field(default_factory=set)
    """Documents whose client tells all that other servers say."""
    folders: list[str] = field(default_factory=list)
    workspace_settings: object = None
    cursor: tuple[str, int] | None = None
    """Where the person is, as our clients tell: uri and line."""
    lanes: "Lanes | None" = None
    """The model lanes; None where no backend is set, nobody listens at its address, or they are not up yet."""
    prefetcher: "Prefetcher | None" = None
    """What is made before anybody asks; None where there are no lanes, or it is switched off."""
    doings: "Doings | None" = None
    """What tells it what the person does."""
    absent: bool = False
    """Whether nobody listened at the model server's address when it was last tried."""
    seek: Callable[[], None] = lambda: None
    """Has the model server looked for again, now and then; called where a person looks and there are no lanes."""
    paused: bool = False
    """Whether a person has the models rest: nothing is asked of them but what is asked for in so many words."""
    early: tuple[str, Position, float] | None = None
    """Uri, place and loop time of the last look that there were no lanes for."""
    looks: dict[str, Position] = field(default_factory=dict)
    """Where a person last looked in each document."""
    keep: "Callable[[LiveRecord, str], None]" = lambda record, path: None
    """Keeps what became of advice, of the file at a path, where the settings ask for it."""
    feedback: dict[str, int] = field(default_factory=dict)
    """How often each thing became of an advisory, this run."""

    def document(self, uri: str) -> SplicedDocument | None:
        """The open document; None for one that is not open."""
        return self.documents.get(unquote(uri) if "%" in uri else uri)

    def key(self, uri: str) -> str:
        """The engine's name for a document."""
        return unquote(uri) if "%" in uri else uri

    def range(self, document: SplicedDocument, span: Span) -> Any:
        """A span as the client counts it."""
        return range_to_json(span, document.lines_list, self.client.encoding)

    def take_settings(self, workspace: object) -> list[str]:
        """Reads the settings anew; the messages name what does not hold."""
        self.settings, messages = read_settings(self.user_settings, workspace)
        self.engine.least = self.settings.severity
        return messages

    def folder_of(self, path: str) -> str:
        """The innermost workspace folder that holds a file, or else the file's own."""
        around = [folder for folder in self.folders if Path(path).is_relative_to(folder)]
        return max(around, key=len) if around else str(Path(path).parent)

    def rule_folders(self) -> tuple[str, ...]:
        """Where a trusted workspace keeps rules of its own."""
        if not self.settings.trusted:
            return ()
        return tuple(str(Path(folder) / ".spark" / "rules") for folder in self.folders)

    def overhear(self, uri: str, diagnostics: object) -> None:
        """Takes the diagnostics that come with a code action, from a client that does not forward all of them."""
        if self.key(uri) not in self.forwarded and isinstance(diagnostics, list) and diagnostics:
            self.set_foreign(uri, diagnostics)

    def said_elsewhere(self, uri: str, first_line: int, last_line: int) -> list[Foreign]:
        """What other servers say of these lines."""
        known = self.foreign.get(self.key(uri), ())
        return [one for one in known if one.first_line <= last_line and first_line <= one.last_line]

    def set_foreign(self, uri: str, diagnostics: object) -> None:
        """Takes what other servers say of a document, from untrusted JSON; our own are left out."""
        found: list[Foreign] = []
        for one in diagnostics if isinstance(diagnostics, list) else ():
            first, last = dig(one, "range", "start", "line"), dig(one, "range", "end", "line")
            source = dig(one, "source")
            if source == OURS or not isinstance(first, int) or not isinstance(last, int):
                continue
            code = dig(one, "code")
            found.append(Foreign(first, last, str(source or ""), str(code or ""), str(dig(one, "message") or "")))
        self.foreign[self.key(uri)] = tuple(found)

    def digest(self, document: SplicedDocument) -> str:
        """sha256 of the text in UTF-8, hex."""
        return hashlib.sha256(document.source.encode("utf-8", "surrogatepass")).hexdigest()


def folders_of(params: JSON) -> list[str]:
    """Local paths of the folders that `initialize` names, in any of its three ways."""
    given = params.get("workspaceFolders")
    uris = [dig(folder, "uri") for folder in given] if isinstance(given, list) else [params.get("rootUri")]
    paths = [uri_to_path(uri) for uri in uris if isinstance(uri, str)]
    root = params.get("rootPath")
    if not paths and isinstance(root, str):
        paths = [root]
    return [path for path in paths if path]


def flagged_text(document: SplicedDocument, span: Span) -> str:
    """The text that a span covers, at most its first line's."""
    lines = document.lines_list
    if span.start.line >= len(lines):
        return ""
    end = span.end.column if span.end.line == span.start.line else None
    return lines[span.start.line][span.start.column : end].strip()
