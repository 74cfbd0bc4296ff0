"""The table of languages: every kind it names exists in its grammar, and names and suffixes lead to one entry."""

from importlib import import_module

import pytest
from tree_sitter import Language as Grammar

from spark_lsp.core.language import Language
from spark_lsp.languages import LANGUAGES, by_id, for_file, for_lsp_id


@pytest.mark.parametrize("entry", LANGUAGES, ids=lambda entry: entry.id)
def test_every_kind_and_field_exists_in_the_grammar(entry: Language) -> None:
    module, function = entry.grammar
    grammar = Grammar(getattr(import_module(module), function)())
    kinds = {grammar.node_kind_for_id(i) for i in range(grammar.node_kind_count)}
    fields = {grammar.field_name_for_id(i) for i in range(1, grammar.field_count + 1)}
    named = {*entry.units, *entry.named_by, *entry.owners, *entry.calls, *entry.loose, *entry.optional_tokens}
    named |= entry.hollow | entry.decorated | entry.attached | entry.imports | entry.comments | entry.verbatim
    named |= entry.tuples | {kind for above in entry.loose.values() for kind in above if kind != "*"}
    assert named - kinds == set()
    used = {*entry.name_fields, *entry.body_fields, *entry.named_by.values(), *entry.owners.values()}
    used |= {field for called in entry.calls.values() for field in called}
    assert used - fields == set()
    assert entry.hollow <= set(entry.units)


def test_no_two_entries_claim_the_same_name_or_suffix() -> None:
    for names in (
        [e.id for e in LANGUAGES],
        [s for e in LANGUAGES for s in e.suffixes],
        [i for e in LANGUAGES for i in e.lsp_ids],
    ):
        assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/a/b.py", "python"),
        ("b.PYI", "python"),
        ("c:\\x\\y.Rs", "rust"),
        ("x.tsx", "tsx"),
        ("x.mts", "typescript"),
        ("x.d.ts", "typescript"),
        ("x.jsx", "javascript"),
        ("x.h", "c"),
        ("x.H", "cpp"),
        ("x.C", "cpp"),
        ("x.c", "c"),
        ("x.hpp", "cpp"),
        ("Makefile", None),
        (".py", None),
        ("a.py/b", None),
        ("x.txt", None),
        ("", None),
    ],
)
def test_a_file_name_tells_the_language(path: str, language: str | None) -> None:
    found = for_file(path)
    assert (found.id if found else None) == language


@pytest.mark.parametrize(
    ("lsp_id", "path", "language"),
    [
        ("python", "x.txt", "python"),
        ("javascriptreact", "x.js", "javascript"),
        ("typescriptreact", "x.tsx", "tsx"),
        ("cpp", "x.h", "cpp"),
        ("c", "x.h", "c"),
        ("", "x.h", "c"),
        ("unheard-of", "x.go", "go"),
        ("ruby", "x.rb", None),
    ],
)
def test_the_editors_word_counts_before_the_file_name(lsp_id: str, path: str, language: str | None) -> None:
    found = for_lsp_id(lsp_id, path)
    assert (found.id if found else None) == language


def test_an_id_leads_to_its_entry() -> None:
    assert [by_id(entry.id) for entry in LANGUAGES] == list(LANGUAGES)
    assert by_id("ruby") is None
