"""Content words of Arabic sentences, light enough to compare sentences by."""

import re
from functools import lru_cache

from dragoman.search import fold

_WORD = re.compile(r"[^\W_]+")
# Function words, and verbs of saying: they are in every news sentence and tell none apart.
_STOP = frozenset(
    fold(
        "في من إلى على عن مع أن إن كان كانت قد لقد ما لا لم لن هذا هذه ذلك تلك التي الذي الذين هو هي هم كما حيث "
        "بعد قبل خلال بين حتى كل أي أو ثم بل لكن إلا غير عند عندما منذ ضد حول نحو أما إذا لدى وقد وهو وهي وكان وكانت "
        "فيما بأن وأن قال وقال أضاف وأضاف أكد وأكد أعلن وأعلن أشار وأشار أوضح وأوضح يوم أمس اليوم له لها به بها فيه "
        "فيها منه منها عليه عليها"
    ).split()
)
_PREFIXES = ("وال", "بال", "كال", "فال", "ولل", "لل", "ال", "و", "ب", "ل", "ف", "ك")
_SUFFIXES = ("هما", "ات", "ون", "ين", "ان", "ها", "هم", "يه", "نا", "ه", "ي")
_MIN_STEM = 3


def content_words(text: str) -> tuple[str, ...]:
    """Folded, lightly stemmed words (after Larkey's light10, 2002), without function words; numbers stay."""
    return tuple(_stem(w) for w in _WORD.findall(fold(text)) if len(w) > 1 and w not in _STOP)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _MIN_STEM:
            word = word[len(prefix) :]
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _MIN_STEM:
            return word[: -len(suffix)]
    return word
