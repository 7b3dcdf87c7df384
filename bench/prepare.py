"""Measure worker/prepare beside its peers: furniture, sentence ends, speed. Prints one table for each.

Run from the repository root:

    python bench/prepare.py            # development pages, seeds, held-out stories
    python bench/prepare.py --unseen   # the third of the pages kept unseen, too

It reads ../shared/data (pages, news, mono) and tests/prepare/gold; what is missing is named and left out. Peers that
are not installed (pysbd) are left out and named as well. Nothing is written.
"""

import argparse
import hashlib
import itertools
import json
import lzma
import re
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dragoman.errors import EmptyTextError  # noqa: E402
from worker.prepare import DEFAULT_LIMIT, prepare_html, prepare_text  # noqa: E402
from worker.prepare.letters import words_of  # noqa: E402

SHARED = ROOT.parent / "shared" / "data"
GOLD = ROOT / "tests" / "prepare" / "gold"
FINAL = re.compile(r"[.!?؟…۔।]+(?=[\"'”“»«’)\]]*[.,،]*\s*$)|(?<=[\"'”“»«’)\]])[.!?؟…۔।]+[.,،]*\s*$")

Splitter = Callable[[str], list[int]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A page with its furniture as spans and the offsets where its sentences end."""

    name: str
    text: str
    furniture: tuple[tuple[int, int], ...]
    ends: tuple[int, ...]

    def paragraphs(self) -> list[list[str]]:
        """The body's sentences, gathered by line; a title stands alone."""
        hidden = [range(*span) for span in self.furniture]
        lines: list[list[str]] = [[]]
        start = 0
        for end in self.ends:
            sentence = "".join(self.text[i] for i in range(start, end) if not any(i in span for span in hidden))
            if "\n" in sentence[: len(sentence) - len(sentence.lstrip())] and lines[-1]:
                lines.append([])
            lines[-1].append(" ".join(sentence.split()))
            start = end
        return [line for line in lines if line]


@dataclass(slots=True)
class Counts:
    """What a system got right, what it made up and what it missed."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def add(self, gold: set[int], found: set[int]) -> None:
        self.right += len(gold & found)
        self.extra += len(found - gold)
        self.missed += len(gold - found)

    def row(self) -> str:
        precision = self.right / max(1, self.right + self.extra)
        recall = self.right / max(1, self.right + self.missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return f"{precision:.3f} {recall:.3f} {f1:.3f}"


@dataclass(slots=True)
class Furniture:
    """Visible code points of furniture found, and of body kept."""

    counts: Counts = field(default_factory=Counts)
    body: int = 0
    kept: int = 0

    def add(self, gold: set[int], found: set[int], visible: set[int]) -> None:
        self.counts.add(gold & visible, found & visible)
        self.body += len(visible - gold)
        self.kept += len(visible - gold - found)

    def row(self) -> str:
        return f"{self.counts.row()} {self.kept / max(1, self.body):.4f}"


# --- gold -------------------------------------------------------------------------------------------------------------


def pages(part: str) -> list[Labelled]:
    found: list[Labelled] = []
    for row in (GOLD / "pages.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        name, digest, of, furniture, ends = row.split("\t")
        path = SHARED / "pages" / name
        if of != part or not path.exists():
            continue
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            print(f"left out: {name} is not the page that was labelled")
            continue
        spans = tuple((int(a), int(b)) for a, b in (pair.split("-") for pair in furniture.split()))
        found.append(Labelled(name, content.decode(), spans, tuple(map(int, ends.split()))))
    return found


def seeds() -> list[Labelled]:
    found: list[Labelled] = []
    for path in sorted((GOLD / "seeds").glob("*.txt")):
        text = (ROOT / "seeds" / path.name).read_text(encoding="utf-8")
        furniture: list[tuple[int, int]] = []
        ends: list[int] = []
        at = 0
        for line in path.read_text(encoding="utf-8").splitlines():
            mark, shown = line.split(" ", 1)
            at = text.index(shown, at)
            if mark == "F":
                furniture.append((at, at + len(shown)))
            else:
                ends.append(at + len(shown))
            at += len(shown)
        found.append(Labelled(path.name, text, tuple(furniture), tuple(ends)))
    return found


def stories() -> list[list[list[str]]]:
    """Our own held-out stories, their sentences two to a paragraph."""
    path = SHARED / "news" / "stories.jsonl"
    if not path.exists():
        print(f"left out: stories ({path.relative_to(SHARED.parent)} is missing)")
        return []
    with path.open(encoding="utf-8") as lines:
        held = [json.loads(line)["ar"] for line in lines]
    held = [story for story in held if _held_out([FINAL.sub("", s) for s in story])]
    return [[story[at : at + 2] for at in range(0, len(story), 2)] for story in held]


def pud() -> list[list[list[str]]]:
    """The sentences of PUD (news and encyclopaedia), three to a paragraph; each is one sentence by its annotators."""
    path = SHARED / "eval" / "pud" / "pud.ar-en.tsv"
    if not path.exists():
        print("left out: PUD (shared/data/eval is missing)")
        return []
    rows = [row.split("\t") for row in path.read_text(encoding="utf-8").splitlines()]
    sentences = [row[1] for row in rows if len(row) == 3 and row[1].rstrip('"”») ').endswith((".", "!", "؟", "?"))]
    return [[sentences[at : at + 3]] for at in range(0, len(sentences) - 2, 3)]


def _held_out(sentences: Sequence[str]) -> bool:
    return zlib.crc32(sentences[0].encode()) % 10 == 0


# --- systems ----------------------------------------------------------------------------------------------------------


def ours(text: str, limit: int = DEFAULT_LIMIT) -> list[int]:
    try:
        segmented = prepare_text(text, limit).segmented
    except EmptyTextError:
        return []
    return sorted([*(s.span.end for s in segmented.segments), *(f.span.end for f in segmented.furniture)])


def unlimited(text: str) -> list[int]:
    """As ``ours``, but with no sentence too long for an engine: what is left are mistakes about sentences."""
    return ours(text, limit=100_000)


def regular_expression(text: str) -> list[int]:
    return [found.end() for found in re.finditer(r"[.!?؟…]+[\"'”“»)]*(?=\s|$)|\n", text)]


def lines_only(text: str) -> list[int]:
    return [found.start() for found in re.finditer(r"\n|$", text)]


def pysbd_splitter() -> Splitter | None:
    try:
        import pysbd  # noqa: PLC0415
    except ImportError:
        print("left out: pySBD is not installed (pip install pysbd)")
        return None
    segmenter = pysbd.Segmenter(language="ar", clean=False)

    def split(text: str) -> list[int]:
        ends: list[int] = []
        at = 0
        for line in text.split("\n"):
            start = at
            for sentence in segmenter.segment(line):
                found = text.find(sentence.strip(), start)
                if found >= 0:
                    start = found + len(sentence.strip())
                    ends.append(start)
            at += len(line) + 1
            ends.append(at - 1)
        return ends

    return split


def trafilatura_furniture(text: str) -> set[int]:
    """What trafilatura leaves out when each line of the text is a paragraph of a page."""
    from trafilatura import extract  # noqa: PLC0415

    lines = text.split("\n")
    escaped = (line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in lines)
    page = "<html><body><article>" + "".join(f"<p>{line}</p>" for line in escaped) + "</article></body></html>"
    kept = {" ".join(words_of(line)) for line in (extract(page, include_comments=False) or "").splitlines()}
    found: set[int] = set()
    at = 0
    for line in lines:
        if " ".join(words_of(line)) not in kept:
            found.update(range(at, at + len(line)))
        at += len(line) + 1
    return found


def our_furniture(text: str) -> set[int]:
    return {at for one in prepare_text(text).segmented.furniture for at in range(one.span.start, one.span.end)}


# --- measures ---------------------------------------------------------------------------------------------------------


def letters_before(text: str, ends: Iterable[int]) -> set[int]:
    """Ends as the number of letters and digits before them, so that marks and spaces do not count; not the last."""
    counted = list(itertools.accumulate((char.isalnum() for char in text), initial=0))
    return {counted[end] for end in ends} - {0, counted[-1]}


def boundaries(documents: Sequence[list[list[str]]], split: Splitter, *, stops: bool, lines: bool) -> Counts:
    counts = Counts()
    for document in documents:
        text, ends = joined(document, stops=stops, lines=lines)
        counts.add(letters_before(text, ends), letters_before(text, split(text)))
    return counts


def joined(document: list[list[str]], *, stops: bool, lines: bool) -> tuple[str, list[int]]:
    """A document's text, with or without its stops and its line breaks, and where its sentences end.

    With the line breaks gone a headline is left out: only the page's layout tells it from the first sentence.
    """
    text = ""
    ends: list[int] = []
    for number, paragraph in enumerate(document):
        if not lines and number == 0 and len(paragraph) == 1 and not re.search(r"[.؟!»\"”]$", paragraph[0]):
            continue
        for sentence in paragraph:
            text += sentence if stops else FINAL.sub("", sentence).rstrip()
            ends.append(len(text))
            text += " "
        text = text[:-1] + ("\n" if lines else " ")
    return text.rstrip(), ends


def furniture_table(name: str, labelled: Sequence[Labelled]) -> Iterator[str]:
    for system, find in (
        ("worker/prepare", our_furniture),
        ("trafilatura alone", trafilatura_furniture),
        ("nothing removed", lambda _: set()),
    ):
        score = Furniture()
        for page in labelled:
            gold = {at for a, b in page.furniture for at in range(a, b)}
            score.add(gold, find(page.text), {at for at, char in enumerate(page.text) if not char.isspace()})
        yield f"| {name} | {system} | {score.row().replace(' ', ' | ')} |"


def boundary_table(name: str, documents: Sequence[list[list[str]]], systems: dict[str, Splitter]) -> Iterator[str]:
    conditions = (
        ("clean", True, True),
        ("stops removed", False, True),
        ("paragraphs glued", True, False),
        ("both", False, False),
    )
    for system, split in systems.items():
        cells = [boundaries(documents, split, stops=stops, lines=lines).row() for _, stops, lines in conditions]
        yield f"| {name} | {system} | " + " | ".join(cells) + " |"


def html_table() -> Iterator[str]:
    """A whole page with a labelled article: how much of it is kept, and how much of what is kept is the article."""
    from trafilatura import extract  # noqa: PLC0415

    path = SHARED / "pages" / "lbcgroup-1.html"
    if not path.exists():
        print("left out: whole pages (shared/data/pages is missing)")
        return
    page = path.read_text(encoding="utf-8")
    gold = json.loads(path.with_name("lbcgroup-1.gold.json").read_text(encoding="utf-8"))["V1"]
    wanted = Counter(w for p in [gold["title"], *gold["body"]["sections"][0]["paragraphs"]] for w in words_of(p))
    segmented = prepare_html(page).segmented
    systems = {
        "worker/prepare": Counter(w for s in segmented.segments for w in words_of(segmented.source_of(s))),
        "trafilatura alone": Counter(words_of(extract(page, include_comments=False) or "")),
    }
    for system, kept in systems.items():
        right = (kept & wanted).total()
        yield f"| {path.name} | {system} | {right / wanted.total():.3f} | {right / kept.total():.3f} |"


def speed(texts: Sequence[str]) -> float:
    """Articles a second of processor time, so that other work on the machine does not count."""
    for text in texts[:5]:
        prepare_text(text)
    began = time.process_time()
    rounds = 0
    while time.process_time() - began < 3:
        for text in texts:
            prepare_text(text)
        rounds += 1
    return rounds * len(texts) / (time.process_time() - began)


def held_out_press(limit: int = 150) -> list[list[list[str]]]:
    """Articles of the press corpora that the boundary model was not trained on; their stops are their own labels."""
    found: list[list[list[str]]] = []
    stop = re.compile(r"(?<![\s.][^\W\d_])([.!؟?]+[\"”“»)]*)(?:\s+|$)")
    for name in ("ar_almayadeen", "ar_saudinewsnet", "ar_hespress_aljazeera"):
        path = SHARED / "mono" / f"{name}.txt.xz"
        if not path.exists():
            print(f"left out: {name} (shared/data/mono is missing)")
            continue
        taken = 0
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for blank, group in itertools.groupby(lines, key=lambda line: not line.strip()):
                paragraphs = [] if blank else [line.strip() for line in group][1:]
                cut = [
                    [s for s in stop.sub(r"\1\n", p).split("\n") if len(s.split()) >= 3]
                    for p in paragraphs
                    if p.rstrip('"”“») ').endswith((".", "!", "؟", "?"))
                ]
                cut = [p for p in cut if p]
                if sum(map(len, cut)) >= 4 and _held_out([re.sub(r"[.!؟?]+([\"”“»)]*)$", r"\1", cut[0][0])]):
                    found.append(cut)
                    taken += 1
                if taken == limit:
                    break
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description="Measure worker/prepare beside its peers.")
    arguments.add_argument("--unseen", action="store_true", help="the third of the pages kept unseen, too")
    wanted = arguments.parse_args()
    sets = {"seeds": seeds(), "development pages": pages("development")}
    if wanted.unseen:
        sets["unseen pages"] = pages("unseen")
    if not sets["development pages"]:
        print("left out: pages (shared/data/pages is missing)")
    pysbd = pysbd_splitter()
    systems = {
        "worker/prepare": ours,
        "the same, no limit": unlimited,
        **({"pySBD": pysbd} if pysbd else {}),
        "regular expression": regular_expression,
    }
    print("\n| furniture | system | P | R | F1 | body recall |\n|---|---|--:|--:|--:|--:|")
    for name, labelled in sets.items():
        print("\n".join(furniture_table(name, labelled)))
    print("\n| whole page | system | title and article kept | kept is article |\n|---|---|--:|--:|")
    print("\n".join(html_table()))
    print(
        "\n| sentence ends | system | clean P R F1 | stops removed | paragraphs glued | both |"
        "\n|---|---|--:|--:|--:|--:|"
    )
    documents = {name: [page.paragraphs() for page in labelled] for name, labelled in sets.items()}
    for name, cut in {**documents, "our stories": stories(), "PUD": pud(), "press, held out": held_out_press()}.items():
        if cut:
            print("\n".join(boundary_table(f"{name} ({len(cut)})", cut, systems)))
    texts = [page.text for labelled in sets.values() for page in labelled]
    print(
        f"\n{speed(texts):.0f} articles a second on one core, mean {sum(map(len, texts)) / len(texts):.0f} code points"
    )
    longer = [text for text in texts if len(text) > 1500]
    print(
        f"{speed(longer):.0f} a second of those over 1,500, mean {sum(map(len, longer)) / len(longer):.0f} code points"
    )


if __name__ == "__main__":
    main()
