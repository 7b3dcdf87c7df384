"""A summary whose every sentence names the segments it rests on."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from dragoman.errors import InvalidTextError
from dragoman.translation import Flag

Evidence: TypeAlias = tuple[int, ...]
"""Segment numbers, ascending and without repeats."""


class SummaryKind(StrEnum):
    EXTRACTIVE = "extractive"
    ABSTRACTIVE = "abstractive"


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """``rewritten`` is false when the text is an evidence sentence as it stands."""

    text: str
    evidence: Evidence
    rewritten: bool = False
    flags: tuple[Flag, ...] = ()

    def __post_init__(self) -> None:
        if not self.evidence or list(self.evidence) != sorted(set(self.evidence)):
            raise InvalidTextError("evidence must name at least one segment, ascending, each once")


@dataclass(frozen=True, slots=True)
class Summary:
    """The same summary in both languages: sentence ``i`` of ``source`` says what sentence ``i`` of ``target`` says."""

    kind: SummaryKind
    target: tuple[SummarySentence, ...]
    source: tuple[SummarySentence, ...]
    signature: str

    def __post_init__(self) -> None:
        if len(self.target) != len(self.source):
            raise InvalidTextError("the two summaries must have the same number of sentences")
