"""The settings the Slack app runs on, read and checked once."""

from dataclasses import dataclass, field
from pathlib import Path

from dragoman.errors import DragomanError
from dragoman.settings import Settings


class SetupError(DragomanError):
    """Something is missing; the sentence says what, and ``dragoman slack --check`` says all of it."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use it where, by Slack's ids. An empty set of ``channels`` or ``users`` means all.

    ``feeds`` are channels in which every Arabic message is translated, whoever posts it.
    """

    channels: frozenset[str] = frozenset()
    users: frozenset[str] = frozenset()
    feeds: frozenset[str] = frozenset()

    def refusal(self, channel: str, user: str) -> str | None:
        """Why this person may not use it here, or ``None``."""
        if self.channels and channel not in self.channels | self.feeds:
            return "Dragoman is not switched on in this channel. Whoever runs it can add the channel."
        if self.users and user not in self.users:
            return "You are not on the list of people who may use Dragoman. Whoever runs it can add you."
        return None


@dataclass(frozen=True, slots=True)
class Options:
    """``public_url`` is where people open the reader page, without a slash at its end."""

    api_url: str
    data_dir: Path
    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    api_key: str | None = field(default=None, repr=False)
    slack_url: str = "https://slack.com/api/"
    public_url: str | None = None
    http: bool = False
    host: str = "127.0.0.1"
    port: int = 3000
    access: Access = Access()

    @classmethod
    def of(cls, settings: Settings) -> "Options":
        """Raises SetupError."""
        http = settings.slack_mode == "http"
        options = cls(
            api_url=settings.api_url,
            data_dir=settings.data_dir,
            bot_token=settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else "",
            app_token=settings.slack_app_token.get_secret_value() if settings.slack_app_token else "",
            signing_secret=settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else "",
            api_key=settings.api_key.get_secret_value() if settings.api_key else None,
            slack_url=settings.slack_api_url.rstrip("/") + "/",
            public_url=(settings.public_url or "").rstrip("/") or None,
            http=http,
            host=settings.slack_host,
            port=settings.slack_port,
            access=Access(
                channels=ids(settings.slack_channels),
                users=ids(settings.slack_users),
                feeds=ids(settings.slack_feed_channels),
            ),
        )
        needed = {"SLACK_BOT_TOKEN": options.bot_token}
        needed |= {"SLACK_SIGNING_SECRET": options.signing_secret} if http else {"SLACK_APP_TOKEN": options.app_token}
        missing = [name for name, value in needed.items() if not value]
        if missing:
            raise SetupError(f"{' and '.join(missing)} must be set: docs/slack.md says where to find them")
        return options


def ids(text: str | None) -> frozenset[str]:
    """Ids parted by commas or spaces."""
    return frozenset((text or "").replace(",", " ").split())
