"""Words and phrases the rules look up, one a line in the text files beside this one."""

from functools import cache
from importlib import resources

from worker.prepare.letters import words_of


@cache
def phrases(name: str) -> tuple[str, ...]:
    """The phrases of ``<name>.txt``, folded, the longest first."""
    listed = (resources.files(__name__) / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    folded = {" ".join(words_of(line)) for line in listed if line.strip()}
    return tuple(sorted(folded, key=lambda phrase: (-len(phrase), phrase)))


@cache
def lexicon(name: str) -> frozenset[str]:
    """The phrases of ``<name>.txt``, to be looked up with ``Line.phrase`` or ``" ".join(words_of(…))``."""
    return frozenset(phrases(name))


def one_of(name: str) -> str:
    """A pattern for any phrase of ``<name>.txt``, to be matched against folded text."""
    return "|".join(phrase.replace(" ", r"\s+") for phrase in phrases(name))
