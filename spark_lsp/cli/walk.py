"""Which files of a folder are worth reading: the person's own sources, in a stable order."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from spark_lsp.privacy.excluded import IgnoreSpec, ignore_spec

NOT_OURS = frozenset(
    {
        "node_modules",
        "bower_components",
        "site-packages",
        "dist-packages",
        "vendor",
        "_vendor",
        "third_party",
        "third-party",
        "Godeps",
        "__pycache__",
        "__pypackages__",
    }
)
"""Folders of other people's code, or of no code, whatever `.gitignore` says."""
MINIFIED = (".min.js", ".min.mjs", "-min.js", ".bundle.js", ".d.ts")


def files_in(folder: Path, *, wanted: Callable[[str], bool], exclude: Sequence[str] = ()) -> Iterator[Path]:
    """Paths of wanted files below the folder, sorted folder by folder; `wanted` is asked the file's name.

    Honours each `.gitignore` from the repository's root down, unless they ignore the folder itself: who names an
    ignored folder wants it. Honours `exclude`, patterns of the same kind, relative to the folder. Leaves out hidden
    folders, other people's code, minified files, symbolic links and folders that cannot be read."""
    real = folder.resolve()
    specs = _specs_above(real)
    if _ignored(f"{real}{os.sep}", specs):
        specs = []
    if exclude:
        specs.append((str(real), ignore_spec(exclude)))
    yield from _walk(folder, real, specs, wanted)


def left_out(relative: str, exclude: Sequence[str] = ()) -> bool:
    """Whether a walk of the folder that the path (with `/`) is relative to leaves the file out, whatever any
    `.gitignore` says."""
    *folders, name = relative.split("/")
    if any(folder.startswith(".") or folder in NOT_OURS for folder in folders) or name.endswith(MINIFIED):
        return True
    return bool(exclude) and ignore_spec(exclude).match_file(relative)


def _walk(
    shown: Path, real: Path, specs: list[tuple[str, IgnoreSpec]], wanted: Callable[[str], bool]
) -> Iterator[Path]:
    own = _spec_of(real)
    if own is not None:
        specs = [*specs, (str(real), own)]
    try:
        entries = sorted(os.scandir(real), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_symlink():
            continue
        if entry.is_dir():
            if _is_source_folder(entry) and not _ignored(entry.path + os.sep, specs):
                yield from _walk(shown / entry.name, real / entry.name, specs, wanted)
        elif wanted(entry.name) and not entry.name.endswith(MINIFIED) and not _ignored(entry.path, specs):
            yield shown / entry.name


def _is_source_folder(entry: "os.DirEntry[str]") -> bool:
    if entry.name.startswith(".") or entry.name in NOT_OURS:
        return False
    return not os.path.exists(os.path.join(entry.path, "pyvenv.cfg"))


def _ignored(path: str, specs: list[tuple[str, IgnoreSpec]]) -> bool:
    """The nearest `.gitignore` that says something about the path decides, as in git."""
    for root, spec in reversed(specs):
        relative = path[len(root) :].lstrip(os.sep).replace(os.sep, "/")
        said = spec.check_file(relative).include
        if said is not None:
            return said
    return False


def _specs_above(folder: Path) -> list[tuple[str, IgnoreSpec]]:
    """Those of the folders between the repository's root and the folder, the outermost first."""
    found: list[tuple[str, IgnoreSpec]] = []
    for parent in [folder, *folder.parents]:
        if parent != folder and (spec := _spec_of(parent)) is not None:
            found.insert(0, (str(parent), spec))
        if (parent / ".git").exists():
            info = _read_spec(parent / ".git" / "info" / "exclude")
            return [(str(parent), info), *found] if info is not None else found
    # Outside a repository git ignores nothing above, and neither do we.
    return []


def _spec_of(folder: Path) -> IgnoreSpec | None:
    return _read_spec(folder / ".gitignore")


def _read_spec(file: Path) -> IgnoreSpec | None:
    try:
        lines = file.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    return ignore_spec(lines)
