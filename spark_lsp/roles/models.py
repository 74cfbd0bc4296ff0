"""The facts of each model that was looked at: size, window, cache, thinking, and the roles that it may have."""

from spark_lsp.core.asking import Thinking
from spark_lsp.core.role import ModelFacts, Role

MIB = 1024 * 1024
HALF_BYTES = 2
"""Of one number of the key-value cache, which is kept at 16 bits."""

QUICK = (Role.REALTIME, Role.REFINE, Role.CODING)
STEADY = (Role.REFINE, Role.CODING, Role.POLICY)
OFFLINE = (Role.POLICY,)
EMBEDDING = (Role.EMBED,)

CONFIG = (
    "recalled from the model's config, not checked against it: num_hidden_layers, num_key_value_heads, head_dim; "
    "size as pulled"
)
ENCODER = "recalled from the model's config; an encoder keeps no key-value cache"


def kv_bytes(layers: int, kv_heads: int, head_width: int) -> int:
    """Key-value cache of one token: a key and a value in every layer and key-value head."""
    return 2 * layers * kv_heads * head_width * HALF_BYTES


def mla_kv_bytes(layers: int, latent_width: int, rope_width: int) -> int:
    """The same of multi-head latent attention, which keeps one latent vector and one rotated key a layer, of which the
    values are a view: layers × (kv_lora_rank + qk_rope_head_dim) × 2 bytes. No model of the table has it: the distilled
    deepseek-r1 are Qwen's and Llama's architectures."""
    return layers * (latent_width + rope_width) * HALF_BYTES


MODELS: tuple[ModelFacts, ...] = (
    ModelFacts("llama3.2:3b", "llama", 1926, 131_072, kv_bytes(28, 8, 128), Thinking.UNSAID, QUICK, (), CONFIG),
    ModelFacts(
        "phi4-mini",
        "phi3",
        2376,
        131_072,
        kv_bytes(32, 8, 128),
        Thinking.UNSAID,
        QUICK,
        ("writes gibberish with Ollama before 0.5.13",),
        CONFIG,
    ),
    ModelFacts("qwen2.5-coder:3b", "qwen2", 1840, 32_768, kv_bytes(36, 2, 128), Thinking.UNSAID, QUICK, (), CONFIG),
    ModelFacts("qwen2.5-coder:7b", "qwen2", 4466, 32_768, kv_bytes(28, 4, 128), Thinking.UNSAID, STEADY, (), CONFIG),
    ModelFacts("qwen2.5-coder:14b", "qwen2", 8571, 32_768, kv_bytes(48, 8, 128), Thinking.UNSAID, STEADY, (), CONFIG),
    # Five of six layers of gemma3 look back 1,024 tokens: 34 layers have 5 that see all, 48 have 8.
    ModelFacts(
        "gemma3:4b",
        "gemma3",
        3184,
        131_072,
        kv_bytes(5, 4, 256),
        Thinking.UNSAID,
        (Role.REFINE, Role.CODING),
        ("its template has no system turn: the system text is put before the user's",),
        CONFIG + "; sliding_window, sliding_window_pattern 6",
        window_tokens=1024,
        window_kv_bytes_per_token=kv_bytes(29, 4, 256),
    ),
    ModelFacts(
        "gemma3:12b",
        "gemma3",
        7770,
        131_072,
        kv_bytes(8, 8, 256),
        Thinking.UNSAID,
        STEADY,
        ("its template has no system turn: the system text is put before the user's",),
        CONFIG + "; sliding_window, sliding_window_pattern 6",
        window_tokens=1024,
        window_kv_bytes_per_token=kv_bytes(40, 8, 256),
    ),
    ModelFacts(
        "qwen3:4b",
        "qwen3",
        2384,
        40_960,
        kv_bytes(36, 8, 128),
        Thinking.OFF,
        (Role.REFINE,),
        (
            "some versions of Ollama ignore the reply's schema when it is told not to think",
            "the tag may hold the 2507 weights, which always think; `qwen3:4b-instruct` never does",
        ),
        CONFIG,
    ),
    ModelFacts(
        "qwen3:4b-thinking",
        "qwen3",
        2384,
        262_144,
        kv_bytes(36, 8, 128),
        Thinking.LOW,
        OFFLINE,
        ("cannot be kept from thinking",),
        CONFIG,
    ),
    ModelFacts(
        "qwen3:4b-instruct", "qwen3", 2384, 262_144, kv_bytes(36, 8, 128), Thinking.UNSAID, (Role.REFINE,), (), CONFIG
    ),
    ModelFacts(
        "qwen2.5:32b",
        "qwen2",
        18_930,
        32_768,
        kv_bytes(64, 8, 128),
        Thinking.UNSAID,
        (Role.REFINE, Role.POLICY),
        ("too slow for a hover in the first trials",),
        CONFIG,
    ),
    # Every other one of its 24 layers looks back 128 tokens.
    ModelFacts(
        "gpt-oss:20b",
        "gptoss",
        13_140,
        131_072,
        kv_bytes(12, 8, 64),
        Thinking.LOW,
        (Role.REFINE, Role.POLICY),
        ("cannot be kept from thinking: low, medium or high; its thoughts count as tokens of the reply",),
        CONFIG + "; sliding_window, layer_types",
        window_tokens=128,
        window_kv_bytes_per_token=kv_bytes(12, 8, 64),
    ),
    ModelFacts(
        "mistral-small3.1",
        "mistral3",
        14_780,
        131_072,
        kv_bytes(40, 8, 128),
        Thinking.UNSAID,
        (Role.REFINE, Role.POLICY),
        (),
        CONFIG,
    ),
    *(
        ModelFacts(
            name,
            family,
            size_mib,
            131_072,
            kv,
            Thinking.OFF,
            OFFLINE,
            ("made to think; its replies without are untried",),
            CONFIG,
        )
        for name, family, size_mib, kv in (
            ("deepseek-r1:7b", "qwen2", 4466, kv_bytes(28, 4, 128)),
            ("deepseek-r1:8b", "qwen3", 4983, kv_bytes(36, 8, 128)),
            ("deepseek-r1:8b-llama-distill", "llama", 4692, kv_bytes(32, 8, 128)),
            ("deepseek-r1:14b", "qwen2", 8571, kv_bytes(48, 8, 128)),
        )
    ),
    ModelFacts(
        "nomic-embed-text",
        "nomic-bert",
        262,
        2048,
        0,
        Thinking.UNSAID,
        EMBEDDING,
        ("wants `search_query: ` or `search_document: ` before each text",),
        ENCODER,
    ),
    ModelFacts("bge-m3", "bert", 1104, 8192, 0, Thinking.UNSAID, EMBEDDING, ("1,024 dimensions",), ENCODER),
)
"""In the order of DESIGN's roles; names are unique. Where a figure is doubtful it is the larger need."""
