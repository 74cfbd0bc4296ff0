"""Which files are never looked at, because the person said so."""

import os
import re
from collections.abc import Iterable, Sequence

from pathspec import GitIgnoreSpec

IgnoreSpec = GitIgnoreSpec


def ignore_spec(lines: Iterable[str]) -> IgnoreSpec:
    """The patterns of a `.gitignore`. One that means nothing is left out: git ignores it, pathspec raises."""
    return GitIgnoreSpec.from_lines(line for line in lines if _holds(line))


def _holds(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True


def is_excluded(path: str, patterns: Sequence[str], folders: Sequence[str]) -> bool:
    """Whether one of the `.gitignore` patterns names the file, seen from one of the folders or from its own root."""
    if not patterns:
        return False
    spec = ignore_spec(patterns)
    seen = [os.path.relpath(path, folder) for folder in folders if _is_under(path, folder)]
    bare = os.path.splitdrive(path)[1].lstrip("/\\")
    return any(spec.match_file(name.replace("\\", "/")) for name in [*seen, bare])


def _is_under(path: str, folder: str) -> bool:
    try:
        return os.path.commonpath([path, folder]) == os.path.normpath(folder)
    except ValueError:  # another drive, or a relative path beside an absolute one
        return False


PRIVATE = (
    ".env",
    ".env.*",
    "*.env",
    ".envrc",
    "*.pem",
    "*.key",
    "*.p12",
    "*.pfx",
    "*.jks",
    "*.keystore",
    "*.kdbx",
    "*.ovpn",
    "*.asc",
    "*.gpg",
    "*.age",
    "id_rsa*",
    "id_dsa*",
    "id_ecdsa*",
    "id_ed25519*",
    ".netrc",
    "_netrc",
    ".npmrc",
    ".pypirc",
    ".git-credentials",
    ".htpasswd",
    ".pgpass",
    ".my.cnf",
    "credentials",
    "credentials.*",
    "secrets.*",
    "secret.*",
    "*.tfstate",
    "*.tfstate.*",
    "*.tfvars",
    ".aws/",
    ".ssh/",
    ".gnupg/",
    ".kube/",
    ".docker/config.json",
)
"""Files that are never shown to a model, whatever the settings say, as `.gitignore` patterns; letters of any case."""


def why_private(path: str, patterns: Sequence[str], folders: Sequence[str]) -> str | None:
    """Why no model is shown the file; None where one may be. A link is judged by where it leads, too."""
    for seen in dict.fromkeys((path, os.path.realpath(path))):
        if is_excluded(seen.lower(), PRIVATE, [folder.lower() for folder in folders]):
            return "files of this name hold secrets"
        if is_excluded(seen, patterns, folders):
            return "the settings exclude it"
    return None
