"""The Celery application: ``celery -A worker.app worker -Q prepare,translate,summarise``, from the repository root.

Messages are acknowledged when they are taken, not when the work is done: the store's leases and the sweeper bring back
what a dead worker held, so Celery's own redelivery (which runs long tasks twice and poison tasks for ever) is not used.
"""

# celery is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

import multiprocessing
import threading
from functools import lru_cache

import structlog
from celery import Celery
from celery.signals import (
    setup_logging,
    worker_init,
    worker_process_init,
    worker_ready,
    worker_shutdown,
    worker_shutting_down,
)

from dragoman.logs import configure_logging
from dragoman.queue import Queue, configure
from dragoman.settings import Settings
from dragoman.store import Store
from worker.engines.load import load_translator
from worker.runner import Runner
from worker.sweeper import sweep_for_ever

log = structlog.get_logger(__name__)

settings = Settings()
app = Celery("dragoman", include=["worker.tasks"])
configure(app, settings.broker_url)
app.conf.update(
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    # A stage that hangs is killed, its lease runs out, and after a few attempts its job fails with that reason.
    task_time_limit=15 * 60,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_proc_alive_timeout=30,
    worker_hijack_root_logger=False,
)

_stop = threading.Event()
# Made before the fork, so that the main process, which gets the signals, can tell its children.
_stopping = multiprocessing.get_context("fork").Event()


@lru_cache(maxsize=1)
def runner() -> Runner:
    """This process's runner, made at its first task: a store and a model must not cross a fork."""
    return Runner(
        Store.open(settings.store_url),
        Queue(settings.broker_url),
        lambda: load_translator(settings),
        _stopping.is_set,
    )


@setup_logging.connect
def _logging(**_: object) -> None:
    configure_logging(settings)


@worker_init.connect
def _check(**_: object) -> None:
    # Better to stop here, with a sentence, than to fail every article.
    store = Store.open(settings.store_url)
    store.require_current()
    store.close()


@worker_process_init.connect
def _forked(**_: object) -> None:
    runner.cache_clear()


@worker_ready.connect
def _sweep(**_: object) -> None:
    store, queue = Store.open(settings.store_url), Queue(settings.broker_url)
    threading.Thread(target=sweep_for_ever, args=(store, queue, _stop), name="sweeper", daemon=True).start()


@worker_shutting_down.connect
def _stop_soon(**_: object) -> None:
    _stopping.set()


@worker_shutdown.connect
def _quit(**_: object) -> None:
    _stop.set()
