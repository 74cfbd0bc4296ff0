"""What other linters call the things that we find, so that a word to them is a word to us."""

from functools import cache

_SAME = """
e722 ble001 s110 s112 b110 b112 w0702 w0703 w0718 bare-except broad-except broad-exception-caught: ruff-E722 ruff-BLE001
  ruff-S110 ruff-S112 py-swallowed-error py-catches-everything py-error-turned-into-value py-error-skipped
no-empty empty-catch-block emptycatchblock: js-empty-catch java-empty-catch java-empty-catch-all
errcheck g104 unhandled-errors unused_must_use let_underscore_must_use bugprone-unused-return-value cert-err33-c
  unusedreturnvalue rv_return_value_ignored: CWE-252 CWE-391 CWE-690
b006 w0102 dangerous-default-value: mutable-default
b008: default-value
b023 w0640 cell-var-from-loop no-loop-func scopelint exportloopref loopclosure: late-binding loop-variable
f632 r0123 literal-comparison use-isnan eqeqeq: identity comparison
sim115 r1732 consider-using-with bodyclose rowserrcheck sqlclosecheck: resource-leak CWE-772 lifetime
w1510 subprocess-run-check plw1510: ruff-PLW1510
w1514 unspecified-encoding plw1514 dm_default_encoding: encoding ruff-PLW1514
w3101 missing-timeout s113 b113 noctx g112 g114: timeout missing-timeout
s608 b608 g201 g202 sql_injection_jdbc security/detect-sql-injection: CWE-89
s602 s603 s604 s605 s606 s607 b602 b603 b604 b605 b606 b607 g204 security/detect-child-process command_injection
  cert-env33-c: CWE-78
s102 s307 b102 b307 eval-used exec-used w0122 w0123 no-eval no-implied-eval no-new-func
  security/detect-eval-with-expression: CWE-94 CWE-95
s301 s302 s506 b301 b302 b506 object_deserialization: CWE-502
s105 s106 s107 b105 b106 b107 g101 hard_coded_password no-secrets/no-secrets: CWE-798 CWE-259 CWE-321 secrets
s303 s324 b303 b324 g401 g501 g505 weak_message_digest_md5 weak_message_digest_sha1: CWE-327 CWE-328 weak-hash
s304 s305 b304 b305 g405 g502 g503: CWE-327 weak-cipher
s311 b311 g404 security/detect-pseudorandombytes predictable_random sonarjs/pseudo-random: CWE-338 CWE-330
s501 s323 s502 s503 s504 b501 b323 b502 b503 b504 g402: CWE-295 CWE-297 CWE-327 tls
s507 b507 g106: CWE-295 ssh-host-key tls
s104 b104 g102: CWE-605
s108 s306 b108 b306 g303 cert-fio21-c: CWE-377
s103 b103 g301 g302 g306: CWE-732
s310 b310 g107: CWE-918
s314 s313 s315 s316 s317 s318 s319 s320 b314 b405 xxe_documentbuilder: CWE-611 xxe
s701 s703 s308 b701 b702 b703 g203 react/no-danger no-unsanitized/property no-unsanitized/method: CWE-79
s201 b201 g108: CWE-489 exposure
s202 b202 g305: CWE-22
g304 g703 path_traversal_in security/detect-non-literal-fs-filename security/detect-non-literal-require: CWE-22
s101 b101: assert CWE-617
s505 b505 g403: key-size CWE-326
g115 g109: CWE-190 CWE-197 CWE-681
security/detect-unsafe-regex security/detect-non-literal-regexp: CWE-1333 CWE-400
security/detect-object-injection no-prototype-builtins: CWE-1321
security/detect-possible-timing-attacks: CWE-208
no-await-in-loop require-await @typescript-eslint/no-floating-promises @typescript-eslint/no-misused-promises ruf006
  ruf029: async not-awaited
asyncio: async blocking-in-async
no-cond-assign: comparison
no-unreachable w0101 unreachable: unreachable
no-self-compare r0124 plr0124 sa4000 no-dupe-else-if misc-redundant-expression bugprone-branch-clone:
  copied condition-repeated condition condition-idle
no-fallthrough implicit-fallthrough: control-flow
react-hooks/rules-of-hooks react-hooks/exhaustive-deps react/jsx-key: react
require-atomic-updates govet copylocks sa2001 sa2002: concurrency
nilaway nilness staticcheck sa5011: none-dereferenced panics CWE-476
unwrap_used expect_used unwrap_in_result: rs-unwrap-in-result rs-unwrap-on-io
clippy::all: correctness
dbg_macro todo: unfinished
c901 plr0911 plr0912 plr0913 plr0915 r0911 r0912 r0913 r0914 r0915 too-many-branches too-many-statements
  too-many-arguments too-many-locals too-many-return-statements too-many-nested-blocks complexity max-depth
  max-lines-per-function max-params max-statements gocyclo cyclop gocognit funlen nestif cognitive_complexity
  too_many_arguments too_many_lines readability-function-size readability-function-cognitive-complexity
  sonarjs/cognitive-complexity: structure
"""
"""`codes: what of ours is the same`; ours are rule ids, categories and CWEs. Codes are compared in lower case and
without the name of their tool (`clippy::`, `@typescript-eslint/` only where it is in the table)."""


@cache
def meanings() -> dict[str, frozenset[str]]:
    """Code → rules, categories and CWEs of ours."""
    found: dict[str, frozenset[str]] = {}
    for entry in _SAME.replace("\n  ", " ").strip().split("\n"):
        codes, _, ours = entry.partition(": ")
        for code in codes.split():
            found[code] = frozenset(ours.split()) | found.get(code, frozenset())
    return found


def same_as(code: str) -> frozenset[str]:
    """What of ours a code of another linter stands for; `ruff-CODE` where it may be ruff's. Empty where we find nothing
    of the sort (line lengths, imports)."""
    plain = code.strip().lower()
    known = meanings()
    short = plain.rpartition("::")[2].rpartition("/")[2]
    return known.get(plain, known.get(short, frozenset())) | {f"ruff-{code.strip().upper()}"}
