"""One attempt at one stage: what is saved, what is handed on, what a fault leaves behind."""

from datetime import timedelta

import pytest

from dragoman.article import Submission
from dragoman.errors import EngineError, LeaseLostError
from dragoman.job import MAX_ATTEMPTS, Job, JobState, Stage
from dragoman.store import Store
from dragoman.store import workbench as workbench_module
from dragoman.translation import Translation
from tests.worker.fakes import FakeTranslator
from worker.engines.translator import Candidate
from worker.runner import Runner
from worker.sweeper import sweep

TEXT = "الوزير يعرض خطة الحكومة على البرلمان\n\n" + " ".join(
    f"قال الوزير رقم {n} إن الأمر مهم جدا للبلاد." for n in range(1, 41)
)


class FakeQueue:
    def __init__(self) -> None:
        self.sent: list[Job] = []
        self.waiting = dict.fromkeys(Stage, 0)
        self.down = False

    def send(self, job: Job) -> bool:
        if self.down:
            return False
        self.sent.append(job)
        return True

    def lengths(self) -> dict[Stage, int]:
        return self.waiting


@pytest.fixture
def queue() -> FakeQueue:
    return FakeQueue()


def make(store: Store, queue: FakeQueue, engine: FakeTranslator) -> Runner:
    return Runner(store, queue, lambda: engine)  # type: ignore[arg-type]


def finish(runner: Runner, job: Job) -> None:
    for stage in Stage:
        runner.run(job.id, stage)


def submit(store: Store, text: str = TEXT, **fields: str) -> Job:
    return store.intake.submit(Submission(text=text, **fields), fresh=True).job  # type: ignore[arg-type]


def test_an_article_goes_all_the_way(store: Store, queue: FakeQueue) -> None:
    job = submit(store)
    finish(make(store, queue, FakeTranslator()), job)
    document = store.library.aligned(job.article_id).to_dict()
    assert document["status"] == "succeeded"
    assert document["counts"]["segments"] == 41
    assert all(s["target"]["text"] for s in document["segments"])
    assert document["summary"]
    assert [j.stage for j in queue.sent] == [Stage.TRANSLATE, Stage.SUMMARISE]


def test_a_title_beside_the_text_is_translated_once(store: Store, queue: FakeQueue) -> None:
    engine = FakeTranslator()
    job = submit(store, title="عنوان آخر تماما")
    finish(make(store, queue, engine), job)
    assert store.library.aligned(job.article_id).to_dict()["target"]["title"]
    assert engine.seen.count("عنوان آخر تماما") == 1


def test_a_message_delivered_twice_does_the_work_once(store: Store, queue: FakeQueue) -> None:
    engine = FakeTranslator()
    runner, job = make(store, queue, engine), submit(store)
    for stage in (Stage.PREPARE, Stage.PREPARE, Stage.TRANSLATE, Stage.PREPARE, Stage.TRANSLATE, Stage.SUMMARISE):
        runner.run(job.id, stage)
    assert len(engine.seen) == 41
    assert store.library.job(job.id).state is JobState.SUCCEEDED


def test_an_engine_that_breaks_midway_goes_on_where_it_stopped(store: Store, queue: FakeQueue) -> None:
    broken = iter([False, True, False, False, False])

    class Breaking(FakeTranslator):
        def translate(self, texts: list[str]) -> list[list[Candidate]]:  # type: ignore[override]
            if next(broken):
                raise EngineError("out of memory")
            return super().translate(texts)

    engine = Breaking()
    runner, job = make(store, queue, engine), submit(store)
    runner.run(job.id, Stage.PREPARE)
    runner.run(job.id, Stage.TRANSLATE)
    halfway = store.library.job(job.id)
    assert (halfway.state, halfway.attempts, halfway.done) == (JobState.QUEUED, 1, 16)
    runner.run(job.id, Stage.TRANSLATE)
    assert store.library.job(job.id).done == 41
    assert len(engine.seen) == len(set(engine.seen)) == 41


def test_an_engine_that_always_breaks_fails_the_job_with_its_reason(store: Store, queue: FakeQueue) -> None:
    def load() -> FakeTranslator:
        raise EngineError("there is no translation model in models/none")

    runner = Runner(store, queue, load)  # type: ignore[arg-type]
    job = submit(store)
    runner.run(job.id, Stage.PREPARE)
    for _ in range(MAX_ATTEMPTS + 2):
        runner.run(job.id, Stage.TRANSLATE)
    failed = store.library.job(job.id)
    assert failed.state is JobState.FAILED
    assert failed.failure is not None
    assert (failed.failure.code, failed.attempts) == ("engine", MAX_ATTEMPTS)
    assert "models/none" in failed.failure.message


def test_a_text_without_a_sentence_fails_at_once_and_says_why(store: Store, queue: FakeQueue) -> None:
    job = submit(store, text="— … —")
    make(store, queue, FakeTranslator()).run(job.id, Stage.PREPARE)
    failed = store.library.job(job.id)
    assert failed.state is JobState.FAILED
    assert failed.failure is not None
    assert failed.failure.code == "empty-text"


def test_a_cancellation_stops_between_batches(store: Store, queue: FakeQueue) -> None:
    class Cancelling(FakeTranslator):
        def translate(self, texts: list[str]) -> list[list[Candidate]]:  # type: ignore[override]
            if len(self.calls) == 1:
                store.intake.cancel(job.id)
            return super().translate(texts)

    engine = Cancelling()
    runner, job = make(store, queue, engine), submit(store)
    runner.run(job.id, Stage.PREPARE)
    runner.run(job.id, Stage.TRANSLATE)
    assert len(engine.calls) == 2
    assert store.library.job(job.id).state is JobState.CANCELLED
    assert len(store.library.work_on(job.article_id).translations) == 16


def test_a_retry_after_a_cancellation_keeps_what_was_translated(store: Store, queue: FakeQueue) -> None:
    engine = FakeTranslator()
    runner, job = make(store, queue, engine), submit(store)
    runner.run(job.id, Stage.PREPARE)
    claimed = store.workbench.claim(job.id, Stage.TRANSLATE)
    assert claimed is not None
    store.workbench.save_translations(claimed, [Translation(1, "Kept", None, "sig")])
    store.intake.cancel(job.id)
    store.intake.retry(job.id)
    runner.run(job.id, Stage.TRANSLATE)
    runner.run(job.id, Stage.SUMMARISE)
    assert store.library.aligned(job.article_id).to_dict()["segments"][0]["target"]["text"] == "Kept"
    assert len(engine.seen) == 40


def test_the_lease_is_kept_alive_through_a_slow_engine_call(
    store: Store, queue: FakeQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    for module in ("dragoman.store.workbench", "worker.runner"):
        monkeypatch.setattr(f"{module}.LEASE", timedelta(seconds=1))

    class Slow(FakeTranslator):
        def translate(self, texts: list[str]) -> list[list[Candidate]]:  # type: ignore[override]
            if not self.calls:
                time.sleep(2.5)
            return super().translate(texts)

    runner, job = make(store, queue, Slow()), submit(store)
    runner.run(job.id, Stage.PREPARE)
    runner.run(job.id, Stage.TRANSLATE)
    assert store.library.job(job.id).stage is Stage.SUMMARISE


def test_a_worker_that_is_asked_to_stop_hands_the_article_on_without_wasting_an_attempt(
    store: Store, queue: FakeQueue
) -> None:
    engine = FakeTranslator()
    stopping = Runner(store, queue, lambda: engine, lambda: True)  # type: ignore[arg-type]
    job = submit(store)
    stopping.run(job.id, Stage.PREPARE)
    stopping.run(job.id, Stage.TRANSLATE)
    halfway = store.library.job(job.id)
    assert (halfway.state, halfway.stage, halfway.attempts) == (JobState.QUEUED, Stage.TRANSLATE, 0)
    assert halfway.done == 16
    assert queue.sent[-1].id == job.id
    make(store, queue, engine).run(job.id, Stage.TRANSLATE)
    assert store.library.job(job.id).stage is Stage.SUMMARISE
    assert len(engine.seen) == 41


def test_a_corrected_sentence_is_remembered_in_the_next_article(store: Store, queue: FakeQueue) -> None:
    engine = FakeTranslator()
    runner, first = make(store, queue, engine), submit(store)
    finish(runner, first)
    n = next(
        s["n"]
        for s in store.library.aligned(first.article_id).to_dict()["segments"]
        if s["source"]["text"] == "قال الوزير رقم 7 إن الأمر مهم جدا للبلاد."
    )
    store.desk.correct(first.article_id, n, "Minister 7 called it vital.", author="r.haddad", seen_version=0)
    engine.calls.clear()
    second = submit(store)
    finish(runner, second)
    segment = store.library.aligned(second.article_id).to_dict()["segments"][n - 1]
    assert segment["target"]["text"] == "Minister 7 called it vital."
    assert segment["signature"].startswith("memory|author:r.haddad|at:")
    assert "قال الوزير رقم 7 إن الأمر مهم جدا للبلاد." not in engine.seen
    assert store.library.job(second.id).state is JobState.SUCCEEDED


class TestSweeping:
    @pytest.fixture(autouse=True)
    def _impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("worker.sweeper.LOST_WHEN_EMPTY", timedelta(0))

    def test_a_job_whose_message_was_lost_is_sent_again(self, store: Store, queue: FakeQueue) -> None:
        job = submit(store)
        assert sweep(store, queue) == 1  # type: ignore[arg-type]
        assert [j.id for j in queue.sent] == [job.id]

    def test_a_job_that_may_still_be_in_the_queue_is_left_alone(self, store: Store, queue: FakeQueue) -> None:
        submit(store)
        queue.waiting[Stage.PREPARE] = 1
        assert sweep(store, queue) == 0  # type: ignore[arg-type]

    def test_an_abandoned_job_is_taken_back_and_sent_again(
        self, store: Store, queue: FakeQueue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job = submit(store)
        with monkeypatch.context() as context:
            context.setattr(workbench_module, "LEASE", timedelta(seconds=-1))
            dead = store.workbench.claim(job.id, Stage.PREPARE)
        assert dead is not None
        sweep(store, queue)  # type: ignore[arg-type]
        assert job.id in [j.id for j in queue.sent]
        assert store.library.job(job.id).state is JobState.QUEUED
        with pytest.raises(LeaseLostError):
            store.workbench.advance(dead, 0.1)

    def test_while_redis_is_down_nothing_is_marked_as_sent(self, store: Store, queue: FakeQueue) -> None:
        job = submit(store)
        queue.down = True
        assert sweep(store, queue) == 0  # type: ignore[arg-type]
        assert store.library.job(job.id).enqueued_at == job.enqueued_at
