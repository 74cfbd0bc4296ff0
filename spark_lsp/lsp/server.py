"""The language server: which message goes where. What each does is in the file named after it."""

import asyncio
import contextlib
import gc
import time
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from spark_lsp import __version__
from spark_lsp.build import live_keeper
from spark_lsp.core.dismissal import Dismissals
from spark_lsp.core.outcomes import Outcomes, Unknown
from spark_lsp.engine.analyst import Analyst
from spark_lsp.engine.child import Child
from spark_lsp.engine.engine import Engine
from spark_lsp.engine.worker import Setup
from spark_lsp.lsp import sync
from spark_lsp.lsp.away import Away
from spark_lsp.lsp.capabilities import JSON, dig
from spark_lsp.lsp.command_table import add_commands
from spark_lsp.lsp.config import apply_settings, pull_settings, watch_rules
from spark_lsp.lsp.hot import hot
from spark_lsp.lsp.marks import marks
from spark_lsp.lsp.modelling import MakeLanes, Modelling, add_model_commands
from spark_lsp.lsp.notify import Notices
from spark_lsp.lsp.pausing import Pausing
from spark_lsp.lsp.protocol import SparkProtocol
from spark_lsp.lsp.session import Client, Session, folders_of
from spark_lsp.lsp.standing import Standing

if TYPE_CHECKING:
    from spark_lsp.core.live import LiveRecord
    from spark_lsp.engine.keeping import Keeper

PULL_WAIT_S = 3.0
"""Longest that a pull of diagnostics waits for the analysis of the present text, seconds; a newer pull ends it."""

WARM_AFTER_S = 0.2
"""Pause before the analyzers are loaded into this process, seconds: the first requests go first."""


class SparkServer(LanguageServer):
    """pygls's server with our protocol and one session."""

    protocol: SparkProtocol

    def __init__(
        self, *, child: Child, quick: Callable[[Setup], Analyst], dismissals: Dismissals, lanes: MakeLanes
    ) -> None:
        super().__init__("spark-lsp", __version__, protocol_cls=SparkProtocol, converter_factory=default_converter)
        self.child = child
        self.make_quick = quick
        self.dismissals = dismissals
        self.outcomes: Outcomes = Unknown()
        self.session: Session | None = None
        self.setup = Setup()
        self.notices = Notices(self)
        self.modelling = Modelling(self, lanes)
        self.pausing = Pausing(self)
        self.standing = Standing(self)
        self.away = Away(self)
        self.stopped = asyncio.Event()
        self.exit_code = 1
        self.settled_in = False
        """Whether the first requests are over, so that what is not needed for them may be loaded."""
        self._keeper: Keeper | None = None
        self._pulls: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.protocol.on_initialize = self.begin
        self.protocol.on_exit = self.end
        self.protocol.on_method = self.away.heard
        self.protocol.on_change = lambda params: sync.changed(self.here, params)
        _register(self)

    @property
    def here(self) -> Session:
        """The session. Raises RuntimeError before `initialize`."""
        if self.session is None:
            raise RuntimeError("not initialized")
        return self.session

    def begin(self, params: JSON) -> None:
        """`initialize` came: the session exists from now on."""
        engine = Engine(
            child=self.child,
            quick=lambda: self.make_quick(self.setup),
            dismissals=self.dismissals,
            log=self.notices.log,
        )
        engine.outcomes = self.outcomes
        session = Session(engine, Client.read(params), params.get("initializationOptions"))
        session.folders = folders_of(params)
        session.keep = self._keep
        self.session = session
        self.notices.pending += session.take_settings(None)
        engine.on_analysed = self.analysed
        engine.on_slow = self.notices.slow
        self.protocol.hot.update(hot(session))

    def analysed(self, key: str) -> None:
        """The advice of a document changed."""
        self.notices.marks_changed(key)
        self.modelling.analysed(key)

    def end(self, *, shut_down: bool) -> None:
        """`exit` came, or the client left."""
        if not self.stopped.is_set():
            self.exit_code = 0 if shut_down else 1
            self.stopped.set()

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs a task that nobody waits for, and that ends with the server."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _keep(self, record: "LiveRecord", path: str) -> None:
        """Has a record kept, in a thread: the disk and the search for secrets take their time."""
        if self._keeper is None:
            self._keeper = live_keeper()
        exclude, folders = self.here.settings.exclude, tuple(self.here.folders)
        self.in_background(_in_thread(self._keeper, record, path, exclude, folders))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """One log line that names the kind and the place, never what was in the message."""
        self.notices.log(f"internal error in {getattr(source, '__name__', source)}: {type(error).__name__}")

    async def pulled(self, uri: str) -> list[JSON]:
        """The diagnostics of the present text, once it is analysed; a newer pull ends the wait of an older one."""
        session = self.here
        key = session.key(uri)
        mine = self._pulls[key] = self._pulls.get(key, 0) + 1
        end = time.monotonic() + PULL_WAIT_S
        while not session.engine.is_current(key) and self._pulls.get(key) == mine and time.monotonic() < end:
            if session.document(uri) is None:
                return []
            await session.engine.settled(key, 0.05)
        return marks(session, uri)


async def _in_thread(
    keeper: "Keeper", record: "LiveRecord", path: str, exclude: tuple[str, ...], folders: tuple[str, ...]
) -> None:
    await asyncio.to_thread(keeper.keep, record, path, exclude, folders)


async def _settle_in(server: SparkServer) -> None:
    """What may wait until the first requests are answered."""
    await pull_settings(server)
    await asyncio.sleep(WARM_AFTER_S)
    await server.here.engine.configure(server.setup, again=False)
    # A full collection walks every class that was imported, 12–17 ms; they are there for good, so it need not again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    await asyncio.get_running_loop().run_in_executor(None, server.here.engine.glancer.load)
    server.settled_in = True
    await server.modelling.settings_changed()


def _register(server: SparkServer) -> None:
    """The rest goes pygls's way."""

    @server.feature(types.INITIALIZED)
    def initialized(ls: SparkServer, params: types.InitializedParams) -> None:
        ls.here.engine.start()
        ls.notices.flush()
        watch_rules(ls)
        ls.in_background(_settle_in(ls))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(ls: SparkServer, params: types.DidOpenTextDocumentParams) -> None:
        uri = params.text_document.uri
        sync.opened(ls.here, uri, ls.workspace.get_text_document(uri))  # type: ignore[arg-type]

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(ls: SparkServer, params: types.DidSaveTextDocumentParams) -> None:
        if ls.here.doings is not None:
            ls.here.doings.saved(ls.here.key(params.text_document.uri))
        sync.saved(ls.here, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(ls: SparkServer, params: types.DidCloseTextDocumentParams) -> None:
        sync.closed(ls.here, params.text_document.uri)
        ls.modelling.analysed(ls.here.key(params.text_document.uri))
        ls.notices.clear_marks(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC)
    async def diagnostic(
        ls: SparkServer, params: types.DocumentDiagnosticParams
    ) -> types.RelatedFullDocumentDiagnosticReport:
        items = await ls.pulled(params.text_document.uri)
        structure = ls.protocol._converter.structure
        return types.RelatedFullDocumentDiagnosticReport([structure(item, types.Diagnostic) for item in items])

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def did_change_configuration(ls: SparkServer, params: types.DidChangeConfigurationParams) -> None:
        if ls.here.client.configuration:
            ls.in_background(pull_settings(ls))
        else:
            raw = ls.protocol._converter.unstructure(params)
            ls.in_background(apply_settings(ls, dig(raw, "settings", "spark")))

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_watched_files(ls: SparkServer, params: types.DidChangeWatchedFilesParams) -> None:
        if ls.here.settings.trusted:
            ls.in_background(ls.here.engine.configure(ls.setup))

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def did_change_folders(ls: SparkServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
        raw = {"workspaceFolders": [{"uri": uri} for uri in ls.workspace.folders]}
        ls.here.folders = folders_of(raw)
        ls.in_background(apply_settings(ls, ls.here.workspace_settings))

    add_commands(server)
    add_model_commands(server)


def stop(server: SparkServer) -> None:
    """Ends everything that the server started."""
    if server.session is not None:
        with contextlib.suppress(RuntimeError):
            server.session.engine.stop()
    for task in list(server._tasks):
        task.cancel()
    server.child.close()
