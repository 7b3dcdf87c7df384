"""Opening the database: SQLite tuned for several processes on one machine, PostgreSQL as it comes."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from dragoman.errors import StoreUnavailableError

_BUSY_MILLISECONDS = 15_000


def open_engine(url: str) -> Engine:
    """Raises StoreUnavailableError when ``url`` names no database this code can talk to."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreUnavailableError(
            "the database URL cannot be read; give one like sqlite:///dragoman.db or postgresql://user@host/name"
        ) from error
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    try:
        if parsed.get_backend_name() != "sqlite":
            return create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=40)
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, connect_args={"timeout": _BUSY_MILLISECONDS / 1000})
    except ImportError as error:
        raise StoreUnavailableError("no PostgreSQL driver is installed: pip install 'dragoman[postgres]'") from error
    event.listen(engine, "connect", _tune)
    event.listen(engine, "begin", _begin)
    return engine


def _tune(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself: _begin does, so that writers can ask for the lock at once.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # FULL, not NORMAL: an accepted article must survive a power cut.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A deferred transaction that reads first and writes later fails at once when another writer came between.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Generator[Connection]:
    with _answering(), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Generator[Connection]:
    """One transaction, committed at the end of the block and rolled back when it raises."""
    with _answering(), engine.connect().execution_options(writing=True) as connection, connection.begin():
        yield connection


@contextmanager
def _answering() -> Generator[None]:
    try:
        yield
    except DBAPIError as error:
        # Integrity errors are the caller's to read; everything else means the database cannot serve us now.
        if type(error).__name__ == "IntegrityError":
            raise
        raise StoreUnavailableError(f"the database does not answer: {type(error.orig).__name__}") from error
    except PoolTimeoutError as error:
        raise StoreUnavailableError("every connection to the database is in use") from error
