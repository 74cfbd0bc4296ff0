"""Mark on save, `null` elsewhere: steps of the demo that need no model and no sibling checks.

The line that omits an ownership check is found once there are consistency rules; here the edit brings a defect that the
core pack sees in the same function."""

import subprocess
import sys
from pathlib import Path

from tests.e2e.conftest import Connect
from tests.e2e.demo.project import ORDERS, make

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
