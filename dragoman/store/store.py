"""The store's front door."""

from typing import Self

from sqlalchemy import Engine

from dragoman.store.desk import Desk
from dragoman.store.engine import open_engine, reading
from dragoman.store.intake import Intake
from dragoman.store.library import Library
from dragoman.store.migrate import migrate, require_current
from dragoman.store.workbench import Workbench


class Store:
    """Open one per process, with ``Store.open``; it may be shared between threads but not across a fork."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.intake = Intake(engine)
        self.library = Library(engine)
        self.workbench = Workbench(engine)
        self.desk = Desk(engine)

    @classmethod
    def open(cls, url: str) -> Self:
        """``url`` is SQLAlchemy's: ``sqlite:////path/to.db`` or ``postgresql://user:password@host/name``.

        Nothing is read yet; call ``require_current`` before serving. Raises StoreUnavailableError.
        """
        return cls(open_engine(url))

    def migrate(self) -> None:
        """Bring the schema to what this code needs. Safe to run again and by two processes at once."""
        migrate(self._engine)

    def require_current(self) -> None:
        """Raises StoreUnavailableError when the database is away or its schema is another version's."""
        require_current(self._engine)

    def ping(self) -> None:
        """Raises StoreUnavailableError when the database does not answer."""
        with reading(self._engine) as connection:
            connection.exec_driver_sql("SELECT 1")

    def close(self) -> None:
        self._engine.dispose()
