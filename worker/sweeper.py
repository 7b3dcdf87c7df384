"""Finding what fell off the queue: abandoned jobs, lost messages, a Redis that came back empty."""

import threading
from datetime import UTC, datetime, timedelta

import structlog

from dragoman.errors import QueueUnavailableError, StoreUnavailableError
from dragoman.job import Job, JobState, Stage
from dragoman.queue import Queue
from dragoman.store import Store

log = structlog.get_logger(__name__)

INTERVAL_SECONDS = 2.0
LOST_WHEN_EMPTY = timedelta(seconds=5)
"""A job still queued this long after it was sent, while its queue is empty, has lost its message."""
LOST_ANYWAY = timedelta(minutes=10)
"""While others wait in the queue its message may be among them; past this it is sent again all the same."""


def sweep(store: Store, queue: Queue) -> int:
    """One round; safe beside other sweepers, since a message too many is only a claim that finds nothing to do.

    Returns how many jobs were sent again. Raises StoreUnavailableError, QueueUnavailableError.
    """
    sent = [job for job in store.workbench.expire() if job.state is JobState.QUEUED and queue.send(job)]
    lengths = queue.lengths()
    now = datetime.now(UTC)
    for stage in Stage:
        age = LOST_ANYWAY if lengths[stage] else LOST_WHEN_EMPTY
        sent += _send(store.workbench.waiting(stage, enqueued_before=now - age), queue)
    if sent:
        store.workbench.mark_enqueued([job.id for job in sent])
        log.info("sweeper.sent_again", jobs=len(sent))
    return len(sent)


def _send(jobs: list[Job], queue: Queue) -> list[Job]:
    sent: list[Job] = []
    for job in jobs:
        if not queue.send(job):
            break
        sent.append(job)
    return sent


def sweep_for_ever(store: Store, queue: Queue, stop: threading.Event) -> None:
    """Sweep every two seconds until ``stop``; a database or Redis that is away is waited for."""
    while not stop.wait(INTERVAL_SECONDS):
        try:
            sweep(store, queue)
        except (StoreUnavailableError, QueueUnavailableError) as error:
            log.warning("sweeper.waiting", reason=str(error))
        except Exception:
            # The sweeper is the last net: it must outlive any one bad round.
            log.exception("sweeper.failed")
