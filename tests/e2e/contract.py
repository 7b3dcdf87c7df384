"""What must hold of every article that comes back, whatever was sent."""

from collections.abc import Mapping
from typing import Any

from dragoman.text import is_visible


def check(document: Mapping[str, Any], submitted: str) -> None:
    """A finished article against the text it was made from."""
    assert document["status"] == "succeeded", document["failure"]
    source = document["source"]["text"]
    assert source == submitted
    _check_source(document, source)
    _check_target(document, document["target"]["text"])
    _check_summary(document)


def _check_source(document: Mapping[str, Any], text: str) -> None:
    segments = document["segments"]
    assert [s["n"] for s in segments] == list(range(1, len(segments) + 1))
    pieces = [(s["source"]["start"], s["source"]["end"]) for s in segments]
    assert pieces == sorted(pieces)
    pieces = sorted([*pieces, *((f["start"], f["end"]) for f in document["furniture"])])
    at = 0
    for start, end in [*pieces, (len(text), len(text))]:
        assert at <= start <= end <= len(text)
        assert not any(map(is_visible, text[at:start])), f"{text[at:start]!r} is in no segment"
        at = end
    for segment in segments:
        span = segment["source"]
        assert text[span["start"] : span["end"]] == span["text"]
        assert span["text"].strip()


def _check_target(document: Mapping[str, Any], text: str) -> None:
    at = 0
    for segment in document["segments"]:
        target = segment["target"]
        assert segment["signature"]
        if target["text"]:
            assert text[at : target["start"]].strip() == ""
            assert text[target["start"] : target["end"]] == target["text"]
            at = target["end"]
        else:
            assert target["start"] is target["end"] is None
            assert segment["flags"], f"sentence {segment['n']} has no English and no flag"
    assert text[at:] == ""
    counts = document["counts"]
    assert counts["segments"] == len(document["segments"])
    assert counts["flagged"] == sum(1 for s in document["segments"] if s["flags"])


def _check_summary(document: Mapping[str, Any]) -> None:
    numbers = {s["n"] for s in document["segments"]}
    summary, source = document["summary"], document["summary_source"]
    assert 1 <= len(summary) == len(source) <= 3
    for english, arabic in zip(summary, source, strict=True):
        assert english["text"].strip()
        assert arabic["text"].strip()
        assert english["evidence"] == sorted(set(english["evidence"]))
        assert set(english["evidence"]) <= numbers
        assert english["evidence"]
        assert english["kind"] in ("extractive", "abstractive")
