"""Secrets that the library's detectors do not know, as expressions; the group `secret` is what is taken out."""

import re

NAMED = re.compile(
    r"""(?ix)
    (?:pass(?:word|wd|phrase|code)?|pwd|secret|token|credential|api[-_.]?key|access[-_.]?key|auth[-_.]?key|private[-_.]?key
      |signing[-_.]?key|encryption[-_.]?key|client[-_.]?key|account[-_.]?key|session[-_.]?(?:id|key)|cookie|bearer
      |authorization|salt|pin|dsn|connection[-_.]?string)
    [\w\-.\]]{0,24} ["']? \s* (?: \] \s* )? (?: (?::=|=>|==|[:=,]|<-|\() \s* ){1,2} (?:[bruf@]{0,2})
    (?P<quote>["'`])(?P<secret>(?:\\.|(?!(?P=quote)).){4,400}?)(?P=quote)
    """
)
"""A quoted text given to what is named like a secret: `password = "…"`, `"token": "…"`, `set_secret("…")`."""

BARE = re.compile(
    r"""(?ix)
    \b[\w\-.]*(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[-_.]?key|access[-_.]?key|private[-_.]?key|account[-_.]?key)
    [\w\-.]{0,24} \s* [=:] \s* (?P<secret>(?=\S*\d)(?=\S*[a-z])[^\s"'`,;<>(){}\[\]]{8,400})
    """
)
"""The same without quotes, as in comments and configuration: it must hold a digit."""

KINDS: dict[str, re.Pattern[str]] = {
    "url-credentials": re.compile(
        r"\b[a-z][a-z0-9+.\-]{1,20}://[^\s/@:\"']{0,100}:(?P<secret>[^\s/@\"']{3,200})@", re.I
    ),
    "header": re.compile(r"\b(?:bearer|basic|digest|token|apikey)\s+(?P<secret>[A-Za-z0-9+/_.=~\-]{12,})", re.I),
    "jwt": re.compile(r"(?P<secret>\beyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}(?:\.[A-Za-z0-9_\-]*)?)"),
    "prefixed": re.compile(
        r"(?P<secret>\b(?:"
        r"(?:AKIA|ASIA|ABIA|ACCA|AGPA|AROA|AIDA)[A-Z0-9]{16}|AIza[\w\-]{30,}|ya29\.[\w\-]{20,}|1//0[\w\-]{20,}|GOCSPX-[\w\-]{20,}"
        r"|gh[pousr]_\w{20,}|github_pat_\w{20,}|gl(?:pat|ptt|rt|dt|cbt|soat|ft|agent)-[\w\-]{16,}"
        r"|xox[abeoprs]-[\w\-]{10,}|xapp-[\w\-]{10,}|sk-(?:proj-|ant-|or-|svcacct-)?[\w\-]{16,}|hf_\w{20,}|r8_\w{20,}|gsk_\w{20,}"
        r"|(?:sk|pk|rk|whsec)_(?:live_|test_)?\w{16,}|SG\.[\w\-]{16,}\.[\w\-]{16,}|key-[0-9a-f]{32}|(?:AC|SK)[0-9a-f]{32}"
        r"|npm_\w{20,}|pypi-[\w\-]{16,}|dop_v1_\w{32,}|do[or]_v1_\w{32,}|shp(?:at|ca|pa|ss)_\w{16,}|sq0(?:atp|csp)-[\w\-]{16,}|EAAA\w{40,}"
        r"|lin_api_\w{20,}|secret_\w{30,}|ntn_\w{30,}|figd_[\w\-]{20,}|PMAK-[\w\-]{30,}|dapi[0-9a-f]{32}|hvs\.[\w\-]{20,}|s\.[A-Za-z0-9]{24}\b"
        r"|rubygems_\w{20,}|cio\w{32}|glc_[\w+/=]{20,}|sntry[su]_[\w+/=\-]{20,}|AGE-SECRET-KEY-1\w{20,}|\d{8,10}:AA[\w\-]{30,}"
        r"|[MNO][\w\-]{23,27}\.[\w\-]{6}\.[\w\-]{27,}|[a-f0-9]{32}-us\d{1,2}|AccountKey=[\w+/=]{20,}|EAACEdEose0cBA\w+|amzn\.mws\.[\w\-]{20,}"
        r"|T3BlbkFJ\w+|AQ\.[\w\-]{30,}|pat[A-Za-z0-9]{14}\.[0-9a-f]{40,}|oauth2?:[\w\-]{16,}"
        r"))"
    ),
    "named": NAMED,
    "bare": BARE,
    "netrc": re.compile(r"\b(?:machine\s+\S+\s+)?login\s+\S+\s+password\s+(?P<secret>\S{3,})", re.I),
    "blob": re.compile(
        r"(?P<secret>(?<![\w/+.\-])(?=[A-Za-z0-9+/_\-]*[a-z])(?=[A-Za-z0-9+/_\-]*[A-Z])(?=[A-Za-z0-9+/_\-]*\d)"
        r"[A-Za-z0-9+/_\-]{32,}={0,2}(?![\w/+.\-]))|(?P<hex>(?<![\w])[0-9a-fA-F]{40,}(?![\w]))"
    ),
}
"""Kind → expression."""

KEY_BEGIN = re.compile(
    r"-----BEGIN [A-Z0-9 ]*(?:PRIVATE KEY|PGP MESSAGE|OPENSSH|CERTIFICATE)[A-Z0-9 ]*-----|^PuTTY-User-Key-File-\d"
)
KEY_END = re.compile(r"-----END [A-Z0-9 ]+-----|^Private-MAC:")

CANDIDATE = re.compile(
    r"(?i)pass|pwd|secret|token|credential|key|cookie|bearer|auth|salt|pin|dsn|connection|login|://|-----BEGIN|PuTTY"
    r"|(?=[A-Za-z0-9+/_.=\-]*\d)[A-Za-z0-9+/_.=\-]{16,}"
)
"""What a line must hold to be worth a closer look."""
