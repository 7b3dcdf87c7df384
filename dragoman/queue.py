"""Putting job ids on the queue. Only ids travel: the store is the truth, and the queue may be lost whole."""

# celery and redis-py are typed in part only; nothing untyped leaves this file.
# pyright: reportUnknownMemberType=false

import time
from collections.abc import Mapping

import structlog
from celery import Celery
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from dragoman.errors import QueueUnavailableError
from dragoman.job import Job, Stage

log = structlog.get_logger(__name__)

PRIORITY_STEPS = [0, 3, 6, 9]
"""Redis keeps one list for each step; a priority is served with the step at or below it."""

_BACK_OFF_SECONDS = 2.0


def task_name(stage: Stage) -> str:
    return f"dragoman.{stage.value}"


def configure(app: Celery, broker_url: str) -> None:
    """What producers and workers must agree on."""
    app.conf.update(
        broker_url=broker_url,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "priority_steps": PRIORITY_STEPS,
            "queue_order_strategy": "priority",
            "socket_connect_timeout": 2,
            "socket_timeout": 15,
            "socket_keepalive": True,
        },
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_default_queue=Stage.PREPARE.value,
        task_routes={task_name(stage): {"queue": stage.value} for stage in Stage},
    )


class Queue:
    """The sending side. Priorities run from 0 to 9, 9 first, as in ``Job``; Redis counts the other way."""

    def __init__(self, broker_url: str) -> None:
        self._app = Celery("dragoman", set_as_current=False)
        configure(self._app, broker_url)
        # A request must not wait for a Redis that is down: fail at once, the sweeper will come by.
        self._app.conf.broker_transport_options |= {"socket_timeout": 2, "max_retries": 0}
        self._redis = Redis.from_url(broker_url, socket_connect_timeout=2, socket_timeout=2)
        self._quiet_until = 0.0

    def send(self, job: Job) -> bool:
        """Put the id of a queued job on its stage's queue.

        Returns whether that worked. When it did not, nothing is lost: the job waits in the store, and for two seconds
        no other message is tried, so that a dead Redis does not slow down whoever submits.
        """
        if time.monotonic() < self._quiet_until:
            return False
        try:
            self._app.send_task(
                task_name(job.stage),
                args=[job.id],
                queue=job.stage.value,
                priority=9 - job.priority,
                retry=False,
            )
        except (OperationalError, RedisError, OSError) as error:
            self._quiet_until = time.monotonic() + _BACK_OFF_SECONDS
            log.warning("queue.unavailable", job=job.id, error=type(error).__name__)
            return False
        return True

    def lengths(self) -> Mapping[Stage, int]:
        """Messages waiting in each stage's queue, all priorities together. Raises QueueUnavailableError."""
        try:
            pipeline = self._redis.pipeline(transaction=False)
            for stage in Stage:
                for step in PRIORITY_STEPS:
                    pipeline.llen(stage.value if step == 0 else f"{stage.value}\x06\x16{step}")
            numbers = pipeline.execute()
        except (RedisError, OSError) as error:
            raise QueueUnavailableError(f"Redis does not answer: {type(error).__name__}") from error
        width = len(PRIORITY_STEPS)
        return {stage: sum(numbers[i * width : (i + 1) * width]) for i, stage in enumerate(Stage)}

    def ping(self) -> None:
        """Raises QueueUnavailableError."""
        try:
            self._redis.ping()
        except (RedisError, OSError) as error:
            raise QueueUnavailableError(f"Redis does not answer: {type(error).__name__}") from error

    def close(self) -> None:
        self._app.close()
        self._redis.close()
