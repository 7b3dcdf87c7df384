"""Figures for Prometheus. Labels come from closed sets only: route templates, known methods, states, stages."""

from collections.abc import Iterator

from fastapi import APIRouter
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from api.openapi import problems
from dragoman.errors import QueueUnavailableError, StoreUnavailableError
from dragoman.queue import Queue
from dragoman.store import Store

_METHODS = frozenset(("GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH"))
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

router = APIRouter(tags=["health"])


class Metrics:
    """One process's figures, in a registry of their own."""

    def __init__(self, store: Store, queue: Queue) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "dragoman_http_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self._latency = Histogram(
            "dragoman_http_request_seconds",
            "Seconds from a request's first byte to the end of its answer; event streams are left out.",
            ["method", "route"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.registry.register(_Pipeline(store, queue))
        ProcessCollector(registry=self.registry)

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        method = method if method in _METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        if not route.endswith("/events"):
            self._latency.labels(method, route).observe(seconds)


class _Pipeline(Collector):
    """Read from the store and the queue when asked, so that every process tells the same."""

    def __init__(self, store: Store, queue: Queue) -> None:
        self._store = store
        self._queue = queue

    def describe(self) -> Iterator[Metric]:
        yield from ()

    def collect(self) -> Iterator[Metric]:
        jobs = GaugeMetricFamily("dragoman_jobs", "Jobs in the store.", labels=["state"])
        try:
            for state, number in self._store.library.counts().items():
                jobs.add_metric([state.value], number)
            up = 1
        except StoreUnavailableError:
            up = 0
        yield jobs
        yield GaugeMetricFamily("dragoman_store_up", "Whether the database answers.", value=up)
        messages = GaugeMetricFamily("dragoman_queue_messages", "Messages waiting on the queue.", labels=["stage"])
        try:
            for stage, number in self._queue.lengths().items():
                messages.add_metric([stage.value], number)
            up = 1
        except QueueUnavailableError:
            up = 0
        yield messages
        yield GaugeMetricFamily("dragoman_queue_up", "Whether Redis answers.", value=up)


@router.get(
    "/metrics",
    summary="Figures for Prometheus",
    response_class=Response,
    responses={
        200: {
            "description": "Prometheus text format.",
            "content": {
                "text/plain": {"schema": {"type": "string"}, "example": 'dragoman_jobs{state="succeeded"} 12.0\n'}
            },
        },
        **problems(),
    },
)
def metrics(request: Request) -> Response:
    """Requests and latency by route, jobs by state, messages waiting by stage, and the process itself."""
    figures: Metrics = request.state.services.metrics
    return Response(generate_latest(figures.registry), media_type="text/plain; version=0.0.4; charset=utf-8")
