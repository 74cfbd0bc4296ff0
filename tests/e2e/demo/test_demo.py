"""Mark on save, two lines on hover, a packet that is there before it is asked for, `null` elsewhere.

How long they take is measured by `python -m tests.benchmarks.demo`, which runs the same script."""

import json
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from spark_lsp.store.ledger import SqliteLedger
from tests.e2e.conftest import Connect
from tests.e2e.connection import Connection
from tests.e2e.demo.ahead import omitted
from tests.e2e.demo.project import ORDERS, make
from tests.e2e.neovim import run_neovim
from tests.windows import OURS, Card, model_server

OMISSION = Path(__file__).with_name("omission.lua")

CALL = '    await asyncio.sleep(0)\n    return {"state": await store.take(order)}'
BLOCKING = CALL.replace("await asyncio.sleep(0)", "time.sleep(0.1)")


def line_of(text: str, needle: str) -> int:
    return text[: text.index(needle)].count("\n")


def test_a_save_brings_exactly_one_new_mark_and_a_hover_elsewhere_is_null(connect: Connect, tmp_path: Path) -> None:
    target = make(tmp_path)
    uri = target.as_uri()
    server = connect(rootUri=tmp_path.as_uri())
    server.open(uri, ORDERS)
    server.settled(uri)
    marks = [p for p in server.told("textDocument/publishDiagnostics") if p["uri"] == uri]
    before = {m["code"] for m in marks[-1]["diagnostics"]} if marks else set()

    text = ORDERS.replace(CALL, BLOCKING)
    server.change(uri, 2, {"text": text})
    server.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
    where = line_of(text, "time.sleep")

    def one_new_mark() -> bool:
        told = [p for p in server.told("textDocument/publishDiagnostics") if p["uri"] == uri]
        new = [m for m in told[-1]["diagnostics"] if m["code"] not in before] if told else []
        return [m["range"]["start"]["line"] for m in new] == [where]

    server.eventually(one_new_mark, "one new mark on the line that was edited")
    found = server.hover(uri, where, 6)
    assert "time.sleep" in found["contents"]["value"]
    assert "charge" in found["contents"]["value"]
    assert server.hover(uri, line_of(text, "store.pay_back"), 12) is None


def test_the_project_is_quiet_and_opening_it_reads_nothing(connect: Connect, tmp_path: Path) -> None:
    make(tmp_path)
    server = connect(rootUri=tmp_path.as_uri(), workspaceFolders=[{"uri": tmp_path.as_uri(), "name": "shop"}])
    status = server.ask("spark/status", {})
    assert (status["documents"], status["analysed"]) == ({}, 0)
    program = "import sys; from spark_lsp.cli.main import main; sys.exit(main())"
    words = ["advise", "--severity", "warning", "--fail-on", "warning", str(tmp_path)]
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_in_neovim_an_omitted_check_is_the_one_new_mark_and_its_hover_names_both_functions(tmp_path: Path) -> None:
    target = make(tmp_path)
    seen = run_neovim(target, tmp_path / "data", OMISSION.read_text("utf-8"))
    assert [mark["rule"] for mark in seen["new"]] == ["x-sibling-access"]
    assert seen["line"] == seen["def"]
    for text in (seen["hover"], seen["float"]):
        assert "charge" in text
        assert "refund" in text
        assert "owner_id" in text
    assert seen["elsewhere"] == ""


def test_ruff_says_nothing_of_the_omitted_check(tmp_path: Path) -> None:
    check = "    if order.owner_id != user.id:\n        raise HTTPException(403)\n"
    file = tmp_path / "orders.py"

    def told(text: str) -> list[str]:
        file.write_text(text, "utf-8")
        command = [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--isolated",
            "--select",
            "E,F,B,S,PL,RUF,FAST",
            "--output-format",
            "json",
        ]
        done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)
        return sorted(finding["code"] for finding in json.loads(done.stdout))

    head, tail = ORDERS.split("async def charge")
    assert check in tail
    assert [
        code for code in told(head + "async def charge" + tail.replace(check, "")) if code not in told(ORDERS)
    ] == []


def test_the_omitted_check_can_be_put_back_by_a_code_action_that_lists_what_was_tried(tmp_path: Path) -> None:
    target = make(tmp_path)
    seen = run_neovim(
        target,
        tmp_path / "data",
        """
        T.settled()
        T.go('async def charge')
        T.cut('if order.owner_id', 1, vim.api.nvim_win_get_cursor(0)[1])
        T.wait('the mark', function() return T.marked('x-sibling-access') end)
        T.settled()
        T.go('charge(order_id')
        local titles = T.choose('as `refund()` does')
        T.wait('the edit', function() return T.text():find('owner_id.*owner_id') end)
        local text = T.text()
        T.wait('no mark', function() return not T.marked('x-sibling-access') end)
        return { titles = titles, text = text }""",
    )
    assert seen["text"] + "\n" == ORDERS
    assert any("Check `order.owner_id` as `refund()` does" in title for title in seen["titles"])


def test_five_seconds_after_a_save_the_first_hover_has_a_packet_that_was_there_before_it(tmp_path: Path) -> None:
    seen = omitted(tmp_path)
    assert "refined" in seen.text
    for word in ("charge", "refund", "owner_id"):
        assert word in seen.text
    assert seen.made_before
    assert seen.elsewhere is None
    assert seen.listed
    assert all(gpu_s > 0 for gpu_s, _ in seen.listed)
    assert [used for _, used in seen.listed].count(True) == 1


def test_fifty_times_the_model_server_goes_away_in_the_middle_of_a_hover(tmp_path: Path) -> None:
    """Every other time its connections are cut, else it just says no more. (How long the answers take:
    `python -m tests.benchmarks.lanes`.)"""
    target = make(tmp_path / "project")
    uri, card, data = target.as_uri(), Card(hangs=True), tmp_path / "data"
    lanes: list[str] = []
    with model_server(card) as url, Connection(data) as server:
        backend = {"backend": {"kind": "openai", "url": url}, "realtime": {"waitMs": 200}}
        server.initialize(capabilities=OURS, initializationOptions=backend)
        server.open(uri, ORDERS)
        server.settled(uri)
        server.eventually(lambda: "lanes" in server.ask("spark/status", {}), "the lanes")
        for n in range(50):
            text = ORDERS.replace(CALL, BLOCKING.replace("0.1", f"0.{n + 1}"))
            server.change(uri, n + 2, {"text": text})
            server.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
            server.settled(uri)
            at = {"line": line_of(text, "time.sleep"), "character": 6}
            hover = server.post("textDocument/hover", {"textDocument": {"uri": uri}, "position": at})
            server.settle_for(0.05)
            for connection in list(card.running.values()) if n % 2 else ():
                with suppress(OSError):  # it went by itself
                    connection.shutdown(socket.SHUT_RDWR)
            lanes.append(server.answer(hover)["result"]["contents"]["value"])
        server.eventually(lambda: not server.ask("spark/status", {})["lanes"]["running"], "the jobs to end")
        assert server.stop() == 0
        assert not server.stderr
    assert all("programmatic" in said and "time.sleep" in said for said in lanes)
    assert card.asked >= 3, "it was asked, until it was left alone"
    assert all(job.gpu_s >= 0 and not job.used for job in SqliteLedger(data, print).made(0.0))
