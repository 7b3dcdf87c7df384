"""Guess the language of a text, cheaply: which script it is in, which letters and which small words.

No model and no list of languages to tell apart beyond those that a reader of Arabic news meets: enough to say
"this seems to be Persian" instead of "this is not Arabic".
"""

import re
import unicodedata
from collections import Counter

SAMPLE = 20_000
"""How many code points are read: a page's language shows long before."""

WORD = re.compile(r"[^\W\d_]+")

SCRIPTS = ("ARABIC", "LATIN", "HEBREW", "CYRILLIC", "GREEK", "HANGUL", "HIRAGANA", "KATAKANA", "CJK", "DEVANAGARI")

ONE_LANGUAGE = {
    "HEBREW": "he",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "DEVANAGARI": "hi",
}

ARABIC_SCRIPT = {
    "ar": "في من على إلى الى أن ان التي الذي عن مع هذا هذه ما لا كان قال بين بعد ذلك كما وقال خلال أو او إن لم قد",
    "fa": "در به از که این را است با برای آن یک شد خود تا می بر هم کرد شده های اند نیز او ایران كه اين يك",
    "ur": "کے کی میں ہے سے کا کو نے اور پر ہیں یہ کہ تھا نہیں بھی اس ہو گیا ایک کر تھے گے ان",
    "ps": "په د چې او دا له کې سره هغه نه یې ته ده شوي وي دې دي",
    "ckb": "لە بە کە بۆ ئەو لەگەڵ ئەم بوو دەکات هەر یان",
}

LATIN_SCRIPT = {
    "en": "the of and to in that is was for on with said as by at from it has are be",
    "fr": "le la les de des et en un une du que est dans pour qui sur au par pas",
    "de": "der die das und in den von zu mit ist des nicht ein eine dem auf für sich",
    "es": "el la los las de del que y en un una por con para es se no al",
    "tr": "ve bir bu için ile da de olarak çok en daha olan olduğu gibi sonra",
}

MARKS = re.compile("[\u0640\u064b-\u0652\u0670]")
"""Tatweel and diacritics, which stand inside words and are no letters."""

DEFINITE = re.compile(r"[وفبك]?(?:ال|لل)\w{2,}")
"""A word with the Arabic article: every fourth word of Arabic news, elsewhere names only."""

LETTERS = {"ar": "ةأإؤئ", "fa": "پچژگکی", "ur": "ٹڈڑںےہھ", "ps": "ښځڅړډټېۍګ", "ckb": "ەێۆڵڕڤ"}


def language_of(text: str) -> str | None:
    """The ISO 639 code the text seems to be in, ``None`` when it holds too little to say."""
    sample = MARKS.sub("", text[:SAMPLE])
    scripts = Counter(script for c in sample if c.isalpha() and (script := _script(c)))
    if not scripts:
        return None
    script, _ = scripts.most_common(1)[0]
    words = Counter(word.lower() for word in WORD.findall(sample))
    if script == "ARABIC":
        definite = sum(count for word, count in words.items() if DEFINITE.fullmatch(word))
        return _best(words, ARABIC_SCRIPT, sample, ar=float(definite)) or "ar"
    if script == "LATIN":
        return _best(words, LATIN_SCRIPT, sample)
    if script == "CJK" and scripts["HIRAGANA"] + scripts["KATAKANA"]:
        return "ja"
    return ONE_LANGUAGE[script]


def _script(char: str) -> str | None:
    name = unicodedata.name(char, "")
    return next((script for script in SCRIPTS if name.startswith(script)), None)


def _best(words: Counter[str], lexicons: dict[str, str], sample: str, **more: float) -> str | None:
    """The language whose words and letters show most; ``more`` is added to the languages it names."""
    scores = {
        language: sum(words[word] for word in lexicon.split())
        + sum(map(sample.count, LETTERS.get(language, ""))) / 4
        + more.get(language, 0)
        for language, lexicon in lexicons.items()
    }
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] > 0 else None
