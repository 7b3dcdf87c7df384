"""Batches hold every item once and stay within their budget."""

# ruff: noqa: S311  seeded randomness is what is tested

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.translator.batching import batches_by_tokens, learning_rate, plan_epoch

lengths = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), min_size=1, max_size=80)


@given(lengths, st.integers(60, 400), st.integers(0, 9))
def test_batches_partition_the_items_within_budget(pairs: list[tuple[int, int]], budget: int, seed: int) -> None:
    source, target = [s for s, _ in pairs], [t for _, t in pairs]
    batches = batches_by_tokens(source, target, budget, random.Random(seed))
    assert sorted(i for batch in batches for i in batch) == list(range(len(pairs)))
    for batch in batches:
        assert len(batch) * max(max(source[i], target[i]) for i in batch) <= budget


def test_an_oversized_item_gets_its_own_batch() -> None:
    assert sorted(batches_by_tokens([5, 500], [5, 500], 100, random.Random(0))) == [[0], [1]]


@given(st.lists(st.floats(0, 5), min_size=1, max_size=50), st.integers(0, 99))
def test_an_epoch_takes_each_row_as_often_as_its_weight_says(weights: list[float], seed: int) -> None:
    order = plan_epoch(weights, random.Random(seed))
    for row, weight in enumerate(weights):
        assert int(weight) <= order.count(row) <= int(weight) + 1


@pytest.mark.parametrize(
    ("progress", "step", "rate"),
    [(0.0, 0, 0.01), (0.0, 49, 0.5), (0.2, 100, 1.0), (0.5, 100, 1.0), (0.75, 100, 0.55), (1.0, 100, 0.1)],
)
def test_the_rate_warms_up_by_steps_and_decays_by_progress(progress: float, step: int, rate: float) -> None:
    got = learning_rate(progress, step, peak=1.0, warmup=100, decay_from=0.5, floor=0.1)
    assert got == pytest.approx(rate)
