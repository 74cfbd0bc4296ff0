"""`spark-lsp rules new`: begins a rule of one's own, as a small one that works and says how to go on."""

import re
import shlex
from pathlib import Path

from spark_lsp.errors import UsageError

_CALL = ("old_name($GIVEN)", "old_name(a)", "new_name(a)")
_IN_FUNCTION = {
    "go": "package p\n\nfunc f(a int) {{\n\t{}\n}}\n",
    "rust": "fn f(a: i32) {{\n    {};\n}}\n",
    "java": "class A {{\n    void f(int a) {{\n        {};\n    }}\n}}\n",
    "c": "void f(int a) {{\n    {};\n}}\n",
    "cpp": "void f(int a) {{\n    {};\n}}\n",
}
"""Language → what a call must stand in to be a whole text."""
_BY_KIND = """\
rule:
  kind: call_expression
  all:
    - has: {field: function, regex: '^old_name$'}
    - has: {field: arguments, has: {nthChild: 1, pattern: $GIVEN}}"""
_PATTERNS = {"go": _BY_KIND, "c": _BY_KIND, "cpp": _BY_KIND}
"""Language → the rule, where a call on its own reads as a type or a declaration."""

_RULE = """\
# A rule that works, to be made yours. What may stand in `rule`: https://ast-grep.github.io/reference/rule.html
id: {id}
language: {language}
severity: info  # hint | info | warning | error
# One line that names the thing in the code at hand; $GIVEN is what the pattern caught.
message: "`old_name` is gone: `$GIVEN` goes to `new_name`"
# The why, as a colleague would say it.
note: "The old one is no longer called by anything else."
{found}
metadata:
  category: custom
  next: "Call `new_name($GIVEN)`."
  needs: {needs}  # one of these words must occur in a file, or it is not looked at
  confidence: 0.8  # how many of ten hits a reader keeps, by `spark-lsp rules calibrate`
# On these it must be silent: what looks alike and is right.
valid:
  - {valid}
# And these it must hit.
invalid:
  - {invalid}
"""


def new_rule(id_: str, *, language: str, look: str, folder: Path) -> int:
    """Writes the file and prints the three commands that come next. Raises UsageError where the id is none, is taken,
    or where there is no such language or look; then nothing is written."""
    from spark_lsp.analyzers.engine_names import languages_of
    from spark_lsp.languages import LANGUAGES

    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,60}", id_):
        raise UsageError(f"{id_!r} is no id: small letters, digits and dashes, as in no-old-name")
    known = languages_of(language)
    if not known:
        raise UsageError(f"no rules for {language!r}; there are some for {', '.join(lang.id for lang in LANGUAGES)}")
    text = _text(id_, known[0], look)
    file = folder / f"{id_}.yml"
    if file.exists():
        raise UsageError(f"{file} is there already")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}") from error
    where, whole = shlex.quote(str(folder)), shlex.quote(str(file))
    print(f"{file}")
    print(f"  change it, then:   spark-lsp rules test {whole}")
    print(f"  try it on code:    spark-lsp advise --rules {where} --severity hint .")
    print(f"  how sure is it:    spark-lsp rules calibrate --rules {where} --rule {id_} .")
    return 0


def _text(id_: str, language: str, look: str) -> str:
    pattern, hit, miss = _CALL
    around = _IN_FUNCTION.get(language, "{}\n")
    found = _PATTERNS.get(language, f"rule:\n  pattern: {pattern}") if not look else _look(look)
    return _RULE.format(
        id=id_,
        language=language,
        found=found,
        needs='["old_name("]' if not look else "[]",
        valid=_quoted(around.format(miss)),
        invalid=_quoted(around.format(hit)),
    )


def _quoted(snippet: str) -> str:
    lines = snippet.rstrip("\n").split("\n")
    return "|\n" + "\n".join(f"    {line}" if line else "" for line in lines)


def _look(name: str) -> str:
    """What asks for a look, with all it reads as lines to fill in. Raises UsageError where there is none."""
    from spark_lsp.analyzers.looks import look_named

    found = look_named(name)
    if found is None:
        raise UsageError(f"there is no look {name!r}; a look is a module in spark_lsp/analyzers/looks/")
    asked = "".join(f"\n#   {key}:" for key in sorted(found.PARAMETERS))
    return f"look: {name}" + (f"\n# with:  what this look reads{asked}" if asked else "")
