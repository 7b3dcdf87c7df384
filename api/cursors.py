"""Page cursors: opaque to clients, so that what is in them may change."""

import base64
import binascii

from api.dependencies import require_id
from dragoman.errors import NotFoundError

_VERSION = "1:"


def encode_cursor(article_id: str) -> str:
    return base64.urlsafe_b64encode(f"{_VERSION}{article_id}".encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> str:
    """The article id in it. Raises ValueError for what ``encode_cursor`` did not make."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        plain = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
        return require_id(plain.removeprefix(_VERSION), "article")
    except (UnicodeError, binascii.Error, NotFoundError) as error:
        raise ValueError("take the cursor from 'next_cursor' of the page before") from error
