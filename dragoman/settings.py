"""Everything that can be set, from the environment (``DRAGOMAN_*``) or a ``.env`` file."""

from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def _slack_secret(name: str, what: str) -> SecretStr | None:
    """Slack's own documentation names these variables without our prefix; both names are read."""
    names = AliasChoices(f"slack_{name}", f"dragoman_slack_{name}")
    secret: SecretStr | None = Field(
        default=None, validation_alias=names, description=f"also SLACK_{name.upper()}: {what}"
    )
    return secret


class Settings(BaseSettings):
    """Read once per process, by its entry point, and handed down from there."""

    model_config = SettingsConfigDict(env_prefix="DRAGOMAN_", env_file=".env", extra="ignore")

    data_dir: Path = Field(default=Path(".dragoman"), description="where the embedded database and Redis keep files")
    database_url: SecretStr | None = Field(
        default=None, description="SQLAlchemy URL of the database; default: SQLite in data_dir"
    )
    redis_url: SecretStr | None = Field(
        default=None, description="redis:// URL; 'dragoman up' starts a Redis of its own when it is not set"
    )
    host: str = Field(default="127.0.0.1", description="address the API listens on")
    port: int = Field(default=8060, ge=0, le=65535, description="port the API listens on; 0 takes a free one")
    api_url: str = Field(default="http://127.0.0.1:8060", description="where the command line finds the API")
    api_key: SecretStr | None = Field(default=None, description="the key the API asks for, if it does")
    translator: str = Field(default="models/ar-en", description="folder of the translation model, or chat:MODEL")
    chat_url: str | None = Field(default=None, description="an OpenAI-compatible server, up to /v1")
    chat_key: SecretStr | None = Field(default=None, description="the key the chat server asks for, if it does")
    chat_context_tokens: int = Field(default=4096, ge=512, description="tokens the chat model takes, answer included")
    chat_timeout: float = Field(default=120.0, gt=0, description="seconds to wait for one answer")
    translate_threads: int = Field(default=1, ge=1, description="threads per translating process")
    workers: int = Field(default=0, ge=0, description="worker processes of 'dragoman up'; 0 means one per core")
    public_url: str | None = Field(default=None, description="where people open the reader page; for links from Slack")
    slack_mode: Literal["socket", "http"] = Field(default="socket", description="how Slack reaches the Slack app")
    slack_host: str = Field(default="127.0.0.1", description="address the Slack app listens on in HTTP mode")
    slack_port: int = Field(default=3000, ge=0, le=65535, description="port the Slack app listens on in HTTP mode")
    slack_bot_token: SecretStr | None = _slack_secret("bot_token", "xoxb-…")
    slack_app_token: SecretStr | None = _slack_secret("app_token", "xapp-…, for Socket Mode")
    slack_signing_secret: SecretStr | None = _slack_secret("signing_secret", "for HTTP mode")
    slack_channels: str | None = Field(default=None, description="ids of the channels it may be used in; default: all")
    slack_users: str | None = Field(default=None, description="ids of the people who may use it; default: all")
    slack_feed_channels: str | None = Field(
        default=None, description="ids of the channels in which every Arabic message is translated"
    )
    slack_api_url: str = Field(default="https://slack.com/api/", description="Slack's Web API")
    log_level: str = Field(default="INFO")
    log_json: bool = Field(default=False, description="one JSON object a line instead of text")

    @field_validator("log_level")
    @classmethod
    def _upper(cls, value: str) -> str:
        return value.upper()

    @property
    def store_url(self) -> str:
        """The database to open."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir.resolve() / 'dragoman.db'}"

    @property
    def broker_url(self) -> str:
        """The Redis to use when none is set is the one a plain ``redis-server`` opens."""
        return self.redis_url.get_secret_value() if self.redis_url else "redis://127.0.0.1:6379/0"
