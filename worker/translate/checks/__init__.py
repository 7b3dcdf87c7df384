"""What can be checked of a translation without another model: one small pure function a check, data out, no prose.

Each check takes the source and the target sentence and returns the flags it raises. They look for what a reader cannot
see without Arabic: a number, a date, a "not" or a quotation that is gone or new.
"""

from collections.abc import Callable

from dragoman.translation import Flag
from worker.translate.checks.dates import months, weekdays
from worker.translate.checks.length import length_ratio
from worker.translate.checks.marks import question, quotation
from worker.translate.checks.negation import negation
from worker.translate.checks.numbers import numbers
from worker.translate.checks.repetition import repetition
from worker.translate.checks.script import copied_source, leftover_arabic

Check = Callable[[str, str], list[Flag]]

CHECKS: tuple[Check, ...] = (
    leftover_arabic,
    copied_source,
    repetition,
    numbers,
    months,
    weekdays,
    negation,
    quotation,
    question,
    length_ratio,
)


def check(source: str, target: str) -> tuple[Flag, ...]:
    """Every check's flags for one sentence pair; an empty target has its own flag and no others."""
    if not target.strip():
        return (Flag("empty"),)
    return tuple(flag for one in CHECKS for flag in one(source, target))
