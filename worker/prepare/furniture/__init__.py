"""Tell furniture from the article, line by line, by rules that each have a name.

A rule looks at a ``View`` and answers with the spans it is sure of. Rules that go by words work anywhere; rules that
go by place then look at what is left, above and below the prose. In doubt a line stays: a lost sentence is worse
than a button kept.
"""

from collections.abc import Sequence

from dragoman.text import Furniture
from worker.prepare.furniture.buttons import follow_us, letter_size, share_button
from worker.prepare.furniture.bylines import (
    agency_credit,
    byline,
    dated_lead,
    dateline,
    outlet_name,
    signature,
    source,
    syndication,
)
from worker.prepare.furniture.captions import caption, embedded_post, repeated_caption
from worker.prepare.furniture.comments import comment_form, paywall
from worker.prepare.furniture.contacts import contact, copyright_notice, masthead
from worker.prepare.furniture.labels import head_label, tag_list, tail_label
from worker.prepare.furniture.navigation import (
    advertisement,
    breadcrumb,
    foreign_line,
    menu,
    section_name,
    site_name,
    ticker,
    way_back,
)
from worker.prepare.furniture.related import bulleted_teasers, more, read_also
from worker.prepare.furniture.repeats import between_headlines, repeated_headline, repeated_paragraph
from worker.prepare.furniture.stamps import code, counter, schedule, stray_mark, time_stamp
from worker.prepare.furniture.strangers import other_headlines
from worker.prepare.furniture.stuck import consent, end_mark, leading_stamp, trailer
from worker.prepare.furniture.view import Rule, view_of
from worker.prepare.lines import Line

BY_WORDS: tuple[Rule, ...] = (
    schedule,
    way_back,
    advertisement,
    breadcrumb,
    ticker,
    follow_us,
    share_button,
    letter_size,
    comment_form,
    paywall,
    time_stamp,
    counter,
    code,
    copyright_notice,
    contact,
    masthead,
    embedded_post,
    more,
    source,
    syndication,
)
BY_PLACE: tuple[Rule, ...] = (
    read_also,
    menu,
    section_name,
    site_name,
    repeated_headline,
    repeated_caption,
    byline,
    caption,
    outlet_name,
    between_headlines,
    other_headlines,
    repeated_paragraph,
    bulleted_teasers,
    tag_list,
    consent,
    end_mark,
    signature,
    foreign_line,
    stray_mark,
    head_label,
    tail_label,
    dateline,
    dated_lead,
    leading_stamp,
    trailer,
    agency_credit,
)


def find_furniture(text: str, lines: Sequence[Line]) -> tuple[Furniture, ...]:
    """The furniture of ``text``, in reading order and without overlaps; where rules disagree the earlier one wins."""
    found: list[Furniture] = []
    left = list(lines)
    for rules in (BY_WORDS, BY_PLACE):
        view = view_of(text, left)
        for rule in rules:
            found.extend(rule(view))
        taken = {one.span.start for one in found}
        left = [line for line in left if line.span.start not in taken]
    return disjoint(found)


def disjoint(found: Sequence[Furniture]) -> tuple[Furniture, ...]:
    """``found`` in reading order; of two that overlap the one that begins earlier, or was found earlier, stays."""
    ranked = sorted(enumerate(found), key=lambda item: (item[1].span.start, item[0]))
    kept: list[Furniture] = []
    for _, one in ranked:
        if not kept or one.span.start >= kept[-1].span.end:
            kept.append(one)
    return tuple(kept)
