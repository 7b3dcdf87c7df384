"""The parts put together: Bolt's application, the ledger, and the thread that does the work.

Bolt is told to run a listener before it acknowledges (``process_before_response``): a request that could not be
written down is not acknowledged, and Slack sends it again.
"""

# pyright: reportUnknownMemberType=false

import logging
import threading
from http.client import HTTPException

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError

from api.slack.blocks import CANCEL, FIX, MORE, READ, RETRY, THREAD
from api.slack.fixing import Fixing
from api.slack.followed import Ledger
from api.slack.follower import Follower, Pace
from api.slack.listeners import Listeners
from api.slack.modals import CHOOSE, SAVE
from api.slack.options import Options, SetupError
from api.slack.outcomes import Later, RefusedError
from api.slack.upstream import Upstream
from api.slack.workspace import TRIGGER, Workspace, web_client

log = structlog.get_logger(__name__)

COMMAND = "/dragoman"
SHORTCUT = "translate_and_summarise"


class SlackApp:
    """Everything but the way in. ``bolt`` takes requests; ``close`` leaves nothing running.

    Raises SetupError when Slack does not know the token, or the data folder cannot be written.
    """

    def __init__(self, options: Options, pace: Pace | None = None, stop: threading.Event | None = None) -> None:
        client = web_client(options.bot_token, options.slack_url)
        workspace = Workspace(client)
        bot_user = _identify(workspace, stop or threading.Event())
        self.ledger = Ledger(options.data_dir / "slack.db")
        self._upstream = Upstream(options.api_url, options.api_key)
        self.follower = Follower(self.ledger, workspace, self._upstream, options.public_url, pace)
        self.bolt = App(
            client=client,
            logger=_quiet_logger(),
            signing_secret=options.signing_secret,
            process_before_response=True,
            request_verification_enabled=options.http,
            attaching_conversation_kwargs_enabled=False,
        )
        wake = self.follower.wake
        listeners = Listeners(self.ledger, options.access, wake, bot_user)
        # Later than the trigger lasts, no answer is worth waiting for.
        hasty = web_client(options.bot_token, options.slack_url, TRIGGER)
        settle = (pace or Pace()).settle
        self._fixing = Fixing(self.ledger, options.access, listeners, wake, lambda: Workspace(hasty), settle)
        _listen(self.bolt, listeners, self._fixing)

    def start(self) -> None:
        """Take up what was left open, and be ready for more."""
        self.follower.start()

    def close(self) -> None:
        self._fixing.close()
        self.follower.stop()
        self._upstream.close()
        self.ledger.close()


def _identify(workspace: Workspace, stop: threading.Event) -> str:
    """The bot's user id; waits while Slack is away, unless it is to stop."""
    while True:
        try:
            return workspace.identify()
        except RefusedError as refusal:
            raise SetupError(f"Slack refuses SLACK_BOT_TOKEN: {refusal.code}") from refusal
        except Later as later:
            if later.why.endswith(("invalid_auth", "not_authed", "account_inactive", "token_revoked")):
                raise SetupError(f"Slack refuses SLACK_BOT_TOKEN: {later.why.rpartition(' ')[2]}") from later
            log.warning("slack.away", why=later.why)
            if stop.wait(later.seconds):
                raise SetupError("stopped before Slack answered") from later


def _listen(bolt: App, listeners: Listeners, fixing: Fixing) -> None:
    bolt.command(COMMAND)(listeners.command)
    bolt.message_shortcut(SHORTCUT)(listeners.shortcut)
    bolt.event("app_mention")(listeners.mention)
    bolt.event("message")(listeners.message)
    bolt.action(CANCEL)(listeners.cancel)
    bolt.action(RETRY)(listeners.retry)
    bolt.action(THREAD)(listeners.show)
    bolt.action(MORE)(listeners.show)
    bolt.action(READ)(listeners.read)
    bolt.action(FIX)(fixing.press)
    bolt.view(CHOOSE)(fixing.choose)
    bolt.view(SAVE)(fixing.save)


def socket_mode(app: SlackApp, app_token: str) -> SocketModeHandler:
    """Bolt's own client, which opens the connection from here and renews it. Call ``connect`` and ``close``."""
    return SocketModeHandler(app.bolt, app_token)


def connect(handler: SocketModeHandler, stop: threading.Event) -> None:
    """Open the first connection; waits while Slack is away. Raises SetupError when it refuses the token."""
    while not stop.is_set():
        try:
            handler.connect()
        except SlackApiError as error:
            raise SetupError(f"Slack refuses SLACK_APP_TOKEN: {error.response['error']}") from error
        except (OSError, HTTPException) as error:
            log.warning("slack.away", why=type(error).__name__)
            stop.wait(3.0)
        else:
            return


def _quiet_logger() -> logging.Logger:
    """For the libraries: their informational lines hold whole requests, with what people wrote in them."""
    logging.getLogger("slack_sdk").setLevel(logging.WARNING)
    logger = logging.getLogger("slack_bolt")
    logger.setLevel(logging.WARNING)
    return logger
