"""Whether it lives, whether it can work, and the figures."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from dragoman.store import Store
from tests.api.server import Desk, arabic, problem, serving, settings


def figures(client: httpx2.Client) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def figure(found: dict[tuple[str, frozenset[tuple[str, str]]], float], name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


class TestReadiness:
    def test_redis_alone_being_away_is_degraded_but_ready(self, client: httpx2.Client) -> None:
        answer = client.get("/readyz")
        assert answer.status_code == 200
        assert answer.json()["status"] == "degraded"
        assert answer.json()["checks"]["redis"]["ok"] is False
        assert "Redis" in answer.json()["checks"]["redis"]["detail"]
        assert client.post("/v1/articles", json={"text": arabic()}).status_code == 202

    def test_with_everything_there_it_is_ready(self, tmp_path: Path, redis_url: str) -> None:
        chosen = settings(tmp_path, redis_url)
        with closing(Store.open(chosen.store_url)) as opened:
            opened.migrate()
        with serving(chosen) as url:
            answer = httpx2.get(f"{url}/readyz")
        assert answer.status_code == 200
        assert answer.json() == {
            "status": "ready",
            "checks": {name: {"ok": True, "detail": None} for name in ("database", "schema", "redis")},
        }

    def test_a_database_without_our_schema_is_told_how_to_get_it(self, tmp_path: Path) -> None:
        with serving(settings(tmp_path)) as url:
            answer = httpx2.get(f"{url}/readyz")
            document = problem(answer, 503, "not-ready")
            assert document["missing"] == ["schema", "redis"]
            assert "dragoman migrate" in str(document["detail"])
            assert answer.headers["retry-after"]
            assert httpx2.get(f"{url}/livez").json() == {"status": "alive"}
            refused = httpx2.post(f"{url}/v1/articles", json={"text": arabic()})
            problem(refused, 503, "unavailable")
            assert refused.headers["retry-after"]

    def test_a_database_that_is_away(self, tmp_path: Path) -> None:
        pytest.importorskip("psycopg")
        chosen = settings(tmp_path, database_url="postgresql://nobody@127.0.0.1:1/none")
        with serving(chosen) as url:
            document = problem(httpx2.get(f"{url}/readyz"), 503, "not-ready")
            assert document["missing"] == ["database", "schema", "redis"]
            problem(httpx2.get(f"{url}/v1/articles"), 503, "unavailable")
            assert httpx2.get(f"{url}/livez").status_code == 200
            with httpx2.Client(base_url=url) as client:
                assert figure(figures(client), "dragoman_store_up") == 0

    def test_a_database_that_comes_back_is_used_again(self, tmp_path: Path) -> None:
        chosen = settings(tmp_path)
        with closing(Store.open(chosen.store_url)) as opened:
            opened.migrate()
        with serving(chosen) as url:
            with closing(sqlite3.connect(tmp_path / "dragoman.db")) as other:
                other.execute("ALTER TABLE jobs RENAME TO gone")
                problem(httpx2.post(f"{url}/v1/articles", json={"text": arabic()}), 503, "unavailable")
                other.execute("ALTER TABLE gone RENAME TO jobs")
            assert httpx2.post(f"{url}/v1/articles", json={"text": arabic()}).status_code == 202


class TestMetrics:
    def test_requests_are_counted_by_route_and_not_by_address(self, client: httpx2.Client) -> None:
        document = client.post("/v1/articles", json={"text": arabic()}).json()
        before = figures(client)
        route = {"method": "GET", "route": "/v1/jobs/{job_id}"}
        for job in (document["job_id"], "nonsense", "00000000-0000-7000-8000-000000000000"):
            client.get(f"/v1/jobs/{job}")
        client.get("/static/reader.css")
        for path in ("/a", "/b", "/v1/c"):
            client.request("BREW", path)
        after = figures(client)
        assert (
            figure(after, "dragoman_http_requests_total", status="200", **route)
            - before.get(("dragoman_http_requests_total", frozenset({"status": "200", **route}.items())), 0)
            == 1
        )
        assert figure(after, "dragoman_http_requests_total", status="404", **route) >= 2
        assert figure(after, "dragoman_http_requests_total", method="other", route="unmatched", status="404") >= 3
        assert figure(after, "dragoman_http_request_seconds_count", **route) >= 3
        assert (
            "dragoman_http_request_seconds_count",
            frozenset({("method", "GET"), ("route", "/static/{file}")}),
        ) in after
        assert not any("nonsense" in value for _, labels in after for _, value in labels)

    def test_jobs_are_counted_by_state_as_the_store_has_them(
        self, client: httpx2.Client, desk: Desk, store: Store
    ) -> None:
        desk.finish(client.post("/v1/articles", json={"text": arabic()}).json()["job_id"])
        found = figures(client)
        for state, number in store.library.counts().items():
            assert figure(found, "dragoman_jobs", state=state.value) == number
        assert figure(found, "dragoman_jobs", state="succeeded") >= 1

    def test_a_queue_that_is_away_is_told(self, client: httpx2.Client) -> None:
        found = figures(client)
        assert figure(found, "dragoman_queue_up") == 0
        assert figure(found, "dragoman_store_up") == 1
        assert not any(name == "dragoman_queue_messages" for name, _ in found)

    def test_messages_are_counted_by_stage(self, tmp_path: Path, redis_url: str) -> None:
        import redis

        chosen = settings(tmp_path, redis_url)
        with closing(Store.open(chosen.store_url)) as opened:
            opened.migrate()
        with redis.Redis.from_url(redis_url) as broker:
            broker.flushall()
        with serving(chosen) as url, httpx2.Client(base_url=url) as client:
            for priority in (0, 5, 9):
                client.post("/v1/articles", json={"text": arabic(), "options": {"priority": priority}})
            for _ in range(100):
                found = figures(client)
                if figure(found, "dragoman_queue_messages", stage="prepare") == 3:
                    break
            assert figure(found, "dragoman_queue_messages", stage="prepare") == 3
            assert figure(found, "dragoman_queue_messages", stage="translate") == 0
            assert figure(found, "dragoman_queue_up") == 1
