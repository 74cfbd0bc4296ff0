"""Keys: every part counts, and nothing slips from one part into the next."""

from hypothesis import given
from hypothesis import strategies as st

from spark_lsp.core.key import context_digest, packet_slot, role_fingerprint, unit_key

words = st.lists(st.text(st.sampled_from("ab\0\1é\ud800"), min_size=1, max_size=4), max_size=4)


@given(words, words, words, words)
def test_other_parts_make_another_key(
    path: list[str], tokens: list[str], other_path: list[str], others: list[str]
) -> None:
    same = (path, tokens) == (other_path, others)
    assert (unit_key("python", path, tokens) == unit_key("python", other_path, others)) is same


def test_a_key_is_short_hex_and_the_same_in_every_run() -> None:
    key = unit_key("python", ("f",), ("def", "f"))
    assert len(key) == 32
    assert set(key) <= set("0123456789abcdef")
    assert unit_key("python", ["f"], iter(["def", "f"])) == key
    assert unit_key("go", ("f",), ("def", "f")) != key


def test_neither_order_nor_layout_of_imports_and_signatures_counts() -> None:
    digest = context_digest(["import a", "import  b"], ["def f(x)", "def g()"])
    assert context_digest(["import b", "import a", "import a"], ["def g()", "def  f(x)"]) == digest
    assert context_digest(["import b"], ["def g()", "def f(x)"]) != digest
    assert context_digest(["import a", "import b", "def f(x)"], ["def g()"]) != digest


def test_a_role_is_its_weights_its_options_and_its_prompt() -> None:
    role = role_fingerprint("sha", {"seed": 1, "top_k": 2}, "Say why.")
    assert role_fingerprint("sha", {"top_k": 2, "seed": 1}, "Say why.") == role
    others = [
        role_fingerprint("shb", {"seed": 1, "top_k": 2}, "Say why."),
        role_fingerprint("sha", {"seed": 2, "top_k": 2}, "Say why."),
        role_fingerprint("sha", {"seed": 1}, "Say why."),
        role_fingerprint("sha", {"seed": 1, "top_k": 2}, "Say how."),
    ]
    assert len({role, *others}) == 5


def test_a_slot_is_a_unit_a_role_and_an_intent() -> None:
    slots = {
        packet_slot(*parts)
        for parts in (("k", "r", "i"), ("l", "r", "i"), ("k", "s", "i"), ("k", "r", "j"), ("kr", "", "i"))
    }
    assert len(slots) == 5
