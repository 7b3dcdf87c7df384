"""A "not" that went missing, or came from nowhere.

Deliberately narrow: it speaks when one side has a plain negation and the other has nothing negative at all, not even in
a word such as "denied", "without" or "unlikely". Counting negations would cry wolf at every double one.
"""

import re

from dragoman.search import fold
from dragoman.translation import Flag

_ARABIC_WORD = re.compile(r"[^\W\d_]+")
# Folded forms: one alef, ya for alef maqsura, ha for ta marbuta.
_PLAIN = frozenset(
    "لم ولم فلم لن ولن فلن ليس وليس فليس ليست وليست ليسوا لسنا لست ليسا عدم وعدم بعدم لعدم وبعدم بدون بلا ولا "
    "لا فلا".split()
)
_WEAK = frozenset(
    "ما وما فما غير وغير سوي نفي ونفي نفت ونفت ينفي تنفي نافيا نافيه رفض ورفض رفضت يرفض ترفض رافضا منع يمنع ممنوع "
    "فشل فشلت انكر انكرت استبعد استبعدت مستبعدا كلا لولا ولولا خلا حال انعدام نقص غياب لما قلما نادرا مستحيل "
    "استحاله تعذر دون ودون ليلا كيلا الا بالا والا تخلو يخلو سيخلو ستخلو خاليه خال خالي حذر حذرت محذرا تحذير "
    "تحذيرا براءه ببراءته ببراءتها تبريه مش لايقل لن الن اياك انقطعت انقطع".split()
)
# "لا" that denies nothing: "لا سيما" (especially), "لا يزال" (still), "لا بد" (must), "لا … إلا" (only).
_EMPTY_LA = re.compile(
    r"\bو?لا (?:سيما|[يت]زال\w*|زال\w*|بد|شك|محاله|باس|[يت]قل)\b|\bو?لم [يت]زل\w*\b|\bو?دون (?:شك|سن)\b"
)
_ENGLISH = re.compile(
    r"\b(?:not|no|never|none|nor|neither|nobody|nothing|nowhere|without|cannot|non|unless|hardly|barely|rarely|scarcely"
    r"|den(?:y|ied|ies|ying|ial)|refus\w+|reject\w*|fail\w*|lack\w*|absen\w+|prevent\w*|rul(?:e|ed|es|ing) out|unable"
    r"|avoid\w*|against|little|yet to|exclu\w+|except|only|short of|less than|rather than|difficult|non-?\w+|\w+less"
    r"|un(?!i|der|til|less)\w{4,}|im(?:poss|pun)\w+|irr\w+|dis(?:agree|allow|app(?!l)|cont|qual|reg|rupt)\w+"
    r"|in(?:ab|act|ad|cap|comp|corr|def|dis|eff|exp|just|sec|suff|vis|val)\w+)\b|n['’]t\b",
    re.IGNORECASE,
)
_PLAIN_ENGLISH = re.compile(
    r"\b(?:not|never|nor|neither|cannot|nobody|nothing)\b|n['’]t\b|\bno (?!\d|matter)\w+", re.IGNORECASE
)


def negation(source: str, target: str) -> list[Flag]:
    """``{"lost": [Arabic words]}`` or ``{"gained": [English words]}``."""
    folded = _EMPTY_LA.sub(" ", fold(source))
    words = _ARABIC_WORD.findall(folded)
    plain = [w for w in words if w in _PLAIN]
    if plain and not _ENGLISH.search(target):
        return [Flag("negation", {"lost": plain, "gained": []})]
    gained = [m.group().strip() for m in _PLAIN_ENGLISH.finditer(target)]
    if gained and not plain and not any(w in _WEAK for w in words) and not _EMPTY_LA.search(fold(source)):
        return [Flag("negation", {"lost": [], "gained": gained})]
    return []
