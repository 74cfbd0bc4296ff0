"""What editors get that say of themselves what real ones say: one session each, by pytest-lsp's typed client."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities, make_test_lsp_client

from tests.e2e.connection import ANSWER_S, COMMAND, environment
from tests.e2e.sample import IDENTITY_LINE, RULES, SQL_LINE, TEXT, URI, column


def make_client() -> LanguageClient:
    """pytest-lsp's client, which also lets a server register what it watches."""
    client = make_test_lsp_client()

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams) -> None:
        assert {one.method for one in params.registrations} == {types.WORKSPACE_DID_CHANGE_WATCHED_FILES}

    return client


@pytest.fixture(params=["visual-studio-code", "neovim", "emacs"])
async def client(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[LanguageClient]:
    config = ClientServerConfig(COMMAND, make_client, environment(tmp_path / "data"))
    client = await config.start()
    assert isinstance(client, LanguageClient)
    folder = types.WorkspaceFolder(tmp_path.as_uri(), "shop")
    params = types.InitializeParams(client_capabilities(request.param), workspace_folders=[folder])
    result = await client.initialize_session(params)
    assert result.server_info is not None
    assert result.server_info.name == "spark-lsp"
    item = types.TextDocumentItem(URI, "python", 1, TEXT)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    yield client
    await client.shutdown_session()
    assert client._server is not None
    assert client._server.returncode == 0


def at(line: int, needle: str) -> types.Position:
    return types.Position(line, column(line, needle))


async def codes(client: LanguageClient) -> list[object]:
    """Codes of the marks, in the way that this client gets them."""
    assert client.capabilities is not None
    assert client.capabilities.text_document is not None
    if client.capabilities.text_document.diagnostic is not None:
        asked = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(URI))
        report = await client.text_document_diagnostic_async(asked)
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        assert not client.diagnostics
        return [item.code for item in report.items]
    if URI not in client.diagnostics:
        await asyncio.wait_for(client.wait_for_notification("textDocument/publishDiagnostics"), ANSWER_S)
    return [item.code for item in client.diagnostics[URI]]


async def test_marks_hover_and_fix_reach_every_editor(client: LanguageClient) -> None:
    assert await codes(client) == RULES

    document = types.TextDocumentIdentifier(URI)
    hover = await client.text_document_hover_async(types.HoverParams(document, at(SQL_LINE, "SELECT")))
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert "programmatic" in hover.contents.value

    here = at(IDENTITY_LINE, "is")
    context = types.CodeActionContext([], trigger_kind=types.CodeActionTriggerKind.Invoked)
    listed = await client.text_document_code_action_async(
        types.CodeActionParams(document, types.Range(here, here), context)
    )
    assert listed is not None
    assert "Replace `is` with `==`" in [action.title for action in listed]
    # lsprotocol reads an action that has a command of its own as a bare command, so the one without is taken
    fix = next(action for action in listed if isinstance(action, types.CodeAction))
    if fix.edit is None:
        fix = await client.code_action_resolve_async(fix)
    assert fix.edit is not None
    if not takes_document_changes(client):
        assert fix.edit.changes is not None
        assert [edit.new_text for edit in fix.edit.changes[URI]] == ["=="]
        return
    assert fix.edit.document_changes is not None
    (change,) = fix.edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version == 1
    assert [edit.new_text for edit in change.edits if isinstance(edit, types.TextEdit)] == ["=="]


def takes_document_changes(client: LanguageClient) -> bool:
    workspace = client.capabilities.workspace if client.capabilities is not None else None
    edit = workspace.workspace_edit if workspace is not None else None
    return edit is not None and edit.document_changes is True
