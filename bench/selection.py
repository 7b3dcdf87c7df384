"""How well the selected sentences cover what a person's summary rests on, beside the article's first sentences.

    python -m bench.selection

Reads the stories in ``training/corpus`` (bilingual stories whose summary sentences cite their evidence). "Cited" is the
share of selected sentences that some summary sentence cites; "covered" the share of summary sentences with at least one
of their evidence sentences selected. As many sentences are selected as the person's summary has.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from worker.summarise.select import Sentence, select

STORIES = Path(__file__).resolve().parents[1] / "training" / "corpus" / "stories.jsonl"


def first(story: dict[str, Any], count: int) -> list[int]:
    return list(range(1, min(count, len(story["ar"])) + 1))


def ours(story: dict[str, Any], count: int) -> list[int]:
    return select([Sentence(n, t) for n, t in enumerate(story["ar"], 1)], story["headline_ar"], count)


def measure(stories: Sequence[dict[str, Any]], pick: Callable[[dict[str, Any], int], list[int]]) -> tuple[float, float]:
    """Cited and covered, between 0 and 1, over all stories together."""
    cited = picked = covered = sentences = 0
    for story in stories:
        summary = [{e + 1 for e in s["evidence"]} for s in story["summary_ar"]]
        got = pick(story, len(summary))
        cited += sum(any(n in evidence for evidence in summary) for n in got)
        picked += len(got)
        covered += sum(bool(evidence & set(got)) for evidence in summary)
        sentences += len(summary)
    return cited / picked, covered / sentences


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=Path, default=STORIES)
    stories = [json.loads(line) for line in parser.parse_args().stories.read_text(encoding="utf-8").splitlines()]
    # The weights in worker/summarise/select.py were chosen on the even stories; only the odd ones are reported.
    stories = stories[1::2]
    print(f"{len(stories)} stories\n{'':<20}{'cited':>8}{'covered':>9}")
    for name, pick in (("first sentences", first), ("selected", ours)):
        cited, covered = measure(stories, pick)
        print(f"{name:<20}{cited:>8.3f}{covered:>9.3f}")


if __name__ == "__main__":
    main()
