"""Printing Arabic and English in a terminal.

Text goes out in logical order: turning it round is the terminal's task. Terminals that do so get each Arabic line in
isolation marks, which keep its full stops and numbers on its own side; the others would show those marks as boxes.
"""

import os
import re
import sys
import unicodedata

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

_ISOLATE, _POP = "\u2067", "\u2069"
_BIDI_CONTROLS = re.compile(r"[\u202A-\u202E\u2066-\u2069]")


def output() -> Console:
    """Standard output."""
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=False)


def messages() -> Console:
    """Standard error: progress, hints and errors."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False)


def tolerate_narrow_encodings() -> None:
    """A terminal that cannot show a letter shows a question mark; it is no reason to stop."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")


def printable(text: str) -> str:
    """``text`` on one line, without what could steer the terminal: control characters, direction overrides."""
    kept = (c if unicodedata.category(c) != "Cc" else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return " ".join(_BIDI_CONTROLS.sub("", "".join(kept)).split())


def turns_arabic(console: Console) -> bool:
    """Whether the terminal is known to lay out right-to-left text itself."""
    vte = os.environ.get("VTE_VERSION", "")
    known = (vte.isdecimal() and int(vte) >= 5800) or "KONSOLE_VERSION" in os.environ
    return console.is_terminal and (known or os.environ.get("TERM", "").startswith("mlterm"))


def arabic(text: str, width: int, console: Console, style: str = "") -> Text:
    """``text`` wrapped to ``width`` cells and set flush right."""
    lines = wrap(printable(text), width)
    if turns_arabic(console):
        lines = [f"{_ISOLATE}{line}{_POP}" for line in lines]
    return Text("\n".join(lines), style=style, justify="right", no_wrap=True)


def wrap(text: str, width: int) -> list[str]:
    """Cut at spaces into lines of at most ``width`` cells; a longer word stands alone, cut where it must be."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if cell_len(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        while cell_len(word) > width > 0:
            head = _fitting(word, width)
            lines.append(head)
            word = word[len(head) :]  # noqa: PLW2901 - what is left of it
        line = word
    return [*lines, line] if line or not lines else lines


def _fitting(word: str, width: int) -> str:
    head = ""
    for char in word:
        if cell_len(head + char) > width:
            break
        head += char
    return head or word[0]
