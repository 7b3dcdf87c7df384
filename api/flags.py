"""Flags in plain words, for people."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from dragoman.translation import JsonValue

Data: TypeAlias = Mapping[str, JsonValue]


def plain(flag: Data) -> str:
    """One sentence that says what a reader should look at."""
    check = str(flag["check"])
    say = _SENTENCES.get(check)
    if say is not None:
        return say(flag)
    data = "; ".join(f"{name}: {_listed(value)}" for name, value in flag.items() if name != "check")
    name = check.replace("-", " ")
    return f"Check “{name}” failed{f' ({data})' if data else ''}."


def _listed(value: JsonValue) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(v) for v in value)
    return str(value)


def _numbers(flag: Data) -> str:
    said: list[str] = []
    if flag.get("missing"):
        said.append(f"In the Arabic but not in the English: {_listed(flag['missing'])}.")
    if flag.get("added"):
        said.append(f"In the English but not in the Arabic: {_listed(flag['added'])}.")
    return " ".join(said) or "The numbers differ."


_SENTENCES: Mapping[str, Callable[[Data], str]] = {
    "numbers": _numbers,
    "names": lambda f: f"Names to check: {_listed(f.get('missing', f.get('names')))}.",
    "length": lambda f: f"A long sentence, translated in {f.get('pieces', 'several')} pieces: check the joints.",
    "cut-off": lambda _: "The English may stop before the Arabic does.",
    "empty": lambda _: "Not translated.",
    "empty-piece": lambda _: "A part of this sentence was not translated.",
    "leftover-arabic": lambda f: f"Left in Arabic: {_listed(f.get('words'))}.",
    "repetition": lambda f: f"The English repeats itself: “{_listed(f.get('phrase'))}”.",
    "copied": lambda _: "Not translated: there is no Arabic in it.",
}
