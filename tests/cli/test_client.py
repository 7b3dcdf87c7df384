"""The client against servers that refuse, hang up and break off."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from dragoman.article import ArticleOptions, Submission
from dragoman.client import Client
from dragoman.errors import ClientError
from dragoman.job import JobState
from tests.api.server import Desk, arabic
from tests.cli.misbehaving import Handler, Script, drop, misbehaving, reply, stream

JOB = {
    "id": "job-1",
    "article_id": "article-1",
    "state": "queued",
    "stage": "prepare",
    "done": 0,
    "total": None,
    "attempts": 0,
    "failure": None,
}
FINISHED = JOB | {"state": "succeeded", "stage": "summarise", "done": 3, "total": 3}
ACCEPTED = {"article_id": "article-1", "job_id": "job-1", "reused": False, "job": JOB, "links": {}}
TEXT = Submission(text="خبر.")


class Clock:
    """Notes the pauses instead of making them."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def connect(script: Script, clock: Clock) -> Client:
    return Client(script.url, sleep=clock.sleep)


def event(seq: int, state: str = "running", stage: str = "translate", done: int = 0) -> str:
    data = json.dumps({"state": state, "stage": stage, "done": done, "total": 3, "attempts": 1})
    return f"event: progress\nid: {seq}\ndata: {data}\n\n"


def test_a_busy_server_is_asked_again_after_the_time_it_names(clock: Clock) -> None:
    # Given a server that is busy twice, in seconds and as a date
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=9), usegmt=True)
    busy = reply(429, {"detail": "slow down"}, Retry_After="7")
    away = reply(503, {"detail": "not now"}, Retry_After=later)
    with misbehaving(busy, away, reply(202, ACCEPTED)) as script, connect(script, clock) as client:
        # When an article is submitted
        submitted = client.submit(TEXT)
    # Then it goes through, after the pauses that were asked for
    assert submitted.job.state is JobState.QUEUED
    assert 7 <= clock.pauses[0] < 8
    assert 7 < clock.pauses[1] < 10
    assert len(script.seen) == 3


def test_a_server_that_asks_for_too_long_a_pause_is_not_waited_for(clock: Clock) -> None:
    with (
        misbehaving(reply(429, {"detail": "come tomorrow"}, Retry_After="86400")) as script,
        connect(script, clock) as client,
        pytest.raises(ClientError, match="come tomorrow") as raised,
    ):
        client.submit(TEXT)
    assert raised.value.status == 429
    assert clock.pauses == []


def test_a_dropped_connection_is_tried_again_with_growing_jittered_pauses(clock: Clock) -> None:
    with misbehaving(drop, drop, drop, reply(202, ACCEPTED)) as script, connect(script, clock) as client:
        client.submit(TEXT)
    assert len(script.seen) == 4
    assert len({s.body for s in script.seen}) == 1
    for attempt, pause in enumerate(clock.pauses):
        assert 0.25 * 2**attempt <= pause <= 0.75 * 2**attempt


def test_a_fresh_submission_carries_one_key_through_all_its_tries(clock: Clock) -> None:
    with misbehaving(drop, reply(503), reply(202, ACCEPTED)) as script, connect(script, clock) as client:
        client.submit(TEXT, fresh=True)
        client.submit(TEXT, fresh=True)
    keys = [s.headers.get("Idempotency-Key") for s in script.seen]
    assert keys[0]
    assert keys[0] == keys[1] == keys[2]
    assert keys[3] not in (None, keys[0])


def test_a_plain_submission_carries_no_key_since_its_payload_is_one(clock: Clock) -> None:
    with misbehaving(reply(202, ACCEPTED)) as script, connect(script, clock) as client:
        client.submit(TEXT)
    assert "Idempotency-Key" not in script.seen[0].headers
    assert json.loads(script.seen[0].body) == {"text": "خبر.", "options": {"summary_sentences": 3, "priority": 5}}


def test_a_refusal_is_not_repeated_and_carries_the_problem(clock: Clock) -> None:
    problem = {"type": "/problems/not-arabic", "detail": "the text seems to be Persian", "language": "fa"}
    with (
        misbehaving(reply(422, problem)) as script,
        connect(script, clock) as client,
        pytest.raises(ClientError, match="Persian") as raised,
    ):
        client.submit(TEXT)
    assert (raised.value.status, raised.value.problem["language"]) == (422, "fa")
    assert len(script.seen) == 1


def test_an_error_without_a_problem_document_is_still_a_sentence(clock: Clock) -> None:
    with (
        misbehaving(reply(500)) as script,
        connect(script, clock) as client,
        pytest.raises(ClientError, match="the API answered 500 without a reason"),
    ):
        client.job("job-1")


@pytest.mark.parametrize(
    "answer", [reply(200, []), reply(200, {"hello": "world"}), reply(200, JOB | {"state": "lost"})]
)
def test_an_answer_that_is_none_of_ours_is_a_client_error(answer: object, clock: Clock) -> None:
    with (
        misbehaving(answer) as script,
        connect(script, clock) as client,
        pytest.raises(ClientError, match="not one of Dragoman's API"),
    ):
        client.job("job-1")


def test_a_server_that_is_away_is_reported_with_its_address(clock: Clock) -> None:
    with (
        Client("http://127.0.0.1:1", sleep=clock.sleep) as client,
        pytest.raises(ClientError, match=r"http://127\.0\.0\.1:1 cannot be reached: nothing answers there") as raised,
    ):
        client.job("job-1")
    assert raised.value.status is None
    assert len(clock.pauses) == 5


@pytest.mark.parametrize("address", ["", "127.0.0.1:8060", "ftp://x", "http://", "not an address"])
def test_an_address_that_is_none_is_refused_at_once(address: str) -> None:
    with pytest.raises(ClientError, match="give one like http"):
        Client(address)


@pytest.mark.parametrize("identifier", ["", "../articles", "a/b", "a b", "%2e%2e", "a?b"])
def test_an_id_never_leaves_its_place_in_the_path(identifier: str, clock: Clock) -> None:
    with (
        misbehaving(reply(200, JOB)) as script,
        connect(script, clock) as client,
        pytest.raises(ClientError, match="is not an id"),
    ):
        client.job(identifier)
    assert script.seen == []


def test_a_proxy_is_not_asked_for_this_machine(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    with misbehaving(reply(200, JOB)) as script, connect(script, clock) as client:
        assert client.job("job-1").id == "job-1"


def test_a_stream_cut_in_the_middle_is_resumed_behind_the_last_event(clock: Clock) -> None:
    # Given a stream that breaks inside its third event
    broken = stream("retry: 2000\n\n", event(1), event(2, done=1), cut=True)
    rest = stream(event(3, done=2), event(4, "succeeded", "summarise", 3))
    with misbehaving(broken, rest, reply(200, FINISHED)) as script, connect(script, clock) as client:
        # When the job is watched
        progress = list(client.watch("job-1"))
    # Then every event comes once, in order, and the second request says where to go on
    assert [p.seq for p in progress] == [1, 2, 3, 4]
    assert progress[-1].state is JobState.SUCCEEDED
    assert [s.headers.get("Last-Event-ID") for s in script.seen] == [None, "2", None]


def test_a_server_that_starts_the_stream_over_sends_nothing_twice(clock: Clock) -> None:
    whole = stream(event(1), event(2), event(3, "succeeded", "summarise", 3))
    with (
        misbehaving(stream(event(1), event(2), cut=True), whole, reply(200, FINISHED)) as script,
        connect(script, clock) as client,
    ):
        assert [p.seq for p in client.watch("job-1")] == [1, 2, 3]


def test_an_old_failure_in_the_history_does_not_end_the_watch(clock: Clock) -> None:
    # Given a job that failed, was retried, and runs while its history is read
    history = stream(event(1), event(2, "failed"), event(3, "queued"), event(4, "succeeded", "summarise", 3))
    answers = (history, reply(200, FINISHED))
    with misbehaving(*answers) as script, connect(script, clock) as client:
        assert [p.seq for p in client.watch("job-1")] == [1, 2, 3, 4]


@pytest.mark.parametrize("hopeless", [reply(200, {"no": "stream"}), drop, stream(), reply(503)])
def test_where_streams_do_not_get_through_the_job_is_asked_for(hopeless: object, clock: Clock) -> None:
    def answers() -> Iterator[object]:
        for _ in range(6):
            yield reply(200, JOB | {"state": "running", "done": 1, "total": 3})
        yield reply(200, FINISHED)

    polled = answers()

    def route(handler: object) -> None:
        (hopeless if handler.path.endswith("/events") else next(polled))(handler)

    with misbehaving(route) as script, connect(script, clock) as client:
        progress = list(client.watch("job-1"))
    assert [(p.state, p.done) for p in progress] == [(JobState.RUNNING, 1), (JobState.SUCCEEDED, 3)]


def test_watching_a_job_that_is_not_there_is_refused(clock: Clock) -> None:
    with (
        misbehaving(reply(404, {"detail": "there is no job job-1"})) as script,
        connect(script, clock) as client,
        pytest.raises(ClientError, match="there is no job"),
    ):
        list(client.watch("job-1"))


CORRECTION = {"n": 2, "version": 1, "text": "Better.", "author": "a", "at": "2026-11-28T10:00:00Z"}


def test_a_correction_says_what_was_seen_and_names_the_arabic_only_where_it_is_known(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Handler, "do_PUT", Handler.do_POST, raising=False)
    with misbehaving(reply(503), reply(200, CORRECTION)) as script, connect(script, clock) as client:
        made = client.correct("a1", 2, "Better.", author="a", version=0)
        client.correct("a1", 2, "Better.", author="a", version=0, source="خبر.")
    assert (made.n, made.version, made.text, made.author) == (2, 1, "Better.", "a")
    assert made.at == datetime(2026, 11, 28, 10, tzinfo=UTC)
    bodies = [json.loads(s.body) for s in script.seen]
    plain = {"text": "Better.", "author": "a", "version": 0}
    assert bodies == [plain, plain, plain | {"source": "خبر."}]
    assert script.seen[0].path == "/v1/articles/a1/segments/2/target"


@pytest.mark.parametrize("answer", [reply(200, {}), reply(200, [1]), reply(200, [CORRECTION | {"at": "soon"}])])
def test_a_history_that_is_none_of_ours_is_a_client_error(answer: object, clock: Clock) -> None:
    with (
        misbehaving(answer) as script,
        connect(script, clock) as client,
        pytest.raises(ClientError, match="not one of Dragoman's API"),
    ):
        client.corrections("a1", 2)


# Against the real API.


def test_a_sentence_is_corrected_contested_and_put_back(api: str, desk: Desk) -> None:
    with Client(api) as client:
        # Given a translated article that nobody has touched
        job = client.submit(Submission(text=arabic())).job
        desk.finish(job.id)
        machine = client.article(job.article_id)["segments"][1]
        assert client.corrections(job.article_id, 2) == []
        # When one person corrects a line, and another does so without having seen it
        first = client.correct(job.article_id, 2, "Better.", author="a", version=0, source=machine["source"]["text"])
        with pytest.raises(ClientError) as raised:
            client.correct(job.article_id, 2, "Other.", author="b", version=0)
        # Then the second is told the present version
        assert (raised.value.status, raised.value.problem["version"]) == (409, 1)
        assert client.article(job.article_id)["segments"][1]["target"]["text"] == first.text == "Better."
        # and the machine's English comes back when it is asked for
        undone = client.undo_correction(job.article_id, 2, author="b", version=1)
        assert (undone.version, undone.text) == (2, None)
        assert client.article(job.article_id)["segments"][1]["target"]["text"] == machine["target"]["text"]
        assert client.corrections(job.article_id, 2) == [first, undone]
        with pytest.raises(ClientError) as raised:
            client.corrections("no-such-article", 1)
        assert raised.value.status == 404


def test_a_life_over_http(api: str, desk: Desk) -> None:
    with Client(api) as client:
        # Given an article with everything that can be said about it
        text = arabic()
        options = ArticleOptions(summary_sentences=2, priority=9)
        moment = datetime(2026, 11, 1, 9, tzinfo=UTC)
        submission = Submission(
            text=text,
            title="عنوان",
            outlet="وكالة",
            url="https://news.example/1",
            published_at=moment,
            external_id="x-1",
            options=options,
        )
        submitted = client.submit(submission)
        assert not submitted.reused
        # When it is submitted again, and again with a key
        assert client.submit(submission).job.id == submitted.job.id
        keyed = client.submit(submission, idempotency_key="k-1")
        assert keyed.job.id != submitted.job.id
        with pytest.raises(ClientError, match="Idempotency-Key") as raised:
            client.submit(Submission(text=arabic()), idempotency_key="k-1")
        assert raised.value.status == 409
        # and cancelled, retried and finished
        assert client.cancel(submitted.job.id).state is JobState.CANCELLED
        assert client.retry(submitted.job.id).state is JobState.QUEUED
        desk.finish(submitted.job.id)
        # Then watching tells the whole story and ends
        progress = list(client.watch(submitted.job.id))
        assert [p.seq for p in progress] == list(range(1, len(progress) + 1))
        assert {p.state for p in progress} >= {JobState.CANCELLED, JobState.SUCCEEDED}
        assert progress[-1].state is JobState.SUCCEEDED
        assert list(client.watch(submitted.job.id, after=progress[-1].seq)) == []
        # and the article is there, with all of it
        document = client.article(submitted.job.article_id)
        assert document["source"]["text"] == text
        assert document["source"]["published_at"].startswith("2026-11-01T09:00")
        assert document["external_id"] == "x-1"
        assert client.ready()["status"] == "degraded"


def test_a_batch_reports_its_bad_lines_and_keeps_the_good_ones(api: str) -> None:
    with Client(api) as client:
        lines = client.submit_batch(
            [Submission(text=arabic()), Submission(text="English only."), Submission(text=arabic())]
        )
        assert [line.line for line in lines] == [1, 2, 3]
        assert [line.status for line in lines] == [202, 422, 202]
        assert lines[1].problem
        assert lines[0].job_id
        assert client.job(lines[0].job_id).state is JobState.QUEUED


def test_a_fresh_batch_makes_new_jobs(api: str) -> None:
    submission = Submission(text=arabic())
    with Client(api) as client:
        first = client.submit_batch([submission])
        again = client.submit_batch([submission])
        fresh = client.submit_batch([submission], fresh=True)
    assert first[0].job_id == again[0].job_id
    assert again[0].reused
    assert fresh[0].job_id != first[0].job_id


def test_the_list_goes_on_over_its_pages(api: str) -> None:
    outlet = f"Outlet {time.time_ns()}"
    with Client(api) as client:
        sent = [client.submit(Submission(text=arabic(), outlet=outlet)).job.article_id for _ in range(103)]
        listed = [item["id"] for item in client.articles(outlet=outlet)]
        assert listed == sent[::-1]
        assert len(list(client.articles(outlet=outlet, limit=101))) == 101
        assert len(list(client.articles(outlet=outlet, limit=3, state=JobState.QUEUED))) == 3
        assert list(client.articles(outlet=outlet, state="failed")) == []
