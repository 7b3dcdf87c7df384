"""Schema migrations, run by ``dragoman migrate`` and by everything that starts embedded."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from dragoman.errors import StoreUnavailableError
from dragoman.store.engine import reading, writing

_HERE = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    return config


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema up to ``revision``; safe to run again, and by two processes at once."""
    config = _config()
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            # Two containers may start together; the second waits here and then finds nothing to do.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7270001)")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def current_revision(engine: Engine) -> str | None:
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def require_current(engine: Engine) -> None:
    """Raises StoreUnavailableError when the schema is not the one this code needs."""
    have, need = current_revision(engine), head_revision()
    if have != need:
        raise StoreUnavailableError(
            f"the database schema is at {have or 'nothing'}, this version needs {need}: run 'dragoman migrate'"
        )
