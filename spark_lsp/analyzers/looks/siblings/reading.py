"""Regular expressions that read plain code, in whatever language it was written."""

import re

from spark_lsp.analyzers.shape import words

CALL = re.compile(r"([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)(?:!|<[\w<>, ]*>)?\(")
LOAD = re.compile(
    r"(?:^|[\n;{(]|\b(?:let|const|var|mut|final)\s)\s*(?:(?:struct|const|static|unsigned|final|mut)\s+)*"
    r"(?:[A-Za-z_][\w<>\[\].]*[\s*&]+)?([a-z_$][\w$]*)((?:\s*,\s*\w+)*)(?:\s*:\s*[\w\[\].|<>& ]+)?\s*:?=(?![=>])\s*"
    r"(?:await\s+|\(await\s+|\(\s*)?(?:new\s+|&mut\s+|&)?([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)!?\("
    r"(?:\s*&?([A-Z]\w*(?=\s*[,)])|\"))?"
)
ASKED_LITERALLY = re.compile(r"([\w.$]+)\(\s*[\"'`]([^\"'`\n]*)[\"'`]")
CHAINED = re.compile(r"\)\??\.(\w+)\(")
DECLARED = re.compile(
    r"\b(?!return|throw|else|case|goto|new|delete|yield|await|package)[A-Za-z][\w.<>,]*(?:\[\])?[ *&]+"
    r"(\w+)(?:\[\])?\s*[=;:]"
)
HELD_OPEN = re.compile(r"\bwith\s+(?:await\s+)?([\w.]+)\([^\n]*?\)\s+as\s+(\w+)")
STATEMENT = re.compile(
    r"(?:^|[\n;{}:]|\bdefer\b|\)\s)[ \t]*(?:(?:await|defer|return|void)\s+)?"
    r"([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)\??!?\("
)
REBOUND = re.compile(
    r"(?:^|[\n;,({]|\b(?:let|const|var)\s|\bas\s)\s*([A-Za-z_$][\w$]*)\s*(?:,[\w\s,]+)?(?:[-+*/|&:]|//)?=(?!=)"
)
TAKEN_APART = re.compile(r"\b(?:const|let|var)\s*[\[{]([^=;]*?)[\]}]\s*=")
OWN_STATE = re.compile(r"\bself\.([A-Za-z_]\w*)\b(?!\s*\()")
TOKEN = re.compile(r"([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)(?:\s?!?(\())?|\(|\)")
DECIDED = re.compile(
    r"([A-Za-z_$][\w$.]*)(?:\(\s*\)|\[[^\]\n]*\])?\s*"
    r"(?:[=!]==?|[<>](?![<>])|\?(?!\.)|\|\||&&|\b(?:is|in|not in|or|and|if)\b|\.eq\w*\()"
)
DECIDED_BY = re.compile(
    r"(?:[=!]==?|[^-=<>]>=?|[^<]<=?(?!<)|\b(?:in|if|while|not|unless|and|or|match|switch|else)\b|&&|\|\||![=(]*"
    r"|\.[eE]quals?\()\s*\(*\s*([A-Za-z_$][\w$.]*)"
)
FILTERED = re.compile(
    r"(?<![\w$.])(\w+)\s*[:=](?![=:])\s*[\w.]*\b(?:user|me|actor|current_user|currentUser|principal|session|account)\b"
)
CHANGES = re.compile(
    r"\bself\.([A-Za-z_]\w*)(?:\[[^\]\n]*\])?\s*(?:(?:[-+*/|&]|//|<<)?=(?!=)|\+\+|--)"
    r"|\bself\.([A-Za-z_]\w*)\.(?:append|add|insert|extend|remove|pop|popleft|appendleft|clear|discard|update|setdefault"
    r"|push|put|push_back|erase|unshift|splice|shift|set|delete|addAll|emplace|offer|poll)\("
    r"|\bdelete\(self\.([A-Za-z_]\w*),"
    r"|\bdel\s+self\.([A-Za-z_]\w*)\["
)
KEYWORDS = words("if for while switch return catch func def match elif not and or in assert print super")
