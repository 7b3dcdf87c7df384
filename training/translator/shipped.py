"""The shipped model, run as the product runs it."""

import re
from collections.abc import Sequence
from pathlib import Path

import ctranslate2
import sentencepiece

from training.translator.normalise import normalise_arabic


class ShippedModel:
    """The model as the product runs it: CTranslate2 and SentencePiece only."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self.engine = ctranslate2.Translator(
            str(folder), device="cpu", compute_type="int8", inter_threads=1, intra_threads=threads
        )
        self.source = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
        self.target = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))

    def translate(self, sentences: Sequence[str], beam: int) -> list[str]:
        """Normalised, in pieces with </s>, translated, and joined again; one sentence in, one out."""
        pieces = self.source.encode([normalise_arabic(s) for s in sentences], out_type=str)
        results = self.engine.translate_batch(
            [[*p, "</s>"] for p in pieces],
            beam_size=beam,
            disable_unk=True,
            max_decoding_length=256,
            max_batch_size=1024,
            batch_type="tokens",
        )
        return [self.target.decode(r.hypotheses[0]) for r in results]


def numbers_kept(sources: Sequence[str], outputs: Sequence[str]) -> float:
    """Share of sentences with figures whose figures (2 digits and up) all stand in the output."""
    kept = total = 0
    for source, output in zip(sources, outputs, strict=True):
        figures = re.findall(r"\d\d+", normalise_arabic(source))
        if figures:
            total += 1
            there = re.findall(r"\d\d+", output)
            kept += all(figure in there for figure in figures)
    return kept / max(total, 1)
