"""Step 2: one SentencePiece vocabulary for both languages, with the spelling rules of the source inside the model.

    python -m training.translator.tokeniser --config training/translator/configs/cpu.toml

The model folds what Arabic writers mix up (alef with and without hamza) and what both languages share (percent sign,
question mark, comma, quotes). Every rule maps one character to one, so positions in normalised text hold.
"""

import argparse
import json
import random
import re
from pathlib import Path

import sentencepiece
from sentencepiece import sentencepiece_model_pb2

from training.translator.corpus import read_mono, read_rows
from training.translator.settings import read_settings, require
from training.translator.steps import config_argument, log

_FOLDS = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
    "٪": "%", "٫": ".", "٬": ",", "؟": "?", "،": ",", "؛": ";",
    "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\t": " ", "\n": " ", "\r": " ",
    **{chr(0x0660 + n): str(n) for n in range(10)}, **{chr(0x06F0 + n): str(n) for n in range(10)},
}  # fmt: skip
_DROPPED = [*range(0x064B, 0x0653), 0x0670, 0x0640, 0x061C, *range(0x200B, 0x2010), 0xFEFF]


def write_rules(path: Path) -> None:
    """The folding rules in SentencePiece's normalisation format."""
    lines = [f"{ord(a):X}\t{ord(b):X}" for a, b in _FOLDS.items()] + [f"{code:X}\t" for code in _DROPPED]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def without_paths(model: bytes) -> bytes:
    """The same model without the paths of the machine that trained it, which SentencePiece writes into it."""
    proto = sentencepiece_model_pb2.ModelProto()  # pyright: ignore[reportAttributeAccessIssue]  generated at import
    proto.ParseFromString(model)
    for spec, fields in (
        (proto.trainer_spec, ("input", "model_prefix")),
        (proto.normalizer_spec, ("normalization_rule_tsv",)),
        (proto.denormalizer_spec, ("normalization_rule_tsv",)),
    ):
        for field in fields:
            spec.ClearField(field)
    return proto.SerializeToString()


def main() -> None:
    """Write `<work>/source.spm`, `target.spm` (the same model) and `vocab.json`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    config_argument(parser)
    settings = read_settings(Path(parser.parse_args().config))
    rows = read_rows(require(settings.work / "rows.tsv", "the output of prepare_data"))
    rng = random.Random(settings.seed)
    heavy = re.compile("news|stories|slices|contrast|un_conflict$|syrian")
    lines: list[str] = []
    for row in rows:
        if row.source.startswith(("person", "synthetic")):
            continue
        lines += [row.arabic, row.english] * (2 if heavy.match(row.source) else 1)
    if (settings.shared / "data/mono").exists():
        for language in ("ar", "en"):
            lines += read_mono(settings.shared, language, settings.tokeniser["mono_lines"])
    rng.shuffle(lines)
    log(f"{len(lines)} lines")
    (settings.work / "spm.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_rules(settings.work / "spm-rules.tsv")
    sentencepiece.SentencePieceTrainer.train(
        input=str(settings.work / "spm.txt"),
        model_prefix=str(settings.work / "joint"),
        vocab_size=settings.tokeniser["pieces"],
        model_type="unigram",
        character_coverage=0.9997,
        input_sentence_size=400_000,
        shuffle_input_sentence=True,
        normalization_rule_tsv=str(settings.work / "spm-rules.tsv"),
        split_digits=True,
        eos_id=0,
        unk_id=1,
        bos_id=-1,
        pad_id=-1,
        required_chars="".join(chr(c) for c in range(33, 127)) + "éáíóúñçüöäèàâêîôğışŞ€£°",
        num_threads=2,
        train_extremely_large_corpus=False,
        minloglevel=1,
    )
    model = without_paths((settings.work / "joint.model").read_bytes())
    for name in ("source.spm", "target.spm"):
        (settings.work / name).write_bytes(model)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(settings.work / "source.spm"))
    vocabulary = {pieces.id_to_piece(i): i for i in range(len(pieces))} | {"<pad>": len(pieces)}
    (settings.work / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False, indent=0), encoding="utf-8")
    log(f"{len(vocabulary)} pieces with <pad>")


if __name__ == "__main__":
    main()
