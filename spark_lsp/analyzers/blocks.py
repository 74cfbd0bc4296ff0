"""Blocks of a function as its indentation shows them."""

import re
from collections.abc import Sequence

_CONTROL = re.compile(
    r"[}\s]*(?:async )?(?:if|elif|else|for|foreach|while|do|loop|switch|match|select|try|except|catch|finally|with"
    r"|unsafe|synchronized)\b"
)
_COMMENT = re.compile(r"\s*(?:#(?!\s*(?:if|else|endif))|//|/\*|\*)")
_CLOSING = re.compile(r"\s*[)\]}]|\s*(?:else|elif|except|finally|catch)\b")
TAB_COLUMNS = 4


def deepest(lines: Sequence[str], first: int, end: int) -> tuple[int, int]:
    """How many control statements are inside each other at most in lines first:end, and the line of the innermost."""
    best, best_line = 0, first
    inside: list[int] = []
    for at in range(first, min(end, len(lines))):
        line = lines[at]
        if not line.strip() or _COMMENT.match(line):
            continue
        depth = _indentation(line)
        while inside and inside[-1] >= depth:
            inside.pop()
        if _controls(line):
            inside.append(depth)
            if len(inside) > best:
                best, best_line = len(inside), at
    return best, best_line


def longest_block(lines: Sequence[str], first: int, end: int, share_max: float = 0.8) -> tuple[int, int] | None:
    """Lines (first, end exclusive) of the longest control statement in a body, with its header; of one that is
    nearly all of the body the longest inside. None for a body without any."""
    body = [at for at in range(first, min(end, len(lines))) if lines[at].strip() and not _COMMENT.match(lines[at])]
    if not body:
        return None
    # The brace of a body that is a block itself is not as deep as what it holds.
    inner = [at for at in body if not _CLOSING.match(lines[at]) and lines[at].strip() != "{"]
    base = min((_indentation(lines[at]) for at in inner), default=0)
    best: tuple[int, int] | None = None
    header = -1
    for at in [*body, end]:
        if at < end and (_indentation(lines[at]) > base or _CLOSING.match(lines[at])):
            continue
        size = best[1] - best[0] if best is not None else 1
        if header >= 0 and at - header > size and _controls(lines[header]):
            best = (header, _trimmed(lines, header, at))
        header = at
    if best is None or best[1] - best[0] <= 1:
        return None
    if best[1] - best[0] < share_max * len(body):
        return best
    narrower = longest_block(lines, best[0] + 1, best[1], share_max)
    return narrower or best


def _controls(line: str) -> bool:
    return line.rstrip().endswith((":", "{")) and _CONTROL.match(line) is not None


def _trimmed(lines: Sequence[str], first: int, end: int) -> int:
    """The end without the blank lines and comments that lead to what comes after."""
    while end > first + 1 and (not lines[end - 1].strip() or _COMMENT.match(lines[end - 1])):
        end -= 1
    return end


def _indentation(line: str) -> int:
    text = line.expandtabs(TAB_COLUMNS)
    return len(text) - len(text.lstrip())
