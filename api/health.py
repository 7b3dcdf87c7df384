"""Whether the service lives, and whether it can work."""

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Response
from starlette.responses import JSONResponse

from api import errors
from api.dependencies import ServicesDep
from api.errors import MEDIA_TYPE, NOT_READY, Problem
from api.openapi import problems
from api.schemas import CheckOut, LiveOut, ReadyOut
from dragoman.errors import DragomanError

router = APIRouter(tags=["health"])


@router.get("/livez", summary="Is the process alive?", response_model=LiveOut, responses=problems())
async def livez() -> LiveOut:
    """Answers without looking at anything: a database that is away is no reason to restart this process."""
    return LiveOut(status="alive")


@router.get(
    "/readyz",
    summary="Can it work?",
    response_model=ReadyOut,
    responses=problems(errors.NOT_READY),
)
def readyz(services: ServicesDep) -> ReadyOut | Response:
    """503 while the database is away or its schema is another version's.

    Redis alone being away is reported as `degraded` with 200: articles are accepted all the same and wait in the
    store, so taking this process out of service would turn a delay into a refusal.
    """
    checks = _run(
        {"database": services.store.ping, "schema": services.store.require_current, "redis": services.queue.ping}
    )
    missing = [name for name, check in checks.items() if not check.ok]
    if "database" in missing or "schema" in missing:
        problem = Problem(
            NOT_READY,
            "; ".join(f"{name}: {checks[name].detail}" for name in missing),
            {"missing": missing, "checks": {name: check.model_dump() for name, check in checks.items()}},
        )
        return JSONResponse(problem.to_dict(), 503, {"Retry-After": "5"}, media_type=MEDIA_TYPE)
    return ReadyOut(status="degraded" if missing else "ready", checks=checks)


def _run(checks: Mapping[str, Callable[[], None]]) -> dict[str, CheckOut]:
    found: dict[str, CheckOut] = {}
    for name, check in checks.items():
        try:
            check()
            found[name] = CheckOut(ok=True)
        except DragomanError as error:
            found[name] = CheckOut(ok=False, detail=str(error))
    return found
