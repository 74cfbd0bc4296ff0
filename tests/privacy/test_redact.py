from pathlib import Path

import pytest

from spark_lsp.privacy.excluded import why_private
from spark_lsp.privacy.redact import Redactor
from tests.privacy.canaries import SPOTS, canaries, leaks, pem

REDACTOR = Redactor()
CANARIES = canaries()


def test_there_are_forty_kinds() -> None:
    assert len(CANARIES) >= 40
    assert len(set(CANARIES.values())) == len(CANARIES)


@pytest.mark.parametrize("kind", CANARIES)
def test_a_secret_survives_nowhere(kind: str) -> None:
    secret = CANARIES[kind]
    left = [spot for spot, form in SPOTS.items() if leaks(secret, REDACTOR.redact(form.format(secret)).text.encode())]
    assert left == []


@pytest.mark.parametrize("password", ["hunter2", "correct horse", "pa55", "p@ss w0rd!", "letmein"])
def test_a_plain_password_is_known_by_the_name_that_it_is_given_to(password: str) -> None:
    for form in (
        'password = "{}"',
        "db_passwd='{}'",
        '{{"pwd": "{}"}}',
        "connect(password='{}')",
        'String passWord="{}";',
    ):
        assert password not in REDACTOR.redact(form.format(password)).text


def test_a_key_of_several_lines_is_taken_out_line_for_line() -> None:
    text = f'KEY = """{pem("k")}"""\nafter = 1\n'
    clean = REDACTOR.redact(text)
    assert clean.text.count("\n") == text.count("\n")
    assert clean.text.endswith('"""\nafter = 1\n')
    for line in pem("k").split("\n")[1:-1]:
        assert line not in clean.text


def test_code_reads_on_as_the_same_code() -> None:
    clean = REDACTOR.redact('client = connect(host, password="hunter2", port=80)\n')
    assert clean.text == 'client = connect(host, password="<redacted:named>", port=80)\n'
    assert clean.kinds == (("named", 1),)
    assert clean.lines == frozenset({0})


@pytest.mark.parametrize(
    "text",
    [
        "def check_password(user, password): return user.matches(password)",
        "token = request.headers.get('Authorization')",
        "secret_key = settings.SECRET_KEY",
        "for key, value in items: print(key, value)",
        "author = article.author_name",
        "from django.contrib.auth.tokens import default_token_generator",
        "self._connection_pool_manager_for_requests_with_retries()",
        "class VeryLongDescriptiveControllerFactoryBeanProvider: ...",
        "MAX_UPLOAD_SIZE_BYTES_2024 = 1048576",
        "",
    ],
)
def test_names_are_no_secrets(text: str) -> None:
    assert REDACTOR.redact(text).text == text


def test_a_line_of_a_megabyte_is_left_out_whole() -> None:
    clean = REDACTOR.redact("var a=" + "x1" * 500_000 + "\nnext = 1")
    assert clean.text == "<redacted:long-line>\nnext = 1"


def test_line_ends_stay_as_they_are() -> None:
    text = 'a = 1\r\npassword = "hunter2"\r\n\fb = 2'
    assert REDACTOR.redact(text).text == 'a = 1\r\npassword = "<redacted:named>"\r\n\fb = 2'


@pytest.mark.parametrize(
    "path",
    [
        "/w/.env",
        "/w/.env.production",
        "/w/app/.ENV",
        "/w/server.pem",
        "/home/a/.ssh/config",
        "/home/a/.aws/credentials",
        "/w/id_ed25519",
        "/w/secrets.yaml",
        "/w/terraform.tfstate",
        "/w/.npmrc",
        "/w/x.kdbx",
    ],
)
def test_files_that_hold_secrets_are_private_whatever_is_set(path: str) -> None:
    assert why_private(path, (), ["/w"])


@pytest.mark.parametrize("path", ["/w/env.py", "/w/environment.ts", "/w/key.py", "/w/pem.go", "/w/secretsanta.py"])
def test_code_is_not_private(path: str) -> None:
    assert why_private(path, (), ["/w"]) is None


def test_a_link_to_a_private_file_is_private(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=1")
    (tmp_path / "harmless.py").symlink_to(tmp_path / ".env")
    assert why_private(str(tmp_path / "harmless.py"), (), [str(tmp_path)])


def test_what_the_settings_exclude_is_private() -> None:
    assert why_private("/w/internal/a.py", ("internal/",), ["/w"]) == "the settings exclude it"
