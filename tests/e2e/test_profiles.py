"""All that a client does, under the profile of each, in each encoding that it offers."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.connection import JSON, Connection
from tests.e2e.profiles import Profile, profiles
from tests.e2e.profiles.record import scrubbed
from tests.e2e.stuck import stuck_model

URI = "file:///shop/orders.py"
BEFORE = '    """🐍 ein Gefäß 𝛑"""; '
TEXT = f"""\
import sqlite3


def find(db: sqlite3.Connection, name: str) -> list[tuple]:
    cursor = db.cursor()
    cursor.execute(f"SELECT * FROM orders WHERE name = '{{name}}'")
    return cursor.fetchall()


def is_new(status: str) -> bool:
{BEFORE}return status is "open"
"""
SQL_LINE, IDENTITY_LINE = 5, 10
CANCELLED = -32800
WIDTH = {
    "utf-8": lambda text: len(text.encode()),
    "utf-16": lambda text: len(text.encode("utf-16-le")) // 2,
    "utf-32": len,
}

CASES = [(one.name, encoding) for one in profiles() for encoding in one.encodings]


def profile(name: str) -> Profile:
    return next(one for one in profiles() if one.name == name)


class Client:
    """A session as that client has it."""

    def __init__(self, name: str, encoding: str, data: Path, stack: ExitStack, backend: JSON, **settings: JSON) -> None:
        params = profile(name).preferring(encoding).params
        self.capabilities = params["capabilities"]
        self.width = WIDTH[encoding]
        self.server = stack.enter_context(Connection(data))
        result = self.server.initialize(**{**params, "initializationOptions": {"backend": backend, **settings}})
        assert result["capabilities"]["positionEncoding"] == encoding
        self.pulls = "diagnosticProvider" in result["capabilities"]
        self.server.open(URI, TEXT)
        self.server.settled(URI)

    def rules(self) -> list[str]:
        return [mark["code"] for mark in self.marks()]

    def marks(self) -> list[JSON]:
        """The diagnostics, in the way that this client gets them."""
        if self.pulls:
            report = self.server.ask("textDocument/diagnostic", {"textDocument": {"uri": URI}})
            assert self.server.told("textDocument/publishDiagnostics") == [], "never both"
            return list(report["items"])
        told = [one for one in self.server.told("textDocument/publishDiagnostics") if one["uri"] == URI]
        return list(told[-1]["diagnostics"]) if told else []

    def fix(self, line: int, column: int) -> list[JSON]:
        """The edits of the fix there, resolved as this client does."""
        (action,) = [one for one in self.server.actions(URI, line, column) if "`==`" in one["title"]]
        code_action = self.capabilities["textDocument"].get("codeAction", {})
        if "edit" in code_action.get("resolveSupport", {}).get("properties", ()):
            assert "edit" not in action
            action = self.server.ask("codeAction/resolve", action)
        edit = action["edit"]
        if self.capabilities["workspace"].get("workspaceEdit", {}).get("documentChanges"):
            (change,) = edit["documentChanges"]
            return list(change["edits"])
        return list(edit["changes"][URI])

    def applied(self, text: str, edits: list[JSON]) -> str:
        """The text after the edits, counted as this client counts."""
        lines = text.splitlines(keepends=True)
        for edit in sorted(edits, key=lambda one: str(one["range"]["start"]), reverse=True):
            start, end = edit["range"]["start"], edit["range"]["end"]
            assert start["line"] == end["line"]
            line = lines[start["line"]]
            first, last = self.index(line, start["character"]), self.index(line, end["character"])
            lines[start["line"]] = line[:first] + edit["newText"] + line[last:]
        return "".join(lines)

    def index(self, line: str, column: int) -> int:
        """How many code points the first `column` units are; fails within one."""
        return next(i for i in range(len(line) + 1) if self.width(line[:i]) == column)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as held:
        yield held


@pytest.mark.parametrize(("name", "encoding"), CASES)
def test_marks_hover_fix_and_dismissal_work_behind_characters_beyond_the_bmp(
    name: str, encoding: str, tmp_path: Path, stack: ExitStack
) -> None:
    client = Client(name, encoding, tmp_path / "data", stack, {"kind": "none"})
    server = client.server
    server.eventually(lambda: sorted(client.rules()) == ["py-identity-literal", "py-sql-injection"], "the marks")
    mark = next(one for one in client.marks() if one["code"] == "py-identity-literal")
    column = client.width(BEFORE + "return ")
    assert mark["range"]["start"] == {"line": IDENTITY_LINE, "character": column}
    contents = server.hover(URI, IDENTITY_LINE, column)["contents"]
    assert "same object" in contents["value"]
    assert contents["kind"] in client.capabilities["textDocument"]["hover"].get("contentFormat", ["markdown"])
    assert server.hover(URI, SQL_LINE + 1, 18) is None
    fixed = client.applied(TEXT, client.fix(IDENTITY_LINE, column))
    assert fixed == TEXT.replace('status is "open"', 'status == "open"')

    start = {"line": IDENTITY_LINE, "character": client.width(BEFORE + "return status ")}
    end = {"line": IDENTITY_LINE, "character": client.width(BEFORE + "return status is")}
    server.change(URI, 2, {"range": {"start": start, "end": end}, "text": "=="})
    server.settled(URI)
    server.eventually(lambda: client.rules() == ["py-sql-injection"], "the mark to go")
    server.change(URI, 3, {"range": {"start": start, "end": start}, "text": ""}, {"text": TEXT})
    server.settled(URI)
    server.eventually(lambda: "py-identity-literal" in client.rules(), "the mark again")

    (dismiss,) = [one for one in server.actions(URI, IDENTITY_LINE, column) if "dismiss" in one["title"]]
    server.run(dismiss["command"]["command"], *dismiss["command"]["arguments"])
    server.eventually(lambda: client.rules() == ["py-sql-injection"], "what was dismissed to go")
    workspace = client.capabilities["workspace"]
    refreshes = workspace.get("diagnostics", workspace.get("diagnostic", {})).get("refreshSupport")
    if client.pulls and refreshes:
        server.until(lambda: any(one["method"] == "workspace/diagnostic/refresh" for one in server.asked), "a refresh")


@pytest.mark.parametrize(("name", "encoding"), CASES)
def test_with_a_model_that_hangs_each_answer_is_there_and_a_cancelled_request_too(
    name: str, encoding: str, tmp_path: Path, stack: ExitStack
) -> None:
    model = stack.enter_context(stuck_model())
    client = Client(name, encoding, tmp_path / "data", stack, {"kind": "openai", "url": model.url})
    server = client.server
    server.eventually(lambda: "lanes" in server.ask("spark/status", {}), "the model lanes")
    column = client.width('    cursor.execute(f"SEL')
    for _ in range(5):
        assert "programmatic" in server.hover(URI, SQL_LINE, column)["contents"]["value"]
    asked = refine(server, column)
    server.eventually(lambda: model.asked, "that the model was asked, and hangs")
    assert "programmatic" in server.hover(URI, SQL_LINE, column)["contents"]["value"]
    assert server.actions(URI, SQL_LINE, column)
    assert server.actions(URI, SQL_LINE, column, triggerKind=2)
    server.notify("$/cancelRequest", {"id": asked})
    assert server.answer(asked)["error"]["code"] == CANCELLED
    assert "programmatic" in server.hover(URI, SQL_LINE, column)["contents"]["value"]


@pytest.mark.parametrize("name", ["emacs", "neovim"])
def test_eglots_hover_at_each_cursor_move_starts_no_model_and_a_look_elsewhere_does(
    name: str, tmp_path: Path, stack: ExitStack
) -> None:
    model = stack.enter_context(stuck_model())
    encoding, backend = profile(name).encodings[0], {"kind": "openai", "url": model.url}
    # without guesses, which a file that is read for a while may begin by itself
    client = Client(name, encoding, tmp_path / "data", stack, backend, prefetch={"enabled": False})
    server = client.server
    server.eventually(lambda: "lanes" in server.ask("spark/status", {}), "the model lanes")
    for line, text in enumerate(TEXT.splitlines()):
        for column in range(0, len(text), 4):
            server.hover(URI, line, column)
    if name == "emacs":
        assert server.ask("spark/status", {})["backend"]["reachable"] is None
        refine(server, client.width('    cursor.execute(f"SEL'))
        server.eventually(lambda: model.asked, "the wish, which is the first that the model hears")
        assert server.ask("spark/status", {})["lanes"]["attempts"] == 0
        assert len(model.asked) == 1
    else:
        server.eventually(lambda: model.asked, "the attempt")


def test_a_folder_of_ten_thousand_files_starts_no_model(tmp_path: Path, stack: ExitStack) -> None:
    folder = tmp_path / "shop"
    for n in range(100):
        (folder / f"area{n}").mkdir(parents=True)
        for m in range(100):
            (folder / f"area{n}" / f"part{m}.py").write_text(
                f"def price_{n}_{m}(x: int) -> bool:\n    return x is {n}\n"
            )
    model = stack.enter_context(stuck_model())
    server = stack.enter_context(Connection(tmp_path / "data"))
    params = profile("helix").params | {
        "rootUri": folder.as_uri(),
        "workspaceFolders": [{"uri": folder.as_uri(), "name": "shop"}],
        "initializationOptions": {"backend": {"kind": "openai", "url": model.url}},
    }
    server.initialize(**params)
    first = folder / "area0" / "part7.py"
    server.eventually(lambda: "lanes" in server.ask("spark/status", {}), "the model lanes")
    status = server.ask("spark/status", {})
    assert (status["documents"], status["analysed"]) == ({}, 0)
    assert status["backend"]["reachable"] is None, "the model server was not even greeted"
    assert model.asked == []
    server.open(first.as_uri(), first.read_text())
    server.settled(first.as_uri())
    assert server.hover(first.as_uri(), 1, 13) is not None
    server.eventually(lambda: model.asked, "the model, once a person looks")


def refine(server: Connection, column: int) -> int:
    at = {"line": SQL_LINE, "character": column}
    return server.post("workspace/executeCommand", {"command": "spark.refineHere", "arguments": [URI, at]})


def test_each_profile_says_where_it_is_from_and_names_no_machine() -> None:
    assert {"neovim", "vscode", "emacs", "helix", "zed", "sublime", "jetbrains", "kate"} <= {
        one.name for one in profiles()
    }
    for one in profiles():
        assert one.source.startswith("recorded from") or one.source.endswith("not recorded"), one.name
        assert scrubbed(one.params) == one.params, one.name
        assert one.params["processId"] is None
