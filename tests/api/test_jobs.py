"""Jobs: what is told of one, cancelling, retrying."""

import httpx2
import pytest

from dragoman.errors import LeaseLostError
from dragoman.job import Stage
from tests.api.server import Desk, arabic, problem


@pytest.fixture
def job_id(client: httpx2.Client) -> str:
    return str(client.post("/v1/articles", json={"text": arabic()}).json()["job_id"])


def test_a_job_tells_how_far_it_is(client: httpx2.Client, desk: Desk, job_id: str) -> None:
    segmented = desk.prepare(job_id)
    job = desk.claim(job_id, Stage.TRANSLATE)
    desk.translate(job, [1, 2])
    document = client.get(f"/v1/jobs/{job_id}").json()
    assert document["state"] == "running"
    assert document["stage"] == "translate"
    assert (document["done"], document["total"]) == (2, len(segmented.segments))
    assert document["attempts"] == 1
    assert document["timings"] == {"prepare": 0.01}
    assert document["started_at"]
    assert document["finished_at"] is None
    assert document["failure"] is None


def test_a_finished_job_tells_what_each_stage_took(client: httpx2.Client, desk: Desk, job_id: str) -> None:
    desk.finish(job_id)
    document = client.get(f"/v1/jobs/{job_id}").json()
    assert document["state"] == "succeeded"
    assert document["timings"] == {"prepare": 0.01, "translate": 0.02, "summarise": 0.03}
    assert document["finished_at"].endswith("Z")


def test_a_failed_job_says_why(client: httpx2.Client, desk: Desk, job_id: str) -> None:
    desk.fail(job_id)
    document = client.get(f"/v1/jobs/{job_id}").json()
    assert document["state"] == "failed"
    assert document["failure"] == {"code": "no-sentence", "message": "there is no sentence in it"}


def test_ids_are_read_in_either_case(client: httpx2.Client, job_id: str) -> None:
    assert client.get(f"/v1/jobs/{job_id.upper()}").json()["id"] == job_id


class TestCancelling:
    def test_a_cancelled_worker_cannot_write_on(self, client: httpx2.Client, desk: Desk, job_id: str) -> None:
        desk.prepare(job_id)
        job = desk.claim(job_id, Stage.TRANSLATE)
        desk.translate(job, [1])
        answer = client.delete(f"/v1/jobs/{job_id}")
        assert answer.status_code == 200
        assert answer.json()["state"] == "cancelled"
        with pytest.raises(LeaseLostError):
            desk.translate(job, [2])
        assert client.get(answer.json()["links"]["article"]).json()["segments"][0]["target"]["text"]

    def test_again_is_the_same(self, client: httpx2.Client, job_id: str) -> None:
        first = client.delete(f"/v1/jobs/{job_id}")
        again = client.delete(f"/v1/jobs/{job_id}")
        assert (first.status_code, again.status_code) == (200, 200)
        assert first.json() == again.json()

    @pytest.mark.parametrize("end", ["succeeded", "failed"])
    def test_what_is_finished_stays(self, client: httpx2.Client, desk: Desk, job_id: str, end: str) -> None:
        desk.finish(job_id) if end == "succeeded" else desk.fail(job_id)
        document = problem(client.delete(f"/v1/jobs/{job_id}"), 409, "illegal-transition")
        assert end in str(document["detail"])
        assert client.get(f"/v1/jobs/{job_id}").json()["state"] == end


class TestRetrying:
    @pytest.mark.parametrize("end", ["cancelled", "failed"])
    def test_it_goes_on_where_it_stopped(self, client: httpx2.Client, desk: Desk, job_id: str, end: str) -> None:
        desk.prepare(job_id)
        desk.fail(job_id, Stage.TRANSLATE) if end == "failed" else client.delete(f"/v1/jobs/{job_id}")
        answer = client.post(f"/v1/jobs/{job_id}:retry")
        assert answer.status_code == 202
        assert answer.headers["location"] == f"/v1/jobs/{job_id}"
        document = answer.json()
        assert (document["state"], document["stage"], document["attempts"]) == ("queued", "translate", 0)
        assert document["failure"] is None

    def test_there_is_nothing_to_retry(self, client: httpx2.Client, job_id: str) -> None:
        problem(client.post(f"/v1/jobs/{job_id}:retry"), 409, "illegal-transition")
