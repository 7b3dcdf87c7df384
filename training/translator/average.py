"""Step 6: the mean of a run's last snapshots, as a half-precision Transformers folder.

    python -m training.translator.average --run run [--last 1 | --mix 0.5] [--out .training/translator/hf]

Every snapshot is already a running average of the weights; more than one pays only when the rate is still high.
"""

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from training.translator.model import marian_state
from training.translator.settings import Settings, read_settings, require
from training.translator.steps import config_argument, log
from training.translator.train import build, view_parameters


def marian_config(settings: Settings) -> dict[str, Any]:
    """`config.json` of a MarianMTModel of the configured shape."""
    model, size = settings.model, settings.tokeniser["pieces"] + 1
    return {
        "architectures": ["MarianMTModel"],
        "model_type": "marian",
        "activation_function": "relu",
        "d_model": model["width"],
        "encoder_layers": model["encoder_layers"],
        "decoder_layers": model["decoder_layers"],
        "encoder_attention_heads": model["heads"],
        "decoder_attention_heads": model["heads"],
        "encoder_ffn_dim": model["ffn"],
        "decoder_ffn_dim": model["ffn"],
        "max_position_embeddings": model["positions"],
        "scale_embedding": True,
        "share_encoder_decoder_embeddings": True,
        "tie_word_embeddings": True,
        "vocab_size": size,
        "decoder_vocab_size": size,
        "eos_token_id": 0,
        "forced_eos_token_id": 0,
        "pad_token_id": size - 1,
        "decoder_start_token_id": size - 1,
        "bos_token_id": None,
        "is_encoder_decoder": True,
        "use_cache": True,
        "dtype": "float16",
    }


GENERATION = {"num_beams": 4, "max_length": 256, "eos_token_id": 0, "forced_eos_token_id": 0}
TOKENISER = {
    "tokenizer_class": "MarianTokenizer",
    "source_lang": "ar",
    "target_lang": "en",
    "separate_vocabs": False,
    "eos_token": "</s>",
    "unk_token": "<unk>",
    "pad_token": "<pad>",
    "model_max_length": 512,
    "sp_model_kwargs": {},
}


def write_transformers(settings: Settings, state: dict[str, torch.Tensor], out: Path) -> None:
    """A folder that `MarianMTModel.from_pretrained` and `MarianTokenizer.from_pretrained` load."""
    out.mkdir(parents=True, exist_ok=True)
    pad = settings.tokeniser["pieces"]
    config = marian_config(settings)
    generation = GENERATION | {"pad_token_id": pad, "decoder_start_token_id": pad, "bad_words_ids": [[pad], [1]]}
    for name, content in (
        ("config.json", config),
        ("generation_config.json", generation),
        ("tokenizer_config.json", TOKENISER),
    ):
        (out / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    for name in ("source.spm", "target.spm", "vocab.json"):
        shutil.copy(require(settings.work / name, "the tokeniser"), out / name)
    save_file(state, str(out / "model.safetensors"), metadata={"format": "pt"})
    (out / "model.safetensors").chmod(0o644)


def mixed(settings: Settings, checkpoint: Path, share: float) -> dict[str, torch.Tensor]:
    """A point between a checkpoint's last weights (0) and their running average (1), half precision."""
    saved = torch.load(require(checkpoint, "a checkpoint"), weights_only=True)
    model = build(settings, dropout=0.0)
    view_parameters(model, torch.lerp(saved["weights"], saved["average"], share))
    state = marian_state(model)
    return {k: v.half().contiguous() for k, v in state.items() if "embed_tokens" not in k and "lm_head" not in k}


def main() -> None:
    """Write the folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    config_argument(parser)
    parser.add_argument("--run", default="run")
    parser.add_argument("--last", type=int, default=1, help="how many snapshots to average (default 1)")
    parser.add_argument("--mix", type=float, help="instead: this share of last.pt's average, the rest its last weights")
    parser.add_argument("--out", type=Path, help="default <work>/hf")
    arguments = parser.parse_args()
    settings = read_settings(Path(arguments.config))
    run = require(settings.work / arguments.run, "a training run")
    out: Path = arguments.out or settings.work / "hf"
    if arguments.mix is not None:
        write_transformers(settings, mixed(settings, run / "last.pt", arguments.mix), out)
        log(f"{arguments.mix:g} of the running average, the rest the last weights")
        return
    snapshots = sorted(run.glob("ema-*.safetensors"))[-arguments.last :]
    require(snapshots[0] if snapshots else run / "ema-*.safetensors", "a snapshot of a training run")
    states = [load_file(str(path)) for path in snapshots]
    mean = {name: torch.stack([s[name].float() for s in states]).mean(0).half() for name in states[0]}
    write_transformers(settings, mean, out)
    log(f"averaged {', '.join(path.stem for path in snapshots)}")


if __name__ == "__main__":
    main()
