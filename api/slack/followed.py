"""What the Slack app must not forget when it stops: which message belongs to which job, and what is still to be said.

One SQLite file of its own. Everything that came from Slack is written here before Slack is told that it has arrived,
so a process that dies in between is asked again, and a second copy of the same request finds the first one's row.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias

from api.slack.options import SetupError

KEEP_DAYS = 30

_SCHEMA = """
CREATE TABLE IF NOT EXISTS followed (
    key TEXT PRIMARY KEY, origin TEXT NOT NULL, channel TEXT NOT NULL, thread_ts TEXT, user TEXT NOT NULL,
    response_url TEXT, text TEXT, source_ts TEXT, job_id TEXT, article_id TEXT, message_ts TEXT, posting_since REAL,
    shown TEXT, wish TEXT, open INTEGER NOT NULL DEFAULT 1, created_at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS followed_open ON followed (open);
CREATE TABLE IF NOT EXISTS pages (
    key TEXT PRIMARY KEY, channel TEXT NOT NULL, thread_ts TEXT NOT NULL, user TEXT NOT NULL, response_url TEXT,
    article_id TEXT NOT NULL, first INTEGER NOT NULL, message_ts TEXT, posting_since REAL,
    open INTEGER NOT NULL DEFAULT 1, created_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS edits (
    key TEXT PRIMARY KEY, view_id TEXT NOT NULL, view_hash TEXT, fix TEXT NOT NULL, user TEXT NOT NULL,
    author TEXT NOT NULL, text TEXT, view TEXT, ready_at REAL NOT NULL,
    open INTEGER NOT NULL DEFAULT 1, created_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS notices (
    key TEXT PRIMARY KEY, channel TEXT NOT NULL, thread_ts TEXT, user TEXT NOT NULL, response_url TEXT,
    text TEXT NOT NULL, open INTEGER NOT NULL DEFAULT 1, created_at REAL NOT NULL
);
"""


class Origin(StrEnum):
    """What a request came through."""

    COMMAND = "command"
    SHORTCUT = "shortcut"
    MENTION = "mention"
    FEED = "feed"


class Wish(StrEnum):
    """What a button asked for and the API has not been told yet."""

    CANCEL = "cancel"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Followed:
    """A request and the one message that shows how it stands.

    ``key`` is the Idempotency-Key. ``text`` is kept until the API has it; without one, the text is that of message
    ``source_ts``. ``posting_since`` (seconds since 1970) is set before the message is posted and says, while there
    is no ``message_ts``, that it may have been. ``shown`` is the digest of what the message shows.
    """

    key: str
    origin: Origin
    channel: str
    thread_ts: str | None
    user: str
    response_url: str | None = None
    text: str | None = None
    source_ts: str | None = None
    job_id: str | None = None
    article_id: str | None = None
    message_ts: str | None = None
    posting_since: float | None = None
    shown: str | None = None
    wish: Wish | None = None
    open: bool = True
    created_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """A message in a thread that shows sentences of an article, from its ``first`` block on (counted from 0)."""

    key: str
    channel: str
    thread_ts: str
    user: str
    response_url: str | None
    article_id: str
    first: int
    message_ts: str | None = None
    posting_since: float | None = None
    open: bool = True
    created_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that only ``user`` is to see."""

    key: str
    channel: str
    thread_ts: str | None
    user: str
    response_url: str | None
    text: str
    open: bool = True
    created_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Edit:
    """A window in which a sentence is fixed, and what it waits for: with a ``text`` that this is saved for ``author``,
    without one that its line is looked up.

    ``fix`` says which line (modals.Fix); ``view_hash`` is the state the window was left in, where that is known;
    ``view`` is the window as it was sent in. Nothing happens before ``ready_at``, seconds since 1970.
    """

    key: str
    view_id: str
    view_hash: str | None
    fix: str
    user: str
    author: str = ""
    text: str | None = None
    view: str | None = None
    ready_at: float = 0.0
    open: bool = True
    created_at: float = 0.0


Row: TypeAlias = Followed | Page | Notice | Edit


class Ledger:
    """The file. Safe to use from several threads; every call is one transaction.

    Raises SetupError when the folder cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # It holds addresses with which one can answer in Slack for half an hour.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=2.0)
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise SetupError(
                f"{path} cannot be written, and without it nothing survives a restart: give the Slack app a folder "
                "of its own in DRAGOMAN_DATA_DIR"
            ) from error
        old = time.time() - KEEP_DAYS * 86400
        for table in ("followed", "pages", "notices", "edits"):
            self._write(f"DELETE FROM {table} WHERE open = 0 AND created_at < ?", (old,))  # noqa: S608 - ours

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def add(self, row: Row) -> bool:
        """Whether it is new: a row with the same key stays as it is."""
        values = {field.name: getattr(row, field.name) for field in fields(row)}
        values["created_at"] = row.created_at or time.time()
        columns, marks = ", ".join(values), ", ".join("?" * len(values))
        statement = f"INSERT OR IGNORE INTO {_table(row)} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
        return self._write(statement, tuple(values.values())) == 1

    def revive(self, row: Followed) -> bool:
        """Take a request up again that ended without a message of its own. Whether there was one like that."""
        gone = "DELETE FROM followed WHERE key = ? AND open = 0 AND message_ts IS NULL"
        return self._write(gone, (row.key,)) == 1 and self.add(row)

    def change(self, row: Row, **values: Any) -> None:
        columns = ", ".join(f"{name} = ?" for name in values)
        statement = f"UPDATE {_table(row)} SET {columns} WHERE key = ?"  # noqa: S608 - our own names
        self._write(statement, (*values.values(), row.key))

    def add_shown(self, row: Followed | Page, message_ts: str, **values: Any) -> None:
        """Take a message over that is there and may not have been remembered."""
        if self.add(row):
            self.change(row, message_ts=message_ts, **values)

    def reopen(self, article_id: str, firsts: range) -> None:
        """The article has changed: look again at its messages, and at those of its pages that begin in ``firsts``."""
        there = "article_id = ? AND message_ts IS NOT NULL"
        self._write(f"UPDATE followed SET open = 1 WHERE {there}", (article_id,))  # noqa: S608 - our own words
        pages = f"UPDATE pages SET open = 1 WHERE {there} AND first >= ? AND first < ?"  # noqa: S608 - as above
        self._write(pages, (article_id, firsts.start, firsts.stop))

    def granted(self, row: Followed) -> Followed:
        """The row after its wish was granted. Another that came meanwhile stays."""
        self._write("UPDATE followed SET wish = NULL WHERE key = ? AND wish IS ?", (row.key, row.wish))
        return self.find(row.key) or row

    def close_request(self, row: Followed) -> bool:
        """Nothing is left to do. False, and it stays open, when a button was pressed since ``row`` was read."""
        done = "UPDATE followed SET open = 0, text = NULL, wish = NULL WHERE key = ? AND wish IS ?"
        return self._write(done, (row.key, row.wish)) == 1

    def find(self, key: str) -> Followed | None:
        rows = self._read("SELECT * FROM followed WHERE key = ?", (key,))
        return _followed(rows[0]) if rows else None

    def of_job(self, job_id: str) -> Followed | None:
        rows = self._read("SELECT * FROM followed WHERE job_id = ? ORDER BY created_at DESC LIMIT 1", (job_id,))
        return _followed(rows[0]) if rows else None

    def open_requests(self) -> list[Followed]:
        """Those a person waits for first: buttons, then what has no message yet, then the oldest."""
        order = "ORDER BY wish IS NULL, message_ts IS NOT NULL, created_at"
        return [_followed(row) for row in self._read(f"SELECT * FROM followed WHERE open = 1 {order}")]  # noqa: S608

    def open_pages(self) -> list[Page]:
        rows = self._read("SELECT * FROM pages WHERE open = 1 ORDER BY created_at")
        return [Page(**_values(row)) for row in rows]

    def open_edits(self) -> list[Edit]:
        rows = self._read("SELECT * FROM edits WHERE open = 1 ORDER BY created_at")
        return [Edit(**_values(row)) for row in rows]

    def open_notices(self) -> list[Notice]:
        rows = self._read("SELECT * FROM notices WHERE open = 1 ORDER BY created_at")
        return [Notice(**_values(row)) for row in rows]

    def _read(self, statement: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def _write(self, statement: str, values: Sequence[object]) -> int:
        with self._lock:
            return self._connection.execute(statement, values).rowcount


def _table(row: Row) -> str:
    match row:
        case Followed():
            return "followed"
        case Page():
            return "pages"
        case Notice():
            return "notices"
        case Edit():
            return "edits"


def _values(row: sqlite3.Row) -> dict[str, Any]:
    values: dict[str, Any] = dict(row)
    values["open"] = bool(values["open"])
    return values


def _followed(row: sqlite3.Row) -> Followed:
    values = _values(row)
    values["origin"] = Origin(values["origin"])
    values["wish"] = Wish(values["wish"]) if values["wish"] else None
    return Followed(**values)
