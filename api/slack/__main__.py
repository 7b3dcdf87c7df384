"""The Slack app's process: ``python -m api.slack``. docs/slack.md says what has to be set."""

import signal
import sys
import threading

import structlog

from api.slack.app import SlackApp, connect, socket_mode
from api.slack.options import Options, SetupError
from dragoman.logs import configure_logging
from dragoman.settings import Settings

log = structlog.get_logger("api.slack")


def main() -> int:
    settings = Settings()
    configure_logging(settings)
    # Termination must be answered for before the first connection is open.
    stop = threading.Event()

    def end(_number: int, _frame: object) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    try:
        options = Options.of(settings)
        app = SlackApp(options, stop=stop)
        try:
            app.start()
            (_serve_http if options.http else _serve_socket)(app, options, stop)
        finally:
            app.close()
    except SetupError as error:
        print(f"dragoman: {error}", file=sys.stderr)
        return 1
    return 0


def _serve_socket(app: SlackApp, options: Options, stop: threading.Event) -> None:
    handler = socket_mode(app, options.app_token)
    try:
        connect(handler, stop)
        log.info("slack.connected", mode="socket")
        stop.wait()
    finally:
        handler.close()


def _serve_http(app: SlackApp, options: Options, stop: threading.Event) -> None:
    # The web server's libraries are only installed where they are wanted.
    from api.slack.web import serve  # noqa: PLC0415

    log.info("slack.listening", mode="http", host=options.host, port=options.port)
    serve(app, options.host, options.port, stop)


if __name__ == "__main__":
    sys.exit(main())
