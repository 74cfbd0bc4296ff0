"""Groups of passages, for the benchmark alone."""

from spark_lsp.bench.retrieval.clusters import clustered, put_forward
from spark_lsp.bench.retrieval.run import BASELINE, GROUPED, chosen
from spark_lsp.core.passage import Found, Passage
from spark_lsp.core.retrieval_report import SystemRow
from spark_lsp.core.unit import UnitKind

MONEY = ("invoice total amount", "invoice amount discount", "total discount invoice")
FILES = ("open file handle", "file handle closed", "handle open closed")


def passages(texts: tuple[str, ...] = MONEY + FILES) -> list[Passage]:
    return [
        Passage(f"k{i}", f"{i}.py", "python", f"f{i}", UnitKind.FUNCTION, 0, 1, text) for i, text in enumerate(texts)
    ]


def test_what_shares_its_words_is_in_one_group_whatever_the_seed_begins_with() -> None:
    every = passages()
    found = [clustered(every, groups=2, seed=seed).of for seed in range(8)]
    apart = [{one["k0"], one["k1"], one["k2"]}.isdisjoint({one["k3"], one["k4"], one["k5"]}) for one in found]
    assert sum(apart) >= 4
    assert clustered(every, groups=2, seed=1) == clustered(every, groups=2, seed=1)


def test_the_searchs_own_group_is_put_forward_and_no_more_than_that() -> None:
    every = passages()
    groups = next(one for seed in range(8) if len(set((one := clustered(every, groups=2, seed=seed)).of.values())) == 2)
    found = [Found(every[3], 1.0), Found(every[0], 0.98), Found(every[1], 0.5)]
    told = [one.passage.key for one in put_forward(found, groups, "invoice total discount", 0.05)]
    assert told == ["k0", "k3", "k1"]
    assert put_forward(found, groups, "invoice", 0.0) == found


def test_nothing_at_all_is_no_group() -> None:
    groups = clustered([])
    assert groups.group("invoice") == -1
    assert put_forward([], groups, "invoice") == []


def test_groups_are_measured_and_never_chosen() -> None:
    nothing = {"n": 1, "recall@1": 1.0, "recall@5": 1.0, "recall@10": 1.0, "mrr": 1.0}

    def row(name: str, gain: float | None) -> SystemRow:
        versus = None if gain is None else {"mrr": gain, "interval": [gain, gain]}
        rest = {"kinds": {}, "latencyMs": {"p50": 1.0, "p95": 1.0}, "stability": {}, "embedded": 0, "embedMsEach": None}
        return {"name": name, "all": nothing, "versus": versus, **rest}  # type: ignore[return-value, typeddict-item]

    assert chosen([row(BASELINE, None), row(GROUPED, 0.2)])[0] == BASELINE
    assert chosen([row(BASELINE, None), row(GROUPED, 0.2), row("embed", 0.1)])[0] == "embed"
