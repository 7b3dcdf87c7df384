"""The stutter of a model that has lost its place."""

from dragoman.translation import Flag

_TIMES = 3
_LONGEST = 6


def repetition(source: str, target: str) -> list[Flag]:
    """A phrase of up to six words said three times running, or one word many times within the sentence."""
    del source
    words = target.casefold().split()
    for size in range(1, _LONGEST + 1):
        for i in range(len(words) - _TIMES * size + 1):
            phrase = words[i : i + size]
            if words[i : i + _TIMES * size] == phrase * _TIMES:
                return [Flag("repetition", {"phrase": " ".join(phrase)})]
    stuttered = _stuttered(target)
    return [Flag("repetition", {"phrase": stuttered})] if stuttered else []


def _stuttered(target: str) -> str | None:
    """A word with the same one to three letters four times running: "salalalal", "sufffff"; not "www" or "hmmm"."""
    for word in target.split():
        for size in (1, 2, 3):
            for i in range(len(word) - 4 * size + 1):
                part = word[i : i + size]
                if part.isalpha() and word[i : i + 4 * size] == part * 4:
                    return word
    return None
