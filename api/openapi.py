"""The OpenAPI document's own parts: tags, prose, and problem responses with an example of each type."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.errors import INTERNAL, MEDIA_TYPE, UNAVAILABLE, ProblemType
from api.schemas import EventOut, ProblemOut

TAGS: list[dict[str, Any]] = [
    {"name": "articles", "description": "Send articles, read them aligned, find them again."},
    {"name": "corrections", "description": "Fix a sentence, undo it, see who changed what."},
    {"name": "jobs", "description": "Follow, cancel and retry the work on an article."},
    {"name": "health", "description": "Whether the service lives, is ready, and how it does."},
]

DESCRIPTION = (
    "Arabic news in English: translated sentence by sentence, with a summary whose every sentence names the lines "
    "it rests on. All positions are half-open ranges in Unicode code points; JavaScript strings count UTF-16 units. "
    "Every error is a problem document (RFC 9457) whose type is the address of a page that explains it."
)

_EXAMPLES: dict[str, dict[str, Any]] = {
    "not-arabic": {"detail": "the text seems to be Persian: send the Arabic original", "language": "fa"},
    "too-large": {
        "detail": "the article has 1,200,000 bytes in UTF-8 and the limit is 1,000,000: split it",
        "limit": 1_000_000,
        "size": 1_200_000,
    },
    "empty-text": {"detail": "the text is empty: send the article's body"},
    "forbidden-character": {"detail": "text holds NUL at position 12: take it out", "position": 12},
    "invalid-request": {
        "detail": "options.priority: Input should be less than or equal to 9",
        "errors": [{"in": "body", "path": "options.priority", "detail": "Input should be less than or equal to 9"}],
    },
    "invalid-json": {"detail": "the body is not JSON: Expecting value", "position": 9},
    "unsupported-media-type": {"detail": "send application/json", "accepted": ["application/json"]},
    "not-found": {"detail": "there is no job with this id"},
}


def problems(*kinds: ProblemType) -> dict[int | str, dict[str, Any]]:
    """FastAPI's ``responses`` for an operation that may answer with these problems."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for kind in (*kinds, UNAVAILABLE, INTERNAL):
        example = {"type": kind.uri, "title": kind.title, "status": kind.status, "detail": kind.meaning}
        response = by_status.setdefault(
            kind.status,
            {
                "description": kind.title,
                "content": {
                    MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}, "examples": {}},
                },
            },
        )
        if kind.title not in response["description"]:
            response["description"] += f". Or: {kind.title}"
        response["content"][MEDIA_TYPE]["examples"][kind.name] = {"value": example | _EXAMPLES.get(kind.name, {})}
    return by_status


def document(app: FastAPI) -> dict[str, Any]:
    """The app's OpenAPI document, made once."""
    if app.openapi_schema:
        return app.openapi_schema
    made = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        tags=TAGS,
        license_info={"name": "Apache 2.0", "identifier": "Apache-2.0"},
    )
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    # Models that stand only inside problem and event streams, which FastAPI does not collect by itself.
    for model in (ProblemOut, EventOut):
        described = model.model_json_schema(ref_template="#/components/schemas/{model}")
        for name, schema in described.pop("$defs", {}).items():
            schemas.setdefault(name, schema)
        schemas.setdefault(model.__name__, described)
    app.openapi_schema = made
    return made
