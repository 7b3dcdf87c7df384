"""The corpus's cleanliness, in one table.

    python -m training.corpus.audit [--details | --card] [--sample N --out FILE]

Format, exact and near duplicates within and against the evaluation sets, names, lengths, what the product's own checks
say of the pairs, and what each slice holds. Evaluation sets come from ../shared when it is there. ``--sample`` puts
N random pairs into a file, with empty columns for a verdict.
"""

import argparse
import random
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from dragoman.search import fold
from training.corpus import reading
from training.corpus.names import ambiguous, check_names, spellings
from training.corpus.near_duplicates import near_duplicates
from training.corpus.reading import Pair
from training.translator.split import part_of
from worker.translate.checks import check

ROOT = Path(__file__).resolve().parents[2]
EVALUATION = ROOT.parent / "shared" / "data" / "eval"
_ARABIC = re.compile(r"[\u0621-\u064A]")
CARD = reading.HERE / "README.md"
_TABLE = re.compile(r"(?<=<!-- audit:begin -->\n).*?(?=<!-- audit:end -->)", re.DOTALL)
_LENGTHS = (7, 12, 16, 20, 30, 45)


def malformed(pair: Pair) -> str | None:
    """Why a pair cannot stand, or nothing."""
    if not _ARABIC.search(pair.arabic):
        return "no Arabic in the Arabic"
    if _ARABIC.search(pair.english):
        return "Arabic in the English"
    if pair.arabic != pair.arabic.strip() or pair.english != pair.english.strip():
        return "white space at an end"
    if not pair.english or any(ord(c) < 32 for c in pair.arabic + pair.english):
        return "empty, or a control character"
    return None


def evaluation_sentences() -> list[tuple[str, str]]:
    """(set, Arabic sentence) of every evaluation set at hand."""
    found = [
        (folder.name, line)
        for folder in sorted(EVALUATION.glob("*"))
        if (folder / "src.ar").exists()
        for line in (folder / "src.ar").read_text(encoding="utf-8").splitlines()
    ]
    pud = EVALUATION / "pud" / "pud.ar-en.tsv"
    if pud.exists():
        found += [("pud", line.split("\t")[0]) for line in pud.read_text(encoding="utf-8").splitlines()]
    return found


def duplicates(pairs: Sequence[Pair]) -> tuple[list[tuple[str, int]], list[tuple[int, int, float]]]:
    """Arabic sentences that stand more than once, and near duplicates among the others. Contrast twins are left out:
    they are near duplicates on purpose."""
    plain = [p for p in pairs if p.kind != "contrast"]
    exact = [(text, n) for text, n in Counter(fold(p.arabic) for p in plain).items() if n > 1]
    return exact, near_duplicates(list(dict.fromkeys(p.arabic for p in plain)), 0.6)


def against_evaluation(pairs: Sequence[Pair]) -> list[tuple[str, str, str, float]]:
    """Near duplicates of evaluation sentences: set, its sentence, ours, similarity."""
    sentences = evaluation_sentences()
    texts = [s for _, s in sentences] + [p.arabic for p in pairs]
    found = near_duplicates(texts, 0.5)
    return [(sentences[i][0], texts[i], texts[j], s) for i, j, s in found if i < len(sentences) <= j]


def _share(part: int, whole: int) -> str:
    return f"{part:,} ({part / whole:.2%})" if whole else "0"


def report(*, details: bool) -> Iterable[str]:
    pairs = list(reading.pairs())
    stories = list(reading.stories())
    entities = list(reading.entities())
    words = [len(p.arabic.split()) for p in pairs if p.kind == "pair"]
    yield "| what | figure |\n|---|--:|"
    yield f"| sentence pairs, all kinds | {len(pairs):,} |"
    for kind, n in Counter(p.kind for p in pairs).most_common():
        yield f"| … {kind} | {n:,} |"
    yield f"| stories | {len(stories):,} |"
    yield f"| summary sentences, each in both languages | {sum(len(s['summary_ar']) for _, s in stories):,} |"
    yield f"| names and terms, with spelling variants | {len({(e.arabic, e.english) for e in entities}):,} |"
    yield f"| Arabic words a pair, mean | {statistics.mean(words):.1f} |"
    yield f"| pairs with 20 Arabic words or more | {_share(sum(w >= 20 for w in words), len(words))} |"
    for part, n in Counter(part_of(p.arabic) for p in pairs).most_common():
        yield f"| in the {part} part | {_share(n, len(pairs))} |"
    faults = Counter(f for p in pairs if (f := malformed(p)))
    yield f"| malformed | {sum(faults.values())} {dict(faults) or ''} |"
    exact, near = duplicates(pairs)
    yield f"| Arabic sentences standing more than once | {len(exact)} |"
    yield f"| near duplicates (trigram Jaccard ≥ 0.6) | {len(near)} |"
    leaks = against_evaluation(pairs)
    known = sorted({name for name, _ in evaluation_sentences()})
    yield f"| near duplicates of evaluation sentences (≥ 0.5; {', '.join(known) or 'no set at hand'}) | {len(leaks)} |"
    flags = Counter(f.check for p in pairs for f in check(p.arabic, p.english))
    for name, n in flags.most_common():
        yield f"| flagged by the product's check: {name} | {_share(n, len(pairs))} |"
    names = check_names(pairs, spellings(entities))
    yield f"| listed names in the pairs, spelled as listed | {_share(names.spelled, names.uses)} |"
    yield f"| Arabic forms with more than one English form | {len(ambiguous(entities))} |"
    yield "\n| slice | pairs | mean Arabic words |\n|---|--:|--:|"
    for name, n in Counter(p.slice for p in pairs).most_common():
        mean = statistics.mean(len(p.arabic.split()) for p in pairs if p.slice == name)
        yield f"| {name} | {n:,} | {mean:.1f} |"
    yield "\n| Arabic words | share of pairs |\n|---|--:|"
    low = 0
    for high in (*_LENGTHS, 10_000):
        share = sum(low < w <= high for w in words) / len(words)
        yield f"| {low + 1}{f' to {high}' if high < 10_000 else ' and more'} | {share:.1%} |"
        low = high
    if details:
        yield from _details(exact, near, leaks, names.astray, pairs)


def _details(
    exact: Sequence[tuple[str, int]],
    near: Sequence[tuple[int, int, float]],
    leaks: Sequence[tuple[str, str, str, float]],
    astray: Sequence[tuple[str, str, int, str]],
    pairs: Sequence[Pair],
) -> Iterable[str]:
    texts = list(dict.fromkeys(p.arabic for p in pairs if p.kind != "contrast"))
    yield "\nStanding more than once:"
    yield from (f"  {n} × {text}" for text, n in exact)
    yield "Near duplicates:"
    yield from (f"  {s}\n    {texts[i]}\n    {texts[j]}" for i, j, s in near)
    yield "Near duplicates of evaluation sentences:"
    yield from (f"  {name} {s}\n    {theirs}\n    {ours}" for name, theirs, ours, s in leaks)
    yield "Names not spelled as listed:"
    yield from (f"  {n} × {form} = {english}; e.g. {example}" for form, english, n, example in astray)


def write_sample(path: Path, count: int, seed: int) -> None:
    """Random pairs with empty columns for a reader's verdict."""
    pairs = random.Random(seed).sample(list(reading.pairs()), count)
    lines = ["verdict\tnote\tslice\tarabic\tenglish"]
    lines += [f"\t\t{p.slice}\t{p.arabic}\t{p.english}" for p in pairs]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--details", action="store_true", help="list what the counts stand for")
    parser.add_argument("--card", action="store_true", help="put the table into the data card")
    parser.add_argument("--sample", type=int, help="write this many random pairs for reading")
    parser.add_argument("--out", type=Path, default=Path("sample.tsv"))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.sample:
        write_sample(options.out, options.sample, options.seed)
        return
    lines = list(report(details=options.details))
    if options.card:
        card = CARD.read_text(encoding="utf-8")
        CARD.write_text(_TABLE.sub(lambda _: "\n".join([*lines, ""]), card), encoding="utf-8")
        return
    print("\n".join(lines))


if __name__ == "__main__":
    main()
