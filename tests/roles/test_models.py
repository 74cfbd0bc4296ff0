"""What is known of models: the figures, the names they go by, and what is guessed where nothing is known."""

import pytest

from spark_lsp.core.asking import Installed, Thinking
from spark_lsp.core.plan import cache_bytes
from spark_lsp.core.role import Role
from spark_lsp.roles.facts import facts_of, is_known
from spark_lsp.roles.models import MODELS
from spark_lsp.roles.naming import known
from spark_lsp.roles.table import ENTRIES, role_spec
from spark_lsp.settings import RoleSettings

KIB = 1024


@pytest.mark.parametrize(
    ("name", "kib"),
    [("llama3.2:3b", 112), ("phi4-mini", 128), ("qwen2.5-coder:3b", 36), ("qwen2.5-coder:7b", 56), ("qwen3:4b", 144)],
)
def test_a_token_of_the_cache_takes_what_the_servers_say(name: str, kib: int) -> None:
    facts = known(name)
    assert facts is not None
    assert cache_bytes(facts, 1) == kib * KIB


def test_layers_with_a_window_stop_growing() -> None:
    facts = known("gemma3:4b")
    assert facts is not None
    grown = cache_bytes(facts, 8192) - cache_bytes(facts, 4096)
    assert grown == 4096 * 20 * KIB
    assert cache_bytes(facts, 1) == 136 * KIB


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("llama3.2", "llama3.2:3b"),
        ("llama3.2:latest", "llama3.2:3b"),
        ("llama3.2:3b-instruct-q4_K_M", "llama3.2:3b"),
        ("hf.co/someone/Llama-3.2-3B-Instruct-GGUF:Q4_K_M", "llama3.2:3b"),
        ("/models/qwen2.5-coder-3b-instruct-q4_k_m.gguf", "qwen2.5-coder:3b"),
        ("qwen2.5-coder", "qwen2.5-coder:7b"),
        ("phi4-mini:3.8b", "phi4-mini"),
        ("Phi-4-mini-instruct", "phi4-mini"),
        ("gemma-3-4b-it", "gemma3:4b"),
        ("qwen3:4b-thinking-2507-q4_K_M", "qwen3:4b-thinking"),
        ("qwen3:4b-instruct", "qwen3:4b-instruct"),
        ("gpt-oss", "gpt-oss:20b"),
        ("deepseek-r1", "deepseek-r1:8b"),
        ("DeepSeek-R1-Distill-Llama-8B", "deepseek-r1:8b-llama-distill"),
        ("DeepSeek-R1-Distill-Qwen-7B-GGUF", "deepseek-r1:7b"),
        ("mistral-small3.1:24b-instruct-2503-q4_K_M", "mistral-small3.1"),
        ("nomic-embed-text:v1.5", "nomic-embed-text"),
        ("bge-m3:567m", "bge-m3"),
    ],
)
def test_a_model_is_known_by_its_other_names(name: str, entry: str) -> None:
    facts = known(name)
    assert facts is not None
    assert facts.name == entry


@pytest.mark.parametrize(
    "name",
    ["llama3.2:1b", "phi4-mini-reasoning", "gemma3n:e4b", "qwen3-embedding:4b", "qwen3", "gpt-oss:120b", "", ":", "x/"],
)
def test_other_weights_are_not_taken_for_it(name: str) -> None:
    assert known(name) is None


def test_every_entry_is_found_by_its_own_name() -> None:
    for entry in MODELS:
        assert known(entry.name) is entry


def test_the_defaults_may_have_their_roles() -> None:
    wanted = RoleSettings()
    for role in (Role.REALTIME, Role.REFINE, Role.CODING):
        facts = known(getattr(wanted, role.value))
        assert facts is not None
        assert role in facts.roles


def test_a_model_that_must_think_may_not_have_realtime() -> None:
    assert all(Role.REALTIME not in facts.roles for facts in MODELS if facts.thinking is not Thinking.UNSAID)


def test_the_servers_own_size_and_window_win() -> None:
    facts = facts_of(Installed("llama3.2", "d", size_bytes=6_000 * KIB * KIB + 1, context_tokens=8192))
    assert (facts.size_mib, facts.context_tokens) == (6001, 8192)
    assert is_known(facts)


def test_an_unknown_model_is_guessed_large_and_only_a_small_one_is_quick() -> None:
    small = facts_of(Installed("mine", "d", size_bytes=500 * KIB * KIB))
    large = facts_of(Installed("mine", "d", size_bytes=9_000 * KIB * KIB))
    assert not is_known(small)
    assert small.kv_bytes_per_token >= 112 * KIB
    assert Role.REALTIME in small.roles
    assert Role.REALTIME not in large.roles


def test_what_the_server_shows_of_an_unknown_model_is_used() -> None:
    info: dict[str, object] = {
        "general.architecture": "qwen2",
        "qwen2.block_count": 24,
        "qwen2.attention.head_count": 14,
        "qwen2.attention.head_count_kv": 2,
        "qwen2.embedding_length": 896,
        "qwen2.context_length": 32768,
    }
    facts = facts_of(Installed("mine", "d", told=tuple(info.items()), thinks=True))
    assert (facts.kv_bytes_per_token, facts.context_tokens) == (12 * KIB, 32768)
    assert facts.thinking is Thinking.OFF
    broken = facts_of(Installed("mine", "d", told=tuple((info | {"qwen2.block_count": "many"}).items())))
    assert not is_known(broken)


def test_latent_attention_is_counted_as_one_vector_a_layer() -> None:
    info: dict[str, object] = {
        "general.architecture": "deepseek2",
        "deepseek2.block_count": 27,
        "deepseek2.attention.head_count": 16,
        "deepseek2.attention.kv_lora_rank": 512,
        "deepseek2.rope.dimension_count": 64,
    }
    assert facts_of(Installed("mine", "d", told=tuple(info.items()))).kv_bytes_per_token == 27 * 576 * 2


def test_realtime_stays_loaded_longest_and_every_role_is_set_up() -> None:
    assert set(ENTRIES) == set(Role)
    stays = [ENTRIES[role].keep_alive_s for role in (Role.REALTIME, Role.REFINE, Role.CODING, Role.POLICY, Role.EMBED)]
    assert stays == sorted(set(stays), reverse=True)
    assert role_spec(Role.REALTIME).prompt
    assert role_spec(Role.REFINE).repairs
    assert role_spec(Role.EMBED).prompt == ""


def test_what_the_server_tells_of_the_very_weights_wins_over_the_table() -> None:
    info = {
        "general.architecture": "llama",
        "llama.block_count": 16,
        "llama.attention.head_count": 32,
        "llama.attention.head_count_kv": 8,
        "llama.embedding_length": 2048,
        "llama.context_length": 8192,
    }
    facts = facts_of(Installed("llama3.2:3b", "d", told=tuple(info.items())))
    assert (facts.kv_bytes_per_token, facts.context_tokens) == (32 * KIB, 8192)
    assert facts.source == "the server's model_info"
    table = facts_of(Installed("llama3.2:3b", "d"))
    assert facts.roles == table.roles
    slides = facts_of(Installed("gemma3:4b", "d", told=tuple(info.items())))
    assert slides == facts_of(Installed("gemma3:4b", "d"))
