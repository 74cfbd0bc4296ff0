"""The same unit written otherwise: laid out anew, or with other names for its own variables. Roughly, by its words."""

import re

_NAME = re.compile(r"(?<![\w.\"'])[a-z_]\w*(?![\w\"'(])")
_ASSIGNED = re.compile(r"(?m)^\s*([a-z_]\w*)\s*(?::=|(?::[^=\n(){}]+)?=(?!=))")
_DECLARED = re.compile(r"\b(?:for|as|let|const|var|mut)\s+([a-z_]\w*)")
_PARAMETER = re.compile(r"[(,]\s*([a-z_]\w*)\s*(?=[,:)=])")
_KEPT = frozenset(["self", "cls", "this", "_", "in", "not", "and", "or", "if", "else", "return", "none"])


def laid_out_anew(code: str) -> str:
    """Half the indentation, blank lines out, and a line broken after each comma outside strings that is last to fit."""
    lines: list[str] = []
    for line in code.splitlines():
        if not line.strip():
            continue
        bare = line.lstrip()
        indent = len(line) - len(bare)
        lines.append(" " * (indent // 2) + bare.replace(", ", ",\n" + " " * (indent // 2 + 2)))
    return "\n".join(lines) + "\n"


def renamed(code: str) -> str:
    """Each variable and parameter of its own by another name; what it calls and what it is called stay."""
    head, _, body = code.partition("\n")
    bound = {*_ASSIGNED.findall(body), *_DECLARED.findall(body), *_PARAMETER.findall(head)}
    names = {name: f"item{i}" for i, name in enumerate(sorted(bound - _KEPT))}

    def other(match: re.Match[str]) -> str:
        before, after = code[: match.start()].rstrip()[-1:], code[match.end() :].lstrip()[:2]
        by_keyword = match.start() > len(head) and before in ("(", ",") and after[:1] == "=" and after != "=="
        return match[0] if by_keyword else names.get(match[0], match[0])

    return _NAME.sub(other, code)
