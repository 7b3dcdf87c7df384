"""What a translation engine must do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dragoman.translation import Signature


@dataclass(frozen=True, slots=True)
class Candidate:
    """One engine output.

    ``score`` is the mean log probability per target token. ``complete`` is false when the output hit the length limit
    before the engine ended the sentence by itself. ``decode`` names the decode settings when they were not the usual
    ones.
    """

    text: str
    score: float | None
    complete: bool
    decode: str = ""


class Translator(Protocol):
    """A loaded Arabic-to-English model. Not thread-safe: one per process.

    Texts handed to it are normalised and within ``max_source_tokens``; its methods raise EngineError.
    """

    @property
    def signature(self) -> Signature: ...

    @property
    def max_source_tokens(self) -> int:
        """The longest input the engine takes without loss, in its own tokens."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of the engine's own tokens in each text."""
        ...

    def translate(self, texts: Sequence[str]) -> list[list[Candidate]]:
        """The candidates that fall out of one ordinary decode, for each text in order: best first, at least one."""
        ...

    def alternatives(self, texts: Sequence[str]) -> list[list[Candidate]]:
        """Other candidates for each text, made with more effort; possibly none."""
        ...
