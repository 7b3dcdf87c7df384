"""What endpoints ask for: the store, the queue, and ids that can be looked up."""

import re
from dataclasses import dataclass
from typing import Annotated

from anyio import CapacityLimiter
from fastapi import Depends, Path, Request

from api.metrics import Metrics
from api.publisher import Publisher
from dragoman.errors import NotFoundError
from dragoman.queue import Queue
from dragoman.store import Store

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Services:
    """Everything the lifespan opens, once per process.

    ``watchers`` are the threads that event streams look with, each for a moment; never those that serve requests.
    """

    store: Store
    queue: Queue
    publisher: Publisher
    metrics: Metrics
    watchers: CapacityLimiter


# These are coroutines so that FastAPI does not take a thread for each.


async def _services(request: Request) -> Services:
    services: Services = request.state.services
    return services


async def _store(services: Annotated[Services, Depends(_services)]) -> Store:
    return services.store


async def _publisher(services: Annotated[Services, Depends(_services)]) -> Publisher:
    return services.publisher


ServicesDep = Annotated[Services, Depends(_services)]
StoreDep = Annotated[Store, Depends(_store)]
PublisherDep = Annotated[Publisher, Depends(_publisher)]


def require_id(value: str, what: str) -> str:
    """``value`` in the store's spelling. Raises NotFoundError for what can be no id."""
    lowered = value.lower()
    if not _UUID.fullmatch(lowered):
        raise NotFoundError(f"there is no {what} with this id")
    return lowered


async def _article_id(article_id: Annotated[str, Path(description="The article's id.")]) -> str:
    return require_id(article_id, "article")


async def _job_id(job_id: Annotated[str, Path(description="The job's id.")]) -> str:
    return require_id(job_id, "job")


ArticleId = Annotated[str, Depends(_article_id)]
JobId = Annotated[str, Depends(_job_id)]
