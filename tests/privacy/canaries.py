"""Secrets that are none, of every kind that a redactor must know: made of parts at run time, so that no scanner takes
this file for a leak."""

import base64
import random
import string
from pathlib import Path
from urllib.parse import quote

_LETTERS = string.ascii_letters + string.digits


def _of(alphabet: str, size: int, seed: str) -> str:
    chance = random.Random(seed)
    text = "".join(chance.choice(alphabet) for _ in range(size - 3))
    return text + "a9Z"[:3] if alphabet is _LETTERS else text + alphabet[1] + alphabet[-1] + alphabet[2]


def _word(size: int, seed: str) -> str:
    return _of(_LETTERS, size, seed)


def _hex(size: int, seed: str) -> str:
    return _of("0123456789abcdef", size, seed)


def canaries() -> dict[str, str]:
    """Kind → a made-up secret of its form."""
    upper = string.ascii_uppercase + "234567"
    b64 = _LETTERS + "+/"
    return {
        "aws access key": "AK" + "IA" + _of(upper, 16, "a"),
        "aws temporary key": "AS" + "IA" + _of(upper, 16, "b"),
        "aws secret key": _of(b64, 40, "c"),
        "github token": "gh" + "p_" + _word(36, "d"),
        "github fine-grained": "github" + "_pat_" + _word(59, "e"),
        "gitlab token": "glp" + "at-" + _word(20, "f"),
        "slack bot": "xo" + "xb-" + "1234567890-" + _word(24, "g"),
        "slack app": "xa" + "pp-1-" + _word(30, "h"),
        "openai key": "sk" + "-proj-" + _word(40, "i"),
        "anthropic key": "sk" + "-ant-" + _word(40, "j"),
        "hugging face": "hf" + "_" + _word(34, "k"),
        "stripe live": "sk" + "_live_" + _word(24, "l"),
        "stripe webhook": "wh" + "sec_" + _word(32, "m"),
        "twilio account": "A" + "C" + _hex(32, "n"),
        "sendgrid": "SG" + "." + _word(22, "o") + "." + _word(43, "p"),
        "mailgun": "key" + "-" + _hex(32, "q"),
        "mailchimp": _hex(32, "r") + "-us" + "12",
        "npm token": "np" + "m_" + _word(36, "s"),
        "pypi token": "py" + "pi-" + _word(60, "t"),
        "google api key": "AI" + "za" + _word(35, "u"),
        "google oauth": "ya" + "29." + _word(60, "v"),
        "google client secret": "GOC" + "SPX-" + _word(28, "w"),
        "azure account key": _of(b64, 86, "x") + "==",
        "digital ocean": "dop" + "_v1_" + _hex(64, "y"),
        "shopify": "shp" + "at_" + _hex(32, "z"),
        "square": "sq0" + "atp-" + _word(22, "aa"),
        "telegram bot": "123456789" + ":AA" + _word(33, "bb"),
        "discord bot": "M" + _word(24, "cc") + "." + _word(6, "dd") + "." + _word(27, "ee"),
        "databricks": "da" + "pi" + _hex(32, "ff"),
        "vault": "hv" + "s." + _word(24, "gg"),
        "linear": "lin" + "_api_" + _word(40, "hh"),
        "notion": "sec" + "ret_" + _word(43, "ii"),
        "figma": "fi" + "gd_" + _word(40, "jj"),
        "postman": "PM" + "AK-" + _hex(24, "kk") + "-" + _hex(34, "ll"),
        "groq": "gs" + "k_" + _word(52, "mm"),
        "replicate": "r8" + "_" + _word(37, "nn"),
        "rubygems": "ruby" + "gems_" + _hex(48, "oo"),
        "age key": "AGE-SECRET" + "-KEY-1" + _of(upper, 58, "pp"),
        "jwt": "ey" + "J" + _word(20, "qq") + ".ey" + "J" + _word(40, "rr") + "." + _word(43, "ss"),
        "sha-like session": _hex(40, "tt"),
        "hex key": _hex(64, "uu"),
        "base64 key": _of(b64, 44, "vv"),
        "airtable": "pa" + "t" + _word(14, "ww") + "." + _hex(64, "xx"),
        "sentry": "sn" + "trys_" + _word(60, "yy"),
    }


def pem(seed: str) -> str:
    """A private key of several lines; its body is the secret."""
    body = "\n".join(_of(_LETTERS + "+/", 64, f"{seed}{i}") for i in range(4))
    return f"-----BEGIN RSA PRIVATE {'KEY'}-----\n{body}\n-----END RSA PRIVATE {'KEY'}-----"


SPOTS = {
    "assignment": 'value = "{}"',
    "dictionary": 'settings = {{"first": 1, "value": "{}"}}',
    "keyword argument": "client = connect(host, credential='{}')",
    "comment": "x = 1  # the old one was {}",
    "bare comment": "# token={}",
    "docstring": '    """Signs with {} as of today."""',
    "url": 'url = "https://user:{}@db.example/orders"',
    "query": 'url = "https://api.example/v1?token={}&page=2"',
    "header": 'headers = {{"Authorization": "Bearer {}"}}',
    "f-string": 'line = f"key={} and {{name}}"',
    "yaml": "  password: {}",
    "javascript": "const apiKey = '{}';",
    "template": "const key = `{}`;",
    "go": 'const Token = "{}"',
    "java": 'private static final String SECRET = "{}";',
    "c": '#define API_KEY "{}"',
    "shell": "export DB_PASSWORD={}",
    "call": 'os.environ.setdefault("SECRET_KEY", "{}")',
}
"""Where a secret may stand in a text."""


def forms(secret: str) -> list[str]:
    """Ways in which it would still be legible."""
    raw = secret.encode()
    return [
        secret,
        quote(secret, safe=""),
        base64.b64encode(raw).decode().rstrip("="),
        secret.replace("/", "\\/"),
        secret[: max(8, len(secret) // 2)],
        secret[-max(8, len(secret) // 2) :],
    ]


def leaks(secret: str, where: bytes | Path) -> bool:
    """Whether a text, a file, or any file of a folder holds the secret in some form."""
    if isinstance(where, bytes):
        return any(form.encode() in where for form in forms(secret))
    if where.is_dir():
        return any(leaks(secret, file) for file in where.rglob("*") if file.is_file())
    try:
        return leaks(secret, where.read_bytes())
    except FileNotFoundError:  # a database's side file, which comes and goes
        return False
