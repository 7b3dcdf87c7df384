"""Flags in plain words, for people: on the page, in the terminal, in Slack."""

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


_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def _named(flag: Data, names: Sequence[str], what: str) -> str:
    """``missing`` and ``added`` hold numbers from 1 for ``names``."""

    def listed(key: str) -> str:
        value = flag.get(key)
        numbers = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
        return ", ".join(names[n - 1] for n in numbers if isinstance(n, int) and 1 <= n <= len(names))

    missing, added = listed("missing"), listed("added")
    said = [f"The Arabic names {missing}, the English does not." if missing else ""]
    said += [f"The English names {added}, the Arabic does not." if added else ""]
    return " ".join(s for s in said if s) or f"The {what} differ."


def _negation(flag: Data) -> str:
    if flag.get("lost"):
        return f"The Arabic has a negation ({_listed(flag['lost'])}), the English seems to have none."
    return f"The English has a negation ({_listed(flag.get('gained'))}), the Arabic seems to have none."


def _quotation(flag: Data) -> str:
    if flag.get("open"):
        return "A quotation in the English is not closed: check where it ends."
    lost = not flag.get("target")
    return "The Arabic quotes, the English does not." if lost else "The English quotes, the Arabic does not."


def _question(flag: Data) -> str:
    asked = bool(flag.get("source"))
    return "The Arabic asks a question, the English does not." if asked else "The English asks, the Arabic does not."


def _length_ratio(flag: Data) -> str:
    ratio, expected = flag.get("ratio"), flag.get("expected")
    short = isinstance(ratio, (int, float)) and isinstance(expected, (int, float)) and ratio < expected
    if short:
        return "The English is far shorter than usual: something may be missing."
    return "The English is far longer than usual: something may have been added."


_SENTENCES: Mapping[str, Callable[[Data], str]] = {
    "numbers": _numbers,
    "names": lambda f: f"Names to check: {_listed(f.get('missing', f.get('names')))}.",
    "length": lambda f: f"A long sentence, translated in {f.get('pieces', 'several')} pieces: check the joints.",
    "cut-off": lambda _: "The English may stop before the Arabic does.",
    "empty": lambda _: "Not translated.",
    "empty-piece": lambda _: "A part of this sentence was not translated.",
    "leftover-arabic": lambda f: f"Left in Arabic: {_listed(f.get('words'))}.",
    "copied-source": lambda _: "Not translated: the English is the Arabic.",
    "month": lambda f: _named(f, _MONTHS, "months"),
    "weekday": lambda f: _named(f, _DAYS, "days of the week"),
    "negation": _negation,
    "quotation": _quotation,
    "question": _question,
    "length-ratio": _length_ratio,
    "repetition": lambda f: f"The English repeats itself: “{_listed(f.get('phrase'))}”.",
    "copied": lambda _: "Not translated: there is no Arabic in it.",
}
