"""Too short to be everything, or too long to be nothing else."""

import math

from dragoman.translation import Flag

# Mean and standard deviation of ln(target characters / source characters) in the project's own news pairs, by the
# source's length in characters (without white space); made by `python -m bench.length_ratio`.
DISTRIBUTION: tuple[tuple[int, float, float], ...] = (
    (15, 0.37, 0.29),
    (30, 0.28, 0.21),
    (60, 0.25, 0.175),
    (120, 0.28, 0.133),
    (240, 0.27, 0.101),
    (1_000_000, 0.26, 0.095),
)
LIMIT = 4.0
"""Standard deviations from the mean at which a sentence is flagged: one in a thousand of the good ones."""


def length_ratio(source: str, target: str) -> list[Flag]:
    """``{"ratio": target/source, "expected": …}`` in characters without white space."""
    ours, theirs = _size(source), _size(target)
    if not ours or not theirs:
        return []
    mean, deviation = next((m, d) for limit, m, d in DISTRIBUTION if ours <= limit or limit == DISTRIBUTION[-1][0])
    ratio = theirs / ours
    if abs(math.log(ratio) - mean) <= LIMIT * deviation:
        return []
    return [Flag("length-ratio", {"ratio": round(ratio, 2), "expected": round(math.exp(mean), 2)})]


def _size(text: str) -> int:
    return sum(not c.isspace() for c in text)
