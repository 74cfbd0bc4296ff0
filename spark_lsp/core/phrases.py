"""What no advice may say: phrases of the grounding gate, as data."""

import re
from functools import cache

GENERIC = (
    "add comments",
    "add documentation",
    "add error handling",
    "add input validation to improve",
    "adhere to",
    "be careful",
    "best practice",
    "clean code",
    "code quality",
    "coding standards",
    "consider adding comments",
    "consider refactoring",
    "could be improved",
    "easier to read",
    "enhance the",
    "follow the style",
    "handle errors properly",
    "improve performance",
    "improve readability",
    "improve the code",
    "improve the readability",
    "it is recommended to",
    "make the code more",
    "more efficient and readable",
    "more maintainable",
    "more robust",
    "potential issue",
    "refactor the code",
    "review the code",
    "use meaningful names",
    "write unit tests",
)
"""Advice that fits any code."""

CONTRADICTS = (
    r"\bno (?:real |actual |known )?(?:issues?|problems?|risks?|vulnerabilit\w+|bugs?|defects?)\b",
    r"\bno changes? (?:is |are )?needed\b",
    r"\bnot (?:really )?(?:vulnerable|a problem|an issue|a risk|a bug|needed|necessary)\b",
    r"\b(?:is|are|looks?|seems?|appears?)(?: already| perfectly| completely| totally)?"
    r" (?:safe|fine|correct|ok|okay|good|secure|harmless|benign)\b",
    r"\bsafe to ignore\b",
    r"\b(?:not|isn't|never|cannot|can't|can not) (?:be )?(?:exploit\w+|vulnerable|inject\w*|abused|reached)\b",
    r"\bthere (?:is|are) no\b",
    r"\b(?:properly|correctly|safely|already|fully) (?:saniti[sz]\w+|escap\w+|validat\w+|handl\w+|quot\w+|check\w+)\b",
    r"\bno (?:real )?(?:threat|danger|harm|fix|action|need)\b|\bneeds? no\b|\bposes? no\b|\bharmless\b",
    r"\bfalse positives?\b",
    r"\bnothing (?:is )?wrong\b",
    r"\bwell[- ]written\b",
    r"\b(?:was|were|has been|have been|already) (?:reviewed|approved|audited|verified|cleared|fixed)\b",
    r"\bapproved by\b",
)
"""What denies the finding that it is to word."""

OBEYS = (
    r"\bignor(?:e|ed|ing) (?:this|the|all|that|any|previous|prior)\b",
    r"\b(?:can|may|should|must) be (?:ignored|dismissed|skipped)\b",
    r"\b(?:low(?:er)?|reduce|change|set|mark)(?: the| this| it)? ?(?:as )?"
    r"(?:severity|confidence|priority|low|hint|safe|resolved)\b",
    r"\bseverity\b",
    r"\b(?:disable|suppress|turn off|silence|remove)(?: the| this)?"
    r" (?:check|rule|warning|linter|finding|analy[sz]er)\b",
    r"\b(?:noqa|nosec|nolint|eslint-disable|pragma: ?no ?cover|type: ?ignore)\b",
    r"\b(?:system prompt|instructions?|as instructed|as requested|jailbreak|developer mode)\b",
    r"\b(?:do not|don't) (?:report|flag|warn|tell|show|mention)\b",
)
"""What obeys somebody else than the person who looks."""

TALKS = (
    r"^(?:sure|certainly|of course|okay|ok|hello|hi|great|thanks?)\b[ ,!.]|^(?:yes|no)[,!.]",
    r"\bas an ai\b",
    r"\b(?:i am|i'm|i can|i cannot|i can't|i will|i'll|i have|i've|i would|i think|my)\b",
    r"^here (?:is|are)\b",
    r"\blet me\b",
    r"\bthe (?:json|schema|reply|prompt|user|assistant)\b",
    r"\bfinding on line\b",
    r"\bknown (?:why|next step)\b",
    r"\bwrite the reply\b",
)
"""What speaks of the talk instead of the code."""

RUNS = (
    r"\b(?:curl|wget|sudo|chmod|bash|powershell)\s",
    r"\b(?:docker|podman|kubectl|npx|uvx?|git|ssh|scp) \w+",
    r"\bpaste\b|\bcontact\b|\byour (?:api )?(?:key|token|password)\b",
    r"\b(?:pip3?|npm|yarn|cargo|gem|brew|apt(?:-get)?|go) (?:install|get|add)\b",
    r"\brm -",
    r"\|\s*(?:sh|bash)\b",
)
"""What has the reader run something."""

MARKUP = (
    r"https?:|www\.|\b(?:command|file|javascript|data|vscode|ftp):\S",
    r"\]\s*\(|!\[|\]\s*\[",
    r"<[A-Za-z/!?]",
    r"```|~~~|\*\*|__\w+__\(",
    r"^\s*[#>|]",
    r"&(?:#\d+|[a-z]+);",
    r"\S+@\S+\.\w",
    r"[\x00-\x1f\x7f\u061c\ufe00-\ufe0f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\U000e0000-\U000e007f]",
    r"<\||\|>|\[/?INST\]|‹|›",
)
"""Links, images, HTML, control and invisible characters, turns of a chat."""

_NAMES_OF_THINGS = """
JavaScript TypeScript GitHub GitLab PostgreSQL MySQL SQLite MongoDB NumPy OpenSSL LaTeX YAML JSON HTTPS DevOps OAuth
macOS iOS TOCTOU IDs SELECT INSERT UPDATE DELETE WHERE ASCII POSIX REGEX URLs APIs URIs
"""

NAMES_OF_THINGS = frozenset(_NAMES_OF_THINGS.split())
"""Words that look like identifiers and are none."""

_STOP_WORDS = """
about after again against also always another around because been before being between both called calls cannot
change code could data does doing done each else error every existing false file first from function given have here
instead into itself just line lines make makes many method might more most must name need needs never next none null
only other over parameter passed please possible rather return returned returns same should since some something
still such than that their them then there these they this those through true under unless until used user uses
using value values variable very what when where whether which while will with within without would your
"""

STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that make no advice specific."""


_SORTS_OF_LIBRARY = """
a an the this that these any each every some such its their your our own same other another new old whole current
standard third party external internal separate dedicated proper safe safer secure well known trusted common popular
existing installed available suitable vetted maintained small built builtin client server network crypto cryptographic
cryptography database template templating testing test logging parsing parser serialization validation python node java
rust go c runtime core main parent child native shared static dynamic using with of for in from by via and or no
"""

SORTS_OF_LIBRARY = frozenset(_SORTS_OF_LIBRARY.split())
"""Words before `library` or `package` that name none: `the standard library`."""


@cache
def pattern(name: str) -> re.Pattern[str]:
    """One of the lists above as one expression, in any case of letters."""
    lists = {
        "contradicts": CONTRADICTS,
        "obeys": OBEYS,
        "talks": TALKS,
        "runs": RUNS,
        "markup": MARKUP,
        "generic": tuple(re.escape(phrase) for phrase in GENERIC),
    }
    return re.compile("|".join(lists[name]), re.IGNORECASE)
