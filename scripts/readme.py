"""Put real output into README.md: the lines between the ``demo`` markers are what the shipped models make of a seed.

    python -m scripts.readme          write them anew
    python -m scripts.readme --check  say whether they are what this code prints (exit 1 when not)

The Arabic must match exactly. English may differ in a word where another processor rounds int8 sums another way, so the
check asks for the same sentences, not the same letters.
"""

import argparse
import difflib
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from dragoman.aligned import align
from dragoman.article import Article, Submission
from dragoman.cli.article import cited, flag_text
from dragoman.job import Job, JobState, Stage
from dragoman.settings import Settings
from worker import pipeline
from worker.engines.load import load_translator

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
SEED = ROOT / "seeds" / "003_8600435d61c8f557.txt"
SHOWN = 6
_BLOCK = re.compile(r"(?<=<!-- demo:begin -->\n).*?(?=<!-- demo:end -->)", re.DOTALL)
_ALIKE = 0.8


def block() -> str:
    """The first segments of the seed and its summary, as Markdown."""
    now = datetime.now(UTC)
    text = SEED.read_text(encoding="utf-8")
    article = Article("", Submission(text=text), now, "", text, None)
    segmented = pipeline.prepare(article).segmented
    engine = load_translator(Settings(translator="models/ar-en"))
    translations = [t for batch in pipeline.translate(segmented, None, (), engine) for t in batch]
    summary = pipeline.summarise(article, segmented, translations)
    job = Job("", "", JobState.SUCCEEDED, Stage.SUMMARISE, 5, now, now)
    document = align(article, job, segmented, translations, summary).to_dict()
    lines = ["| | Arabic | English |", "|--:|--:|:--|"]
    for segment in document["segments"][:SHOWN]:
        flags = "".join(f"<br>⚑ *{flag_text(f)}*" for f in segment["flags"])
        source, target = segment["source"]["text"], segment["target"]["text"]
        lines.append(f'| {segment["n"]} | <span dir="rtl">{source}</span> | {target}{flags} |')
    lines += ["", "The summary of the whole article, each sentence with the lines it rests on:", ""]
    lines += [f"* {s['text']} {cited(s['evidence'])}" for s in document["summary"]]
    return "\n".join(lines) + "\n"


def agrees(printed: str, made: str) -> bool:
    """Same lines, same Arabic, and English that differs in a few words at most."""
    ours, theirs = printed.splitlines(), made.splitlines()
    if len(ours) != len(theirs):
        return False
    arabic = re.compile(r"<span dir=\"rtl\">(.*?)</span>")
    same = all(arabic.findall(a) == arabic.findall(b) for a, b in zip(ours, theirs, strict=True))
    return same and difflib.SequenceMatcher(None, printed.split(), made.split()).ratio() >= _ALIKE


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    readme = README.read_text(encoding="utf-8")
    made = block()
    if parser.parse_args().check:
        printed = _BLOCK.search(readme)
        return 0 if printed and agrees(printed.group(), made) else 1
    README.write_text(_BLOCK.sub(lambda _: made, readme), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
