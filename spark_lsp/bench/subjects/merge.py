"""Merging intervals."""


def merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that touch or overlap as one."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            last = found.pop()
            found.append((last[0], max(last[1], end)))
        else:
            found.append((begin, end))
    return found


CASES = (
    ("merged([(3, 4), (1, 2)])", "[(1, 2), (3, 4)]"),
    ("merged([(1, 2), (2, 4)])", "[(1, 4)]"),
    ("merged([(1, 9), (2, 3), (8, 12)])", "[(1, 12)]"),
    ("merged([])", "[]"),
)
