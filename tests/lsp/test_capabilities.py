"""The early answer to `initialize` against what pygls would have answered."""

from typing import Any

import pytest
from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder
from pygls.protocol import default_converter

from spark_lsp.lsp.capabilities import ACTION_KINDS, COMMANDS, initialize_result, position_encoding

CLIENTS: list[dict[str, Any]] = [
    {},
    {"capabilities": {}},
    {"capabilities": {"general": {"positionEncodings": ["utf-32", "utf-8"]}}},
    {"capabilities": {"general": {"positionEncodings": ["utf-7", "utf-8", "utf-16"]}}},
    {"capabilities": {"textDocument": {"diagnostic": {}}}},
    {"capabilities": {"general": {"positionEncodings": ["utf-16"]}, "textDocument": {"diagnostic": {}}}},
]


@pytest.mark.parametrize("params", CLIENTS)
def test_the_early_answer_is_the_one_pygls_builds(params: dict[str, Any]) -> None:
    converter = default_converter()
    client = converter.structure(params.get("capabilities", {}), types.ClientCapabilities)
    features = {
        types.TEXT_DOCUMENT_HOVER,
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CODE_ACTION_RESOLVE,
        types.TEXT_DOCUMENT_DID_OPEN,
        types.TEXT_DOCUMENT_DID_CHANGE,
        types.TEXT_DOCUMENT_DID_CLOSE,
        types.TEXT_DOCUMENT_DID_SAVE,
    }
    options: dict[str, Any] = {
        types.TEXT_DOCUMENT_CODE_ACTION: types.CodeActionOptions(
            code_action_kinds=list(ACTION_KINDS), resolve_provider=True
        )
    }
    if client.text_document is not None and client.text_document.diagnostic is not None:
        features.add(types.TEXT_DOCUMENT_DIAGNOSTIC)
        options[types.TEXT_DOCUMENT_DIAGNOSTIC] = types.DiagnosticOptions(
            inter_file_dependencies=False, workspace_diagnostics=False, identifier="spark"
        )
    built = ServerCapabilitiesBuilder(
        client,
        features,
        options,
        list(COMMANDS),
        types.TextDocumentSyncKind.Incremental,
        None,
        ServerCapabilitiesBuilder.choose_position_encoding(client),
    ).build()
    assert initialize_result(params)["capabilities"] == converter.unstructure(built)


@pytest.mark.parametrize("params", [{"capabilities": 3}, {"capabilities": {"general": []}}, {"capabilities": None}])
def test_capabilities_of_another_shape_mean_utf16(params: dict[str, Any]) -> None:
    assert position_encoding(params) == "utf-16"
