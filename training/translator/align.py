"""Step 3: word links by eflomal, on pieces, for guided alignment and for the embeddings.

python -m training.translator.align --config training/translator/configs/cpu.toml
"""

import argparse
import io
from pathlib import Path

import sentencepiece

from training.translator.corpus import read_rows
from training.translator.links import parse_links, symmetrise
from training.translator.settings import read_settings, require
from training.translator.steps import config_argument, log


def main() -> None:
    """Write `<work>/links.txt`, a line for each line of rows.tsv."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    config_argument(parser)
    settings = read_settings(Path(parser.parse_args().config))
    work = settings.work
    rows = read_rows(require(work / "rows.tsv", "the output of prepare_data"))
    spm = sentencepiece.SentencePieceProcessor(model_file=str(require(work / "source.spm", "the tokeniser")))
    sides = [spm.encode([row.arabic for row in rows]), spm.encode([row.english for row in rows])]
    texts = ["\n".join(" ".join(map(str, pieces)) for pieces in side) + "\n" for side in sides]
    import eflomal  # noqa: PLC0415  it needs a compiler, and only this step needs it

    log(f"aligning {len(rows)} rows")
    forward, backward = work / "links.fwd", work / "links.rev"
    eflomal.Aligner(model=3, score_model=0).align(
        io.StringIO(texts[0]),
        io.StringIO(texts[1]),
        links_filename_fwd=str(forward),
        links_filename_rev=str(backward),
        quiet=True,
    )
    with forward.open() as ahead, backward.open() as back, (work / "links.txt").open("w") as out:
        for one, other in zip(ahead, back, strict=True):
            links = sorted(symmetrise(parse_links(one), parse_links(other)))
            out.write(" ".join(f"{s}-{t}" for s, t in links) + "\n")
    log("aligned")


if __name__ == "__main__":
    main()
