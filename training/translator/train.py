"""Step 5: train, with a learning rate that falls with the clock, and checkpoints that a killed run resumes from.

Workers of one thread each share the weights and step in turn (Hogwild with a lock on the update, Recht et al. 2011): on
a machine that others use too, threads that wait for each other at every operation ran several times slower.

    python -m training.translator.train --config training/translator/configs/cpu.toml [--minutes N] [--max-steps N]
"""

import argparse
import math
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
import torch
from safetensors.torch import save_file
from torch import Tensor

from training.translator import stream
from training.translator.batching import batches_by_tokens, learning_rate
from training.translator.corpus import read_held_out
from training.translator.model import Translator, marian_state, start_from_meaning
from training.translator.normalise import normalise_arabic, normalise_english
from training.translator.pieces import writable_pieces
from training.translator.settings import Settings, read_settings, require
from training.translator.steps import config_argument, log


def dense_links(batch: stream.Batch) -> Tensor:
    """Links as [b, t, s], each linked target piece's row summing to 1."""
    links = torch.zeros((*batch.target.shape, batch.source.shape[1]))
    if len(batch.links):
        pair, target, source = torch.from_numpy(batch.links).unbind(1)
        links[pair, target, source] = 1
    return links / links.sum(-1, keepdim=True).clamp(min=1)


def start_vectors(settings: Settings, size: int, options: dict[str, Any]) -> Tensor:
    """The embedding to start from, [size, width], of root mean square 1/sqrt(width)."""
    width = settings.model["width"]
    noise = torch.randn(size, width)
    noise = noise / noise.norm(dim=1, keepdim=True)
    path, share = settings.work / "embeddings.npy", options["structured"]
    if path.exists() and share:
        vectors = torch.from_numpy(np.load(path))
        noise[: len(vectors)] = share * vectors + (1 - share**2) ** 0.5 * noise[: len(vectors)]
        noise = noise / noise.norm(dim=1, keepdim=True)
    return noise


class Dev:
    """The loss on held-out text, in nats a piece."""

    def __init__(self, settings: Settings) -> None:
        self.spm = sentencepiece.SentencePieceProcessor(model_file=str(settings.work / "source.spm"))
        self.sets = {"news-dev": read_held_out(settings.corpus, "dev")}
        flores = settings.shared / "data/eval/flores-dev"
        if flores.exists():
            sides = [(flores / name).read_text(encoding="utf-8").splitlines() for name in ("src.ar", "ref.en")]
            self.sets["flores-dev"] = list(zip(*sides, strict=True))[:500]

    @torch.no_grad()
    def losses(self, model: Translator) -> dict[str, float]:
        """Plain cross-entropy of each set."""
        model.eval()
        out: dict[str, float] = {}
        for name, pairs in self.sets.items():
            sources = [[*p, stream.EOS] for p in self.spm.encode([normalise_arabic(a) for a, _ in pairs])]
            targets = [[*p, stream.EOS] for p in self.spm.encode([normalise_english(e) for _, e in pairs])]
            plans = batches_by_tokens(list(map(len, sources)), list(map(len, targets)), 3000, random.Random(0))
            total = count = 0.0
            for plan in plans:
                x = torch.nn.utils.rnn.pad_sequence(
                    [torch.tensor(sources[i]) for i in plan], batch_first=True, padding_value=model.pad
                )
                y = torch.nn.utils.rnn.pad_sequence(
                    [torch.tensor(targets[i]) for i in plan], batch_first=True, padding_value=model.pad
                )
                tokens = int((y != model.pad).sum())
                total += float(model(x, y, None, 0.0)[1]) * tokens
                count += tokens
            out[name] = total / count
        model.train()
        return out


def save(path: Path, state: dict[str, Any]) -> None:
    """Write a checkpoint so that a kill at any moment leaves either the old or the new one."""
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)


class Shared:
    """All weights, their average and Adam's moments, each one flat tensor in shared memory."""

    def __init__(self, model: Translator) -> None:
        flat = torch.cat([p.detach().reshape(-1) for p in model.parameters()])
        self.weights = flat.clone().share_memory_()
        self.average = flat.clone().share_memory_()
        self.first = torch.zeros_like(flat).share_memory_()
        self.second = torch.zeros_like(flat).share_memory_()
        self.updates = torch.zeros(()).share_memory_()
        self.counters = torch.zeros(4, dtype=torch.float64).share_memory_()
        """Steps, target pieces, seconds trained, epoch."""

    def state(self) -> dict[str, Tensor]:
        """Everything to resume from."""
        return {name: value.clone() for name, value in vars(self).items()}

    def restore(self, state: dict[str, Tensor]) -> None:
        """Take over what `state` gave."""
        for name, value in state.items():
            getattr(self, name).copy_(value)


def view_parameters(model: Translator, flat: Tensor) -> None:
    """Make the model's parameters views of one flat tensor."""
    offset = 0
    for parameter in model.parameters():
        parameter.data = flat[offset : offset + parameter.numel()].view(parameter.shape)
        offset += parameter.numel()


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is told: picklable."""

    config: str
    run: str
    minutes: float
    stop_after: float
    max_steps: int


def build(settings: Settings, *, dropout: float) -> Translator:
    """An untrained model of the configured shape."""
    spm = sentencepiece.SentencePieceProcessor(model_file=str(settings.work / "source.spm"))
    return Translator(settings.model | {"dropout": dropout}, len(spm) + 1, writable_pieces(spm))


def write_checkpoint(run: Path, shared: Shared, averaged: Translator, dev: Dev) -> None:
    """`last.pt`, a half-precision snapshot of the average, and the average's losses in the log."""
    step = int(shared.counters[0])
    save(run / "last.pt", shared.state())
    view_parameters(averaged, shared.average.clone())
    state = marian_state(averaged)
    halves = {k: v.half().contiguous() for k, v in state.items() if "embed_tokens" not in k and "lm_head" not in k}
    save_file(halves, str(run / f"ema-{step:06d}.safetensors"))
    log(f"step {step} dev " + " ".join(f"{k} {v:.4f}" for k, v in dev.losses(averaged).items()))


def work(rank: int, job: Job, shared: Shared, lock: Any, queue: Any, progress: Any) -> None:
    """Train on batches from the queue until the run is over; worker 0 also logs and saves."""
    settings = read_settings(Path(job.config))
    options = settings.train
    torch.set_num_threads(1)
    torch.manual_seed(settings.seed + rank)
    random.seed(settings.seed + rank)
    model = build(settings, dropout=options["dropout"])
    view_parameters(model, shared.weights)
    gradient = torch.zeros_like(shared.weights)
    offset = 0
    for parameter in model.parameters():
        parameter.grad = gradient[offset : offset + parameter.numel()].view(parameter.shape)
        offset += parameter.numel()
    run = settings.work / job.run
    dev, averaged = Dev(settings), build(settings, dropout=0.0)
    model.train()
    before, began = float(shared.counters[2]), time.monotonic()
    last_saved, last_logged = began, began
    sums = np.zeros(5)
    while True:
        seconds = time.monotonic() - began
        done = (before + seconds) / 60 / job.minutes
        if done >= 1 or seconds / 60 >= job.stop_after or int(shared.counters[0]) >= job.max_steps:
            break
        progress.value = done
        batch: stream.Batch = queue.get(timeout=600)
        guided = options["align_start"]
        if done > options["align_until"]:
            guided += (options["align_end"] - guided) * min(1, (done - options["align_until"]) / 0.5)
        loss, plain, align = model(
            torch.from_numpy(batch.source), torch.from_numpy(batch.target), dense_links(batch), options["smoothing"]
        )
        (loss + guided * align).backward()
        norm = float(gradient.norm())
        if not math.isfinite(norm):
            gradient.zero_()
            log(f"worker {rank}: a batch without a finite gradient, skipped")
            continue
        gradient.mul_(min(1.0, 1.0 / (norm + 1e-6)))
        count = int((batch.target != model.pad).sum())
        with lock:
            step = int(shared.counters[0])
            rate = learning_rate(
                done,
                step,
                peak=options["peak_rate"],
                warmup=options["warmup"],
                decay_from=options["decay_from"],
                floor=options["floor"],
            )
            torch._fused_adamw_(
                [shared.weights], [gradient], [shared.first], [shared.second], [], [shared.updates.add_(1)],
                lr=rate, beta1=0.9, beta2=0.98, weight_decay=0.01, eps=1e-8, amsgrad=False, maximize=False,
            )  # fmt: skip
            step += 1
            if step % 5 == 0:
                decay = min(options["ema"], (step + 5) / (step + 50)) ** 5
                shared.average.lerp_(shared.weights, 1 - decay)
            shared.counters += torch.tensor([1, count, 0, 0], dtype=torch.float64)
            shared.counters[2], shared.counters[3] = before + time.monotonic() - began, batch.epoch
        gradient.zero_()
        sums += (float(plain) * count, count, float(align.detach()), norm, 1)
        if rank == 0 and sums[4] >= 100:
            now = time.monotonic()
            log(
                f"step {step} loss {sums[0] / sums[1]:.3f} align {sums[2] / sums[4]:.3f} "
                f"norm {sums[3] / sums[4]:.2f} seconds/step {(now - last_logged) / sums[4]:.2f} "
                f"total {float(shared.counters[1]) / 1e6:.2f}M rate {rate:.2e} "
                f"minute {float(shared.counters[2]) / 60:.1f}"
            )
            last_logged = now
            sums[:] = 0
        if rank == 0 and time.monotonic() - last_saved > options["checkpoint_minutes"] * 60:
            write_checkpoint(run, shared, averaged, dev)
            last_saved = last_logged = time.monotonic()


def main() -> None:
    """Train until the minutes or steps are used up; `<run>/last.pt` and fp16 `<run>/ema-<step>.safetensors` remain."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    config_argument(parser)
    parser.add_argument("--run", default="run", help="name of the run's folder under the work folder")
    parser.add_argument("--minutes", type=float, help="length of the whole run, resumed parts included")
    parser.add_argument("--stop-after", type=float, default=1e9, help="leave after so many minutes, to resume later")
    parser.add_argument("--max-steps", type=int, default=10**9)
    arguments = parser.parse_args()
    settings = read_settings(Path(arguments.config))
    options = settings.train
    for name in ("rows.tsv", "links.txt", "source.spm"):
        require(settings.work / name, "the output of an earlier step")
    run = settings.work / arguments.run
    run.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.manual_seed(settings.seed)

    model = build(settings, dropout=0.0)
    vectors = start_vectors(settings, settings.tokeniser["pieces"] + 1, settings.embeddings)
    model.model.shared.weight.data.copy_(vectors)
    start_from_meaning(model)
    shared = Shared(model)
    checkpoint = run / "last.pt"
    epoch = 0
    if checkpoint.exists():
        shared.restore(torch.load(checkpoint, weights_only=True))
        epoch = int(shared.counters[3]) + 1
        log(f"resumed at step {int(shared.counters[0])}, minute {float(shared.counters[2]) / 60:.1f}")
    log(f"{len(shared.weights) / 1e6:.2f}M parameters")
    queue, progress, producer = stream.start(arguments.config, epoch)
    job = Job(
        arguments.config,
        arguments.run,
        arguments.minutes or options["minutes"],
        arguments.stop_after,
        arguments.max_steps,
    )
    context = torch.multiprocessing.get_context("spawn")
    lock = context.Lock()
    workers = [
        context.Process(target=work, args=(rank, job, shared, lock, queue, progress))
        for rank in range(options["workers"])
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    producer.terminate()
    write_checkpoint(run, shared, model, Dev(settings))
    if any(worker.exitcode for worker in workers):
        raise SystemExit("a worker failed; the checkpoint holds what was learnt until then")


if __name__ == "__main__":
    main()
