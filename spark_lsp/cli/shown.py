"""The files of a folder that a model may be shown."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from spark_lsp.cli.reading import machine_made, read_source
from spark_lsp.cli.walk import files_in
from spark_lsp.core.analysis import Source
from spark_lsp.errors import UnreadableInput
from spark_lsp.languages import for_file
from spark_lsp.privacy.excluded import why_private


def sources_shown(folder: Path, exclude: Sequence[str] = ()) -> Iterator[tuple[str, Source]]:
    """(path within the folder with `/`, text), sorted; those left out that `advise` would not read, that are private
    or excluded, or that a machine made."""
    for file in files_in(folder, wanted=lambda name: for_file(name) is not None, exclude=exclude):
        language = for_file(file.name)
        if language is None or why_private(str(file), exclude, [str(folder)]) is not None:
            continue
        try:
            source = read_source(file, language.id)
        except UnreadableInput:
            continue
        if not machine_made(source):
            yield file.relative_to(folder).as_posix(), source
