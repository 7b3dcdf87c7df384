"""A translation engine small enough to see through."""

from collections.abc import Callable, Mapping, Sequence

from dragoman.translation import Signature
from worker.engines.translator import Candidate

_WORDS = "the minister said that his country would meet every state in great haste".split()


class FakeTranslator:
    """Writes a sentence of as many words as the source has; a token is a word. Counts every text it is given."""

    signature = Signature(engine="fake", model="words", revision="1")

    def __init__(
        self,
        max_source_tokens: int = 50,
        spoil: Callable[[str], Candidate | None] | None = None,
        others: Mapping[str, Sequence[Candidate]] | None = None,
    ) -> None:
        self.max_source_tokens = max_source_tokens
        self.calls: list[list[str]] = []
        self._spoil = spoil
        self._others = others or {}

    @property
    def seen(self) -> list[str]:
        return [text for call in self.calls for text in call]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(t.split()) for t in texts]

    def translate(self, texts: Sequence[str]) -> list[list[Candidate]]:
        self.calls.append(list(texts))
        return [[self._one(t)] for t in texts]

    def alternatives(self, texts: Sequence[str]) -> list[list[Candidate]]:
        return [list(self._others.get(t, ())) for t in texts]

    def _one(self, text: str) -> Candidate:
        spoiled = self._spoil(text) if self._spoil else None
        if spoiled is not None:
            return spoiled
        words = [w if w.strip(".,").isdigit() else _WORDS[i % len(_WORDS)] for i, w in enumerate(text.split())]
        return Candidate(" ".join(words), -0.5, complete=True)
