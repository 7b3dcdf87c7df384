"""Step 8: score a CTranslate2 folder on what may be looked at while choosing: flores-dev and the news dev part.

    python -m training.translator.evaluate [--model .training/translator/ct2] [--beams 1,2,4] [--limit N]

The reported sets (flores-devtest, PUD, the held-out news tenth) belong to bench/quality.py.
"""

import argparse
import json
import re
import time
from collections.abc import Sequence
from pathlib import Path

import ctranslate2
import sacrebleu
import sentencepiece

from training.translator.corpus import read_held_out
from training.translator.normalise import normalise_arabic
from training.translator.settings import read_settings, require
from training.translator.steps import config_argument, log


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


def main() -> None:
    """Print BLEU, chrF and speed of every set and beam; `<work>/dev-scores.json` keeps them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    config_argument(parser)
    parser.add_argument("--model", type=Path, help="default <work>/ct2")
    parser.add_argument("--beams", default="1,2,4")
    parser.add_argument("--limit", type=int, default=10**9, help="sentences of each set")
    arguments = parser.parse_args()
    settings = read_settings(Path(arguments.config))
    model = ShippedModel(require(arguments.model or settings.work / "ct2", "a converted model"))
    sets = {"news-dev": read_held_out(settings.corpus, "dev")}
    flores = require(settings.shared / "data/eval/flores-dev", "the flores-dev set")
    sides = [(flores / name).read_text(encoding="utf-8").splitlines() for name in ("src.ar", "ref.en")]
    sets["flores-dev"] = list(zip(*sides, strict=True))
    scores: list[dict[str, str | float]] = []
    for name, pairs in sets.items():
        sources, references = zip(*pairs[: arguments.limit], strict=True)
        for beam in map(int, arguments.beams.split(",")):
            began = time.process_time()
            outputs = model.translate(sources, beam)
            seconds = time.process_time() - began
            bleu = sacrebleu.corpus_bleu(outputs, [list(references)]).score
            chrf = sacrebleu.corpus_chrf(outputs, [list(references)]).score
            numbers = numbers_kept(sources, outputs)
            scores.append({"set": name, "beam": beam, "bleu": bleu, "chrf": chrf, "numbers": numbers})
            log(
                f"{name} beam {beam}: BLEU {bleu:.1f} chrF {chrf:.1f} numbers {numbers:.1%} "
                f"{len(sources) / seconds:.1f} sentences per CPU second"
            )
            for sample in (3, 17, 40):
                if sample < len(sources) and beam == 4:
                    log(f"  {sources[sample]}\n           = {references[sample]}\n           > {outputs[sample]}")
    (settings.work / "dev-scores.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
