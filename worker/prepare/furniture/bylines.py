"""Who wrote it, where, and for whom: bylines, datelines, agency credits, sources, the outlet's own name."""

import re
from collections.abc import Iterator

from dragoman.text import Furniture, Span
from worker.prepare.dates import dates_in
from worker.prepare.furniture.view import View
from worker.prepare.letters import fold_in_place, words_of
from worker.prepare.names import AGENCIES, COUNTRIES, OUTLETS, PLACES, ROLES

NAMES = AGENCIES | OUTLETS | PLACES | COUNTRIES | ROLES
DATED = PLACES | AGENCIES | OUTLETS
"""What a dateline may begin with."""

PART = re.compile(r"\s*[-–—_ـ|/:،,()«»\"]\s*|\s{2,}")
WROTE = re.compile(
    r"[\W_]*(?:كتبت?|كتبها?|بقلم|اعداد|اعده|اعدها|ترجمه|ترجمها|تحرير|حررها|متابعه|متابعات|حوار|تقرير|تحقيق|حاورته|حاوره"
    r"|مراسلنا|مراسلتنا|الكاتب|المحرر|رصد|خاص|نشرت?\s+(?:بواسطه|من قبل)|بواسطه|by|author)(?!\w)"
)
BARE = re.compile(r"[\W_]*(?:كتبت?|كتبها?|بقلم|by)(?!\w)")
"""Words that make a byline with no mark after them."""

MARKED = re.compile(r"[:\-–—/|]")
SOURCE = re.compile(r"[\W_]*(?:المصدر|المصادر|نقلا عن|مصدر الخبر|source)\s*[:+/\-–]")
SELF = re.compile(
    r"^\W*(?:صحيفه|جريده|شبكه|موقع|وكاله|قناه|مجله|بوابه)(?!\w)"
    r"|(?<!\w)(?:صحيفه|جريده|مجله|بوابه|شبكه) (?:يوميه|اسبوعيه|شهريه|اخباريه|الكترونيه|مستقله)(?!\w)"
)
DATED_LEAD = re.compile(r"[^.؟!\n]{3,110}(?:19|20)\d\d[^.؟!\n\-–—]{0,25}\s[-–—]\s")
CREDIT = re.compile(r"[.!?؟…][»\"”]*\s*(?P<credit>[(\[](?P<name>[^()\[\]\d]{2,25})[)\]]\s*)$")
SYNDICATED = re.compile(
    r"(?:date\s*[\d-]+\s*)?(?:انتم الان تتابعون خبر|والان نترككم مع|the post .{1,300} appeared first on"
    r"|(?:التدوينه|المقاله?|الخبر) .{1,300} (?:ظهرت?|نشرت?) اولا\W? (?:في|علي))"
)
ARABIC = re.compile("[\u0620-\u064a]")
DATELINE = re.compile(
    r"^(?:(?:date\s*)?\d{1,4}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,4})?[\W_]*"
    r"(?P<place>[^\W\d_]+(?:[ /][^\W\d_]+){0,3}?)\s*(?P<mark>[-–—ـ:/,،(])\s*(?P<rest>[^:\n]{1,60}?)"
    r"\s*(?P<end>[-–—:]|\)\s*[-–—:]?)(?=\s)"
)
BARE_DATELINE = re.compile(r"^[\W_]*(?P<place>[^\W\d_]+(?:[ /][^\W\d_]+){0,3}?)\s*(?P<end>[-–—])(?=\s)")


def byline(view: View) -> Iterator[Furniture]:
    """«كتب – فلان», «واشنطن – فلان – وكالة»: a short line outside the prose, made of people, places and agencies."""
    for at, line in enumerate(view.lines):
        words = len(line.words)
        under_prose = at > 0 and view.lines[at - 1].prose and words <= 4
        if not 0 < words <= 9 or (line.stopped and words > 4):
            continue
        shown = line.span.of(view.text)
        if not (view.at_edge(at) or under_prose):
            if words <= 4 and not line.stopped and len(parts_of(shown)) >= 2 and is_made_of_names(shown, at_edge=False):
                yield view.marked(at, "byline")
            continue
        wrote = (
            WROTE.match(line.folded)
            and words <= 5
            and (MARKED.search(shown) or (words <= 3 and BARE.match(line.folded)))
        )
        if wrote or is_made_of_names(shown, at_edge=view.at_edge(at)):
            yield view.marked(at, "byline")


def is_made_of_names(shown: str, *, at_edge: bool) -> bool:
    """Whether ``shown`` falls into names: an agency with at most one stranger, or a place with a person or outlet."""
    parts = parts_of(shown)
    unknown = [part for part in parts if part not in NAMES]
    if not 0 < len(parts) <= 5 or len(unknown) > 1 or any(len(part.split()) > 4 for part in unknown):
        return False
    if any(part in AGENCIES or part in ROLES for part in parts):
        return True
    if not at_edge or len(parts) < 2 or ":" in shown.rstrip(": "):
        return False
    person = len(unknown) == 1 and len(unknown[0].split()) <= 3
    if person and len(parts) - len(unknown) == sum(part in OUTLETS for part in parts) and len(words_of(shown)) <= 5:
        return re.search("[-–—ـ]", shown) is not None
    placed = len(parts) == 2 and (parts[0] in PLACES or parts[1] in PLACES)
    return not unknown or (person and placed and re.search("[-–—]", shown) is not None)


def parts_of(shown: str) -> list[str]:
    """The folded parts of a credit line, between its dashes, bars, colons and brackets."""
    return [" ".join(words) for part in PART.split(shown) if (words := words_of(part))]


def dateline(view: View) -> Iterator[Furniture]:
    """«واشنطن - «الشرق الأوسط»:» before the first words of a paragraph of prose."""
    for line in view.lines:
        if len(line.words) < 8:
            continue
        start = fold_in_place(line.span.of(view.text)[:120])
        credited = DATELINE.match(start)
        bare = BARE_DATELINE.match(start)
        if credited is not None and _is_dateline(credited):
            yield Furniture(Span(line.span.start, line.span.start + credited.end()), "dateline")
        elif bare is not None and " ".join(words_of(bare["place"])) in DATED:
            # "واشنطن: لن ننسحب" is what Washington says; only a dash makes a dateline of a bare name
            yield Furniture(Span(line.span.start, line.span.start + bare.end()), "dateline")


def dated_lead(view: View) -> Iterator[Furniture]:
    """«شهد محمد - أبوظبي في 18 أغسطس 2025 04:24 صباحا -»: a credit with a full date, up to the dash before the text."""
    for line in view.lines:
        found = DATED_LEAD.match(fold_in_place(line.span.of(view.text)[:140])) if len(line.words) >= 14 else None
        if found is not None and any(day.exact for day in dates_in(found[0])) and len(words_of(found[0])) <= 16:
            yield Furniture(Span(line.span.start, line.span.start + found.end()), "dated-lead")


def _is_dateline(found: re.Match[str]) -> bool:
    """A place and a credit; a place nobody has listed only where dash and colon leave no doubt."""
    known = " ".join(words_of(found["place"])) in DATED
    sure = found["mark"] in "-–—" and found["end"] in ("-", "–", "—", ":")
    bracketed = found["mark"] == "(" and found["end"] != ")" and len(found["rest"].split()) <= 3
    if bracketed and " ".join(words_of(found["place"])) in PLACES:
        return True
    return is_credit(found["rest"]) and (known or (sure and len(found["place"].split()) <= 2))


def is_credit(shown: str) -> bool:
    """Whether ``shown`` names an agency, an outlet or a role, or says who wrote."""
    named = any(part in AGENCIES or part in OUTLETS or part in ROLES for part in parts_of(shown))
    return named or (WROTE.match(shown) is not None and len(shown.split()) <= 5)


def source(view: View) -> Iterator[Furniture]:
    """«المصدر: …» on a line of its own."""
    for at, line in enumerate(view.lines):
        if SOURCE.match(line.folded) and len(line.words) <= 12:
            yield view.marked(at, "source")


def outlet_name(view: View) -> Iterator[Furniture]:
    """The outlet naming itself under the article, or in three words above it."""
    for at, line in enumerate(view.lines):
        head = at > 0 and view.in_head(at) and len(line.words) <= 3
        if not (view.in_tail(at) or head) or line.stopped or view.last_prose < 0 or not line.words:
            continue
        self_told = SELF.search(line.folded) is not None and len(line.words) <= 8
        if line.phrase in OUTLETS or line.phrase in AGENCIES or self_told:
            yield view.marked(at, "outlet-name")


def signature(view: View) -> Iterator[Furniture]:
    """One or two words alone under the last sentence: who signed it, or the outlet."""
    at = len(view.lines) - 1
    if at < 1 or not view.lines[at - 1].prose:
        return
    line = view.lines[at]
    bare = not (line.stopped or line.bulleted or line.folded.endswith(":"))
    if 0 < len(line.words) <= 2 and bare:
        yield view.marked(at, "signature")


def agency_credit(view: View) -> Iterator[Furniture]:
    """«(رويترز)», «(إفي)» after the last stop of a line."""
    for line in view.lines:
        end = line.span.of(view.text)[-40:]
        found = CREDIT.search(end)
        if found is None or len(line.words) < 6:
            continue
        named = " ".join(words_of(found["name"]))
        latin = named.isalpha() and found["name"].strip().isupper() and not ARABIC.search(named)
        if named in AGENCIES or named in OUTLETS or latin:
            yield Furniture(Span(line.span.end - len(end) + found.start("credit"), line.span.end), "agency-credit")


def syndication(view: View) -> Iterator[Furniture]:
    """«The post … appeared first on …», as feeds add it."""
    for at, line in enumerate(view.lines):
        if SYNDICATED.match(line.folded) and len(line.words) <= 50:
            yield view.marked(at, "syndication")
