"""Hover, code action and commands, as any client sees them."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.e2e.conftest import Connect
from tests.e2e.connection import Connection
from tests.e2e.sample import IDENTITY_LINE, RULES, SQL_LINE, SQL_TOKEN, TEXT, URI, YAML_LINE, column

SCHEMAS = Path(__file__).parents[2] / "schemas"
RESOLVES = {
    "workspace": {"workspaceEdit": {"documentChanges": True}},
    "textDocument": {"codeAction": {"resolveSupport": {"properties": ["edit"]}}},
}
AT_SQL = (SQL_LINE, column(SQL_LINE, "SELECT"))
AT_IDENTITY = (IDENTITY_LINE, column(IDENTITY_LINE, "is"))


def opened(connect: Connect, *args: Any, **kwargs: Any) -> Connection:
    """A server that has analysed the sample."""
    server = connect(*args, **kwargs)
    server.open(URI, TEXT)
    server.settled(URI)
    return server


def place(line: int, character: int) -> dict[str, int]:
    return {"line": line, "character": character}


def fix_of(actions: list[dict[str, Any]]) -> dict[str, Any]:
    return next(action for action in actions if "isPreferred" in action)


# -- hover


def test_a_hover_on_a_finding_speaks_of_that_token(connect: Connect) -> None:
    hover = opened(connect).hover(URI, *AT_SQL)
    start = column(SQL_LINE, SQL_TOKEN)
    assert hover["range"] == {"start": place(SQL_LINE, start), "end": place(SQL_LINE, start + len(SQL_TOKEN))}
    assert "`find`" in hover["contents"]["value"]


def test_a_hover_is_short_and_names_its_lane_next_step_rule_and_cwe(connect: Connect) -> None:
    lines = opened(connect).hover(URI, *AT_SQL)["contents"]["value"].splitlines()
    assert len(lines) <= 8
    assert any(line.startswith("Next: ") for line in lines)
    for word in ("programmatic", "py-sql-injection", "CWE-89"):
        assert word in lines[-1]


def test_a_hover_on_the_units_name_answers_and_elsewhere_it_is_null(connect: Connect) -> None:
    server = opened(connect)
    assert server.hover(URI, 5, 5)["range"] == {"start": place(5, 4), "end": place(5, 8)}
    for line, character in [(6, 6), (8, 12), (0, 0), (IDENTITY_LINE, 5), (4, 0), (999, 0), (0, 999)]:
        assert server.hover(URI, line, character) is None, (line, character)
    assert server.hover("file:///shop/never-opened.py", 0, 0) is None


def test_hover_always_answers_anywhere_in_a_unit(connect: Connect) -> None:
    server = opened(connect, initializationOptions={"hover": {"always": True}})
    assert "splices" in server.hover(URI, 8, 12)["contents"]["value"]
    assert "Nothing to advise" in server.hover(URI, 1, 0)["contents"]["value"]


def test_a_client_of_plain_text_gets_no_markup(connect: Connect) -> None:
    plain = {"textDocument": {"hover": {"contentFormat": ["plaintext"]}}}
    contents = opened(connect, plain).hover(URI, *AT_SQL)["contents"]
    assert contents["kind"] == "plaintext"
    assert "**" not in contents["value"]


def test_a_hover_in_the_same_breath_as_the_opening_is_answered_with_advice(connect: Connect) -> None:
    server = connect()
    server.open(URI, TEXT)
    assert "splices" in server.hover(URI, *AT_SQL)["contents"]["value"]


def test_a_hover_after_an_edit_speaks_of_the_new_code(connect: Connect) -> None:
    server = opened(connect)
    whole = {"start": place(SQL_LINE, 0), "end": place(SQL_LINE + 1, 0)}
    server.change(URI, 2, {"range": whole, "text": '    cursor.execute("SELECT * FROM orders")\n'})
    assert server.hover(URI, SQL_LINE, column(SQL_LINE, "SELECT")) is None
    server.change(URI, 3, {"range": {"start": place(0, 0), "end": place(0, 0)}, "text": "# new\n\n"})
    hover = server.hover(URI, IDENTITY_LINE + 2, AT_IDENTITY[1])
    assert hover["range"]["start"]["line"] == IDENTITY_LINE + 2


# -- code action


def test_the_list_carries_no_edit_and_resolving_guards_it_by_the_version(connect: Connect) -> None:
    server = opened(connect, RESOLVES)
    action = fix_of(server.actions(URI, *AT_IDENTITY))
    assert "edit" not in action
    (change,) = server.ask("codeAction/resolve", action)["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": URI, "version": 1}
    assert [edit["newText"] for edit in change["edits"]] == ["=="]


def test_resolving_after_an_edit_fits_the_text_as_it_is_now(connect: Connect) -> None:
    server = opened(connect, RESOLVES)
    action = fix_of(server.actions(URI, *AT_IDENTITY))
    server.change(URI, 5, {"range": {"start": place(0, 0), "end": place(0, 0)}, "text": "# new\n"})
    (change,) = server.ask("codeAction/resolve", action)["edit"]["documentChanges"]
    assert change["textDocument"]["version"] == 5
    assert change["edits"][0]["range"]["start"]["line"] == IDENTITY_LINE + 1


def test_resolving_where_the_code_is_gone_gives_the_action_back_unchanged(connect: Connect) -> None:
    server = opened(connect, RESOLVES)
    action = fix_of(server.actions(URI, *AT_IDENTITY))
    server.change(URI, 2, {"text": "x = 1\n"})
    assert server.ask("codeAction/resolve", action) == action
    server.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    assert server.ask("codeAction/resolve", action) == action


def test_a_client_that_cannot_resolve_gets_the_edit_in_the_list(connect: Connect) -> None:
    edit = fix_of(opened(connect).actions(URI, *AT_IDENTITY))["edit"]
    assert [change["newText"] for change in edit["changes"][URI]] == ["=="]


def test_only_a_safe_fix_is_preferred(connect: Connect) -> None:
    server = opened(connect)
    assert fix_of(server.actions(URI, *AT_IDENTITY))["isPreferred"] is True
    assert fix_of(server.actions(URI, YAML_LINE, column(YAML_LINE, "yaml")))["isPreferred"] is False


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (["quickfix"], {"quickfix"}),
        (["source"], {"source.fixAll.spark"}),
        (["source.fixAll"], {"source.fixAll.spark"}),
        (["refactor.extract"], set()),
        (["quick"], set()),
        ([""], {"quickfix", "source.fixAll.spark"}),
    ],
)
def test_only_the_kinds_that_were_asked_for_are_listed(connect: Connect, only: list[str], kinds: set[str]) -> None:
    actions = opened(connect).actions(URI, *AT_IDENTITY, only=only)
    assert {action["kind"] for action in actions} == kinds


def test_an_automatic_list_is_empty_off_the_findings_and_an_invoked_one_always_answers(connect: Connect) -> None:
    server = opened(connect)
    assert server.actions(URI, 0, 0, triggerKind=2) == []
    titles = [action["title"] for action in server.actions(URI, 0, 0, triggerKind=1)]
    assert "Spark: nothing to advise here" in titles
    assert next(a["title"] for a in server.actions(URI, *AT_IDENTITY, triggerKind=2)) == "Replace `is` with `==`"


def test_a_range_over_the_whole_file_lists_every_advice(connect: Connect) -> None:
    params = {
        "textDocument": {"uri": URI},
        "range": {"start": place(0, 0), "end": place(IDENTITY_LINE + 1, 0)},
        "context": {"diagnostics": []},
    }
    titles = [action["title"] for action in opened(connect).ask("textDocument/codeAction", params)]
    assert {f"Spark: show advisory ({rule})" for rule in RULES} <= set(titles)


def test_applying_all_safe_fixes_leaves_the_others_alone(connect: Connect) -> None:
    (action,) = opened(connect).actions(URI, 0, 0, only=["source"])
    assert [edit["newText"] for edit in action["edit"]["changes"][URI]] == ["=="]


# -- commands


def test_the_full_advisory_comes_with_an_emit_that_fits_its_schema(connect: Connect) -> None:
    server = opened(connect)
    shown = server.run("spark.showAdvisory", URI, place(*AT_SQL))
    schema = json.loads((SCHEMAS / "emit.schema.json").read_text("utf-8"))
    jsonschema.validate(shown["emit"], schema)
    assert shown["emit"]["unit"] == "find"
    assert server.ask("spark/packet", {"textDocument": {"uri": URI}, "position": place(*AT_SQL)}) == shown["emit"]
    assert any("confidence" in notice["message"] for notice in server.told("window/showMessage"))


def test_our_own_clients_show_the_advisory_themselves(connect: Connect) -> None:
    server = opened(connect, {"experimental": {"spark": {"showsAdvisories": True}}})
    assert server.run("spark.showAdvisory", URI, place(*AT_SQL))["markdown"]
    assert server.told("window/showMessage") == []


def test_next_and_previous_go_around_the_file(connect: Connect) -> None:
    server = opened(connect, {"window": {"showDocument": {"support": True}}})
    lines, at = [], place(0, 0)
    for command in ("spark.nextAdvisory",) * 4 + ("spark.previousAdvisory",) * 2:
        at = server.run(command, URI, at)["range"]["start"]
        lines.append(at["line"])
    assert lines == [SQL_LINE, YAML_LINE, IDENTITY_LINE, SQL_LINE, IDENTITY_LINE, YAML_LINE]
    server.ask("spark/status", {})
    shown = [request["params"]["selection"]["start"]["line"] for request in server.asked]
    assert shown == lines


def test_a_dismissed_advisory_is_gone_everywhere_until_it_is_restored(connect: Connect) -> None:
    server = opened(connect)
    assert server.run("spark.dismiss", URI, place(*AT_IDENTITY), "py-identity-literal") == {"dismissed": True}
    assert server.hover(URI, *AT_IDENTITY) is None
    assert server.actions(URI, *AT_IDENTITY, triggerKind=2) == []
    assert server.told("textDocument/publishDiagnostics")[-1]["diagnostics"][-1]["code"] == "py-yaml-load"
    again = opened(connect)
    assert again.hover(URI, *AT_IDENTITY) is None
    assert again.run("spark.restore") == {"restored": 1}
    assert again.hover(URI, *AT_IDENTITY) is not None
    assert again.run("spark.restore") == {"restored": 0}


@pytest.mark.parametrize("scope", ["file", "folder"])
def test_a_rule_can_be_put_away_in_a_whole_file_or_folder(connect: Connect, scope: str) -> None:
    server = opened(connect)
    assert server.run("spark.dismiss", URI, place(*AT_IDENTITY), "py-identity-literal", scope) == {"dismissed": True}
    twice = TEXT + '\n\ndef is_old(status: str) -> bool:\n    return status is "old"\n'
    server.change(URI, 2, {"text": twice})
    server.settled(URI)
    line = twice[: twice.index('is "old"')].count("\n")
    assert server.hover(URI, line, 15) is None
    assert server.run("spark.restore") == {"restored": 1}
    assert "py-identity-literal" in server.hover(URI, line, 15)["contents"]["value"]


def test_a_scope_that_is_none_is_refused(connect: Connect) -> None:
    server = opened(connect)
    asked = {"command": "spark.dismiss", "arguments": [URI, place(*AT_IDENTITY), "py-identity-literal", "world"]}
    assert "error" in server.answer(server.post("workspace/executeCommand", asked))


def test_dismissing_where_nothing_is_dismisses_nothing(connect: Connect) -> None:
    server = opened(connect)
    assert server.run("spark.dismiss", URI, place(0, 0), "py-identity-literal") == {"dismissed": False}
    assert server.run("spark.dismiss", "file:///gone.py", place(0, 0), "py-identity-literal") == {"dismissed": False}
    assert server.hover(URI, *AT_IDENTITY) is not None


@pytest.mark.parametrize("arguments", [[], [1], [URI], [URI, {}], [URI, "x", "y"], [None, None, None], [URI, [], 3]])
@pytest.mark.parametrize("command", ["spark.showAdvisory", "spark.nextAdvisory", "spark.dismiss", "spark.nothing"])
def test_a_command_with_wrong_arguments_is_an_error_that_names_it(
    server: Connection, command: str, arguments: list[object]
) -> None:
    params = {"command": command, "arguments": arguments}
    answer = server.answer(server.post("workspace/executeCommand", params))
    assert "error" in answer or answer["result"] in (None, {"dismissed": False}), answer
    if "error" in answer:
        assert command in answer["error"]["message"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One server for many wrong calls: none may hurt the next."""
    with Connection(tmp_path_factory.mktemp("wrong") / "data") as connection:
        connection.initialize()
        connection.open(URI, TEXT)
        connection.settled(URI)
        yield connection
        assert connection.hover(URI, *AT_SQL) is not None
