import sys

import pytest

from spark_lsp.retrieval.apis import module_names, names_known
from spark_lsp.retrieval.standard import STANDARD
from tests.core.questions import question


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("sqlite3", "connect"),
        ("subprocess", "TimeoutExpired"),
        ("math", "isclose"),
        ("os.path", "realpath"),
        ("json", "JSONDecodeError"),
    ],
)
def test_what_a_module_defines_is_known(module: str, name: str) -> None:
    assert name in module_names(module)


@pytest.mark.parametrize("module", ["no_such_module_at_all", "../etc/passwd", "os; import evil", "", "sqlite3.nowhere"])
def test_what_is_no_module_knows_nothing_but_its_name(module: str) -> None:
    assert module_names(module) <= set(module.split("."))


def test_a_module_is_read_and_never_run() -> None:
    sys.modules.pop("antigravity", None)
    assert module_names("antigravity")
    assert "antigravity" not in sys.modules


def test_python_knows_its_built_ins_and_what_the_text_imports() -> None:
    known = names_known(question(imports=("import sqlite3", "from json import loads")))
    assert {"ValueError", "len", "strip", "for", "connect", "JSONDecoder"} <= known
    assert "connect" not in names_known(question(imports=()))


def test_every_other_language_knows_its_own() -> None:
    assert set(STANDARD) == {"javascript", "typescript", "tsx", "go", "rust", "java", "c", "cpp"}
    assert "defer" in names_known(question(language="go"))
    assert "defer" not in names_known(question(language="rust"))
    assert names_known(question(language="cobol")) == frozenset()
