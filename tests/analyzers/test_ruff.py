"""Ruff's findings in our coordinates and words, and what comes of a ruff that is not there."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from spark_lsp.analyzers.ruff import Ruff
from spark_lsp.analyzers.ruffcodes import read_codes
from spark_lsp.core.analysis import BatchAnalyzer, Seen, Source
from spark_lsp.core.finding import Finding, Severity
from spark_lsp.core.text import LineIndex, apply_edits, split_lines
from spark_lsp.errors import BrokenRule
from spark_lsp.rules import shipped_folder

TABLE = shipped_folder() / "ruff" / "codes.yml"


def look(text: str, path: str = "orders.py") -> list[Finding]:
    seen = Ruff().look(Source(text, "python", path), ())
    assert seen.failures == ()
    return sorted(seen.findings, key=lambda f: (f.span, f.rule))


def under(text: str, finding: Finding) -> str:
    index = LineIndex(split_lines(text))
    return text[index.offset(finding.span.start) : index.offset(finding.span.end)]


def test_a_finding_names_the_thing_in_the_code() -> None:
    (finding,) = look("def total(items):\n    return sum(itmes)\n")
    assert finding.rule == "ruff-F821"
    assert finding.source == "ruff"
    assert finding.message == "`itmes` is not defined here"
    assert finding.severity is Severity.WARNING
    assert finding.why
    assert "`itmes`" in finding.next_step


@pytest.mark.parametrize(
    "text",
    [
        "a = 1\nb = missing\n",
        "a = 1\r\nb = missing\r\n",
        "a = 1\rb = missing\r",
        "a = '😀é'; b = missing\n",
        "if 1:\n\tb = missing\n",
        "\ufeffb = missing\n",
        "\ufeff'😀'; b = missing\r\n",
        "a = '\x0c\u2028'\nb = missing",
    ],
    ids=["lf", "crlf", "cr", "astral", "tab", "bom", "bom-astral-crlf", "odd-line-breaks"],
)
def test_the_place_is_that_of_the_name(text: str) -> None:
    found = [f for f in look(text) if f.rule == "ruff-F821"]
    assert [under(text, f) for f in found] == ["missing"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("head", ["", "\ufeff"])
def test_a_fix_mends_the_text_at_hand(head: str, end: str) -> None:
    text = f"{head}def f(a, b='😀é'):{end}    return a is 'x'{end}"
    (finding,) = look(text)
    assert finding.rule == "ruff-F632"
    assert finding.fix is not None
    assert finding.fix.safe
    assert apply_edits(text, finding.fix.edits) == text.replace(" is ", " == ")


@pytest.mark.parametrize(("comment", "safe"), [("", True), ("  # for its side effects", False)])
def test_a_fix_that_takes_a_comment_along_is_not_safe(comment: str, safe: bool) -> None:
    (finding,) = look(f"import os\nimport os{comment}\nprint(os)\n")
    assert finding.fix is not None
    assert finding.fix.safe is safe


def test_a_fix_that_ruff_calls_unsafe_is_not_safe() -> None:
    (finding,) = look("def f(x, seen=[]):\n    return [*seen, x]\n")
    assert finding.rule == "ruff-B006"
    assert finding.fix is not None
    assert not finding.fix.safe


def test_a_fix_that_does_not_mend_what_we_tell_is_not_offered() -> None:
    (finding,) = look("import subprocess\nsubprocess.run(['ls'])\n")
    assert finding.rule == "ruff-PLW1510"
    assert finding.fix is None


def test_only_the_first_line_of_a_long_place_is_underlined() -> None:
    text = "def f(kind):\n    raise (\n        'no ' + kind\n    ) if kind else 'none'\n\n\nassert (\n    f, 'x'\n)\n"
    for finding in look(text):
        assert finding.span.start.line == finding.span.end.line


def test_noqa_silences_a_line_and_a_file() -> None:
    assert look("b = missing  # noqa: F821\n") == []
    assert look("# ruff: noqa\nb = missing\n") == []


def test_the_configuration_of_the_folder_is_not_heeded(tmp_path: Path) -> None:
    (tmp_path / "ruff.toml").write_text('[lint]\nignore = ["F821"]\n')
    assert [f.rule for f in look("b = missing\n", str(tmp_path / "a.py"))] == ["ruff-F821"]


def test_the_environment_does_not_divert_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUFF_OUTPUT_FILE", str(tmp_path / "elsewhere"))
    assert [f.rule for f in look("b = missing\n")] == ["ruff-F821"]


@pytest.mark.parametrize("path", ["untitled:Untitled-1", "book.ipynb", "-x", "script", "stub.pyi"])
def test_any_name_of_a_buffer_will_do(path: str) -> None:
    assert [f.rule for f in look("b = missing\n", path)] == ["ruff-F821"]


def test_names_that_are_made_at_run_time_are_not_called_undefined() -> None:
    assert look("globals().update(load())\nb = missing\nfrom x import load\n") == []


@pytest.mark.parametrize(("makes", "told"), [("page.html", {"ruff-S701"}), ("page.rst", set())])
def test_what_is_only_of_pages_is_told_where_pages_are_made(makes: str, told: set[str]) -> None:
    text = f"import jinja2\n\nenv = jinja2.Environment()\npage = env.get_template('{makes}')\n"
    assert {finding.rule for finding in Ruff().look(Source(text, "python", "a.py")).findings} == told


def test_tests_may_misbehave() -> None:
    text = "def test_it():\n    unused = 1\n"
    assert [f.rule for f in look(text)] == ["ruff-F841"]
    assert look(text, "tests/test_it.py") == []


@pytest.mark.parametrize("text", ["", "def f(:\n", "\x00", "'\ud800'; b = missing\n", "x = 1\n" * 20_000])
def test_no_text_makes_it_raise(text: str) -> None:
    look(text)


def test_other_languages_are_left_alone() -> None:
    assert Ruff(program="/no/such/program").look(Source("b = missing", "go", "a.go"), ()) == Seen()


def test_no_ruff_is_one_failure_with_the_way_out() -> None:
    seen = Ruff(program="/no/such/program").look(Source("b = missing\n", "python", "a.py"), ())
    (failure,) = seen.failures
    assert failure.who == "ruff"
    assert "pip install ruff" in failure.reason
    assert seen.findings == ()


def script(folder: Path, body: str) -> str:
    """A program that runs Python code, on any system."""
    if sys.platform == "win32":
        file = folder / "fake.cmd"
        (folder / "fake.py").write_text(body)
        file.write_text(f'@"{sys.executable}" "{folder / "fake.py"}" %*\n')
    else:
        file = folder / "fake"
        file.write_text(f"#!{sys.executable}\n{body}")
        file.chmod(0o755)
    return str(file)


@pytest.mark.parametrize("said", ["print('what?')", "print('{}')", "raise SystemExit(2)", "print('[' * 9)"])
def test_garbage_from_ruff_is_one_failure(tmp_path: Path, said: str) -> None:
    seen = Ruff(program=script(tmp_path, said)).look(Source("b = missing\n", "python", "a.py"), ())
    assert len(seen.failures) == 1
    assert seen.findings == ()


@pytest.mark.parametrize(
    "entry",
    [
        7,
        {},
        {"code": "F821", "message": "m", "location": None, "end_location": None, "fix": None},
        {
            "code": "F821",
            "message": "m",
            "location": {"row": 99, "column": 1},
            "end_location": {"row": 99, "column": 2},
            "fix": None,
        },
        {
            "code": "NEW1",
            "message": "m",
            "location": {"row": 1, "column": 1},
            "end_location": {"row": 1, "column": 2},
            "fix": None,
        },
    ],
)
def test_an_entry_that_does_not_fit_the_text_is_passed_over(tmp_path: Path, entry: object) -> None:
    program = script(tmp_path, f"print({json.dumps(json.dumps([entry]))})")
    assert Ruff(program=program).look(Source("b = missing\n", "python", "a.py"), ()) == Seen()


def test_a_ruff_that_hangs_is_ended_and_told(tmp_path: Path) -> None:
    program = script(tmp_path, "import time\ntime.sleep(20)\n")
    seen = Ruff(program=program, bound_s=0.2).look(Source("b = missing\n", "python", "a.py"), ())
    assert [f.reason for f in seen.failures] == ["took longer than 0.2 s"]


def test_many_files_give_what_each_gives_alone(tmp_path: Path) -> None:
    texts = {
        "a.py": "b = missing\r\n",
        "ü 😀.py": "x = 1 is 1\n",
        "sub/test_c.py": "def f():\n    u = 1\n",
        "bom.py": "b = missing\n",
        "stub.pyi": "b: missing\n",
        "bare": "b = missing\n",
        "quiet.py": "x = 1\n",
    }
    sources = []
    for name, text in texts.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text.encode("utf-8-sig" if name == "bom.py" else "utf-8"))
        sources.append(Source(text, "python", str(file)))
    sources.insert(1, Source("b = missing", "go", str(tmp_path / "x.go")))
    sources.append(Source("edited = missing_now\n", "python", str(tmp_path / "quiet.py")))
    sources.append(Source("b = missing\n", "python", str(tmp_path / "never_saved.py")))
    ruff = Ruff()
    assert isinstance(ruff, BatchAnalyzer)
    together = ruff.look_all(sources)
    assert list(together) == [ruff.look(source, ()) for source in sources]
    assert sum(bool(seen.findings) for seen in together) == 7


def test_many_files_without_ruff_are_one_failure(tmp_path: Path) -> None:
    sources = [Source("b = missing\n", "python", str(tmp_path / f"{i}.py")) for i in range(3)]
    for source in sources:
        Path(source.path).write_text(source.text)
    seen = Ruff(program="/no/such/program").look_all(sources)
    assert [len(s.failures) for s in seen] == [1, 0, 0]


def test_ruff_knows_every_code_of_the_table() -> None:
    program = shutil.which("ruff", path=str(Path(sys.executable).parent)) or "ruff"
    told = subprocess.run([program, "rule", "--all", "--output-format=json"], capture_output=True, check=True).stdout
    stable = {rule["code"] for rule in json.loads(told) if not rule["preview"]}
    assert set(read_codes(TABLE)) - stable == set()


def test_every_code_has_words_and_a_fitting_severity() -> None:
    for code in read_codes(TABLE).values():
        assert code.why.endswith((".", "…")), code.code
        assert code.next_step.endswith((".", "`")), code.code
        assert 0 < code.confidence <= 1, code.code
        assert code.severity < Severity.ERROR, code.code
        if code.code.startswith("S") and not code.code.startswith("SIM"):
            assert code.severity <= Severity.INFO, code.code


def test_a_broken_table_names_its_entry(tmp_path: Path) -> None:
    file = tmp_path / "codes.yml"
    file.write_text("F821: {severity: loud, category: a, confidence: 1, why: a, next: b}\n")
    with pytest.raises(BrokenRule, match="F821"):
        read_codes(file)
    file.write_text("F821: {colour: red}\n")
    with pytest.raises(BrokenRule, match="F821"):
        read_codes(file)
