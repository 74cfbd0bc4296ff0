"""Whether code only asks: it sets nothing, and calls nothing that may answer otherwise the next time."""

import re

_PURE = re.compile(
    r"\b(?:isinstance|issubclass|hasattr|callable|len|defined|"
    r"(?:[\w$]+(?:\.|->|::|\?\.))*_?(?:is|has|contains|includes|starts|ends|equals|size|length|empty)(?:[_A-Z]\w*|with|)|"
    r"(?:[\w$]+(?:\.|->|::|\?\.))*get(?!_?(?:c|char|next|line|token|byte)\b)[_A-Z]\w*)\("
)
_ACTS = re.compile(r"[\w$>]!?\s*\(|[^=!<>]=[^=>]|:=|\+\+|--|<-|\blet\b|\bawait\b|\byield\b")
_WORDS = re.compile(r"\b(?:and|or|not|in|is|if|else|sizeof|typeof)\s*\(")


def only_asks(code: str) -> bool:
    """Judged by names: `is…`, `has…`, `get…` and the like ask, all other calls may act."""
    return _ACTS.search(_WORDS.sub("", _PURE.sub("", code))) is None
