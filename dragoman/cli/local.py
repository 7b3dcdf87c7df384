"""The commands that are no clients: they run on the machine where the data lies."""

from contextlib import suppress

from dragoman.cli.errors import OK
from dragoman.embedded.interrupt import Stopped, interrupts
from dragoman.embedded.supervisor import Supervisor, find_root
from dragoman.settings import Settings
from dragoman.store import Store


def say(line: str) -> None:
    """One line, at once. A terminal that is gone must not keep anything from being cleaned up."""
    with suppress(OSError, ValueError):
        print(line, flush=True)


def up(settings: Settings) -> int:
    """Run until a signal comes. Once everything is up, being stopped is a success."""
    with interrupts() as signals, Supervisor(settings, find_root(), say, signals) as running:
        return until_stopped(running, f"The API and the reader page are at {running.url}  (Ctrl-C stops it)")


def until_stopped(running: Supervisor, invitation: str) -> int:
    """Say that all is well and wait. Raises EmbeddedError when a child was given up."""
    try:
        say(invitation)
        running.wait()
    except Stopped:
        if running.failure:
            raise running.failure from None
    return OK


def migrate(settings: Settings) -> None:
    """Raises StoreUnavailableError."""
    store = Store.open(settings.store_url)
    try:
        store.migrate()
    finally:
        store.close()
    say("The database is up to date.")
