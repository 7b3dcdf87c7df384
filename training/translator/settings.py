"""The configuration file, read once, with paths resolved against the repository root."""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Settings:
    """One run's settings; see `configs/cpu.toml` for what each table holds."""

    seed: int
    shared: Path
    corpus: Path
    work: Path
    tokeniser: dict[str, Any]
    model: dict[str, Any]
    embeddings: dict[str, Any]
    train: dict[str, Any]
    sources: dict[str, tuple[float, float]]


def read_settings(path: Path) -> Settings:
    """Read a TOML configuration; a missing table raises KeyError with its name."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return Settings(
        seed=raw["seed"],
        shared=ROOT / raw["paths"]["shared"],
        corpus=ROOT / raw["paths"]["corpus"],
        work=ROOT / raw["paths"]["work"],
        tokeniser=raw["tokeniser"],
        model=raw["model"],
        embeddings=raw["embeddings"],
        train=raw["train"],
        sources={name: (start, end) for name, (start, end) in raw["sources"].items()},
    )


class MissingDataError(FileNotFoundError):
    """A data folder the recipe needs is not there; the message says which and what it is for."""


def require(path: Path, purpose: str) -> Path:
    """The path itself, if it exists.

    Raises:
        MissingDataError: it does not.
    """
    if not path.exists():
        raise MissingDataError(f"{os.path.relpath(path, ROOT)} is missing: it holds {purpose}. See training/README.md.")
    return path
