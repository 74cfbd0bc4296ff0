"""While a person is away a heavy model words the advice of what is open."""

from tests.e2e.conftest import Connect
from tests.e2e.connection import Connection
from tests.e2e.sample import SQL_LINE, TEXT, URI

AT = {"line": SQL_LINE, "character": 24}
ON = {"backend": {"kind": "fake"}, "prefetch": {"enabled": False}, "heavy": {"model": "fake", "afterMinutes": 0}}


def lane(server: Connection) -> str:
    emit = server.ask("spark/packet", {"textDocument": {"uri": URI}, "position": AT})
    return str(emit["lane"])


def test_advice_is_refined_while_the_person_is_away_and_says_by_whom(connect: Connect) -> None:
    server = connect(initializationOptions=ON)
    server.open(URI, TEXT)
    server.settled(URI)
    assert lane(server) == "programmatic"
    server.eventually(lambda: lane(server) == "refined", "the heavy model's words")
    emit = server.ask("spark/packet", {"textDocument": {"uri": URI}, "position": AT})
    assert emit["lineage"]["model"] == "fake"
    assert server.stop() == 0


def test_a_workspace_cannot_set_it_and_without_it_nothing_is_made(connect: Connect) -> None:
    plain = {**ON, "heavy": {"model": ""}}
    server = connect(
        {"workspace": {"configuration": True}}, settings={"heavy": ON["heavy"]}, initializationOptions=plain
    )
    server.open(URI, TEXT)
    server.settled(URI)
    server.settle_all_for(5.0)
    assert lane(server) == "programmatic"
    assert any("heavy" in one["message"] for one in server.told("window/showMessage"))


def test_what_is_in_the_way_is_said_once_in_the_log(connect: Connect) -> None:
    server = connect(initializationOptions={**ON, "heavy": {"model": "gone:70b", "afterMinutes": 0}})
    server.open(URI, TEXT)
    server.settled(URI)

    def said() -> list[str]:
        return [one["message"] for one in server.told("window/logMessage") if "gone:70b" in one["message"]]

    server.eventually(said, "why nothing is made")
    server.settle_all_for(3.0)
    assert len(said()) == 1
