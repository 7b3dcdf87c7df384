"""Step 10: put a converted model in models/ar-en if it beats the one there on what may be tuned on.

    python -m training.translator.install [--candidate <work>/ct2] [--transformers <work>/hf]

A better model must win on flores-dev and on the news dev part, both in chrF; `--force` says that a person decided.
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

import sacrebleu

from training.translator.convert import MODEL_FILES
from training.translator.corpus import read_held_out
from training.translator.settings import ROOT, Settings, read_settings, require
from training.translator.shipped import ShippedModel
from training.translator.steps import config_argument, log


def dev_scores(settings: Settings, folder: Path, beam: int, limit: int) -> dict[str, float]:
    """ChrF of a CTranslate2 folder on the dev sets."""
    flores = require(settings.shared / "data/eval/flores-dev", "the flores-dev set")
    sides = [(flores / name).read_text(encoding="utf-8").splitlines() for name in ("src.ar", "ref.en")]
    sets: dict[str, Sequence[tuple[str, str]]] = {
        "news-dev": read_held_out(settings.corpus, "dev"),
        "flores-dev": list(zip(*sides, strict=True)),
    }
    model = ShippedModel(folder)
    scores: dict[str, float] = {}
    for name, pairs in sets.items():
        sources, references = zip(*pairs[:limit], strict=True)
        scores[name] = sacrebleu.corpus_chrf(model.translate(sources, beam), [list(references)]).score
    return scores


def main() -> None:
    """Compare, and copy the winner."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    config_argument(parser)
    parser.add_argument("--candidate", type=Path, help="default <work>/ct2")
    parser.add_argument("--transformers", type=Path, help="default <work>/hf")
    parser.add_argument("--target", type=Path, default=ROOT / "models/ar-en")
    parser.add_argument("--beam", type=int, default=2, help="for the comparison")
    parser.add_argument("--limit", type=int, default=300, help="sentences of each set for the comparison")
    parser.add_argument("--force", action="store_true")
    arguments = parser.parse_args()
    settings = read_settings(Path(arguments.config))
    candidate = require(arguments.candidate or settings.work / "ct2", "a converted model")
    checkpoint = require(arguments.transformers or settings.work / "hf", "the same model for Transformers")
    new = dev_scores(settings, candidate, arguments.beam, arguments.limit)
    log(f"candidate chrF {new}")
    if (arguments.target / "model.bin").exists() and not arguments.force:
        old = dev_scores(settings, arguments.target, arguments.beam, arguments.limit)
        log(f"present chrF {old}")
        if not all(new[name] > old[name] for name in old):
            raise SystemExit("the candidate does not win on every set; nothing changed")
    arguments.target.mkdir(parents=True, exist_ok=True)
    for name in (*MODEL_FILES, "model.json"):
        part = arguments.target / f".{name}.part"
        shutil.copyfile(candidate / name, part)
        part.replace(arguments.target / name)
    shutil.copytree(checkpoint, arguments.target / "hf", dirs_exist_ok=True)
    log(f"installed in {arguments.target.name}")


if __name__ == "__main__":
    main()
