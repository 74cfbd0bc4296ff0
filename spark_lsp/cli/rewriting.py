"""Puts new bytes into a file: whole or not at all, and never over what someone else wrote meanwhile."""

import os
import stat
import tempfile
from pathlib import Path

from spark_lsp.cli.reading import read_bytes
from spark_lsp.errors import UnreadableInput


def rewrite(path: Path, *, was: bytes, now: bytes) -> None:
    """Raises UnreadableInput, and leaves the file alone, where it is no longer what it was or cannot be written."""
    if read_bytes(path) != was:
        raise UnreadableInput(f"{path}: changed while it was looked at; nothing was written")
    if not os.access(path, os.W_OK) or not path.stat().st_mode & 0o222:  # root may write it, and was not meant to
        raise UnreadableInput(f"{path}: is read-only; nothing was written")
    try:
        replace_file(path, now)
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror or error}; nothing was written") from error


def replace_file(path: Path, content: bytes) -> None:
    """The file's mode stays, its owner too where that may be set; a symbolic link goes on pointing to it. Raises
    OSError."""
    real = Path(os.path.realpath(path))
    number, name = tempfile.mkstemp(prefix=f".{real.name[:32]}.", dir=real.parent)
    try:
        with open(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _as_before(real, name)
        os.replace(name, real)
    except BaseException:
        os.unlink(name)
        raise


def _as_before(real: Path, name: str) -> None:
    try:
        old = os.stat(real)
    except FileNotFoundError:
        os.chmod(name, 0o666 & ~_umask())
        return
    if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
        try:
            os.chown(name, old.st_uid, old.st_gid)
        except PermissionError:  # only root may give files away; the mode below is then ours to set
            os.chmod(name, stat.S_IMODE(old.st_mode))
            return
    os.chmod(name, stat.S_IMODE(old.st_mode))


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
