"""Every error a caller treats differently.

SparkError                 a message a person can act on; never a traceback
├── UsageError             the command line asks for what cannot be (exit 2)
├── UnreadableInput        a file is gone, binary, too large or not text
├── BrokenRule             a rule file does not load; names the file and the line
├── BadSetting             a setting has an unknown key or value; the rest of the settings hold
├── StoreUnavailable       the data folder cannot be written; dismissals last for this run only
└── BackendFailed          a model server is down, refuses or talks nonsense; an attempt turns it into a miss
"""


class SparkError(Exception):
    """Its text names the thing and the way out."""


class UsageError(SparkError):
    """The command line asks for what cannot be."""


class UnreadableInput(SparkError):
    """A file is gone, binary, too large or not text."""


class BrokenRule(SparkError):
    """A rule file does not load."""


class BadSetting(SparkError):
    """A setting has an unknown key or a bad value."""


class StoreUnavailable(SparkError):
    """The data folder cannot be read or written."""


class BackendFailed(SparkError):
    """A model server gave no reply; `reason` is the value of a `core.asking.MissReason`."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
