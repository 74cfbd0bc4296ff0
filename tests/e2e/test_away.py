"""While a person is away a heavy model words the advice of what is open."""

from http.server import ThreadingHTTPServer

from tests.e2e.conftest import Connect
from tests.e2e.connection import Connection
from tests.e2e.test_models import LINE, TEXT, URI
from tests.e2e.test_models import model as model

AT = {"line": LINE, "character": 24}
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


def test_the_first_key_of_the_person_ends_it_and_their_next_absence_goes_on(
    connect: Connect, model: ThreadingHTTPServer
) -> None:
    model.slow_s = 1.5  # type: ignore[attr-defined]
    url = f"http://127.0.0.1:{model.server_address[1]}"
    server = connect(
        initializationOptions={
            **ON,
            "backend": {"kind": "openai", "url": url},
            "heavy": {"model": "small", "afterMinutes": 0},
        }
    )
    server.open(URI, TEXT)
    server.settled(URI)
    bodies = model.bodies  # type: ignore[attr-defined]
    server.eventually(lambda: bodies, "the heavy model is asked")
    last = {"line": TEXT.count("\n"), "character": 0}
    for version in range(2, 8):
        server.change(URI, version, {"range": {"start": last, "end": last}, "text": "#\n"})
        server.settle_all_for(0.5)
    assert lane(server) == "programmatic", "what ran was given up"
    assert len(bodies) == 1
    model.slow_s = 0.0  # type: ignore[attr-defined]
    server.eventually(lambda: lane(server) == "refined", "the words of the next absence")
