"""`spark-lsp advise` on real files, through the real analyzers."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from spark_lsp.cli.advise import FEW
from spark_lsp.cli.main import main
from spark_lsp.cli.schemas import schema
from spark_lsp.core.dismissal import Dismissal, keys_by_finding
from spark_lsp.core.text import split_lines
from spark_lsp.store.dismissals import open_dismissals

SQL = """\
import sqlite3


class Order:
    def refund(self, db, name):
        return db.execute("SELECT * FROM t WHERE n = '" + name + "'")

    def total(self):
        return 1
"""
CLEAN = "def double(n):\n    return 2 * n\n"
SQL_LINE = 5


@pytest.fixture(autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("SPARK_LSP_DATA_DIR", str(folder))
    return folder


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "orders.py").write_text(SQL)
    (tmp_path / "clean.py").write_text(CLEAN)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def advised(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = main(["advise", "--json", *arguments])
    return code, json.loads(capsys.readouterr().out)


def rules(told: dict[str, Any]) -> list[str]:
    return [e["rule"] for emit in told["emits"] for a in emit["advisories"] for e in a["evidence"]]


def test_a_defect_is_told_with_its_unit_its_place_and_its_rule(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, told = advised(capsys, "orders.py")
    assert told["errors"] == []
    [emit] = told["emits"]
    assert (emit["format"], emit["path"], emit["unit"]) == ("spark-emit/1", "orders.py", "Order.refund")
    assert "py-sql-injection" in rules(told)
    advisory = emit["advisories"][0]
    assert advisory["range"]["start"]["line"] == SQL_LINE
    assert "CWE-89" in advisory["evidence"][0]["cwe"]
    Draft202012Validator(schema("emit")).validate(emit)


def test_a_clean_file_gives_nothing_and_exit_code_0(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert advised(capsys, "clean.py") == (0, {"emits": [], "errors": []})


@pytest.mark.parametrize(("fail_on", "code"), [("hint", 1), ("warning", 1), ("never", 0)])
def test_fail_on_decides_the_exit_code(here: Path, capsys: pytest.CaptureFixture[str], fail_on: str, code: int) -> None:
    assert advised(capsys, "--fail-on", fail_on, "orders.py")[0] == code


def test_severity_decides_what_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    worst = advised(capsys, "orders.py")[1]["emits"][0]["advisories"][0]["severity"]
    assert worst == "warning"
    assert advised(capsys, "--severity", "error", "--fail-on", "hint", "orders.py") == (0, {"emits": [], "errors": []})


def test_a_line_gives_its_unit_and_what_is_in_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for place in ("orders.py:5", "orders.py:6", "orders.py:6:9", "orders.py:6:"):
        [emit] = advised(capsys, place)[1]["emits"]
        assert emit["unit"] == "Order.refund"
        assert emit["advisories"]
    whole = advised(capsys, "orders.py:4")[1]["emits"]
    assert [emit["unit"] for emit in whole] == ["Order", "Order.refund"]
    assert whole[0]["advisories"] == []


def test_a_line_without_advice_still_names_its_unit(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = advised(capsys, "orders.py:8")
    assert code == 0
    assert [(emit["unit"], emit["advisories"]) for emit in told["emits"]] == [("Order.total", [])]


@pytest.mark.parametrize("place", ["orders.py:99", "gone.py", "gone.py:3", "gone/"])
def test_what_is_not_there_is_an_error_and_exit_code_2(
    here: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    code, told = advised(capsys, "clean.py", place)
    assert code == 2
    assert len(told["errors"]) == 1
    assert told["errors"][0].startswith(place.partition(":")[0].rstrip("/"))


@pytest.mark.parametrize("place", ["orders.py:0", "orders.py:3:0", ".:3"])
def test_a_place_that_cannot_be_is_wrong_usage(here: Path, capsys: pytest.CaptureFixture[str], place: str) -> None:
    assert main(["advise", place]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="such a name cannot be there")
def test_a_file_whose_name_looks_like_a_place_is_that_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.py:3").write_text(SQL)
    assert advised(capsys, "a.py:3")[1]["errors"] == []


def test_a_binary_file_that_is_named_is_an_error(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "b.py").write_bytes(b"\0\1")
    code, told = advised(capsys, "b.py")
    assert (code, told) == (2, {"emits": [], "errors": ["b.py: not text"]})


def test_a_folder_gives_what_its_files_give_one_by_one(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for n in range(FEW * 3):
        (here / f"more{n}.py").write_text(SQL if n % 2 else CLEAN)
    (here / "junk.py").write_bytes(b"\0\1")
    names = sorted(p.name for p in here.iterdir() if p.name != "junk.py")
    alone = [emit for name in names for emit in advised(capsys, name)[1]["emits"]]
    _, told = advised(capsys, ".")
    assert told["errors"] == []
    assert [{**emit, "path": os.path.basename(emit["path"])} for emit in told["emits"]] == alone
    assert len(alone) == FEW * 3 // 2 + 1


def test_the_same_input_gives_the_same_bytes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for n in range(FEW * 2):
        (here / f"more{n}.py").write_text(SQL)
    outs = []
    for _ in range(2):
        main(["advise", ".", "--json"])
        outs.append(capsys.readouterr().out)
    assert outs[0] == outs[1]


def test_text_shows_the_code_line_with_carets_under_it_and_a_sum(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["advise", "orders.py", "clean.py"])
    out = capsys.readouterr().out
    assert "orders.py:6:" in out
    assert "  6 | return db.execute(" in out
    assert "^" in out.splitlines()[2]
    assert out.splitlines()[-1] == "1 warning in 2 files."
    assert "\x1b" not in out
    main(["advise", "clean.py"])
    assert capsys.readouterr().out == "Nothing to advise in 1 file.\n"


def test_sarif_is_one_log_with_the_same_places(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["advise", "--sarif", "orders.py"])
    log = json.loads(capsys.readouterr().out)
    [result] = log["runs"][0]["results"]
    assert result["ruleId"] == "py-sql-injection"
    where = result["locations"][0]["physicalLocation"]
    assert where["artifactLocation"] == {"uri": "orders.py", "uriBaseId": "%SRCROOT%"}
    assert where["region"]["startLine"] == SQL_LINE + 1


def test_sarif_prints_stay_however_the_file_is_named_and_whatever_is_edited_nearby(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fingerprint(name: str) -> str:
        main(["advise", "--sarif", name])
        [result] = json.loads(capsys.readouterr().out)["runs"][0]["results"]
        return str(result["partialFingerprints"]["primaryLocationLineHash"])

    before = fingerprint("orders.py")
    assert fingerprint(str(here / "orders.py")) == fingerprint(os.path.join(".", "orders.py")) == before
    (here / "orders.py").write_text(
        "# more\n" + SQL.replace("        return db", "        print(1)\n        return db")
    )
    assert fingerprint("orders.py") == before
    (here / "orders.py").write_text(SQL.replace("FROM t", "FROM u"))
    assert fingerprint("orders.py") != before


def test_a_disabled_rule_or_category_is_silent(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "py-sql-injection" not in rules(advised(capsys, "--disable", "py-sql-injection", "orders.py")[1])
    category = advised(capsys, "orders.py")[1]["emits"][0]["advisories"][0]["category"]
    assert rules(advised(capsys, "--disable", category, "orders.py")[1]) == []


def test_what_was_dismissed_in_an_editor_is_silent_unless_all_is_asked(
    here: Path, data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from spark_lsp.build import analyst
    from spark_lsp.core.analysis import Source

    path = os.path.normcase(str(here / "orders.py"))
    analysis = analyst().analyse(Source(SQL, "python", path))
    keys = keys_by_finding(path, analysis, split_lines(SQL))
    store, _ = open_dismissals(data_folder)
    store.dismiss(Dismissal(rule, both, "Order.refund", 1.0) for (rule, _), both in keys.items())
    assert rules(advised(capsys, "orders.py")[1]) == []
    assert "py-sql-injection" in rules(advised(capsys, "--all", "orders.py")[1])


def test_looking_does_not_make_the_data_folder(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPARK_LSP_DATA_DIR", str(here / "data"))
    advised(capsys, "orders.py")
    assert not (here / "data").exists()


def test_a_byte_order_mark_and_crlf_change_no_place(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = advised(capsys, "orders.py")[1]["emits"][0]["advisories"][0]["range"]
    (here / "orders.py").write_bytes(b"\xef\xbb\xbf" + SQL.replace("\n", "\r\n").encode())
    assert advised(capsys, "orders.py")[1]["emits"][0]["advisories"][0]["range"] == plain


def test_columns_in_json_are_utf16(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "orders.py").write_text(SQL.replace("return db", "x = '😀'; return db"), "utf-8")
    advisory = advised(capsys, "orders.py")[1]["emits"][0]["advisories"][0]
    (here / "orders.py").write_text(SQL.replace("return db", "x = 'ab'; return db"), "utf-8")
    assert advised(capsys, "orders.py")[1]["emits"][0]["advisories"][0]["range"] == advisory["range"]
