"""Settings and rule files as they come and change."""

import asyncio
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from spark_lsp.engine.worker import Setup

if TYPE_CHECKING:
    from spark_lsp.lsp.server import SparkServer

CONFIGURATION_WAIT_S = 5.0
"""Longest that an answer to `workspace/configuration` is waited for, seconds; nothing depends on it coming."""


async def pull_settings(server: "SparkServer") -> None:
    """Asks the client for the `spark` section, where it can be asked."""
    if not server.here.client.configuration:
        await apply_settings(server, None)
        return
    params = types.ConfigurationParams([types.ConfigurationItem(section="spark")])
    try:
        # shielded: a cancelled wait on a reply that then comes would end in an InvalidStateError (pygls#621)
        answer = await asyncio.wait_for(
            asyncio.shield(server.workspace_configuration_async(params)), CONFIGURATION_WAIT_S
        )
    except (TimeoutError, JsonRpcException):
        answer = None
    raw = server.protocol._converter.unstructure(answer)
    await apply_settings(server, raw[0] if isinstance(raw, list) and raw else None)


async def apply_settings(server: "SparkServer", workspace: object) -> None:
    """Takes the settings; what does not hold is named once."""
    session = server.here
    session.workspace_settings = workspace
    for message in session.take_settings(workspace):
        server.notices.warn(message)
    setup = Setup(frozenset(session.settings.disabled_rules), session.rule_folders())
    if setup != server.setup:
        server.setup = setup
        await session.engine.configure(setup)
    else:
        session.engine.rejudge()
    if server.settled_in:
        await server.modelling.settings_changed()


def watch_rules(server: "SparkServer") -> None:
    """Asks the client to tell of changes to rule files."""
    if not server.here.client.watches:
        return
    watchers = [types.FileSystemWatcher(glob_pattern="**/.spark/rules/**/*.{yml,yaml}")]
    server.client_register_capability(
        types.RegistrationParams(
            [
                types.Registration(
                    id="spark-rules",
                    method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                    register_options=types.DidChangeWatchedFilesRegistrationOptions(watchers),
                )
            ]
        )
    )
