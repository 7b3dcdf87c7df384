"""Token-budget batches of like-length pairs."""

import random
from collections.abc import Sequence


def plan_epoch(weights: Sequence[float], rng: random.Random) -> list[int]:
    """Row numbers in random order, row i about weights[i] times: 2.3 is two or three times."""
    order: list[int] = []
    for row, weight in enumerate(weights):
        count = int(weight) + (rng.random() < weight - int(weight))
        order.extend([row] * count)
    rng.shuffle(order)
    return order


def batches_by_tokens(
    source_lengths: Sequence[int], target_lengths: Sequence[int], budget: int, rng: random.Random
) -> list[list[int]]:
    """Group items so that items x longest side stays within the budget; batches come in random order.

    An item longer than the budget gets a batch of its own.
    """
    order = sorted(range(len(source_lengths)), key=lambda i: (target_lengths[i], source_lengths[i]))
    batches: list[list[int]] = []
    current: list[int] = []
    longest = 0
    for item in order:
        length = max(source_lengths[item], target_lengths[item])
        if current and max(longest, length) * (len(current) + 1) > budget:
            batches.append(current)
            current, longest = [], 0
        current.append(item)
        longest = max(longest, length)
    if current:
        batches.append(current)
    rng.shuffle(batches)
    return batches


def learning_rate(progress: float, step: int, *, peak: float, warmup: int, decay_from: float, floor: float) -> float:
    """Linear warm-up by steps, flat, then linear decay by progress (0 to 1) to floor x peak."""
    rate = peak * min(1.0, (step + 1) / warmup)
    if progress > decay_from:
        rate *= max(floor, 1 - (1 - floor) * (progress - decay_from) / (1 - decay_from))
    return rate
