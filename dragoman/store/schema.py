"""The tables. ``migrations/`` builds them; a test holds the two together."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no zone, so it is taken off on the way in and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

articles = Table(
    "articles",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("fingerprint", String(64), nullable=False, index=True),
    Column("text", Text),
    Column("html", Text),
    Column("title", Text),
    # The translation number of the title, its English, and how many segments have flags: kept here for the list.
    Column("title_n", Integer),
    Column("title_target", Text),
    Column("flagged", Integer, nullable=False),
    Column("submitted_title", Text),
    Column("outlet", Text, index=True),
    Column("url", Text),
    Column("published_at", UtcDateTime, index=True),
    Column("external_id", Text, index=True),
    Column("options", JSON, nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("search_text", Text, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("article_id", String(36), ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("lease_expires_at", UtcDateTime),
    Column("enqueued_at", UtcDateTime),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("done", Integer, nullable=False),
    Column("total", Integer),
    Column("timings", JSON, nullable=False),
    Column("failure", JSON),
    # The last event number given out: events are numbered per job, under the job's row lock, so that a reader who
    # has seen number n has seen every number below it.
    Column("last_event", Integer, nullable=False),
    Index("ix_jobs_state_enqueued_at", "state", "enqueued_at"),
)

events = Table(
    "events",
    metadata,
    Column("job_id", String(36), ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("data", JSON, nullable=False),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("job_id", String(36), ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

segments = Table(
    "segments",
    metadata,
    Column("article_id", String(36), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("boundary", String(16), nullable=False),
)

furniture = Table(
    "furniture",
    metadata,
    Column("article_id", String(36), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, nullable=False),
    Column("rule", String(64), nullable=False),
)

translations = Table(
    "translations",
    metadata,
    Column("article_id", String(36), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("score", Float),
    Column("flags", JSON, nullable=False),
    Column("signature", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

summaries = Table(
    "summaries",
    metadata,
    Column("article_id", String(36), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("target", JSON, nullable=False),
    Column("source", JSON, nullable=False),
    Column("signature", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

corrections = Table(
    "corrections",
    metadata,
    Column("article_id", String(36), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("text", Text),
    Column("author", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# Keyed by the SHA-256 of the sentence's key: a sentence may be longer than an index takes.
memory = Table(
    "memory",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("source", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
