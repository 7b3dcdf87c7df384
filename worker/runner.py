"""One attempt at one stage of one job: claim, work under a lease, save, hand on.

A message on the queue is only a hint. Whatever happens to it, the store knows what is unfinished, and every write here
is refused once someone else has the job.
"""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

import structlog

from dragoman.errors import EngineError, InvalidInputError, LeaseLostError, StoreUnavailableError
from dragoman.job import Failure, Job, JobState, Stage
from dragoman.queue import Queue
from dragoman.store import Store
from dragoman.store.workbench import LEASE, Workbench
from dragoman.translation import TITLE_N
from worker import pipeline
from worker.engines.translator import Translator

log = structlog.get_logger(__name__)


class _StoppingError(Exception):
    """The worker was asked to stop; what is saved is saved, and another one goes on."""


class Runner:
    """Holds what a worker process needs. The engine is loaded at its first use, after the fork.

    ``stopping`` is asked after each batch: a worker that is to stop hands a long article on instead of finishing it.
    """

    def __init__(
        self,
        store: Store,
        queue: Queue,
        load_translator: Callable[[], Translator],
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._store = store
        self._queue = queue
        self._load_translator = load_translator
        self._stopping = stopping
        self._translator: Translator | None = None
        self._stages = {
            Stage.PREPARE: self._prepare,
            Stage.TRANSLATE: self._translate,
            Stage.SUMMARISE: self._summarise,
        }

    def run(self, job_id: str, stage: Stage) -> None:
        """Make one attempt. Never raises for the article's or the engine's sake; that ends in the store."""
        try:
            job = self._store.workbench.claim(job_id, stage)
        except StoreUnavailableError:
            # The message is gone, the job is not: the sweeper sends it again when the database is back.
            log.warning("claim.store_unavailable", job=job_id, stage=stage.value)
            return
        if job is None:
            log.info("claim.nothing_to_do", job=job_id, stage=stage.value)
            return
        with structlog.contextvars.bound_contextvars(job=job_id, stage=stage.value, attempt=job.attempts):
            following = self._attempt(job)
        if following is not None and following.state is JobState.QUEUED:
            self._queue.send(following)

    def _attempt(self, job: Job) -> Job | None:
        """The job as it is handed on, or ``None`` when it is no longer ours to hand on."""
        try:
            with _kept_alive(self._store.workbench, job):
                return self._work(job)
        except LeaseLostError as error:
            log.info("lease.lost", reason=str(error))
        except StoreUnavailableError:
            # What was saved is saved; when the lease has run out the sweeper gives the rest to another attempt.
            log.warning("stage.store_unavailable")
        return None

    def _work(self, job: Job) -> Job:
        workbench = self._store.workbench
        started = time.monotonic()
        try:
            self._stages[job.stage](job)
        except (LeaseLostError, StoreUnavailableError):
            raise
        except _StoppingError:
            log.info("stage.given_back")
            return workbench.give_back(job)
        except InvalidInputError as error:
            log.info("stage.unusable_input", code=error.code)
            return workbench.fail(job, Failure(error.code, str(error)))
        except EngineError as error:
            log.exception("stage.engine_failed")
            return workbench.release(job, Failure("engine", str(error)))
        except Exception as error:
            log.exception("stage.failed")
            return workbench.release(job, Failure("internal", f"{type(error).__name__} in {job.stage.value}"))
        seconds = time.monotonic() - started
        following = workbench.advance(job, seconds)
        log.info("stage.done", seconds=round(seconds, 3))
        return following

    def _prepare(self, job: Job) -> None:
        prepared = pipeline.prepare(self._store.library.article(job.article_id))
        self._store.workbench.save_prepared(job, prepared.segmented, prepared.metadata)

    def _translate(self, job: Job) -> None:
        work = self._store.library.work_on(job.article_id)
        done = {t.n for t in work.translations}
        title = work.article.title if work.title_n == TITLE_N else None
        recalled = pipeline.recall(work.segmented, title, done, self._store.library.remembered)
        if recalled:
            self._store.workbench.save_translations(job, recalled)
            done |= {t.n for t in recalled}
        for batch in pipeline.translate(work.segmented, title, done, self._engine()):
            self._store.workbench.save_translations(job, batch)
            if self._stopping():
                raise _StoppingError

    def _summarise(self, job: Job) -> None:
        work = self._store.library.work_on(job.article_id)
        summary = pipeline.summarise(work.article, work.segmented, work.translations)
        self._store.workbench.save_summary(job, summary)

    def _engine(self) -> Translator:
        if self._translator is None:
            self._translator = self._load_translator()
        return self._translator


@contextmanager
def _kept_alive(workbench: Workbench, job: Job) -> Generator[None]:
    """Renew the lease in the background, for the engine call that takes longer than a lease."""
    stop = threading.Event()

    def renew() -> None:
        while not stop.wait(LEASE.total_seconds() / 4):
            try:
                workbench.renew(job)
            except LeaseLostError:
                return
            except StoreUnavailableError:
                continue

    keeper = threading.Thread(target=renew, name="lease-keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()
