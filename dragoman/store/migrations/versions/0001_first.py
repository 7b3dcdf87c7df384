"""The first schema."""

import sqlalchemy as sa
from alembic import op

from dragoman.store.schema import UtcDateTime

revision = "0001"
down_revision = None


def _article_id() -> sa.Column[str]:
    return sa.Column("article_id", sa.String(36), sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False, index=True),
        sa.Column("text", sa.Text),
        sa.Column("html", sa.Text),
        sa.Column("title", sa.Text),
        sa.Column("title_n", sa.Integer),
        sa.Column("title_target", sa.Text),
        sa.Column("flagged", sa.Integer, nullable=False),
        sa.Column("submitted_title", sa.Text),
        sa.Column("outlet", sa.Text, index=True),
        sa.Column("url", sa.Text),
        sa.Column("published_at", UtcDateTime, index=True),
        sa.Column("external_id", sa.Text, index=True),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("metadata", sa.JSON, nullable=False),
        sa.Column("search_text", sa.Text, nullable=False),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "article_id", sa.String(36), sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, unique=True
        ),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("lease_expires_at", UtcDateTime),
        sa.Column("enqueued_at", UtcDateTime),
        sa.Column("started_at", UtcDateTime),
        sa.Column("finished_at", UtcDateTime),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer),
        sa.Column("timings", sa.JSON, nullable=False),
        sa.Column("failure", sa.JSON),
        sa.Column("last_event", sa.Integer, nullable=False),
        sa.Index("ix_jobs_state_enqueued_at", "state", "enqueued_at"),
    )
    op.create_table(
        "events",
        sa.Column("job_id", sa.String(36), sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("job_id", sa.String(36), sa.ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "segments",
        _article_id(),
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("boundary", sa.String(16), nullable=False),
    )
    op.create_table(
        "furniture",
        _article_id(),
        sa.Column("start", sa.Integer, primary_key=True),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("rule", sa.String(64), nullable=False),
    )
    op.create_table(
        "translations",
        _article_id(),
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("score", sa.Float),
        sa.Column("flags", sa.JSON, nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "summaries",
        _article_id(),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("target", sa.JSON, nullable=False),
        sa.Column("source", sa.JSON, nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )


def downgrade() -> None:
    for table in (
        "summaries",
        "translations",
        "furniture",
        "segments",
        "idempotency_keys",
        "events",
        "jobs",
        "articles",
    ):
        op.drop_table(table)
