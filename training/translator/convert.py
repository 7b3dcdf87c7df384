"""Step 7: the Transformers folder as CTranslate2 int8, in the folder the product loads.

python -m training.translator.convert [--source .training/translator/hf] [--out .training/translator/ct2]
"""

import argparse
import datetime
import json
import shutil
import warnings
from pathlib import Path

import ctranslate2

from training.translator.settings import read_settings, require
from training.translator.steps import config_argument, log

MODEL_FILES = ("model.bin", "config.json", "shared_vocabulary.json", "source.spm", "target.spm")


def describe(beam: int, revision: str) -> dict[str, str | int]:
    """`model.json`: what the product needs to know of the model besides its weights."""
    return {
        "name": "dragoman-ar-en",
        "revision": revision,
        "source_language": "ar",
        "target_language": "en",
        "quantisation": "int8",
        "max_source_tokens": 128,
        "beam": beam,
    }


def main() -> None:
    """Write the CTranslate2 folder with its tokeniser and model.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    config_argument(parser)
    parser.add_argument("--source", type=Path, help="default <work>/hf")
    parser.add_argument("--out", type=Path, help="default <work>/ct2")
    parser.add_argument("--beam", type=int, default=4, help="the default beam of the product")
    parser.add_argument("--revision", default=f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}.1")
    arguments = parser.parse_args()
    settings = read_settings(Path(arguments.config))
    source = require(arguments.source or settings.work / "hf", "the averaged model")
    out: Path = arguments.out or settings.work / "ct2"
    warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
    converted = out.with_name(f"{out.name}.converted")
    ctranslate2.converters.TransformersConverter(str(source)).convert(str(converted), quantization="int8", force=True)
    out.mkdir(parents=True, exist_ok=True)
    for name in MODEL_FILES[:3]:
        shutil.move(converted / name, out / name)
    converted.rmdir()
    for name in ("source.spm", "target.spm"):
        shutil.copy(source / name, out / name)
    about = json.dumps(describe(arguments.beam, arguments.revision), indent=2)
    (out / "model.json").write_text(about + "\n", encoding="utf-8")
    log(f"{sum(path.stat().st_size for path in out.iterdir()) / 1e6:.1f} MB in {out.name}")


if __name__ == "__main__":
    main()
