"""Gets code-server and our .vsix, into a folder of this repository that git ignores.

code-server's own installation fetches from the web what npm and Debian have: its parts are installed one by one, and
what is native is built here."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.e2e.debian import program

ROOT = Path(__file__).parents[3]
CACHE = ROOT / ".cache" / "vscode"
VERSION = "4.100.3"
"""The newest for Node 20; it is VS Code 1.100."""

NATIVE = ("@vscode/deviceid", "@vscode/spdlog", "kerberos", "native-watchdog", "node-pty")
HEADERS = ("libkrb5-dev", "libsecret-1-dev", "libx11-dev", "libxkbfile-dev", "g++", "make", "python3", "pkg-config")


def run(words: list[str], folder: Path, more: dict[str, str] | None = None) -> None:
    """Runs a program of the set-up; its output is the failure's message."""
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    env |= {"npm_config_yes": "true"} | (more or {})
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, f"{words} in {folder}:\n{done.stdout[-1500:]}\n{done.stderr[-3000:]}"


def chromium() -> str:
    """Debian's browser."""
    return program("chromium", "chromium", "fonts-dejavu-core")


def code_server() -> list[str]:
    """The command that runs it. The first time it takes some two minutes."""
    npm, search = program("npm", "npm"), program("rg", "ripgrep")
    program("krb5-config", *HEADERS)
    folder = CACHE / VERSION
    at = folder / "node_modules" / "code-server"
    entry = at / "out" / "node" / "entry.js"
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "package.json").write_text('{"name": "code-server-for-tests", "private": true}\n')
        plain = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund"]
        run([*plain, f"code-server@{VERSION}"], folder)
        code = at / "lib" / "vscode"
        run([*plain, "--omit=dev"], code)
        run([*plain, "--omit=dev"], code / "extensions")
        run([npm, "rebuild", "argon2"], folder)
        run([npm, "rebuild", *NATIVE], code)
        _link(code / "node_modules.asar", "node_modules")
        _link(code / "bin" / "remote-cli" / "code-server", "code-linux.sh")
        _link(code / "bin" / "helpers" / "browser.sh", "browser-linux.sh")
        (code / "node_modules" / "@vscode" / "ripgrep" / "bin").mkdir(exist_ok=True)
        _link(code / "node_modules" / "@vscode" / "ripgrep" / "bin" / "rg", search)
        (folder / "done").touch()
    return [program("node", "nodejs"), str(entry)]


def extension() -> Path:
    """Our .vsix, made in a copy of its folder alone, as who packages it does."""
    npm = program("npm", "npm")
    copy = CACHE / "extension"
    shutil.rmtree(copy, ignore_errors=True)
    ignored = shutil.ignore_patterns("node_modules", "dist", "dist-test", "*.vsix")
    shutil.copytree(ROOT / "editors" / "vscode", copy, ignore=ignored)
    run([npm, "ci", "--no-audit", "--no-fund"], copy)
    run([npm, "run", "-s", "typecheck"], copy)
    run([npm, "test", "-s"], copy)
    run([shutil.which("npx") or "npx", "--no-install", "vsce", "package", "--no-dependencies"], copy)
    (made,) = copy.glob("*.vsix")
    return made


def _link(place: Path, target: str) -> None:
    place.unlink(missing_ok=True)
    place.symlink_to(target)
