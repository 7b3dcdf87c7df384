# ruff: noqa: E501  the card is Markdown
"""Step 9: the model card, from what bench/quality.py measured; no figure in it is typed by hand.

python -m bench.quality --model models/ar-en --json .training/translator/quality.json
python -m training.translator.card --scores .training/translator/quality.json --log .training/translator/run.log
"""

import argparse
import json
import re
from pathlib import Path
from typing import Any

from bench.quality import render
from training.translator.settings import ROOT, read_settings, require
from training.translator.steps import config_argument, log

DATA = (
    ("news, stories, slices, contrast, entities", "our own corpus, `training/corpus`", "CC0"),
    ("un_conflict", "UN Parallel Corpus v1.0, conflict sample (Keep it Local)", "MIT; UN text: free use with citation"),
    ("synthetic.un_conflict", "the same, one side by OPUS-MT; low weight", "MIT (Keep it Local)"),
    ("syrian_archive_reports", "Syrian Archive reports", "CC BY-SA 4.0"),
    ("tico19", "TICO-19, health", "CC0"),
    ("xquad", "XQuAD", "CC BY-SA 4.0"),
    ("tatoeba", "Tatoeba", "CC BY 2.0 FR"),
    ("clef2018_debates", "CLEF 2018 CheckThat! debates; low weight", "free for general research use"),
    ("un_sdg", "Open SDG translations", "MIT"),
    ("opensource_guide, tech_docs_ccby", "Open Source Guides and technical manuals; low weight", "CC BY 4.0"),
    ("mozilla_www", "Mozilla web pages; low weight", "MPL-2.0"),
    ("quran", "Quran translations; a tenth of the rows, early only", "CC BY-SA 4.0; Tanzil text CC BY 3.0, unmodified"),
    ("saydnaya_fa_amnesty", "captions of a report on Saydnaya, 114 pairs", "not stated"),
    ("places_orgs_terms", "CLDR, ISO and TICO-19 terms, Syrian places", "Unicode, ODbL, CC BY-SA 4.0, CC0"),
    ("person names", "Google transliteration; Gaza name parts", "Apache-2.0; public domain"),
    (
        "monolingual news",
        "counted once for the starting vectors and the vocabulary; no sentence is trained on",
        "press; CC0",
    ),
)


def _run_facts(path: Path) -> dict[str, float]:
    """Steps, millions of target pieces and minutes from a training log."""
    last = re.findall(r"step (\d+) loss .* total ([\d.]+)M .* minute ([\d.]+)", path.read_text(encoding="utf-8"))[-1]
    return {"steps": int(last[0]), "pieces": float(last[1]), "minutes": float(last[2])}


def render_card(result: dict[str, Any], model: dict[str, Any], facts: dict[str, float], notes: str) -> str:
    """The whole card as Markdown."""
    about = result["model"]
    data = "\n".join(f"| {name} | {what} | {licence} |" for name, what, licence in DATA)
    return f"""# {about["name"]}, revision {about["revision"]}

Arabic news to English, one sentence at a time, on a CPU, offline. Weights by the Dragoman project, Apache-2.0.

**How good it is.** Small and trained from nothing on two CPU cores: far below the large systems in the table. Use it to
see what an article is about and which lines matter; do not quote it. For work that must be right, set another engine
(`docs/`), and check flagged lines against the Arabic beside them.

{notes.strip()}

## Measured

{render(result)}
The systems' figures are computed from their stored outputs; they have none for PUD and the news tenth. The news tenth is
the part of `training/corpus/pairs.tsv` whose Arabic hashes to 0 (`training/translator/split.py`); it is of our own style, so
it flatters this model. Arabic in FLORES and PUD is translated from English. Only flores-dev and the news dev part were looked at
while choosing. "Figures kept" counts sentences whose numbers of two digits and more all stand in the output, unchecked:
the product checks and retries on top. Speed is per CPU second on one thread, on a machine other work ran on. From

```
python -m bench.quality --json .training/translator/quality.json
```

## The model

* MarianMT: {model["encoder_layers"]} encoder and {model["decoder_layers"]} decoder layers, d = {model["width"]}, FFN {model["ffn"]},
  {model["heads"]} heads, tied embeddings, 7.3M parameters; 8,000 joint SentencePiece pieces; int8 in CTranslate2.
* Trained from scratch on a CPU (two cores that others used too, bf16) for {facts["minutes"]:.0f} minutes: {facts["steps"]:,.0f} steps,
  {facts["pieces"]:.1f}M target pieces. No pretrained weights. Recipe, seeds and settings: `training/`.
* Starting vectors from bilingual co-occurrence; guided alignment on the first head of the last decoder layer, which
  `return_attention` gives as word links.

## Data

| rows | what | licence as stated |
|---|---|---|
{data}

## Files, stable across revisions

| file | what |
|---|---|
| `model.bin`, `config.json`, `shared_vocabulary.json` | the CTranslate2 model, int8 |
| `source.spm`, `target.spm` | SentencePiece: Arabic text to pieces, pieces to English text |
| `model.json` | name, revision, languages, quantisation, token limit, default beam |
| `hf/` | the same weights in half precision for Transformers |

## Feeding it

Normalise as `training/translator/normalise.py` does, encode with `source.spm`, **append `"</s>"`** (CTranslate2 does not add
it), translate with `disable_unk=True`, decode the hypothesis, which carries no `</s>`, with `target.spm`. At most 128 pieces:
training saw no longer sentence. No torch and no transformers are needed.

```python
pieces = source.encode(text, out_type=str) + ["</s>"]
result = translator.translate_batch([pieces], beam_size={about["beam"]}, disable_unk=True)[0]
english = target.decode(result.hypotheses[0])
```
"""


def main() -> None:
    """Write README.md into the model's folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    config_argument(parser)
    parser.add_argument("--scores", type=Path, required=True, help="what bench.quality --json wrote")
    parser.add_argument("--log", type=Path, required=True, help="the training log")
    parser.add_argument("--notes", type=Path, default=Path("training/translator/card-notes.md"))
    parser.add_argument("--out", type=Path, default=ROOT / "models/ar-en/README.md")
    arguments = parser.parse_args()
    settings = read_settings(Path(arguments.config))
    result = json.loads(require(arguments.scores.resolve(), "the scores").read_text(encoding="utf-8"))
    facts = _run_facts(require(arguments.log.resolve(), "the training log"))
    notes = require(arguments.notes.resolve(), "what the model is bad at").read_text(encoding="utf-8")
    arguments.out.write_text(render_card(result, settings.model, facts, notes), encoding="utf-8")
    log(f"wrote {arguments.out.name}")


if __name__ == "__main__":
    main()
