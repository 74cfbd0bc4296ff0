"""`spark-lsp policy review`: each drafted rule with its evidence, and a person's word on it."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from spark_lsp.build import policy_desk
from spark_lsp.cli.human import one_line
from spark_lsp.core.proposal import Proposal, Ruling, to_json
from spark_lsp.errors import UsageError

Rule = Callable[[str, Ruling, Path | None], Path | None]
"""(id, what a person says, where accepted rules go) → the file that it became."""

_ASK = "  a accept, r reject, Enter to pass over, q to stop: "


def add_review(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds its parser."""
    made = actions.add_parser("review", description="Shows what was drafted and waits; asks, at a terminal.")
    made.add_argument("path", nargs="?", default=".", metavar="PATH", help="a checkout (default: here)")
    made.add_argument("--accept", action="append", default=[], metavar="ID", help="make it a rule file; asks nothing")
    made.add_argument("--reject", action="append", default=[], metavar="ID", help="never show it again; asks nothing")
    made.add_argument("--dir", metavar="DIR", help="where accepted rules go (default: the checkout's .spark/rules)")
    made.add_argument("--all", action="store_true", help="show also what was refused, with the reason")
    made.add_argument("--json", action="store_true", help="one JSON object; asks nothing")


def review(chosen: argparse.Namespace) -> int:
    """Shows and asks, or does what the options say. Raises UsageError."""
    if both := set(chosen.accept) & set(chosen.reject):
        raise UsageError(f"{min(both)} cannot be accepted and rejected")
    root = checkout(chosen.path)
    desk = policy_desk(root)
    folder = Path(chosen.dir) if chosen.dir else root / ".spark" / "rules"
    files = [desk.rule(id_, Ruling.ACCEPTED, folder) for id_ in dict.fromkeys(chosen.accept)]
    for id_ in dict.fromkeys(chosen.reject):
        desk.rule(id_, Ruling.REJECTED)
    shown = [one for one in desk.proposals() if one.is_open or (chosen.all and one.fault is not None)]
    if chosen.json:
        told = {"proposals": [to_json(one) for one in shown], "written": [str(file) for file in files]}
        print(json.dumps(told, indent=2))
        return 0
    for file in files:
        print(f"{file}\n  it is in force where the setting `trusted` is true; try it: spark-lsp rules test {file}")
    if chosen.accept or chosen.reject:
        return 0
    if not shown:
        print("Nothing waits. spark-lsp policy draft --model MODEL drafts rules.")
        return 1
    asking = sys.stdin.isatty() and sys.stdout.isatty()
    walked(shown, desk.rule, folder, input if asking else None)
    return 0


def checkout(word: str) -> Path:
    """The root of the repository that a path is in. Raises UsageError outside one."""
    start = Path(word).resolve()
    if not start.is_dir():
        raise UsageError(f"{word}: no such folder")
    root = next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), None)
    if root is None:
        raise UsageError(f"{word} is in no git repository; rules are drafted from the fixes in one's history")
    return root


def walked(shown: Sequence[Proposal], rule: Rule, folder: Path, ask: Callable[[str], str] | None) -> None:
    """Shows each, and asks about each that is open; none where there is nobody to ask."""
    for proposal in shown:
        print("\n".join(lines(proposal)))
        if ask is None or not proposal.is_open:
            continue
        try:
            word = ask(_ASK).strip().lower()
        except EOFError:
            return
        match word:
            case "a":
                print(f"  {rule(proposal.id, Ruling.ACCEPTED, folder)}")
            case "r":
                rule(proposal.id, Ruling.REJECTED, None)
            case "q":
                return


def lines(proposal: Proposal) -> list[str]:
    """A proposal for a person: what came of it, the rule, the evidence."""
    seen = proposal.evidence
    state = f"refused, {proposal.fault}: {one_line(proposal.detail)}" if proposal.fault else "holds"
    told = [f"\n{one_line(proposal.id)}: {state}", f"  from: {one_line(proposal.subject)} ({proposal.case})", ""]
    told += [f"    {one_line(line)}" for line in proposal.text.splitlines()]
    if proposal.fault is None:
        told += ["", f"  would have caught {len(seen.caught)} of {seen.replayed} commits that were replayed:"]
        told += [f"    {one.commit[:10]} {one_line(one.path)}: {one_line(one.subject)}" for one in seen.caught]
        told.append(f"  hits {seen.standing} places as the code is now; {seen.brought} commits brought such a place:")
        told += [f"    {one_line(one.path)}:{one.line}: {one_line(one.text)}" for one in seen.places]
        told.append(f"  takes {seen.took_s:.2f} s on the whole checkout")
    return told
