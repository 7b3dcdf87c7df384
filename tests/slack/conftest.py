"""One API on a real store for all, and a Slack, a data folder and a Slack app for each test."""

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import structlog

from api.slack.app import SlackApp, socket_mode
from api.slack.follower import Pace
from api.slack.options import Access, Options
from dragoman.store import Store
from tests.api.server import Desk, serving, settings
from tests.slack.fake import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Slack, slack_on_loopback

QUICK = Pace(look=0.02, progress=0.0, updates=0.0, posts=0.0, trouble=0.05, settle=0.3)
PUBLIC = "https://dragoman.example"


class Door:
    """A way to the API that can be shut: then connections are refused, as when nothing runs there."""

    def __init__(self, target: str) -> None:
        host, port = target.removeprefix("http://").split(":")
        self._target = (host, int(port))
        self._listener: socket.socket | None = None
        self._port = 0
        self.open()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def open(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        listener.listen()
        self._port = listener.getsockname()[1]
        self._listener = listener
        self._pairs: list[socket.socket] = []
        threading.Thread(target=self._serve, args=(listener, self._pairs), daemon=True).start()

    def shut(self) -> None:
        listener, self._listener = self._listener, None
        if listener:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        for end in self._pairs:
            _hang_up(end)

    def _serve(self, listener: socket.socket, pairs: list[socket.socket]) -> None:
        while True:
            try:
                inner, _ = listener.accept()
            except OSError:
                return
            outer = socket.create_connection(self._target)
            pairs += [inner, outer]
            for one, other in ((inner, outer), (outer, inner)):
                threading.Thread(target=_pump, args=(one, other), daemon=True).start()


def _pump(one: socket.socket, other: socket.socket) -> None:
    try:
        while data := one.recv(65536):
            other.sendall(data)
    except OSError:
        pass
    _hang_up(one)
    _hang_up(other)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="package")
def api_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("slack-api")


@pytest.fixture(scope="package")
def desk(api_folder: Path) -> Iterator[Desk]:
    """Does the workers' part on the API's store."""
    store = Store.open(settings(api_folder).store_url)
    store.migrate()
    yield Desk(store)
    store.close()


@pytest.fixture(scope="package")
def api(api_folder: Path, desk: Desk) -> Iterator[str]:
    with serving(settings(api_folder)) as url:
        yield url


@pytest.fixture
def door(api: str) -> Iterator[Door]:
    door = Door(api)
    yield door
    door.shut()


@pytest.fixture
def slack() -> Iterator[Slack]:
    with slack_on_loopback() as slack:
        yield slack


@pytest.fixture
def options(slack: Slack, door: Door, tmp_path: Path) -> Options:
    return Options(
        api_url=door.url,
        data_dir=tmp_path / "data",
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        signing_secret=SIGNING_SECRET,
        slack_url=f"{slack.base}/api/",
        public_url=PUBLIC,
        access=Access(feeds=frozenset({"C0FEED"})),
    )


Running = Callable[..., AbstractContextManager[SlackApp]]


@contextmanager
def run_app(options: Options, pace: Pace = QUICK) -> Iterator[SlackApp]:
    """The Slack app in Socket Mode, through Bolt's own client, while the block runs."""
    app = SlackApp(options, pace)
    handler = socket_mode(app, options.app_token)
    app.start()
    try:
        handler.connect()
        yield app
    finally:
        # Bolt's client waits for seconds for a last message: tell it that none will come.
        client = handler.client
        client.closed = True
        client.message_queue.put(None)
        client.auto_reconnect_enabled = client.default_auto_reconnect_enabled = False
        if client.current_session and client.current_session.sock:
            client.current_session.sock.shutdown(socket.SHUT_RDWR)
        handler.close()
        app.close()


@pytest.fixture
def app(options: Options) -> Iterator[SlackApp]:
    with run_app(options) as app:
        yield app


def job_of(message: dict[str, Any]) -> str:
    """The job a message of ours belongs to, from its metadata."""
    return str(message["metadata"]["event_payload"]["job_id"])
