"""Runs drafted rules on texts, in a process of its own that may be killed: `python -m spark_lsp.policy.child`.

JSON on stdin: `rules` (file texts), `texts` (pairs of language and text), `most` (hits of a rule on a text). JSON on
stdout, in the order of the rules: `hits` (for each text its 0-based lines), `problems` and `seconds`. Decides
nothing."""

import json
import sys
import time
from typing import Any

MEMORY_BYTES = 2 << 30
CPU_S = 120


def main() -> int:
    """Reads the task, writes what came of it."""
    _limit()
    task = json.load(sys.stdin)
    told = [_ran(text, task["texts"], task["most"]) for text in task["rules"]]
    json.dump({key: [one[key] for one in told] for key in ("hits", "problems", "seconds")}, sys.stdout)
    return 0


def _ran(text: str, texts: list[tuple[str, str]], most: int) -> dict[str, Any]:
    from spark_lsp.analyzers.ast_grep import look
    from spark_lsp.analyzers.rulecheck import compile_error
    from spark_lsp.analyzers.rulefile import rules_in
    from spark_lsp.core.analysis import Source
    from spark_lsp.errors import BrokenRule

    begun = time.perf_counter()
    try:
        rules = rules_in(text, "draft")
    except BrokenRule as error:
        return {"hits": [[] for _ in texts], "problems": str(error), "seconds": 0.0}
    problem = "" if len(rules) == 1 else "is not one rule"
    problem = problem or compile_error(rules[0])
    hits: list[list[int]] = []
    for language, source in texts:
        holds = not problem and language in rules[0].languages
        seen = look(Source(source, language, "text"), rules) if holds else None
        if seen is not None and seen.failures:
            problem = seen.failures[0].reason
        lines = sorted(finding.span.start.line for finding in seen.findings) if seen is not None else []
        hits.append(lines[:most])
    return {"hits": hits, "problems": problem, "seconds": time.perf_counter() - begun}


def _limit() -> None:
    """Where the system can: a rule that eats memory or never ends takes its own process down alone."""
    if sys.platform == "win32":
        return
    import resource

    for which, least in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_S)):
        _, hard = resource.getrlimit(which)
        resource.setrlimit(which, (least if hard == resource.RLIM_INFINITY else min(least, hard), hard))


if __name__ == "__main__":
    sys.exit(main())
