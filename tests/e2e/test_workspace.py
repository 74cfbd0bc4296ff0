"""Marks, settings, rules of a workspace, folders, encodings: what a server takes from around the document."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from spark_lsp.core.uri import path_to_uri
from tests.e2e.conftest import Connect
from tests.e2e.connection import Connection
from tests.e2e.sample import IDENTITY_LINE, RULES, SQL_LINE, TEXT, URI, column

PULLS: dict[str, Any] = {
    "textDocument": {"diagnostic": {}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
}
CONFIGURES = {"workspace": {"configuration": True}}
AT_IDENTITY = (IDENTITY_LINE, column(IDENTITY_LINE, "is"))
PUBLISH = "textDocument/publishDiagnostics"

RULE = """\
id: {id}
language: python
severity: warning
message: "`$F` is called with a magic number in $UNIT"
note: Nobody knows what the number means.
rule: {{pattern: '{pattern}'}}
metadata:
  category: naming
  next: "Name the number."
  confidence: 0.9
  needs: [tune]
valid: ["tune(name)", "x = 1", "other(1)"]
invalid: ["{invalid}", "{invalid}"]
"""


USE = "from shop.engine import tune\n\ntune(3)\n\n\ntune(4)\n"


def marks(server: Connection, uri: str = URI) -> list[str]:
    """Codes of the marks that were pushed last."""
    pushed = [params for params in server.told(PUBLISH) if params["uri"] == uri]
    return [mark["code"] for mark in pushed[-1]["diagnostics"]] if pushed else []


def pulled(server: Connection, uri: str = URI) -> list[dict[str, Any]]:
    return list(server.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})["items"])


def warnings(server: Connection) -> list[str]:
    return [params["message"] for params in server.told("window/showMessage")]


# -- marks


def test_marks_are_pushed_as_hints_with_the_version_they_are_of(connect: Connect) -> None:
    server = connect()
    server.open(URI, TEXT, version=7)
    server.until(lambda: bool(server.told(PUBLISH)), "marks")
    (pushed,) = server.told(PUBLISH)
    assert pushed["version"] == 7
    assert [mark["code"] for mark in pushed["diagnostics"]] == RULES
    assert {mark["severity"] for mark in pushed["diagnostics"]} == {4}
    assert {mark["source"] for mark in pushed["diagnostics"]} == {"spark"}
    server.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    server.until(lambda: marks(server) == [], "no marks on a closed document")


def test_a_client_that_pulls_is_never_pushed_to(connect: Connect) -> None:
    server = connect(PULLS)
    server.open(URI, TEXT)
    assert [item["code"] for item in pulled(server)] == RULES
    server.change(URI, 2, {"text": TEXT.replace('is "open"', '== "open"')})
    assert [item["code"] for item in pulled(server)] == RULES[:2]
    server.run("spark.dismiss", URI, {"line": SQL_LINE, "character": 20}, RULES[0])
    server.until(lambda: any(r["method"] == "workspace/diagnostic/refresh" for r in server.asked), "a refresh")
    assert [item["code"] for item in pulled(server)] == RULES[1:2]
    assert server.told(PUBLISH) == []


def test_a_client_that_does_not_pull_is_not_told_that_it_could(connect: Connect, tmp_path: Path) -> None:
    for capabilities, offered in (({}, False), (PULLS, True)):
        with Connection(tmp_path / "data") as server:
            result = server.initialize(capabilities=capabilities)
            assert ("diagnosticProvider" in result["capabilities"]) is offered


def test_what_another_server_says_is_not_marked_and_our_own_coming_back_changes_nothing(connect: Connect) -> None:
    server = connect(PULLS)
    server.open(URI, TEXT)
    ours = pulled(server)
    theirs = {"range": ours[-1]["range"], "message": "use ==", "code": "F632", "source": "Ruff"}
    server.notify("spark/diagnostics", {"textDocument": {"uri": URI}, "diagnostics": [*ours, theirs]})
    assert [item["code"] for item in pulled(server)] == RULES[:2]
    server.notify("spark/diagnostics", {"textDocument": {"uri": URI}, "diagnostics": ours})
    assert pulled(server) == ours


# -- settings


def test_settings_are_pulled_at_the_start_and_again_when_they_change(connect: Connect) -> None:
    server = connect(CONFIGURES, settings={"hover": {"always": True}})
    server.open(URI, TEXT)
    server.eventually(lambda: server.hover(URI, 1, 0), "an answer anywhere")
    server.settings = {"hover": {"always": False}, "disabledRules": [RULES[0]]}
    server.notify("workspace/didChangeConfiguration", {"settings": None})
    server.until(lambda: len(server.asked) >= 2, "the second pull")
    server.until(lambda: marks(server) == RULES[1:], "marks under the new settings")
    assert server.hover(URI, 1, 0) is None


def test_a_client_that_cannot_be_asked_sends_settings_along(connect: Connect) -> None:
    server = connect()
    server.open(URI, TEXT)
    server.settled(URI)
    server.notify("workspace/didChangeConfiguration", {"settings": {"spark": {"hover": {"always": True}}}})
    server.eventually(lambda: server.hover(URI, 1, 0), "an answer anywhere")


def test_what_is_wrong_with_the_settings_is_said_once_and_the_rest_holds(connect: Connect) -> None:
    wrong = {"hover": {"always": True, "color": "red"}, "severity": "loud", "marks": 3}
    server = connect(CONFIGURES, settings=wrong, initializationOptions={"hoover": {}})
    server.open(URI, TEXT)
    server.settled(URI)
    server.until(lambda: len(warnings(server)) >= 4, "four warnings")
    server.notify("workspace/didChangeConfiguration", {"settings": None})
    server.until(lambda: len(server.asked) >= 2, "the second pull")
    assert server.hover(URI, 1, 0) is not None
    said = warnings(server)
    for name in ("hoover", "hover.color", "severity", "marks"):
        assert len([message for message in said if f"`{name}`" in message]) == 1, (name, said)


def test_a_workspace_cannot_make_itself_trusted_nor_choose_a_backend(connect: Connect, tmp_path: Path) -> None:
    project = project_with_rule(tmp_path / "shop")
    grabby = {"trusted": True, "backend": {"kind": "openai", "url": "http://elsewhere.example"}}
    folder = {"uri": path_to_uri(str(project)), "name": "shop"}
    server = connect(CONFIGURES, settings=grabby, workspaceFolders=[folder])
    uri = path_to_uri(str(project / "a.py"))
    server.open(uri, USE)
    server.settled(uri)
    server.until(lambda: len(warnings(server)) >= 2, "two warnings")
    assert {"trusted", "backend"} == {message.split("`")[1] for message in warnings(server)}
    assert server.hover(uri, 2, 1) is None


# -- rules of a workspace


def project_with_rule(
    project: Path, pattern: str = "$F(3)", rule_id: str = "my-tune", invalid: str = "tune(3)"
) -> Path:
    rules = project / ".spark" / "rules"
    rules.mkdir(parents=True, exist_ok=True)
    text = RULE.format(id=rule_id, pattern=pattern, invalid=invalid)
    (rules / f"{rule_id}.yml").write_text(text, encoding="utf-8")
    return project


def trusting(connect: Connect, *projects: Path, trusted: bool = True, **capabilities: Any) -> Connection:
    folders = [{"uri": path_to_uri(str(project)), "name": project.name} for project in projects]
    workspace = {"didChangeWatchedFiles": {"dynamicRegistration": True}}
    return connect({"workspace": workspace}, initializationOptions={"trusted": trusted}, workspaceFolders=folders)


def test_a_trusted_workspaces_rules_are_loaded_and_followed(connect: Connect, tmp_path: Path) -> None:
    project = project_with_rule(tmp_path / "shop")
    server = trusting(connect, project)
    uri = path_to_uri(str(project / "a.py"))
    server.open(uri, USE)
    server.until(lambda: marks(server, uri) == ["my-tune"], "the mark of the rule")
    registered = next(r for r in server.asked if r["method"] == "client/registerCapability")
    assert ".spark/rules" in str(registered["params"])
    project_with_rule(project, pattern="$F(4)", invalid="tune(4)")
    changed = {"uri": path_to_uri(str(project / ".spark/rules/my-tune.yml")), "type": 2}
    server.notify("workspace/didChangeWatchedFiles", {"changes": [changed]})
    server.until(lambda: server.told(PUBLISH)[-1]["diagnostics"][0]["range"]["start"]["line"] == 5, "the new mark")


def test_an_untrusted_workspaces_rules_are_not_loaded(connect: Connect, tmp_path: Path) -> None:
    project = project_with_rule(tmp_path / "shop")
    server = trusting(connect, project, trusted=False)
    uri = path_to_uri(str(project / "a.py"))
    server.open(uri, USE)
    server.notify("workspace/didChangeWatchedFiles", {"changes": []})
    server.settled(uri)
    assert marks(server, uri) == []
    assert server.hover(uri, 2, 1) is None


def test_a_broken_rule_file_is_reported_once_with_its_line_and_the_others_hold(
    connect: Connect, tmp_path: Path
) -> None:
    project = project_with_rule(tmp_path / "shop")
    (project / ".spark/rules/broken.yml").write_text("id: broken\nlanguage: python\nrule: [unclosed\n", "utf-8")
    server = trusting(connect, project)
    uri = path_to_uri(str(project / "a.py"))
    server.open(uri, USE)
    server.until(lambda: marks(server, uri) == ["my-tune"], "the mark of the rule")
    for _ in range(2):
        server.notify("workspace/didChangeWatchedFiles", {"changes": []})
        server.settled(uri)
    told = [p["message"] for m in ("window/logMessage", "window/showMessage") for p in server.told(m)]
    about = [message for message in told if "broken.yml" in message]
    assert len(about) == 1, told
    assert any(f"{mark}{line}" in about[0] for line in (3, 4) for mark in (":", "line ")), about


def test_every_folder_brings_its_rules_also_one_that_is_added_later(connect: Connect, tmp_path: Path) -> None:
    one = project_with_rule(tmp_path / "one", rule_id="my-one")
    two = project_with_rule(tmp_path / "two", rule_id="my-two")
    three = project_with_rule(tmp_path / "three", "$F(4)", rule_id="my-three", invalid="tune(4)")
    server = trusting(connect, one, two)
    uri = path_to_uri(str(one / "a.py"))
    server.open(uri, USE)
    server.until(lambda: len(marks(server, uri)) == 1, "one mark for what two rules say")
    added = [{"uri": path_to_uri(str(three)), "name": "three"}]
    server.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": added, "removed": []}})
    server.until(lambda: "my-three" in marks(server, uri), "the mark of the third folder's rule")


# -- documents


def test_the_cells_of_a_notebook_are_documents_like_any_other(connect: Connect) -> None:
    server = connect()
    cell = "vscode-notebook-cell:/shop/report.ipynb#W0sZmlsZQ%3D%3D"
    server.open(cell, TEXT)
    server.until(lambda: marks(server, cell) == RULES, "marks in the cell")
    assert server.hover(cell, SQL_LINE, column(SQL_LINE, "SELECT")) is not None
    server.notify("notebookDocument/didOpen", {"notebookDocument": {"uri": "file:///a.ipynb"}, "cellTextDocuments": []})
    assert server.hover(cell, SQL_LINE, column(SQL_LINE, "SELECT")) is not None


@pytest.mark.parametrize(("encoding", "width"), [("utf-8", 4), ("utf-16", 2), ("utf-32", 1)])
def test_columns_count_in_the_encoding_that_was_agreed(connect: Connect, encoding: str, width: int) -> None:
    server = connect({"general": {"positionEncodings": [encoding]}})
    text = 'def f(status):\n    x = "😀😀"; return status is "open"\n'
    server.open(URI, text)
    server.settled(URI)
    start = len('    x = ""; return ') + 2 * width
    hover = server.hover(URI, 1, start + 8)
    assert hover["range"]["start"] == {"line": 1, "character": start}
    assert hover["range"]["end"] == {"line": 1, "character": start + len('status is "open"')}
    # an edit behind the astral characters lands where the client meant it
    at = {"start": {"line": 1, "character": start + 10}, "end": {"line": 1, "character": start + 16}}
    server.change(URI, 2, {"range": at, "text": "None"})
    text = text.replace('"open"', "None")
    digest = server.ask("spark/status", {"digests": True})["documents"][URI]["sha256"]
    assert digest == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_move_nothing(connect: Connect, ending: str, mark: str) -> None:
    server = connect()
    server.open(URI, mark + TEXT.replace("\n", ending))
    server.until(lambda: bool(server.told(PUBLISH)), "marks")
    assert [m["range"]["start"]["line"] for m in server.told(PUBLISH)[-1]["diagnostics"]] == [7, 12, 16]
    fix = next(a for a in server.actions(URI, *AT_IDENTITY) if "isPreferred" in a)
    assert [e["newText"] for e in fix["edit"]["changes"][URI]] == ["=="]


# -- long work


LONG = TEXT * 150


def test_a_pull_on_a_long_analysis_is_cancelled_and_a_hover_is_answered_meanwhile(connect: Connect) -> None:
    server = connect(PULLS)
    server.open(URI, LONG)
    pull = server.post("textDocument/diagnostic", {"textDocument": {"uri": URI}})
    assert server.hover(URI, SQL_LINE, column(SQL_LINE, "SELECT")) is not None
    server.notify("$/cancelRequest", {"id": pull})
    assert server.answer(pull)["error"]["code"] == -32800
    assert not server.ask("spark/status", {})["documents"][URI]["analysed"]


def test_a_long_analysis_is_shown_as_progress_and_can_be_stopped(connect: Connect) -> None:
    server = connect({"window": {"workDoneProgress": True}})
    server.open(URI, LONG)
    server.until(lambda: bool(server.told("$/progress")), "progress")
    (begun,) = server.told("$/progress")
    assert begun["value"]["kind"] == "begin"
    assert "orders.py" in begun["value"]["title"]
    server.notify("window/workDoneProgress/cancel", {"token": begun["token"]})
    server.until(lambda: len(server.told("$/progress")) == 2, "the end of the progress")
    assert server.told("$/progress")[-1]["value"]["kind"] == "end"
    server.change(URI, 2, {"text": TEXT})
    server.settled(URI)


def test_queued_hovers_that_are_cancelled_are_really_cancelled(connect: Connect) -> None:
    server = connect()
    server.open(URI, TEXT)
    server.settled(URI)
    where = {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 0}}
    hovers = [{"jsonrpc": "2.0", "id": f"h{n}", "method": "textDocument/hover", "params": where} for n in range(200)]
    cancels = [{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": f"h{n}"}} for n in range(1, 200)]
    server.send(*hovers, *cancels)
    answers = [server.answer(f"h{n}") for n in range(200)]
    assert all(len(server.answers[f"h{n}"]) == 1 for n in range(200))
    cancelled = [answer for answer in answers if answer.get("error", {}).get("code") == -32800]
    assert len(cancelled) >= 190
