"""Asks git what changed and what a file held before; no shell, no colours, names as bytes."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from spark_lsp.errors import UsageError

REGULAR = ("100644", "100755")
"""Modes of files; symbolic links and submodules have others."""
_DIFF = ("--raw", "-z", "--no-abbrev", "-M", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
_SETTINGS = ("-c", "core.fsmonitor=false", "-c", "diff.relative=false", "-c", "core.quotePath=false")
"""A repository's own configuration must neither start programs nor change what is listed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One file that differs. Paths are relative to the repository's root, with `/`."""

    path: str
    """Where it is now; `""` where it is gone."""
    was: str
    """Where it was; `""` where it is new."""
    blob: str
    """Id of the content now; `""` where that is in the work tree."""
    was_blob: str
    """Id of the content before; `""` where it is new."""
    unmerged: bool = False


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository around the folder that the command runs in."""

    root: Path

    def since(self, ref: str) -> list[Change]:
        """How the work tree, untracked files included, differs from HEAD, or from where HEAD left `ref`. Raises
        UsageError for a `ref` that there is none of, or that shares no commit with HEAD."""
        head = _commit("HEAD")
        if ref and head:
            base = self._fork(ref)
        elif ref and not _commit(ref):
            raise UsageError(f"--changed {ref}: there are no commits here yet")
        else:
            base = head or _empty_tree()
        changes = _changes(_asked("diff", *_DIFF, base, "--"))
        listed = _asked("ls-files", "-z", "--others", "--exclude-standard", "--full-name", "--", ":/")
        names = [os.fsdecode(name) for name in listed.split(b"\0") if name and not name.endswith(b"/")]
        fresh = [name for name in names if _is_file(self.root / name)]
        return [*changes, *(Change(name, "", "", "") for name in fresh)]

    def staged(self) -> list[Change]:
        """How the index differs from HEAD."""
        return _changes(_asked("diff", "--cached", *_DIFF, _commit("HEAD") or _empty_tree(), "--"))

    def contents(self, blobs: Sequence[str]) -> dict[str, bytes]:
        """Blob id → what is in it. Raises UsageError for one that this clone does not have."""
        got: dict[str, bytes] = {}
        if not blobs:
            return got
        raw = _asked("cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs).encode())
        at = 0
        while at < len(raw):
            end = raw.index(b"\n", at)
            blob, *rest = raw[at:end].split()
            at = end + 1
            if len(rest) != 2:
                raise UsageError(f"git does not have {blob.decode()}, which a changed file held")
            size = int(rest[1])
            got[blob.decode()] = raw[at : at + size]
            at += size + 1
        return got

    def _fork(self, ref: str) -> str:
        if not _commit(ref):
            raise UsageError(f"--changed {ref}: neither a commit nor a path here; has it been fetched?")
        code, said, _ = _ran("merge-base", "--end-of-options", ref, "HEAD")
        if code != 0:
            raise UsageError(f"--changed {ref}: no commit in common with HEAD; a shallow clone needs more history")
        return said.decode().split()[0]


def repository() -> Repository:
    """Raises UsageError outside a work tree, and where git does not run."""
    code, said, reason = _ran("rev-parse", "--show-toplevel")
    if code != 0 or not said.strip():
        told = reason.decode("utf-8", "replace").strip().split("\n")[0].removeprefix("fatal: ")
        raise UsageError(f"git: {told or 'no work tree here'}")
    return Repository(Path(os.fsdecode(said.removesuffix(b"\n"))))


def is_commit(word: str) -> bool:
    """Whether git knows a commit by this name here."""
    return bool(word) and bool(_commit(word))


def _changes(raw: bytes) -> list[Change]:
    """What `git diff --raw -z` lists, each path once."""
    found: dict[str, Change] = {}
    fields = iter(raw.split(b"\0"))
    for head in fields:
        if not head:
            continue
        mode_was, mode, was_blob, blob, status = head.decode().removeprefix(":").split(" ")
        was = path = os.fsdecode(next(fields))
        if status[0] in "RC":
            path = os.fsdecode(next(fields))
        if status[0] == "U":
            found[path] = Change(path, "", "", "", unmerged=True)
            continue
        known_was = mode_was in REGULAR and status[0] != "C"
        if mode not in REGULAR and not known_was:
            continue
        change = Change(
            path=path if mode in REGULAR else "",
            was=was if known_was else "",
            blob=_id(blob),
            was_blob=_id(was_blob) if known_was else "",
        )
        found.setdefault(path, change)
    return list(found.values())


def _id(blob: str) -> str:
    return blob if blob.strip("0") else ""


def _commit(ref: str) -> str:
    code, said, _ = _ran("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    return said.decode().split()[-1] if code == 0 and said.strip() else ""


def _empty_tree() -> str:
    return _asked("hash-object", "-t", "tree", "--stdin").decode().strip()


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _asked(*arguments: str, given: bytes = b"") -> bytes:
    code, said, reason = _ran(*arguments, given=given)
    if code != 0:
        raise UsageError(f"git {arguments[0]}: {reason.decode('utf-8', 'replace').strip() or f'exit code {code}'}")
    return said


def _ran(*arguments: str, given: bytes = b"") -> tuple[int, bytes, bytes]:
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        ran = subprocess.run(["git", *_SETTINGS, *arguments], input=given, capture_output=True, env=environment)
    except OSError as error:
        raise UsageError(f"git does not run ({error.strerror or error}); --changed and --staged need it") from error
    return ran.returncode, ran.stdout, ran.stderr
