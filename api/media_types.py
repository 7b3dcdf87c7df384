"""Refusing bodies of a kind that is not read here."""

from email.message import Message

from starlette.exceptions import HTTPException
from starlette.requests import Request

from dragoman.translation import JsonValue


class UnsupportedMediaTypeError(HTTPException):
    """``members`` go into the problem document."""

    def __init__(self, *accepted: str) -> None:
        super().__init__(415, f"set Content-Type to {accepted[0]}", {"Accept": ", ".join(accepted)})
        self.members: dict[str, JsonValue] = {"accepted": list(accepted)}


def json_only(request: Request) -> None:
    """A dependency of endpoints that take a JSON document."""
    require_media_type(request, "application/json")


def require_media_type(request: Request, *accepted: str) -> None:
    """Raises UnsupportedMediaTypeError. Parameters such as ``charset`` are not looked at."""
    message = Message()
    message["content-type"] = request.headers.get("content-type", "")
    if message.get_content_type() not in accepted:
        raise UnsupportedMediaTypeError(*accepted)
