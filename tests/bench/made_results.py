"""Results of a run as they would be, made up for the tests of what is done with them."""

import random

from spark_lsp.bench.scenario import load_all
from spark_lsp.bench.summary import systems_of
from spark_lsp.core.bench_results import BenchLoad, BenchResults, BenchRow


def made_results(
    quality: dict[str, float],
    *,
    repeats: int = 3,
    scenarios: int = 19,
    seed: int = 0,
    roles: tuple[str, ...] = ("refine",),
) -> BenchResults:
    """Model → its mean score, over scenarios that are equally hard for all, with a little noise of each repeat."""
    chance = random.Random(seed)
    names = [one.name for one in load_all()]
    names += [f"mutant-{at:03}" for at in range(max(0, scenarios - len(names)))]
    hard = {name: chance.uniform(-15, 15) for name in names[:scenarios]}
    rows = [
        _row(name, model, role, repeat, quality[model] + hard[name] + chance.gauss(0, 3), chance.gauss(900, 120) / 1000)
        for model in quality
        for role in roles
        for repeat in range(repeats)
        for name in hard
    ]
    loads: list[BenchLoad] = [
        {"model": model, "repeat": 0, "seconds": 2.5, "residentBytes": 1, "vramBytes": 0, "evicted": []}
        for model in quality
    ]
    return {
        "format": "spark-bench/1",
        "begunAt": "2026-01-01T00:00:00+00:00",
        "settings": {
            "profile": "strict",
            "budgetSeconds": 6.0,
            "seed": 0,
            "repeats": repeats,
            "roles": list(roles),
            "scenarios": scenarios,
            "scenarioSet": "0123",
        },
        "environment": {
            "machine": "m",
            "gpu": None,
            "gpuReason": "none",
            "ramMib": 1024,
            "cpu": "c",
            "cores": 2,
            "system": "s",
            "python": "3",
            "sparkLsp": "0",
            "server": {"kind": "ollama", "version": "0.15.4"},
        },
        "models": [
            {"name": name, "digest": f"d-{name}", "sizeBytes": 1, "family": "f", "absent": "", "prompts": {}}
            for name in quality
        ],
        "loads": loads,
        "systems": systems_of(rows, loads),
        "rows": rows,
        "overhead": None,
    }


def _row(name: str, model: str, role: str, repeat: int, quality: float, seconds: float) -> BenchRow:
    return {
        "scenario": name,
        "group": name.partition("-")[0],
        "language": "python",
        "model": model,
        "role": role,
        "repeat": repeat,
        "outcome": "answered",
        "counted": True,
        "detail": "",
        "cold": False,
        "seconds": max(0.1, seconds),
        "headlineSeconds": max(0.05, seconds / 2),
        "firstSeconds": 0.05,
        "queueSeconds": 0.0,
        "loadSeconds": 0.0,
        "promptTokens": 600,
        "tokens": 60,
        "tokensPerSecond": 60.0,
        "joules": None,
        "valid": True,
        "grounded": True,
        "edit": False,
        "intelligence": min(100.0, max(0.0, quality)),
        "usefulness": min(100.0, max(0.0, quality)),
        "strict": quality >= 70,
        "parts": {},
    }
