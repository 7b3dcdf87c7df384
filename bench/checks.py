"""How often the checks see a planted error, and how often they cry wolf.

    python -m bench.checks [--per-error 500]

Errors are planted in sentence pairs that raise no flag: a digit changed, a month or day of the week swapped, a negation
deleted or put in, a clause dropped, a quotation's marks deleted, a question mark deleted, a phrase stuttered. "Seen" is
the share that any check flags, "named" the share that the check made for it flags. False alarms are flags on pairs that
people (or the corpus's writers) hold for right. Reference pairs are those of training/corpus; FLORES references and the
outputs of seven systems are added when ../shared has them. For a system's outputs "flagged" is no error rate: it counts
real errors and false alarms together.
"""

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from training.corpus import reading
from worker.translate.checks import check

ROOT = Path(__file__).resolve().parents[1]
FLORES = ROOT.parent / "shared" / "data" / "eval" / "flores-dev"
MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

Pairs = Sequence[tuple[str, str]]
Plant = Callable[[str, random.Random], str | None]


def changed_digit(text: str, dice: random.Random) -> str | None:
    digits = list(re.finditer(r"\d", text))
    if not digits:
        return None
    at = dice.choice(digits)
    other = dice.choice([d for d in "123456789" if d != at.group()])
    return text[: at.start()] + other + text[at.end() :]


def dropped_number(text: str, dice: random.Random) -> str | None:
    numbers = list(re.finditer(r"\b\d[\d,.]*\b ?", text))
    if not numbers:
        return None
    at = dice.choice(numbers)
    return text[: at.start()] + text[at.end() :]


def _swapped(text: str, words: Sequence[str], dice: random.Random) -> str | None:
    found = [w for w in words if re.search(rf"\b{w}\b", text)]
    if not found:
        return None
    word = dice.choice(found)
    return re.sub(rf"\b{word}\b", dice.choice([w for w in words if w != word]), text, count=1)


def swapped_month(text: str, dice: random.Random) -> str | None:
    return _swapped(text, MONTHS, dice)


def swapped_day(text: str, dice: random.Random) -> str | None:
    return _swapped(text, DAYS, dice)


def deleted_negation(text: str, _: random.Random) -> str | None:
    for word, other in (
        (" did not ", " did "),
        (" cannot ", " can "),
        (" not ", " "),
        (" no ", " "),
        (" without ", " with "),
    ):
        if word in text:
            return text.replace(word, other, 1)
    return None


def inserted_negation(text: str, dice: random.Random) -> str | None:
    places = list(re.finditer(r"\b(?:was|were|is|are|will|would|had|has|could|should)\b", text))
    if not places:
        return None
    at = dice.choice(places)
    return f"{text[: at.end()]} not{text[at.end() :]}"


def dropped_clause(text: str, dice: random.Random) -> str | None:
    parts = text.split(", ")
    if len(parts) < 3:
        return None
    i = dice.randrange(1, len(parts))
    return ", ".join(parts[:i] + parts[i + 1 :])


def dropped_half(text: str, _: random.Random) -> str | None:
    words = text.split()
    return " ".join(words[: len(words) // 2]) if len(words) >= 12 else None


def deleted_quotes(text: str, _: random.Random) -> str | None:
    return text.replace('"', "") if '"' in text else None


def deleted_question(text: str, _: random.Random) -> str | None:
    return text.replace("?", ".") if "?" in text else None


def stutter(text: str, dice: random.Random) -> str | None:
    words = text.split()
    if len(words) < 8:
        return None
    i = dice.randrange(len(words) - 3)
    return " ".join(words[: i + 3] + words[i : i + 3] * 2 + words[i + 3 :])


PLANTS: dict[str, tuple[Plant, str]] = {
    "digit changed": (changed_digit, "numbers"),
    "number dropped": (dropped_number, "numbers"),
    "month swapped": (swapped_month, "month"),
    "weekday swapped": (swapped_day, "weekday"),
    "negation deleted": (deleted_negation, "negation"),
    "negation inserted": (inserted_negation, "negation"),
    "clause dropped": (dropped_clause, "length-ratio"),
    "second half dropped": (dropped_half, "length-ratio"),
    "quotation marks deleted": (deleted_quotes, "quotation"),
    "question mark deleted": (deleted_question, "question"),
    "phrase stuttered": (stutter, "repetition"),
}


def false_alarms(pairs: Pairs) -> tuple[Counter[str], float]:
    """How many pairs each check flags, and the share of pairs with any flag."""
    counts: Counter[str] = Counter()
    flagged = 0
    for source, target in pairs:
        names = {f.check for f in check(source, target)}
        counts.update(names)
        flagged += bool(names)
    return counts, flagged / len(pairs)


def recall(pairs: Pairs, plant: Plant, name: str, count: int, seed: int = 1) -> tuple[int, float, float]:
    """Planted errors, the share that any check saw, the share that check ``name`` saw."""
    dice = random.Random(seed)
    shuffled = list(pairs)
    dice.shuffle(shuffled)
    planted = seen = named = 0
    for source, target in shuffled:
        spoiled = plant(target, dice)
        if spoiled is None or spoiled == target or check(source, target):
            continue
        flags = {f.check for f in check(source, spoiled)}
        planted, seen, named = planted + 1, seen + bool(flags), named + (name in flags)
        if planted == count:
            break
    return planted, seen / max(1, planted), named / max(1, planted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--per-error", type=int, default=500)
    per_error = parser.parse_args().per_error
    corpus = [(p.arabic, p.english) for p in reading.pairs()]
    sets: dict[str, Pairs] = {"corpus": corpus}
    systems: dict[str, Pairs] = {}
    if FLORES.exists():
        source = (FLORES / "src.ar").read_text(encoding="utf-8").splitlines()
        sets["flores-dev"] = list(
            zip(source, (FLORES / "ref.en").read_text(encoding="utf-8").splitlines(), strict=True)
        )
        for path in sorted((FLORES / "outputs").iterdir()):
            lines = path.read_text(encoding="utf-8").splitlines()
            if len(lines) == len(source):
                systems[path.stem] = list(zip(source, lines, strict=True))
    else:
        print("flores-dev is not there (../shared/data/eval), so only the corpus is measured")

    for name, pairs in sets.items():
        counts, flagged = false_alarms(pairs)
        print(f"\nFalse alarms on {len(pairs):,} reference pairs of {name}: {flagged:.2%} of the pairs")
        print("  " + ", ".join(f"{check_name} {n / len(pairs):.2%}" for check_name, n in counts.most_common()))
        print(f"  {'planted error':<26}{'planted':>8}{'seen':>9}{'named':>9}")
        for error, (plant, expected) in PLANTS.items():
            planted, seen, named = recall(pairs, plant, expected, per_error)
            print(f"  {error:<26}{planted:>8}{seen:>9.1%}{named:>9.1%}")
    if systems:
        print("\nShare of flores-dev sentences flagged, by system")
        for name, pairs in systems.items():
            counts, flagged = false_alarms(pairs)
            most = ", ".join(f"{n} {c}" for n, c in counts.most_common(4))
            print(f"  {name:<28}{flagged:>7.1%}   {most}")


if __name__ == "__main__":
    main()
