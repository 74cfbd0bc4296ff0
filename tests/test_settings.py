"""Settings: what holds, what is said of what does not, and who may set what."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from spark_lsp.cli.schemas import settings_schema, settings_table
from spark_lsp.core.finding import Severity
from spark_lsp.core.options import json_name
from spark_lsp.settings import BackendKind, Settings, read_settings

EVERYTHING = {
    "backend": {"kind": "openai", "url": "http://127.0.0.1:8080"},
    "roles": {"realtime": "a", "refine": "b", "coding": "c", "embed": "d", "policy": "e"},
    "realtime": {"waitMs": 650},
    "prefetch": {"enabled": False},
    "hover": {"always": True},
    "marks": {"enabled": False},
    "severity": "hint",
    "disabledRules": ["py-eval"],
    "exclude": ["secret/"],
    "trusted": True,
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(EVERYTHING)) | st.text(max_size=3), inner)
    ),
    max_leaves=12,
)


def test_without_anything_the_defaults_hold_and_nothing_is_said() -> None:
    assert read_settings(None, None) == (Settings(), [])
    assert read_settings({}, {}) == (Settings(), [])


def test_every_setting_is_taken_from_the_user() -> None:
    settings, messages = read_settings(EVERYTHING, None)
    assert messages == []
    assert settings.backend.kind is BackendKind.OPENAI
    assert settings.backend.url == "http://127.0.0.1:8080"
    assert settings.roles.policy == "e"
    assert settings.realtime.wait_s == 0.65
    assert settings.prefetch.enabled is False
    assert settings.hover.always is True
    assert settings.marks.enabled is False
    assert settings.severity is Severity.HINT
    assert settings.disabled_rules == ("py-eval",)
    assert settings.exclude == ("secret/",)
    assert settings.trusted is True


def test_the_workspace_wins_where_it_may() -> None:
    settings, messages = read_settings(EVERYTHING, {"severity": "error", "roles": {"refine": "z"}})
    assert messages == []
    assert settings.severity is Severity.ERROR
    assert (settings.roles.realtime, settings.roles.refine) == ("a", "z")


@pytest.mark.parametrize(
    ("workspace", "name"),
    [
        ({"trusted": True}, "trusted"),
        ({"backend": {"url": "http://evil.example"}}, "backend"),
        ({"backend": {"kind": "openai"}}, "backend"),
        ({"exclude": ["*"]}, "exclude"),
        ({"trusted": "yes"}, "trusted"),
    ],
)
def test_a_workspace_cannot_choose_where_code_goes_or_whom_to_trust(workspace: object, name: str) -> None:
    settings, messages = read_settings(None, workspace)
    assert settings == Settings()
    assert len(messages) == 1
    assert f"`{name}`" in messages[0]
    assert "user's settings only" in messages[0]


def test_a_client_that_repeats_defaults_or_what_the_user_set_hears_nothing() -> None:
    defaults = {"trusted": False, "backend": {"kind": "ollama", "url": ""}, "exclude": []}
    assert read_settings(EVERYTHING, defaults)[1] == []
    assert read_settings(EVERYTHING, {"trusted": True, "exclude": ["secret/"]})[1] == []
    assert read_settings(EVERYTHING, defaults)[0].trusted is True


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sverity": "info"}, "setting `sverity` is unknown; did you mean `severity`?"),
        ({"zzz": 1}, "setting `zzz` is unknown; allowed: backend, roles,"),
        ({"hover": {"alwys": True}}, "setting `hover.alwys` is unknown; did you mean `hover.always`?"),
        ({"severity": "loud"}, "setting `severity`: allowed is hint | info | warning | error, not 'loud'"),
        ({"severity": 2}, "setting `severity`: allowed is hint"),
        ({"trusted": 1}, "setting `trusted`: allowed is true | false, not 1"),
        ({"realtime": {"waitMs": True}}, "setting `realtime.waitMs`: allowed is a number of milliseconds"),
        ({"realtime": {"waitMs": -1}}, "setting `realtime.waitMs`: allowed is a number of milliseconds"),
        ({"realtime": {"waitMs": float("nan")}}, "setting `realtime.waitMs`: allowed is a number of milliseconds"),
        ({"realtime": {"waitMs": "650"}}, "setting `realtime.waitMs`: allowed is a number of milliseconds"),
        ({"roles": {"refine": 7}}, "setting `roles.refine`: allowed is a string, not 7"),
        ({"backend": {"kind": "cloud"}}, "setting `backend.kind`: allowed is ollama | openai | fake | none"),
        ({"hover": []}, "setting `hover`: expected an object, not []"),
        ([], "the settings: expected an object, not []"),
    ],
)
def test_what_does_not_hold_is_named_once_with_what_is_allowed(given: object, said: str) -> None:
    settings, messages = read_settings(given, None)
    assert settings == Settings()
    assert len(messages) == 1
    assert messages[0].startswith(said)


def test_one_bad_value_leaves_all_others_standing() -> None:
    settings, messages = read_settings({**EVERYTHING, "severity": "loud"}, {"nonsense": 1})
    assert len(messages) == 2
    assert settings.severity is Severity.INFO
    assert settings.hover.always is True


def test_good_items_of_a_list_hold_beside_bad_ones() -> None:
    settings, messages = read_settings({"exclude": ["secret/", 7]}, None)
    assert settings.exclude == ("secret/",)
    assert len(messages) == 1


def test_null_means_unset() -> None:
    assert read_settings({"severity": None, "hover": {"always": None}, "roles": None}, None) == (Settings(), [])


@given(JSON, JSON)
def test_no_json_raises_and_every_message_is_one_short_line(user: object, workspace: object) -> None:
    settings, messages = read_settings(user, workspace)
    assert isinstance(settings, Settings)
    assert all("\n" not in message and len(message) < 300 for message in messages)


@given(JSON)
def test_no_workspace_changes_what_is_the_users(workspace: object) -> None:
    settings, _ = read_settings(None, workspace)
    assert (settings.trusted, settings.backend, settings.exclude) == (False, Settings().backend, ())


@pytest.mark.parametrize(("name", "spelled"), [("wait_s", "waitMs"), ("disabled_rules", "disabledRules"), ("a", "a")])
def test_json_names_are_camel_case_and_waits_are_milliseconds(name: str, spelled: str) -> None:
    assert json_name(name) == spelled


def test_the_schema_takes_what_the_program_takes() -> None:
    validator = Draft202012Validator(settings_schema())
    validator.validate({})
    validator.validate(EVERYTHING)
    assert not validator.is_valid({"severity": "loud"})
    assert not validator.is_valid({"sverity": "info"})
    assert not validator.is_valid({"realtime": {"waitMs": -1}})


def test_the_schemas_defaults_are_the_programs() -> None:
    def defaults(schema: dict[str, object]) -> object:
        inside = schema.get("properties")
        if isinstance(inside, dict):
            return {name: defaults(member) for name, member in inside.items()}
        return schema["default"]

    assert read_settings(defaults(settings_schema()), None) == (Settings(), [])


def test_the_table_has_a_row_for_every_setting() -> None:
    table = settings_table()
    for group, value in EVERYTHING.items():
        for name in [f"{group}.{inner}" for inner in value] if isinstance(value, dict) else [group]:
            assert f"| `{name}` |" in table
    assert json.dumps(Settings().roles.refine) in table


@pytest.mark.parametrize(
    ("given", "minutes"), [(0, 0), (30, 30), (1441, 10), (-1, 10), (True, 10), ("5", 10), (2.5, 10)]
)
def test_a_whole_number_is_taken_within_its_bounds(given: object, minutes: int) -> None:
    settings, messages = read_settings({"heavy": {"afterMinutes": given}}, None)
    assert settings.heavy.after_minutes == minutes
    assert bool(messages) == (given != minutes or isinstance(given, bool))
    assert all("a whole number from 0 to 1440" in message for message in messages)
