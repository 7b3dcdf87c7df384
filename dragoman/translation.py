"""One source segment's English, and what the checks say of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeAlias

JsonValue: TypeAlias = "str | int | float | bool | Sequence[JsonValue] | Mapping[str, JsonValue] | None"

TITLE_N = 0
"""The translation number of a title that was submitted beside the text and is not part of it."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A check that failed, with its data: ``Flag("numbers", {"missing": ["35"]})``."""

    check: str
    data: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])

    def to_dict(self) -> dict[str, JsonValue]:
        return {"check": self.check, **self.data}

    @classmethod
    def from_dict(cls, document: Mapping[str, JsonValue]) -> Self:
        data = dict(document)
        return cls(str(data.pop("check")), data)


@dataclass(frozen=True, slots=True)
class Signature:
    """What made an output. Its text form stands on every output, as a sacreBLEU signature stands on every score."""

    engine: str
    model: str
    revision: str
    quantisation: str = ""
    decode: str = ""
    prompt: str = ""
    glossary: str = ""

    def __str__(self) -> str:
        pairs = (
            ("engine", self.engine),
            ("model", self.model),
            ("rev", self.revision),
            ("quant", self.quantisation),
            ("decode", self.decode),
            ("prompt", self.prompt),
            ("glossary", self.glossary),
        )
        return "|".join(f"{name}:{value}" for name, value in pairs if value)


@dataclass(frozen=True, slots=True)
class Translation:
    """The English of segment ``n`` (``TITLE_N`` for a title submitted beside the text).

    ``score`` is the engine's mean log probability per target token (natural log, at most 0), ``None`` when the
    engine gives none. An untranslated segment has an empty ``text`` and a flag that says why.
    """

    n: int
    text: str
    score: float | None
    signature: str
    flags: tuple[Flag, ...] = ()
