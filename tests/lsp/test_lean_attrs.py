"""The patched lsprotocol against the one as it comes: same messages in, same JSON out."""

import subprocess
import sys

ROUND_TRIPS = """
import json, sys
if sys.argv[1] == "lean":
    from spark_lsp.lsp.lean_attrs import import_lean
    import_lean()
from lsprotocol import types
from pygls.protocol import default_converter
converter = default_converter()
where = {"textDocument": {"uri": "file:///a"}, "position": {"line": 1, "character": 2}}
span = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 3}}
cases = [
    (types.HoverParams, where),
    (types.Hover, {"contents": {"kind": "markdown", "value": "x"}, "range": span}),
    (types.CodeActionParams, {"textDocument": {"uri": "u"}, "range": span, "context": {"diagnostics": [
        {"range": span, "message": "m", "severity": 2, "code": 7}], "only": ["quickfix"], "triggerKind": 2}}),
    (types.DidChangeTextDocumentParams, {"textDocument": {"uri": "u", "version": 3}, "contentChanges": [
        {"range": span, "text": "a"}, {"text": "b"}]}),
    (types.InitializeParams, {"processId": None, "rootUri": None, "capabilities": {"general": {
        "positionEncodings": ["utf-8"]}, "textDocument": {"hover": {"contentFormat": ["markdown"]}}}}),
    (types.WorkspaceEdit, {"documentChanges": [{"textDocument": {"uri": "u", "version": 1}, "edits": [
        {"range": span, "newText": "n"}]}]}),
]
out = [converter.unstructure(converter.structure(json.loads(json.dumps(raw)), kind)) for kind, raw in cases]
for kind, raw in [(types.HoverParams, {"position": 3}), (types.Range, {"start": []})]:
    try:
        converter.structure(raw, kind)
        out.append("took it")
    except Exception as error:
        out.append(type(error).__name__)
out.append(types.Position(1, 2) == types.Position(1, 2) and types.Position(0, 5) < types.Position(1, 0))
made = [t for t in types.ALL_TYPES_MAP.values() if isinstance(t, type)]
lazy = [t for t in made if not isinstance(vars(t).get("__attrs_attrs__", ()), tuple)]
print(json.dumps(out, sort_keys=True))
print(len(lazy) > 300, file=sys.stderr)
"""


def run(how: str) -> tuple[str, str]:
    done = subprocess.run([sys.executable, "-c", ROUND_TRIPS, how], capture_output=True, text=True, check=True)
    return done.stdout, done.stderr.strip()


def test_messages_come_out_as_without_the_patch_and_most_classes_are_never_made() -> None:
    (lean, lazy), (stock, eager) = run("lean"), run("stock")
    assert lean == stock
    assert (lazy, eager) == ("True", "False")
