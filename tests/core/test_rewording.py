"""A unit written otherwise."""

from spark_lsp.core.rewording import laid_out_anew, renamed


def test_variables_and_parameters_have_other_names_and_what_is_called_keeps_its_own() -> None:
    code = (
        "def f(rows, limit=3):\n    total = 0\n\n    for row in rows:\n        total = total + row.size\n"
        "    return call(total, limit=limit, depth=4)\n"
    )
    assert renamed(code) == (
        "def f(item2, item0=3):\n    item3 = 0\n\n    for item1 in item2:\n        item3 = item3 + item1.size\n"
        "    return call(item3, limit=item0, depth=4)\n"
    )


def test_it_is_laid_out_anew_word_for_word() -> None:
    code = "def f(rows, limit):\n    total = 0\n\n    for row in rows:\n        total += row\n"
    assert laid_out_anew(code).startswith("def f(rows,\n  limit):\n  total = 0\n  for row in rows:\n    total")
    assert laid_out_anew(code).split() == code.split()
