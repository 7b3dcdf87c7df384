"""The distribution of length ratios that worker/translate/checks/length.py flags by.

    python -m bench.length_ratio

Prints, for each band of source length, mean and standard deviation of ln(target/source) in characters without white
space, over the pairs of training/corpus, and the share that the check would flag.
"""

import math
import statistics
from pathlib import Path

from worker.translate.checks.length import DISTRIBUTION, length_ratio

PAIRS = Path(__file__).resolve().parents[1] / "training" / "corpus" / "pairs.tsv"


def main() -> None:
    rows = [line.split("\t")[:2] for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    low = 0
    print("characters up to   pairs    mean  deviation  flagged")
    for high, _, _ in DISTRIBUTION:
        band = [(a, b) for a, b in rows if low < len("".join(a.split())) <= high]
        low = high
        if len(band) < 2:
            continue
        logs = [math.log(len("".join(b.split())) / len("".join(a.split()))) for a, b in band]
        flagged = sum(bool(length_ratio(a, b)) for a, b in band) / len(band)
        print(f"{high:>16}{len(band):>8}{statistics.mean(logs):>8.3f}{statistics.stdev(logs):>11.3f}{flagged:>9.2%}")


if __name__ == "__main__":
    main()
