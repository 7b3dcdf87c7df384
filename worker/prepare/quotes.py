"""Pair the quotation marks of a line, whichever marks and whichever way round they were typed."""

from dataclasses import dataclass

QUOTES = '"“”„‟«»‹›'


@dataclass(frozen=True, slots=True)
class Quoted:
    """An outermost quotation: the indices of its opening and its closing mark."""

    opening: int
    closing: int


def quotations_in(text: str, start: int, end: int) -> list[Quoted]:
    """The outermost quotations of ``text[start:end]``, in reading order; a mark that finds no partner opens nothing.

    A mark opens when white space stands before it and none after, closes when it is the other way round, and else
    does what is due. Guillemets that stand the wrong way round are so taken for what they do.
    """
    found: list[Quoted] = []
    opened: list[int] = []
    for at in range(start, end):
        if text[at] not in QUOTES:
            continue
        if _opens(text, at, start, end, due=not opened):
            opened.append(at)
        elif opened:
            opening = opened.pop()
            if not opened:
                found.append(Quoted(opening, at))
    if opened and found and opened[0] < found[-1].closing:
        found = [one for one in found if one.closing < opened[0]]
    return found


def _opens(text: str, at: int, start: int, end: int, *, due: bool) -> bool:
    mark = text[at]
    room_before = at == start or not (text[at - 1].isalnum() or text[at - 1] in ".!?؟…،,")
    room_after = at + 1 == end or not (text[at + 1].isalnum())
    if room_before != room_after:
        return room_before
    if mark in "«»‹›“”":
        return mark in "«‹“"
    return due
