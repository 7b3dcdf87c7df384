"""Words that open a sentence in Arabic news: connectives and verbs of saying."""

from worker.prepare.letters import words_of
from worker.prepare.lexicons import lexicon, phrases

SAYING = lexicon("verbs-of-saying")
CONNECTIVES = phrases("connectives")
LINKS = lexicon("links")


def opens_sentence(following: str) -> bool:
    """Whether ``following``, the text after a doubtful mark, begins as a sentence would: surely enough to cut there."""
    words = words_of(following[:60])
    if not words:
        return False
    first = words[0]
    if first[:1] == "و" and first[1:] in SAYING:
        return True
    phrase = " ".join(words[:4]) + " "
    return first[:1] == "و" and any(phrase[1:].startswith(one + " ") for one in CONNECTIVES)


def links(following: str) -> bool:
    """Whether ``following`` begins with "and", "so", "but" or the like: a sentence of its own, not the rest of one."""
    words = words_of(following[:60])
    if not words:
        return False
    first = words[0]
    return first[:1] == "و" or first in LINKS or (first[:1] == "ف" and len(first) > 4)  # not «في», «فيما», «فوق»
