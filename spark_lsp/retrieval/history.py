"""What git remembers of a checkout: its commits, the files in each, and what they held. Runs no program but git, and
fetches nothing."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spark_lsp.errors import UsageError

LIMIT_S = 120.0
"""Longest that git may take for one question, seconds."""

REGULAR = ("100644", "100755")
BLOB_BYTES_MAX = 400_000
"""A larger file was made by a machine."""

_SETTINGS = ("core.fsmonitor=false", "core.quotePath=false", "log.showSignature=false", "diff.relative=false")
"""A repository's own configuration must neither start programs nor change what is listed."""

_DIFF = ("--raw", "-z", "--no-abbrev", "-M", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
_MARK = "\x01"


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file of a commit. Paths are relative to the root, with `/`; blobs are ids, `""` where there is none."""

    path: str
    was: str
    blob: str
    was_blob: str


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit with one parent."""

    id: str
    subject: str
    changes: tuple[FileChange, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Of one checkout."""

    root: Path

    def commits(self, most: int) -> tuple[Commit, ...]:
        """The last commits, newest first, merges left out; none where there is no commit. Raises UsageError where git
        does not run."""
        form = f"--format={_MARK}%H%x00%s%x00"
        code, said = self._ran("log", "--no-merges", f"--max-count={most}", *_DIFF, form, "--")
        if code != 0:
            return ()
        return tuple(one for block in said.split(_MARK.encode())[1:] if (one := _commit(block)) is not None)

    def contents(self, blobs: Sequence[str]) -> dict[str, bytes]:
        """Blob id → what is in it; those that are too large, or not in this clone, are left out."""
        if not blobs:
            return {}
        given = "".join(f"{blob}\n" for blob in dict.fromkeys(blobs)).encode()
        _, sizes = self._ran("cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)", given=given)
        told = [line.split() for line in sizes.decode("ascii", "replace").splitlines()]
        fit = [one[0] for one in told if len(one) == 3 and one[1] == "blob" and int(one[2]) <= BLOB_BYTES_MAX]
        _, raw = self._ran("cat-file", "--batch", given="".join(f"{blob}\n" for blob in fit).encode())
        return dict(_blobs(raw))

    def head(self) -> str:
        """Id of the commit that is checked out; `""` where there is none."""
        code, said = self._ran("rev-parse", "--verify", "--quiet", "HEAD")
        return said.decode("ascii", "replace").strip() if code == 0 else ""

    def _ran(self, *arguments: str, given: bytes = b"") -> tuple[int, bytes]:
        environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        try:
            ran = subprocess.run(
                ["git", "-C", str(self.root), *settings, *arguments],
                input=given,
                capture_output=True,
                env=environment,
                timeout=LIMIT_S,
            )
        except OSError as error:
            raise UsageError(f"git does not run ({error.strerror or error}); install it") from error
        except subprocess.TimeoutExpired as error:
            raise UsageError(f"git {arguments[0]} took longer than {LIMIT_S:.0f} s") from error
        return ran.returncode, ran.stdout


def _commit(block: bytes) -> Commit | None:
    fields = iter(block.split(b"\0"))
    id_, subject = next(fields).decode("ascii", "replace"), next(fields, b"").decode("utf-8", "replace")
    if len(id_) not in (40, 64):
        return None
    changes: list[FileChange] = []
    for field in fields:
        head = field.strip(b"\n")
        if not head.startswith(b":"):
            continue
        mode_was, mode, was_blob, blob, status = head.decode("ascii", "replace").removeprefix(":").split(" ")
        was = path = os.fsdecode(next(fields, b""))
        if status[0] in "RC":
            path = os.fsdecode(next(fields, b""))
        if mode in REGULAR or mode_was in REGULAR:
            changes.append(FileChange(path, was, _id(blob), _id(was_blob)))
    return Commit(id_, subject, tuple(changes))


def _id(blob: str) -> str:
    return blob if blob.strip("0") else ""


def _blobs(raw: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while (end := raw.find(b"\n", at)) >= 0:
        head = raw[at:end].split()
        at = end + 1
        if len(head) != 3:
            continue
        size = int(head[2])
        yield head[0].decode("ascii"), raw[at : at + size]
        at += size + 1
