"""Records what a client says in `initialize`: runs it with a stand-in for `spark-lsp` in front of its PATH.

    python -m tests.e2e.profiles.record neovim "Neovim 0.11.4" -- nvim --headless orders.py

The client has to be set up to start `spark-lsp serve` and to open a Python file. The params go into `neovim.json` here,
without the paths and process ids of this machine."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from spark_lsp.lsp.capabilities import initialize_result
from spark_lsp.lsp.frames import Frames, framed
from tests.e2e.profiles import FOLDER

LIMIT_S = 60.0
STAND_IN = "#!/bin/sh\nexec {python} -m tests.e2e.profiles.record --stand-in {out}\n"
PLACE = {"rootUri": "file:///shop", "rootPath": "/shop", "processId": None}
_PATH = re.compile(r"^(file://)?/[\w.-]+/")


def record(client: list[str], env: dict[str, str]) -> dict[str, Any]:
    """The params of the first `initialize` that the client sends. Ends the client then. Raises TimeoutError."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "params.json"
        stand_in = Path(folder) / "spark-lsp"
        stand_in.write_text(STAND_IN.format(python=sys.executable, out=out), "utf-8")
        stand_in.chmod(0o755)
        root = Path(__file__).parents[3]
        around = {"PATH": f"{folder}{os.pathsep}{env['PATH']}", "PYTHONPATH": str(root)}
        with subprocess.Popen(client, env={**env, **around}, stdin=subprocess.DEVNULL) as process:
            try:
                end = time.monotonic() + LIMIT_S
                while not out.exists():
                    if time.monotonic() > end:
                        raise TimeoutError(f"{client[0]} sent no initialize within {LIMIT_S} s")
                    time.sleep(0.05)
            finally:
                process.kill()
        return scrubbed(json.loads(out.read_text("utf-8")))


def scrubbed(params: dict[str, Any]) -> dict[str, Any]:
    """The params without what tells of a machine or a person."""
    kept = {name: PLACE.get(name, value) for name, value in params.items() if name != "initializationOptions"}
    if kept.get("workspaceFolders"):
        kept["workspaceFolders"] = [{"uri": "file:///shop", "name": "shop"}]
    kept.pop("workDoneToken", None)
    found = _paths(kept, "")
    if found:
        raise ValueError(f"a path is left at {found}")
    return kept


def _paths(value: object, where: str) -> list[str]:
    match value:
        case dict():
            return [one for name, inner in value.items() for one in _paths(inner, f"{where}.{name}")]
        case list():
            return [one for i, inner in enumerate(value) for one in _paths(inner, f"{where}[{i}]")]
        case str() if _PATH.match(value):
            return [where]
        case _:
            return []


def stand_in(out: Path) -> None:
    """A server that answers `initialize` as ours does, writes its params down and says nothing more."""
    frames = Frames()
    while data := os.read(0, 1 << 16):
        for body in frames.feed(data):
            message = json.loads(body)
            if message.get("method") == "initialize":
                answer = {"jsonrpc": "2.0", "id": message["id"], "result": initialize_result(message["params"])}
                os.write(1, framed(json.dumps(answer).encode()))
                half = out.with_suffix(".half")
                half.write_text(json.dumps(message["params"]), "utf-8")
                half.replace(out)
            elif "id" in message and "method" in message:
                os.write(1, framed(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": None}).encode()))


def main(argv: list[str]) -> None:
    """See above."""
    if argv[:1] == ["--stand-in"]:
        stand_in(Path(argv[1]))
        return
    name, source, dashes, *client = argv
    if dashes != "--" or not client:
        sys.exit(str(__doc__))
    held = {"source": f"recorded from {source}", "params": record(client, dict(os.environ))}
    (FOLDER / f"{name}.json").write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
