"""The extractive summary: the chosen sentences as they stand, each citing itself."""

from collections.abc import Mapping, Sequence

from dragoman.summary import Summary, SummaryKind, SummarySentence
from dragoman.text import SegmentedText, SegmentKind
from dragoman.translation import Signature, Translation
from worker.summarise.select import Sentence, select

SIGNATURE = Signature(engine="dragoman", model="extractive", revision="1", decode="mmr")

_UNUSABLE = frozenset({"empty", "copied", "cut-off", "repetition"})
"""A sentence whose English is missing or broken is not put in a summary."""


def extract(segmented: SegmentedText, translations: Sequence[Translation], title: str | None, count: int) -> Summary:
    """Pick up to ``count`` sentences. Sentences come before headings; with neither usable the summary is empty."""
    by_n = {t.n: t for t in translations}
    body = [s for s in segmented.segments if s.kind in (SegmentKind.SENTENCE, SegmentKind.LIST_ITEM)]
    candidates = [Sentence(s.n, segmented.source_of(s), usable=_usable(by_n, s.n)) for s in body or segmented.segments]
    texts = {s.n: s.text for s in candidates}
    chosen = select(candidates, title, count)
    return Summary(
        kind=SummaryKind.EXTRACTIVE,
        target=tuple(SummarySentence(by_n[n].text, (n,), flags=by_n[n].flags) for n in chosen),
        source=tuple(SummarySentence(texts[n].strip(), (n,)) for n in chosen),
        signature=str(SIGNATURE),
    )


def _usable(translations: Mapping[int, Translation], n: int) -> bool:
    translation = translations.get(n)
    return (
        translation is not None and bool(translation.text) and not any(f.check in _UNUSABLE for f in translation.flags)
    )
