"""Families of defects, and which of them a text claims: a claim of a family that is not there is a false one."""

import re

FAMILIES = {
    "boundary": r"off[- ]by[- ]one|fence ?post",
    "none": r"(?:null|nil)[- ](?:pointer|dereference)|none[- ]?type error|may be (?:none|null|nil)",
    "sql": r"\bsql\b|query injection|parameteri[sz]ed",
    "shell": r"(?:shell|command) injection|shell=true",
    "xss": r"\bxss\b|cross[- ]site|unescaped html",
    "path": r"(?:path|directory) traversal",
    "race": r"race condition|data race|not thread[- ]safe|thread[- ]safety|concurrent(?:ly)?\b|deadlock|\bmutex\b",
    "leak": r"(?:resource|memory|file|connection|handle|goroutine) leak|never closed|not closed|left open|leaks?\b",
    "overflow": r"overflow",
    "zero": r"divi(?:sion|de[sd]?|ding) by zero|zerodivision",
    "money": r"rounding error|float(?:ing)?[- ]point|lose[sd]? precision|precision loss",
    "time": r"time ?zone|naive datetime|daylight|leap year",
    "encoding": r"\bencoding\b|\butf-?8\b|unicode",
    "mutable": r"mutable default|shared default|shared between calls|between calls",
    "exception": r"bare except|swallow|unhandled exception|error handling|missing error|exception handling",
    "auth": r"authenticat|authori[sz]|permission check|access control|credential|hard[- ]?coded (?:secret|password)",
    "crypto": r"weak (?:hash|cipher|random)|\bmd5\b|\bsha-?1\b|timing attack",
    "performance": r"quadratic|inefficien|performance|slow for large|\bo\(n",
    "recursion": r"infinite (?:loop|recursion)|endless loop|never terminates|stack depth",
    "validation": r"input validation|validate (?:the |its |all )?(?:input|argument|parameter)s?|sanitiz",
    "style": r"\bnaming\b|readab|docstring|type hints?\b|too long|too complex|magic number|maintainab|\bpep ?8\b",
    "order": r"swapped|wrong order|arguments? (?:are|is) (?:in the )?(?:wrong|reversed)|reversed arguments",
    "regex": r"\bredos\b|catastrophic backtracking",
    "unused": r"\bunused\b|dead code|unreachable",
}
"""Family → how it is spoken of, whatever the code."""


def claimed(text: str) -> frozenset[str]:
    """The families that a text speaks of."""
    return frozenset(name for name, said in FAMILIES.items() if re.search(said, text, re.IGNORECASE))
