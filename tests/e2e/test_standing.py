"""What a status line shows of the models, and a rest that a person gives them."""

from tests.e2e.conftest import Connect
from tests.e2e.connection import Connection
from tests.e2e.sample import SQL_LINE, TEXT, URI, column
from tests.e2e.stuck import stuck_model

OURS = {"experimental": {"spark": {"showsAdvisories": True}}}
INVALID_PARAMS = -32602
AT_SQL = {"line": SQL_LINE, "character": column(SQL_LINE, "SELECT")}


def opened(connect: Connect, **backend: object) -> Connection:
    # without guesses, which a file that is read for a while may begin by itself
    here = connect(OURS, initializationOptions={"backend": backend, "prefetch": {"enabled": False}})
    here.open(URI, TEXT)
    here.settled(URI)
    if backend["kind"] != "none":
        here.eventually(lambda: "lanes" in here.ask("spark/status", {}), "the model lanes")
    return here


def state(here: Connection) -> str:
    return str(here.ask("spark/status", {})["models"]["state"])


def hovered(here: Connection) -> str:
    return str(here.hover(URI, AT_SQL["line"], AT_SQL["character"])["contents"]["value"])


def test_without_a_model_server_the_state_is_programmatic(connect: Connect) -> None:
    assert state(opened(connect, kind="none")) == "programmatic"


def test_a_model_that_was_asked_and_answered_is_ready(connect: Connect) -> None:
    here = opened(connect, kind="fake")
    assert state(here) == "programmatic", "nobody asked it yet"
    hovered(here)
    here.eventually(lambda: here.ask("spark/status", {})["lanes"]["refined"], "the refined packet")
    here.eventually(lambda: state(here) == "ready", "that it has ended")


def refine(here: Connection) -> int:
    return here.post("workspace/executeCommand", {"command": "spark.refineHere", "arguments": [URI, AT_SQL]})


def test_while_a_packet_is_made_the_state_is_refining(connect: Connect) -> None:
    with stuck_model() as model:
        here = opened(connect, kind="openai", url=model.url)
        refine(here)
        here.eventually(lambda: state(here) == "refining", "the job")


def test_in_a_pause_a_look_asks_no_model_and_after_it_does(connect: Connect) -> None:
    here = connect(OURS, initializationOptions={"backend": {"kind": "fake"}})
    here.eventually(lambda: "lanes" in here.ask("spark/status", {}), "the model lanes")
    assert here.run("spark.pause") == {"paused": True}
    here.open(URI, TEXT)
    here.settled(URI)
    assert state(here) == "paused"
    assert "programmatic" in hovered(here)
    here.notify("spark/cursor", {"textDocument": {"uri": URI}, "position": AT_SQL})
    here.notify("textDocument/didSave", {"textDocument": {"uri": URI}})
    here.settled(URI)
    lanes = here.ask("spark/status", {})["lanes"]
    assert (lanes["attempts"], lanes["refined"], lanes["queued"], lanes["running"]) == (0, 0, 0, False)
    assert here.ask("spark/status", {})["backend"]["reachable"] is None, "the model server was not even greeted"
    assert here.run("spark.resume") == {"paused": False}
    hovered(here)
    here.eventually(lambda: "refined" in hovered(here), "the refined packet")


def test_a_pause_gives_up_what_runs_and_ends_by_itself(connect: Connect) -> None:
    with stuck_model() as model:
        here = opened(connect, kind="openai", url=model.url)
        asked = refine(here)
        here.eventually(lambda: state(here) == "refining", "the job")
        here.run("spark.pause", 0.2)
        assert "programmatic" in here.answer(asked)["result"]["markdown"]
        here.eventually(lambda: state(here) == "ready", "the end of the pause")


def test_in_a_pause_what_a_model_said_before_is_still_told_and_a_wish_is_met(connect: Connect) -> None:
    here = opened(connect, kind="fake")
    here.run("spark.pause")
    assert here.run("spark.refineHere", URI, AT_SQL)["emit"]["lane"] == "refined"
    assert "refined" in hovered(here)


def test_a_pause_of_no_length_is_refused(connect: Connect) -> None:
    here = opened(connect, kind="none")
    for wrong in (0, -1, "an hour", 1e12):
        asked = here.post("workspace/executeCommand", {"command": "spark.pause", "arguments": [wrong]})
        assert here.answer(asked)["error"]["code"] == INVALID_PARAMS
    assert state(here) == "programmatic"
