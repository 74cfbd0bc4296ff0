"""`spark-lsp doctor`: what works on this machine, and the way out where something does not."""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from spark_lsp import __version__
from spark_lsp.cli.checks import Check, State
from spark_lsp.cli.model_server import add_options, settings_of
from spark_lsp.settings import RetrievalSettings, Settings

HELP = """Looks whether the parts of spark-lsp work here, by using each once, and says the way out where
one does not. Nothing is changed and nothing leaves the machine."""
EXITS = "exit codes: 0 all works; 1 something does not; 2 wrong usage"
SAMPLE = (
    "import subprocess\n\n\ndef run(name):\n    subprocess.run('ls ' + name, shell=True)\n    return undefined_name\n"
)
SERVE_LIMIT_S = 30.0
REINSTALL = "run: python -m pip install --force-reinstall spark-lsp"


def run(argv: list[str]) -> int:
    """Prints the checks; 1 where one is broken."""
    parser = argparse.ArgumentParser(
        prog="spark-lsp doctor",
        description=HELP,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--privacy",
        nargs="?",
        const="",
        metavar="FILE:LINE",
        help="what is kept on this machine, and exactly what a model would be shown of a place",
    )
    parser.add_argument("--retrieval", action="store_true", help="with --privacy: as where `retrieval.enabled` is set")
    parser.add_argument("--measure", action="store_true", help="load the realtime model, and time the server")
    add_options(parser)
    chosen = parser.parse_args(argv)
    if chosen.privacy is not None:
        from spark_lsp.cli.doctor_privacy import print_privacy

        settings = settings_of(chosen)
        if chosen.retrieval:
            settings = replace(settings, retrieval=RetrievalSettings(enabled=True))
        print_privacy(chosen.privacy, settings, as_json=chosen.json)
        return 0
    checks = []
    for check in _checks(settings_of(chosen), measure=chosen.measure):
        checks.append(check)
        if not chosen.json:
            print(f"{check.state.value:<7} {check.name}: {check.found}")
            if check.way_out:
                print(f"        → {check.way_out}")
    if chosen.json:
        print(json.dumps({"version": __version__, "checks": [asdict(check) for check in checks]}, indent=2))
    return int(any(check.state is State.BROKEN for check in checks))


def _checks(settings: Settings, *, measure: bool) -> Iterator[Check]:
    yield _python()
    yield _command()
    yield from _parsers()
    yield from _analysis()
    yield _server()
    yield _data()
    yield _cache()
    yield _workspace_rules()
    yield from _models(settings, measure=measure)


def _models(settings: Settings, *, measure: bool) -> Iterator[Check]:
    from spark_lsp.cli.doctor_models import model_checks
    from spark_lsp.cli.model_server import ask_server, company_of
    from spark_lsp.cli.place import places, traces

    answer = ask_server(settings)
    yield from model_checks(answer, company_of(settings, answer), places(traces()))
    if measure:
        from spark_lsp.cli.doctor_measure import measure_checks

        yield from measure_checks(settings, company_of(settings, answer))


def _python() -> Check:
    found = f"{platform.python_version()} at {sys.executable}"
    if sys.version_info >= (3, 11):  # noqa: UP036 - someone may start the sources with an older one
        return Check("python", State.OK, found)
    return Check("python", State.BROKEN, found, "install Python 3.11 or newer")


def _command() -> Check:
    place = shutil.which("spark-lsp")
    if place:
        return Check("command", State.OK, f"spark-lsp {__version__} at {place}")
    here = Path(sys.executable).parent
    return Check(
        "command", State.NOTE, "spark-lsp is not on PATH", f"give your editor the full path of spark-lsp in {here}"
    )


def _parsers() -> Iterator[Check]:
    from spark_lsp.build import outline
    from spark_lsp.core.analysis import Source
    from spark_lsp.languages import LANGUAGES

    works: list[str] = []
    for language in LANGUAGES:
        try:
            outline(Source("x", language.id, f"x{language.suffixes[0]}"))
            works.append(language.id)
        except (ImportError, OSError, ValueError, AttributeError) as error:
            yield Check(f"parser of {language.id}", State.BROKEN, str(error), REINSTALL)
    yield Check("parsers", State.OK if works else State.BROKEN, ", ".join(works))


def _analysis() -> Iterator[Check]:
    from spark_lsp.build import analyst_for
    from spark_lsp.core.analysis import Source
    from spark_lsp.engine.worker import Setup

    try:
        analyst, ready = analyst_for(Setup())
    except ImportError as error:
        yield Check("analyzers", State.BROKEN, str(error), REINSTALL)
        return
    for failure in ready.failures:
        yield Check("rules", State.BROKEN, f"{failure.who}: {failure.reason}", REINSTALL)
    analysis = analyst.analyse(Source(SAMPLE, "python", "sample.py"))
    for failure in analysis.failures:
        yield Check(f"analyzer {failure.who}", State.BROKEN, failure.reason, REINSTALL)
    sources = {finding.source for finding in analysis.findings}
    for source, name in (("core", "rules"), ("ruff", "ruff")):
        if source in sources:
            yield Check(name, State.OK, "finds what it should in a sample")
        else:
            yield Check(name, State.BROKEN, "finds nothing in a sample with defects", REINSTALL)


def _server() -> Check:
    from spark_lsp.store.folders import DATA_VARIABLE

    bodies: list[dict[str, object]] = [
        {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"method": "initialized", "params": {}},
        {"id": 2, "method": "shutdown"},
        {"method": "exit"},
    ]
    sent = b""
    for body in bodies:
        raw = json.dumps({"jsonrpc": "2.0", **body}).encode()
        sent += b"Content-Length: %d\r\n\r\n%s" % (len(raw), raw)
    script = "import sys; from spark_lsp.cli.main import main; sys.exit(main(['serve']))"
    try:
        with tempfile.TemporaryDirectory() as folder:
            # A server makes its data folder; looking must not.
            served = subprocess.run(
                [sys.executable, "-c", script],
                input=sent,
                capture_output=True,
                timeout=SERVE_LIMIT_S,
                env={**os.environ, DATA_VARIABLE: folder},
            )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Check("server", State.BROKEN, str(error), "run: spark-lsp serve, and see what it says")
    if served.returncode == 0 and b'"capabilities"' in served.stdout:
        return Check("server", State.OK, "starts, answers and ends")
    said = served.stderr.decode(errors="replace").strip().splitlines()
    found = f"ended with {served.returncode}: {said[-1] if said else 'no word'}"
    return Check("server", State.BROKEN, found, REINSTALL)


def _data() -> Check:
    from spark_lsp.store.folders import DATA_VARIABLE, data_folder

    folder = data_folder()
    if folder.exists():
        from spark_lsp.store.dismissals import open_dismissals

        store, messages = open_dismissals(folder)
        if messages:
            return Check("data folder", State.BROKEN, messages[0], f"free it, or set {DATA_VARIABLE} to another folder")
        if os.access(folder, os.W_OK):
            return Check("data folder", State.OK, f"{folder}: {len(store.listed())} dismissed")
    parent = next(parent for parent in [folder, *folder.parents] if parent.exists())
    if parent != folder and parent.is_dir() and os.access(parent, os.W_OK):
        return Check("data folder", State.OK, f"{folder}: will be made with the first dismissal")
    way_out = f"make {parent} writable, or set {DATA_VARIABLE} to another folder"
    return Check("data folder", State.BROKEN, f"{folder} cannot be written; dismissals last for one run", way_out)


def _cache() -> Check:
    from spark_lsp.store.folders import CACHE_VARIABLE, cache_folder
    from spark_lsp.store.soundness import soundness_of

    folder = cache_folder()
    there = next(parent for parent in [folder, *folder.parents] if parent.exists())
    elsewhere = f"set {CACHE_VARIABLE} to a folder on a disk of this machine"
    try:
        sound = soundness_of(there)
    except OSError as error:
        found = f"{folder} cannot be written ({type(error).__name__}); packets last for one run"
        return Check("cache folder", State.NOTE, found, elsewhere)
    if not sound.locks:
        found = f"{folder}: its file system has no locks, so that two windows may refine at once"
        return Check("cache folder", State.NOTE, found, elsewhere)
    if not sound.log:
        found = f"{folder}: its file system has no shared memory for SQLite, so that windows wait for each other"
        return Check("cache folder", State.NOTE, found, elsewhere)
    return Check("cache folder", State.OK, f"{folder}: locks keep others out, and reading waits for nobody")


def _workspace_rules() -> Check:
    folder = Path(".spark") / "rules"
    count = len([*folder.rglob("*.yml"), *folder.rglob("*.yaml")]) if folder.is_dir() else 0
    if not count:
        return Check("rules of this folder", State.NOTE, f"none in {folder}")
    return Check(
        "rules of this folder",
        State.NOTE,
        f"{count} in {folder}; an editor loads them only where its own settings say `trusted`",
        f"try them: spark-lsp rules test {folder}",
    )
