"""Step 8: score a CTranslate2 folder on what may be looked at while choosing: flores-dev and the news dev part.

    python -m training.translator.evaluate [--model .training/translator/ct2] [--beams 1,2,4] [--limit N]

The reported sets (flores-devtest, PUD, the held-out news tenth) belong to bench/quality.py.
"""

import argparse
import json
import time
from pathlib import Path

import sacrebleu

from training.translator.corpus import read_held_out
from training.translator.settings import read_settings, require
from training.translator.shipped import ShippedModel, numbers_kept
from training.translator.steps import config_argument, log


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
