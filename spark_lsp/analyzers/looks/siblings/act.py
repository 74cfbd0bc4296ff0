"""One thing that a function does and its siblings may do as well."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """Told from others of its kind by its key; `about` is the name in this function of what it concerns."""

    key: str
    about: str
    """A parameter, a local, `self.x` or a name from outside the function; empty where it concerns nothing at hand."""
    shown: str
    """As the code has it."""
    weak: bool = False
    """Whether a function may well do without: then three siblings must do it."""
