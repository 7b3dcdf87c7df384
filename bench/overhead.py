"""What the service costs over the bare engine, how fast it accepts, how fast it starts, how much memory it takes.

    python -m bench.overhead [--articles 200] [--rounds 3] [--json FILE]

Articles are stories of ``training/corpus`` put together by threes. In each round the same sentences go through the API
and Celery, and through the bare engine in one process that uses every core; the ratio of the
two wall times is taken round by round and its median is reported, so that a machine whose speed drifts does not matter.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil

from dragoman.article import Submission
from dragoman.client import Client
from dragoman.embedded.interrupt import interrupts
from dragoman.embedded.supervisor import Supervisor
from dragoman.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
STORIES = ROOT / "training" / "corpus" / "stories.jsonl"
CLIENTS = 20

# The strongest bare engine one process can be here: an engine of one thread for each core, articles shared out.
_BARE = """
import json, sys, time
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from dragoman.settings import Settings
from worker.engines.load import load_translator
from worker.prepare import normalise
articles = json.load(open(sys.argv[1], encoding="utf-8"))
idle = SimpleQueue()
for _ in range(int(sys.argv[2])):
    idle.put(load_translator(Settings(translator="models/ar-en")))

def translate(sentences):
    engine = idle.get()
    engine.translate([normalise(s).text for s in sentences])
    idle.put(engine)

started = time.perf_counter()
with ThreadPoolExecutor(int(sys.argv[2])) as pool:
    list(pool.map(translate, articles))
print(time.perf_counter() - started)
"""


def articles(count: int) -> list[str]:
    """``count`` distinct articles of about 17 sentences."""
    stories = [json.loads(line) for line in STORIES.read_text(encoding="utf-8").splitlines()]
    texts: list[str] = []
    for i in range(count):
        parts = [stories[(3 * i + k) % len(stories)] for k in range(3)]
        lines = [sentence for story in parts for sentence in story["ar"]]
        texts.append("\n".join([parts[0]["headline_ar"], "", *lines]))
    return texts


def through_the_service(client: Client, texts: list[str], round_: int) -> tuple[float, list[float], list[str]]:
    """Wall seconds from the first request to the last article, accept latencies in seconds, article ids.

    The clients submit while the workers are already busy with what came first.
    """
    latencies: list[float] = []
    lock = threading.Lock()

    def submit(pair: tuple[int, str]) -> tuple[str, str]:
        number, text = pair
        started = time.perf_counter()
        got = client.submit(Submission(text=text, external_id=f"{round_}-{number}"), fresh=True)
        with lock:
            latencies.append(time.perf_counter() - started)
        return got.job.id, got.job.article_id

    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        ids = list(pool.map(submit, enumerate(texts)))
    waiting = [job for job, _ in ids]
    while waiting:
        # Queues are first in, first out: when the oldest is not done, asking for the others costs and tells nothing.
        if client.job(waiting[0]).state.final:
            waiting.pop(0)
        else:
            time.sleep(0.25)
    return time.perf_counter() - started, latencies, [article for _, article in ids]


def bare(sentences: list[list[str]]) -> float:
    """Wall seconds of the engine alone, loading not counted."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(sentences, file)
        file.flush()
        command = [sys.executable, "-c", _BARE, file.name, str(os.cpu_count() or 1)]
        return float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def peak_memory() -> dict[str, int]:
    """Peak resident megabytes of each process below this one, by what it is."""
    peaks: dict[str, int] = {}
    for process in psutil.Process().children(recursive=True):
        try:
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
            command = " ".join(process.cmdline())
        except (OSError, psutil.Error):
            continue
        peak = next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)
        name = next((n for n in ("redis-server", "uvicorn", "celery") if n in command), "guard")
        if name == "celery":
            name = (
                "worker main" if any("celery" in " ".join(c.cmdline()) for c in process.children()) else "worker child"
            )
        peaks[name] = max(peak, peaks.get(name, 0))
    return peaks


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure(count: int, rounds: int) -> dict[str, Any]:
    texts = articles(count)
    walls: list[float] = []
    bares: list[float] = []
    latencies: list[float] = []
    with tempfile.TemporaryDirectory() as folder, interrupts() as signals:
        settings = Settings(data_dir=Path(folder), port=0, _env_file=None)  # pyright: ignore[reportCallIssue]
        started = time.perf_counter()
        with Supervisor(settings, ROOT, lambda line: print(line, file=sys.stderr), signals) as running:
            ready = time.perf_counter() - started
            client = Client(running.url)
            through_the_service(client, texts[:4], -1)  # the workers load their models
            sentences: list[list[str]] = []
            flagged = 0
            for round_ in range(rounds):
                wall, some, ids = through_the_service(client, texts, round_)
                documents = [client.article(i) for i in ids]
                assert all(d["status"] == "succeeded" for d in documents)
                sentences = [[s["source"]["text"] for s in d["segments"]] for d in documents]
                flagged = sum(d["counts"]["flagged"] for d in documents)
                walls.append(wall)
                latencies += some
                bares.append(bare(sentences))
                print(f"round {round_ + 1}: {wall:.1f} s, bare {bares[-1]:.1f} s", file=sys.stderr)
            memory = peak_memory()
            client.close()
    ratios = [w / b for w, b in zip(walls, bares, strict=True)]
    return {
        "articles": count,
        "sentences": sum(map(len, sentences)),
        "flagged": flagged,
        "rounds": rounds,
        "service_seconds": statistics.median(walls),
        "bare_seconds": statistics.median(bares),
        "ratio": statistics.median(ratios),
        "ratios": ratios,
        "accept_p50_ms": 1000 * percentile(latencies, 0.5),
        "accept_p99_ms": 1000 * percentile(latencies, 0.99),
        "ready_seconds": ready,
        "peak_memory_mb": memory,
        "cores": os.cpu_count(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    result = measure(options.articles, options.rounds)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    spread = f"{min(result['ratios']):.2f} to {max(result['ratios']):.2f}"
    print(f"{result['articles']} articles, {result['sentences']} sentences, {result['rounds']} rounds, medians:")
    print(f"  through the API and Celery   {result['service_seconds']:.1f} s")
    print(f"  the bare engine              {result['bare_seconds']:.1f} s")
    print(f"  ratio                        {result['ratio']:.2f} ({spread})")
    p50, p99 = result["accept_p50_ms"], result["accept_p99_ms"]
    print(f"  accepting, {CLIENTS} clients        p50 {p50:.0f} ms, p99 {p99:.0f} ms")
    print(f"  start-up to ready            {result['ready_seconds']:.1f} s")
    print(
        "  peak memory                  "
        + ", ".join(f"{k} {v} MB" for k, v in sorted(result["peak_memory_mb"].items()))
    )


if __name__ == "__main__":
    main()
