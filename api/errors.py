"""The one table that turns errors into RFC 9457 problem documents.

Every ``type`` is a stable path, ``/problems/<name>``, that answers with a page saying what it means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from dragoman.errors import (
    DragomanError,
    EditConflictError,
    EmptyTextError,
    ForbiddenCharacterError,
    IdempotencyConflictError,
    IllegalTransitionError,
    InvalidInputError,
    NotArabicError,
    NotFoundError,
    QueueUnavailableError,
    StoreUnavailableError,
    TooLargeError,
)
from dragoman.translation import JsonValue

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """``members`` are the names of the data fields a problem of this type has beyond RFC 9457's own."""

    name: str
    status: int
    title: str
    meaning: str
    remedy: str
    members: tuple[str, ...] = ()

    @property
    def uri(self) -> str:
        return f"/problems/{self.name}"


EMPTY_TEXT = ProblemType(
    "empty-text",
    422,
    "There is nothing to read",
    "The text, or the page once its markup is taken off, is empty, blank or has no letter in it.",
    "Send the article's body. A page that loads its text with JavaScript arrives empty: send the text itself.",
)
NOT_ARABIC = ProblemType(
    "not-arabic",
    422,
    "The text is not Arabic",
    "Most of the text is in another language. Latin names, quotations and numbers inside an Arabic article are fine.",
    "Send the Arabic original. 'language' names what the text seems to be, as an ISO 639 code, or is null.",
    ("language",),
)
TOO_LARGE = ProblemType(
    "too-large",
    413,
    "The article is too large",
    "A text or page may have 1,000,000 bytes in UTF-8 (about half a million Arabic letters), a request 4,000,000, "
    "and a batch 64,000,000.",
    "Split the text, or send the article's text instead of the whole page. 'limit' and 'size' are in bytes.",
    ("limit", "size"),
)
FORBIDDEN_CHARACTER = ProblemType(
    "forbidden-character",
    422,
    "A character cannot be stored",
    "The value holds a NUL character or one half of a surrogate pair, which are not text. Everything else is kept "
    "exactly as it was sent, direction marks and overrides too.",
    "Take the character out. 'position' counts code points from 0.",
    ("position",),
)
INVALID_INPUT = ProblemType(
    "invalid-input",
    422,
    "The submission cannot be an article",
    "Every field is well formed, but together they do not make an article.",
    "The detail says what to change.",
)
INVALID_REQUEST = ProblemType(
    "invalid-request",
    422,
    "A field is missing, unknown or of the wrong kind",
    "The request does not fit the documented schema. Unknown fields are refused, so that a misspelt option is told "
    "and not silently ignored.",
    "'errors' lists each place with what to do.",
    ("errors",),
)
INVALID_JSON = ProblemType(
    "invalid-json",
    400,
    "The body is not JSON",
    "The body could not be read as JSON in UTF-8.",
    "Check quotes and commas, and send UTF-8. 'position', where present, counts code points from 0.",
    ("position",),
)
UNSUPPORTED_MEDIA_TYPE = ProblemType(
    "unsupported-media-type",
    415,
    "The body is of a kind that is not read here",
    "An article is sent as application/json, a batch as application/x-ndjson.",
    "Set the Content-Type header to one of 'accepted'.",
    ("accepted",),
)
NOT_FOUND = ProblemType(
    "not-found",
    404,
    "There is nothing here",
    "No article, job or page has this address.",
    "Check the id: take addresses from the 'links' of an answer instead of building them.",
)
METHOD_NOT_ALLOWED = ProblemType(
    "method-not-allowed",
    405,
    "This address does not take this method",
    "The address exists, but not for this method.",
    "Use one of the methods in the Allow header.",
    ("allowed",),
)
IDEMPOTENCY_CONFLICT = ProblemType(
    "idempotency-conflict",
    409,
    "The Idempotency-Key belongs to another payload",
    "A key stands for one payload for ever. This one came with another text, page, field or option before.",
    "Use a new key for a new article; to repeat a request, repeat its payload unchanged.",
)
EDIT_CONFLICT = ProblemType(
    "edit-conflict",
    409,
    "Somebody changed this sentence meanwhile",
    "A correction names the version it was made on. The sentence has another version now.",
    "Read the sentence again, and send your correction with its present 'version' if it is still needed.",
    ("version",),
)
ILLEGAL_TRANSITION = ProblemType(
    "illegal-transition",
    409,
    "The job's state does not allow that",
    "A finished job cannot be cancelled, and only a failed or cancelled one can be retried.",
    "Read the job again: it may have moved on since you last looked.",
)
NOT_READY = ProblemType(
    "not-ready",
    503,
    "The service cannot work yet",
    "Something the service needs is missing.",
    "'missing' names it and 'checks' has the details; run 'dragoman migrate' when the schema is missing.",
    ("missing", "checks"),
)
UNAVAILABLE = ProblemType(
    "unavailable",
    503,
    "The service cannot answer now",
    "The database does not answer. Nothing of this request was stored.",
    "Send the same request again after the seconds in Retry-After.",
)
INTERNAL = ProblemType(
    "internal",
    500,
    "Something broke on our side",
    "A bug. It was logged under the request id in this document, without your text.",
    "Report the request id. Sending the same request again is safe.",
    ("request_id",),
)

PROBLEM_TYPES: Mapping[str, ProblemType] = {
    kind.name: kind
    for kind in (
        EMPTY_TEXT,
        NOT_ARABIC,
        TOO_LARGE,
        FORBIDDEN_CHARACTER,
        INVALID_INPUT,
        INVALID_REQUEST,
        INVALID_JSON,
        UNSUPPORTED_MEDIA_TYPE,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        IDEMPOTENCY_CONFLICT,
        EDIT_CONFLICT,
        ILLEGAL_TRANSITION,
        NOT_READY,
        UNAVAILABLE,
        INTERNAL,
    )
}

_RETRY_AFTER = {"Retry-After": "5"}

# A class stands for its subclasses that have no row of their own.
_OF_DOMAIN: Mapping[type[DragomanError], ProblemType] = {
    EmptyTextError: EMPTY_TEXT,
    NotArabicError: NOT_ARABIC,
    TooLargeError: TOO_LARGE,
    ForbiddenCharacterError: FORBIDDEN_CHARACTER,
    InvalidInputError: INVALID_INPUT,
    NotFoundError: NOT_FOUND,
    IdempotencyConflictError: IDEMPOTENCY_CONFLICT,
    EditConflictError: EDIT_CONFLICT,
    IllegalTransitionError: ILLEGAL_TRANSITION,
    StoreUnavailableError: UNAVAILABLE,
    QueueUnavailableError: UNAVAILABLE,
}

DOMAIN_ERRORS: tuple[type[DragomanError], ...] = tuple(_OF_DOMAIN)

_OF_STATUS: Mapping[int, ProblemType] = {
    400: INVALID_JSON,  # FastAPI's word for a body that made its parser stumble
    404: NOT_FOUND,
    405: METHOD_NOT_ALLOWED,
    413: TOO_LARGE,
    415: UNSUPPORTED_MEDIA_TYPE,
}

_WHAT_TO_DO: Mapping[str, str] = {
    "missing": "this is required: send it",
    "extra_forbidden": "there is no such field: check its spelling or leave it out",
    "string_type": "send text in quotes",
    "int_type": "send a whole number without quotes",
    "bool_type": "send true or false without quotes",
    "model_attributes_type": "send a JSON object",
    "model_type": "send a JSON object",
    "timezone_aware": "add the time zone, as in 2026-11-28T09:00:00Z",
    "string_pattern_mismatch": "use 1 to 255 visible ASCII characters, without spaces",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: its type, what it says of this request, its data and the headers that go with it."""

    kind: ProblemType
    detail: str
    members: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def to_dict(self) -> dict[str, JsonValue]:
        return {
            "type": self.kind.uri,
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
            **self.members,
        }


def problem_of(error: Exception) -> Problem:
    """What to tell the client; an error that has no row here is a bug of ours and says nothing of itself."""
    if isinstance(error, RequestValidationError | ValidationError):
        return _of_validation(error.errors())
    if isinstance(error, HTTPException):
        return _of_http(error)
    for base in type(error).__mro__:
        kind = _OF_DOMAIN.get(base)
        if kind is not None:
            return Problem(kind, str(error), _members(error), _RETRY_AFTER if kind is UNAVAILABLE else {})
    return Problem(INTERNAL, "the request could not be handled")


def _members(error: Exception) -> dict[str, JsonValue]:
    match error:
        case NotArabicError():
            return {"language": error.language}
        case EditConflictError():
            return {"version": error.version}
        case TooLargeError():
            return {"limit": error.limit, "size": error.size}
        case ForbiddenCharacterError():
            return {"position": error.position}
        case _:
            return {}


def _of_http(error: HTTPException) -> Problem:
    kind = _OF_STATUS.get(error.status_code)
    headers = dict(error.headers or {})
    if kind is None:
        phrase = HTTPStatus(error.status_code).phrase
        kind = ProblemType("about:blank", error.status_code, phrase, "", "")
    detail = "the body cannot be read as JSON in UTF-8" if kind is INVALID_JSON else str(error.detail)
    return Problem(kind, detail, getattr(error, "members", {}), headers)


def _of_validation(errors: Sequence[Any]) -> Problem:
    broken = next((e for e in errors if e["type"] == "json_invalid"), None)
    if broken is not None:
        position = broken["loc"][-1] if broken["loc"] else None
        reason = broken.get("ctx", {}).get("error", "")
        members: dict[str, JsonValue] = {"position": position} if isinstance(position, int) else {}
        return Problem(INVALID_JSON, _printable(f"the body is not JSON: {reason}"), members)
    places = [_place(e) for e in errors]
    first = places[0]
    more = f", and {len(places) - 1} more" if len(places) > 1 else ""
    detail = f"{first['path'] or first['in']}: {first['detail']}{more}"
    return Problem(INVALID_REQUEST, detail, {"errors": places})


def _place(error: Mapping[str, Any]) -> dict[str, JsonValue]:
    # Where and why, never what was sent: that could be article text.
    loc: list[str] = [_printable(str(part)) for part in error["loc"]]
    source = loc[0] if loc and loc[0] in ("body", "query", "path", "header") else "body"
    path = ".".join(loc[1:] if loc and loc[0] == source else loc)
    said = str(error["msg"]).removeprefix("Value error, ")
    return {"in": source, "path": path, "detail": _WHAT_TO_DO.get(error["type"], _printable(said))}


def _printable(text: str) -> str:
    """Field names come from the client and may hold anything, line ends that would break a batch's lines too."""
    return "".join(char if char.isprintable() else "?" for char in text[:200])
