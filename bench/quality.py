"""How good and how fast the shipped Arabic-to-English model is, beside seven other systems.

    python -m bench.quality [--model models/ar-en] [--limit N] [--json FILE] [--no-speed]

BLEU and chrF by sacreBLEU on flores-dev, flores-devtest, PUD and the held-out tenth of our news corpus; other systems
by their outputs stored with the evaluation sets (for the FLORES sets only). Then quality and speed by beam, and
CTranslate2 int8 beside Transformers `generate` with the same weights: one thread each, in a process of its own, time
as CPU seconds, because the machine may be shared.
"""

import argparse
import importlib.util
import json
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.translator.corpus import read_held_out
from training.translator.normalise import normalise_arabic
from training.translator.shipped import ShippedModel, numbers_kept

if TYPE_CHECKING:
    from sacrebleu.metrics.base import Metric

ROOT = Path(__file__).resolve().parents[1]
EVALUATION = Path("../shared/data/eval")
SYSTEMS = ("google", "microsoft", "bergamot-base", "bergamot-base-memory", "nllb", "opusmt", "argos")
OURS = "dragoman-ar-en"
BEAMS = (1, 2, 4, 6)


@dataclass(frozen=True, slots=True)
class TestSet:
    """Arabic sentences, their English references, and other systems' outputs by name."""

    name: str
    sources: Sequence[str]
    references: Sequence[str]
    outputs: Mapping[str, Sequence[str]]


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def read_sets(limit: int) -> tuple[list[TestSet], list[str]]:
    """The sets that are there, and a sentence for each one that is not."""
    found: list[TestSet] = []
    missing: list[str] = []
    for name in ("flores-dev", "flores-devtest"):
        folder = ROOT / EVALUATION / name
        if not (folder / "src.ar").exists():
            missing.append(
                f"{name}: {EVALUATION / name} is not there (FLORES-101, CC BY-SA 4.0, and other systems' outputs)"
            )
            continue
        outputs = {
            system: _lines(folder / "outputs" / f"{system}.en")[:limit]
            for system in SYSTEMS
            if (folder / "outputs" / f"{system}.en").exists()
        }
        found.append(TestSet(name, _lines(folder / "src.ar")[:limit], _lines(folder / "ref.en")[:limit], outputs))
    pud = ROOT / EVALUATION / "pud/pud.ar-en.tsv"
    if pud.exists():
        rows = [line.split("\t") for line in _lines(pud)][:limit]
        found.append(TestSet("pud", [r[1] for r in rows], [r[2] for r in rows], {}))
    else:
        missing.append(f"pud: {EVALUATION / 'pud'} is not there (Parallel Universal Dependencies, CC BY-SA 3.0)")
    news = read_held_out(ROOT / "training/corpus", "test")[:limit]
    found.append(TestSet("news-test", [a for a, _ in news], [e for _, e in news], {}))
    return found, missing


def _metrics() -> "tuple[Metric, Metric]":
    from sacrebleu.metrics.bleu import BLEU  # noqa: PLC0415  what is missing is said before
    from sacrebleu.metrics.chrf import CHRF  # noqa: PLC0415

    return BLEU(), CHRF()


def score(outputs: Sequence[str], references: Sequence[str]) -> tuple[float, float]:
    """BLEU and chrF, between 0 and 100."""
    bleu, chrf = _metrics()
    return bleu.corpus_score(outputs, [references]).score, chrf.corpus_score(outputs, [references]).score


def signatures(test_set: TestSet) -> dict[str, str]:
    """sacreBLEU's own description of how each metric was computed."""
    out: dict[str, str] = {}
    for metric in _metrics():
        metric.corpus_score(test_set.references, [test_set.references])
        out[type(metric).__name__] = str(metric.get_signature())
    return out


def quality(model: Path, beam: int, sets: Sequence[TestSet]) -> list[dict[str, Any]]:
    """A row for each system and set: BLEU, chrF, and for ours what came out empty or lost a number."""
    engine = ShippedModel(model, threads=2)
    rows: list[dict[str, Any]] = []
    for test_set in sets:
        outputs = engine.translate(test_set.sources, beam)
        bleu, chrf = score(outputs, test_set.references)
        rows.append(
            {
                "set": test_set.name,
                "system": OURS,
                "bleu": bleu,
                "chrf": chrf,
                "sentences": len(outputs),
                "empty": sum(not o.strip() for o in outputs),
                "numbers": numbers_kept(test_set.sources, outputs),
            }
        )
        for system, theirs in test_set.outputs.items():
            bleu, chrf = score(theirs, test_set.references)
            numbers = numbers_kept(test_set.sources, theirs)
            rows.append({"set": test_set.name, "system": system, "bleu": bleu, "chrf": chrf, "numbers": numbers})
    return rows


def by_beam(model: Path, sets: Sequence[TestSet], limit: int) -> list[dict[str, Any]]:
    """BLEU and chrF of our model for each beam on the sets that may be tuned on."""
    engine = ShippedModel(model, threads=2)
    rows: list[dict[str, Any]] = []
    news = read_held_out(ROOT / "training/corpus", "dev")[:limit]
    tunable = [test_set for test_set in sets if test_set.name == "flores-dev"]
    tunable.append(TestSet("news-dev", [a for a, _ in news], [e for _, e in news], {}))
    for test_set in tunable:
        for beam in BEAMS:
            if test_set.sources:
                bleu, chrf = score(engine.translate(test_set.sources, beam), test_set.references)
                rows.append({"set": test_set.name, "beam": beam, "bleu": bleu, "chrf": chrf})
    return rows


def _transformers_translate(folder: Path, sentences: Sequence[str], beam: int) -> list[str]:
    import torch  # noqa: PLC0415  heavy, and for this measurement only
    from transformers import AutoTokenizer, MarianMTModel  # noqa: PLC0415

    torch.set_num_threads(1)
    tokeniser = AutoTokenizer.from_pretrained(folder)
    model: Any = MarianMTModel.from_pretrained(folder).float().eval()
    order = sorted(range(len(sentences)), key=lambda i: len(sentences[i]))
    out = [""] * len(sentences)
    _start_clock()
    with torch.inference_mode():
        for start in range(0, len(order), 16):
            part = order[start : start + 16]
            batch = tokeniser([normalise_arabic(sentences[i]) for i in part], return_tensors="pt", padding=True)
            made = model.generate(**batch, num_beams=beam, max_length=256)
            for i, text in zip(part, tokeniser.batch_decode(made, skip_special_tokens=True), strict=True):
                out[i] = text
    return out


_CLOCK = [0.0, 0.0]


def _start_clock() -> None:
    _CLOCK[:] = [time.process_time(), time.perf_counter()]


def measure(engine: str, folder: Path, beam: int, count: int) -> dict[str, Any]:
    """Run one engine in this process on held-out news sentences: speed of a core and peak memory."""
    sentences = [a for a, _ in read_held_out(ROOT / "training/corpus", "test")][:count]
    loading = time.perf_counter()
    if engine == "ctranslate2":
        model = ShippedModel(folder)
        loading = time.perf_counter() - loading
        _start_clock()
        outputs = model.translate(sentences, beam)
    else:
        outputs = _transformers_translate(folder, sentences, beam)
        loading = _CLOCK[1] - loading
    cpu, wall = time.process_time() - _CLOCK[0], time.perf_counter() - _CLOCK[1]
    return {
        "engine": engine,
        "beam": beam,
        "sentences": len(outputs),
        "per_cpu_second": len(outputs) / cpu,
        "per_wall_second": len(outputs) / wall,
        "load_seconds": loading,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def speed(model: Path, count: int) -> tuple[list[dict[str, Any]], list[str]]:
    """Each engine and beam in a fresh process; and a sentence for an engine that cannot run here."""
    engines = {"ctranslate2": model}
    missing: list[str] = []
    if not (model / "hf/model.safetensors").exists():
        missing.append(f"transformers: {model.name}/hf, the half-precision checkpoint, is not there")
    elif not all(importlib.util.find_spec(name) for name in ("torch", "transformers")):
        missing.append("transformers: torch and transformers are not installed (the extra `hub`)")
    else:
        engines["transformers"] = model / "hf"
    rows: list[dict[str, Any]] = []
    for engine, folder in engines.items():
        for beam in (1, 4):
            command = [sys.executable, "-m", "bench.quality", "--measure", engine, "--model", str(folder)]
            command += ["--beam", str(beam), "--count", str(count)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
            rows.append(json.loads(done.stdout.strip().split("\n")[-1]))
    return rows, missing


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |" for row in (head, *rows)
    ]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(lines)


def render(result: dict[str, Any]) -> str:
    """The result as Markdown tables, systems ordered by flores-devtest."""
    rows = result["quality"]
    sets = list(dict.fromkeys(r["set"] for r in rows))
    cells = {(r["system"], r["set"]): f"{r['bleu']:.1f} / {r['chrf']:.1f}" for r in rows}
    order = {r["system"]: -r["bleu"] for r in rows}
    for row in rows:
        if row["set"] == "flores-devtest":
            order[row["system"]] = -row["bleu"]
    systems = sorted(dict.fromkeys(r["system"] for r in rows), key=lambda s: order[s])
    parts = [
        f"BLEU / chrF, beam {result['beam']}:\n",
        _table(["system", *sets], [[s, *(cells.get((s, t), "-") for t in sets)] for s in systems]),
        "",
        *(f"{name}: `{signature}`" for name, signature in result["signatures"].items()),
        "",
        _table(
            ["set", "sentences", "empty", "figures kept"],
            [
                [r["set"], str(r["sentences"]), str(r["empty"]), f"{r['numbers']:.1%}"]
                for r in rows
                if r["system"] == OURS
            ],
        ),
    ]
    if result.get("beams"):
        head = ["set", "beam", "BLEU", "chrF"]
        parts += [
            "",
            _table(head, [[r["set"], str(r["beam"]), f"{r['bleu']:.1f}", f"{r['chrf']:.1f}"] for r in result["beams"]]),
        ]
    if result.get("speed"):
        head = ["engine", "beam", "sentences per core second", "load, s", "peak memory, MB"]
        body = [
            [
                r["engine"],
                str(r["beam"]),
                f"{r['per_cpu_second']:.1f}",
                f"{r['load_seconds']:.2f}",
                f"{r['peak_mb']:.0f}",
            ]
            for r in result["speed"]
        ]
        parts += ["", _table(head, body)]
    parts += ["", *(f"Missing: {sentence}" for sentence in result["missing"])]
    return "\n".join(parts).rstrip() + "\n"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=ROOT / "models/ar-en")
    parser.add_argument("--beam", type=int, help="default: the model's own")
    parser.add_argument("--limit", type=int, default=10**9, help="sentences of each set")
    parser.add_argument("--count", type=int, default=200, help="sentences for the speed tables")
    parser.add_argument("--json", type=Path, help="also write everything here")
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--measure", choices=("ctranslate2", "transformers"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.measure, arguments.model, arguments.beam, arguments.count)))
        return
    if not importlib.util.find_spec("sacrebleu"):
        raise SystemExit("sacrebleu is not installed: pip install sacrebleu")
    if not (arguments.model / "model.bin").exists():
        raise SystemExit(f"{arguments.model} holds no model.bin: see training/README.md")
    about = json.loads((arguments.model / "model.json").read_text(encoding="utf-8"))
    beam = arguments.beam or about["beam"]
    sets, missing = read_sets(arguments.limit)
    result: dict[str, Any] = {
        "model": about,
        "beam": beam,
        "quality": quality(arguments.model, beam, sets),
        "signatures": signatures(sets[0]),
        "beams": by_beam(arguments.model, sets, arguments.limit),
        "missing": missing,
    }
    if not arguments.no_speed:
        result["speed"], more = speed(arguments.model.resolve(), arguments.count)
        result["missing"] += more
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(render(result))


if __name__ == "__main__":
    main()
