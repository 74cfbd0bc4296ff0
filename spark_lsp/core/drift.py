"""How the lines of the present text lie against the text that was analysed."""

from bisect import bisect_right


class Drift:
    """The stretches of lines that changed since a text was analysed, in order, never touching each other.

    An edit costs a bisection and the merge of the stretches that it touches, whatever the size of the file, so that a
    hover after a keystroke need not wait for a parse. A line outside all stretches is, character for character, a line
    of the analysed text; a line inside one is unknown.

    Invariant: for every stretch, `old[i]:old_end[i]` of the analysed lines were replaced by `new[i]:new_end[i]` of the
    present ones.
    """

    __slots__ = ("_new", "_new_end", "_old", "_old_end")

    def __init__(self) -> None:
        self._old: list[int] = []
        self._old_end: list[int] = []
        self._new: list[int] = []
        self._new_end: list[int] = []

    @property
    def clean(self) -> bool:
        """Whether nothing changed."""
        return not self._old

    def edit(self, first: int, end: int, new_end: int) -> None:
        """Lines `first:end` of the present text became `first:new_end`."""
        lo = hi = bisect_right(self._new, first)
        if lo and self._new_end[lo - 1] >= first:
            lo -= 1
        while hi < len(self._new) and self._new[hi] <= end:
            hi += 1
        delta = new_end - end
        before = self._new_end[lo - 1] - self._old_end[lo - 1] if lo else 0
        old, new = first - before, first
        if lo < hi:
            old, new = min(old, self._old[lo]), min(new, self._new[lo])
            after = self._new_end[hi - 1] - self._old_end[hi - 1]
            reach = max(end, self._new_end[hi - 1])
        else:
            after, reach = before, end
        self._old[lo:hi] = [old]
        self._old_end[lo:hi] = [reach - after]
        self._new[lo:hi] = [new]
        self._new_end[lo:hi] = [reach + delta]
        if delta:
            for i in range(lo + 1, len(self._new)):
                self._new[i] += delta
                self._new_end[i] += delta

    def analysed_line(self, line: int) -> int | None:
        """The line of the analysed text that is now `line`; None where that line changed."""
        i = bisect_right(self._new, line) - 1
        if i < 0:
            return line
        if line < self._new_end[i]:
            return None
        return line - self._new_end[i] + self._old_end[i]

    def present_line(self, analysed: int) -> int:
        """Where an analysed line is now; for one that changed, the first line of its stretch."""
        i = bisect_right(self._old, analysed) - 1
        if i < 0:
            return analysed
        if analysed < self._old_end[i]:
            return self._new[i]
        return analysed - self._old_end[i] + self._new_end[i]

    def present_end(self, analysed: int) -> int:
        """Where the end (exclusive) of a stretch of analysed lines is now; inside a changed one, that one's end."""
        i = bisect_right(self._old, analysed) - 1
        if i < 0:
            return analysed
        if analysed < self._old_end[i] or (analysed == self._old[i] == self._old_end[i]):
            return self._new_end[i]
        return analysed - self._old_end[i] + self._new_end[i]

    def touches(self, first: int, last: int) -> bool:
        """Whether any of the analysed lines `first` to `last`, both in, changed or has lines put inside."""
        i = bisect_right(self._old, last) - 1
        while i >= 0:
            if self._old_end[i] > first or (self._old_end[i] == self._old[i] and first < self._old[i] <= last):
                return True
            if self._old_end[i] <= first:
                return False
            i -= 1
        return False
