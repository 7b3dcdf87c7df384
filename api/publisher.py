"""Putting accepted jobs on the queue behind the answer's back: a Redis that is slow or away slows no request."""

import queue
import threading

import structlog

from dragoman.job import Job
from dragoman.queue import Queue

log = structlog.get_logger(__name__)

_ROOM = 10_000
"""Jobs that may wait here; what does not fit is found in the store by the sweeper."""

_GOODBYE_SECONDS = 5.0


class Publisher:
    """One thread that sends. A job given to ``publish`` must be committed: only its id travels."""

    def __init__(self, sender: Queue) -> None:
        self._sender = sender
        self._waiting: queue.Queue[Job | None] = queue.Queue(_ROOM)
        self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)
        self._thread.start()

    def publish(self, job: Job) -> None:
        """Returns at once, whatever Redis does."""
        try:
            self._waiting.put_nowait(job)
        except queue.Full:
            log.warning("publisher.full", job=job.id)

    def close(self) -> None:
        """Send what is waiting, within seconds; the sweeper finds the rest."""
        try:
            self._waiting.put_nowait(None)
        except queue.Full:
            return
        self._thread.join(_GOODBYE_SECONDS)

    def _run(self) -> None:
        while (job := self._waiting.get()) is not None:
            try:
                self._sender.send(job)
            except Exception as error:  # the thread must outlive whatever a broker's library raises
                log.exception("publisher.failed", job=job.id, error=type(error).__name__)
