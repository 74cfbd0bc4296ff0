"""What can be asked of `spark-lsp advise`, and what cannot be asked together."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from spark_lsp.cli.fixing import Fixing
from spark_lsp.core.finding import Severity
from spark_lsp.errors import UsageError

NEVER = "never"
HELP = """Advice on files, on a place in a file (LINE and COL count from 1), or on all sources of a folder
(what .gitignore names, other people's, generated and minified files left out).

which advice
  --severity LEAST   hint, info, warning or error; default info
  --disable RULE     leave out a rule or category;  --exclude GLOB  leave out files of a folder
  --rules DIR        also use the rules of this folder;  --all  also what was dismissed in an editor
  --changed [REF]    only what the work tree brought since HEAD, or since HEAD left REF
  --staged           only what the index brings, as the index holds it
  --baseline FILE    only what is not in FILE;  --write-baseline FILE  writes what there is now
fixes
  --fix              apply the safe ones, all checked;  --unsafe-fixes  the others too
  --dry-run          with --fix: show the difference as `git apply` takes it, and write nothing
output
  --json | --sarif   one JSON object (spark-emit/1), or SARIF 2.1.0 for code scanning
  --fail-on LEAST    a severity, or never; default error;  --no-progress  no progress bar

exit codes: 0 nothing at or over --fail-on is left; 1 something is, or --dry-run has a difference;
2 wrong usage, unreadable input, a file whose analysis failed, or one that could not be written"""


@dataclass(frozen=True, slots=True)
class Options:
    """The command line, read."""

    paths: tuple[str, ...]
    json: bool
    sarif: bool
    least: Severity
    fail_on: Severity | None
    disabled: frozenset[str]
    exclude: tuple[str, ...]
    rules: tuple[str, ...]
    all: bool
    progress: bool
    changed: str | None
    """The REF, `""` for HEAD; None where it was not asked."""
    staged: bool
    baseline: Path | None
    new_baseline: Path | None
    fixing: Fixing | None

    @property
    def baselines(self) -> Path | None:
        """The folder of the baselines."""
        file = self.baseline or self.new_baseline
        return file.parent if file is not None else None

    @property
    def traced(self) -> bool:
        """Whether findings have to be known again."""
        return self.changed is not None or self.staged or self.sarif or bool(self.baselines or self.fixing)


def options_of(argv: Sequence[str]) -> Options:
    """Raises UsageError for what does not go together; ends the process for `--help` and for what is no option."""
    chosen = _parser().parse_args(argv)
    fixing = Fixing(chosen.unsafe_fixes, chosen.dry_run) if chosen.fix else None
    for asked, option in ((chosen.dry_run, "--dry-run"), (chosen.unsafe_fixes, "--unsafe-fixes")):
        if asked and fixing is None:
            raise UsageError(f"{option} goes with --fix")
    if fixing is not None and chosen.staged:
        raise UsageError("--fix changes files, and --staged looks at the index; use --fix --changed")
    if fixing is not None and chosen.write_baseline:
        raise UsageError("--write-baseline and --fix: one after the other")
    if fixing is not None and fixing.dry and chosen.sarif:
        raise UsageError("--dry-run prints the difference, so that there is no room for --sarif")
    if chosen.baseline and chosen.write_baseline and chosen.baseline.parent != chosen.write_baseline.parent:
        raise UsageError("--baseline and --write-baseline have to be in one folder, from which both know their files")
    if not chosen.paths and not chosen.staged and chosen.changed is None:
        raise UsageError("advise needs a PATH, or --changed, or --staged; see spark-lsp advise --help")
    return Options(
        paths=tuple(chosen.paths),
        json=chosen.json,
        sarif=chosen.sarif,
        least=Severity.from_word(chosen.severity),
        fail_on=None if chosen.fail_on == NEVER else Severity.from_word(chosen.fail_on),
        disabled=frozenset(chosen.disable),
        exclude=tuple(chosen.exclude),
        rules=_rule_folders(chosen.rules),
        all=chosen.all,
        progress=not chosen.no_progress,
        changed=chosen.changed,
        staged=chosen.staged,
        baseline=chosen.baseline,
        new_baseline=chosen.write_baseline,
        fixing=fixing,
    )


def _parser() -> argparse.ArgumentParser:
    words = [severity.word for severity in Severity]
    parser = argparse.ArgumentParser(
        prog="spark-lsp advise",
        usage="spark-lsp advise [options] [FILE[:LINE[:COL]] | DIR …]",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
    )
    # HELP tells of the options, two a line where they are short: argparse's own list is longer than a screen.
    hidden = argparse.SUPPRESS
    add = parser.add_argument
    add("-h", "--help", action="help", help=hidden)
    add("paths", nargs="*", help=hidden)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=hidden)
    form.add_argument("--sarif", action="store_true", help=hidden)
    add("--severity", choices=words, default="info", help=hidden)
    add("--fail-on", choices=[*words, NEVER], default="error", help=hidden)
    add("--disable", action="append", default=[], help=hidden)
    add("--exclude", action="append", default=[], help=hidden)
    add("--rules", action="append", default=[], help=hidden)
    add("--all", action="store_true", help=hidden)
    add("--no-progress", action="store_true", help=hidden)
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--changed", nargs="?", const="", help=hidden)
    change.add_argument("--staged", action="store_true", help=hidden)
    add("--baseline", type=Path, help=hidden)
    add("--write-baseline", type=Path, help=hidden)
    add("--fix", action="store_true", help=hidden)
    add("--dry-run", action="store_true", help=hidden)
    add("--unsafe-fixes", action="store_true", help=hidden)
    return parser


def _rule_folders(words: Sequence[str]) -> tuple[str, ...]:
    for word in words:
        if not os.path.isdir(word):
            raise UsageError(f"--rules {word}: no such folder")
    return tuple(os.path.abspath(word) for word in words)
