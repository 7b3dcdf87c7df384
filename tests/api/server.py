"""A real uvicorn on a free port, and hands that do the workers' part through the workbench."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import httpx2
import uvicorn
from pydantic import SecretStr

from api.app import create_app
from dragoman.article import Metadata
from dragoman.job import Failure, Job, Stage
from dragoman.settings import Settings
from dragoman.store import Store
from dragoman.summary import Summary, SummaryKind, SummarySentence
from dragoman.text import Boundary, Furniture, Segment, SegmentedText, Span
from dragoman.translation import Flag, Translation

DEAD_REDIS = "redis://127.0.0.1:1/0"
"""Nothing listens on port 1: connections are refused at once."""

SENTENCES = ("أعلنت وزارة الصحة اليوم افتتاح 35 مركزا.", "وقال الوزير إن العمل يبدأ غدا.", "ورحب الأهالي بهذا القرار.")
ENGLISH = (
    "The Ministry of Health opened 35 centres today.",
    "The minister said work starts tomorrow.",
    "Residents welcomed it.",
)
SHARE = "شارك"

_numbers = count(1)


def arabic(sentences: Sequence[str] = SENTENCES) -> str:
    """An article no test has sent before, ending in a share button."""
    return f"{' '.join(sentences)} الخبر رقم {next(_numbers)}.\n\n{SHARE}"


def cut(text: str) -> SegmentedText:
    """Sentences end at a stop; the last line is furniture."""
    body = text.rindex("\n\n")
    segments: list[Segment] = []
    start = 0
    for n in count(1):
        end = text.find(".", start, body) + 1
        if end == 0:
            break
        segments.append(Segment(n, Span(start, end), boundary=Boundary.STOP))
        start = end + 1
    return SegmentedText(text, tuple(segments), (Furniture(Span(body + 2, len(text)), "share-button"),))


@dataclass(frozen=True)
class Desk:
    """Does with a store what workers do, step by step, as a test asks."""

    store: Store

    def claim(self, job_id: str, stage: Stage) -> Job:
        job = self.store.workbench.claim(job_id, stage)
        assert job is not None
        return job

    def prepare(self, job_id: str) -> SegmentedText:
        job = self.claim(job_id, Stage.PREPARE)
        text = self.store.library.article(job.article_id).submission.body
        segmented = cut(text)
        found = {"byline": {"value": SENTENCES[0][:5], "start": 0, "end": 5, "rule": "first-line"}}
        self.store.workbench.save_prepared(job, segmented, Metadata(found))
        self.store.workbench.advance(job, 0.01)
        return segmented

    def translate(self, job: Job, numbers: Sequence[int], flags: dict[int, tuple[Flag, ...]] | None = None) -> None:
        self.store.workbench.save_translations(
            job,
            [
                Translation(
                    n, (*ENGLISH, f"This is report {n}.")[min(n, 4) - 1], -0.2, "engine:test", (flags or {}).get(n, ())
                )
                for n in numbers
            ],
        )

    def finish(self, job_id: str, flags: dict[int, tuple[Flag, ...]] | None = None) -> Job:
        segmented = self.prepare(job_id)
        job = self.claim(job_id, Stage.TRANSLATE)
        self.translate(job, [s.n for s in segmented.segments], flags)
        self.store.workbench.advance(job, 0.02)
        job = self.claim(job_id, Stage.SUMMARISE)
        evidence = tuple(s.n for s in segmented.segments[:2])
        self.store.workbench.save_summary(
            job,
            Summary(
                SummaryKind.EXTRACTIVE,
                (SummarySentence(ENGLISH[0], evidence),),
                (SummarySentence(SENTENCES[0], evidence),),
                "engine:test-summary",
            ),
        )
        return self.store.workbench.advance(job, 0.03)

    def fail(self, job_id: str, stage: Stage = Stage.PREPARE) -> Job:
        return self.store.workbench.fail(
            self.claim(job_id, stage), Failure("no-sentence", "there is no sentence in it")
        )


def settings(folder: Path, redis_url: str = DEAD_REDIS, database_url: str | None = None) -> Settings:
    return Settings(
        data_dir=folder,
        database_url=SecretStr(database_url) if database_url else None,
        redis_url=SecretStr(redis_url),
        log_level="WARNING",
    )


@contextmanager
def serving(chosen: Settings) -> Iterator[str]:
    """The address of a server that runs while the block does."""
    config = uvicorn.Config(create_app(chosen), port=0, log_config=None, timeout_graceful_shutdown=2)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 10
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            assert time.monotonic() < deadline, "the server is not ready"
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


def problem(answer: httpx2.Response, status: int, name: str) -> dict[str, object]:
    """The problem document of an answer that must have one of this type."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, object] = answer.json()
    assert document["type"] == f"/problems/{name}"
    assert document["status"] == status
    assert document["title"]
    assert document["detail"]
    return document
