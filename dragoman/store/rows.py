"""Rows to domain objects and back."""

import hashlib
import json
import os
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from dragoman.article import Article, ArticleOptions, Metadata, Submission
from dragoman.errors import NotFoundError
from dragoman.job import Failure, Job, JobState, Stage
from dragoman.memory import Correction, Remembered
from dragoman.store import schema
from dragoman.summary import Summary, SummaryKind, SummarySentence
from dragoman.text import Boundary, Furniture, Segment, SegmentedText, SegmentKind, Span
from dragoman.translation import TITLE_N, Flag, JsonValue, Translation

_JOB_COLUMNS = [c for c in schema.jobs.c if c.name != "last_event"]


def new_id() -> str:
    """A UUID version 7 (RFC 9562): ids sort in the order of their making, to the millisecond."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return str(uuid.UUID(int=value))


def fingerprint(submission: Submission) -> str:
    """SHA-256 of everything that was submitted but its priority, which changes when, never what."""
    document = asdict(submission)
    del document["options"]["priority"]
    packed = json.dumps(document, ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(packed.encode("utf-8", "surrogatepass")).hexdigest()


def job_from(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        article_id=row.article_id,
        state=JobState(row.state),
        stage=Stage(row.stage),
        priority=row.priority,
        created_at=row.created_at,
        updated_at=row.updated_at,
        attempts=row.attempts,
        fence=row.fence,
        lease_expires_at=row.lease_expires_at,
        enqueued_at=row.enqueued_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        done=row.done,
        total=row.total,
        timings=row.timings,
        failure=Failure(**row.failure) if row.failure else None,
    )


def job_values(job: Job) -> dict[str, Any]:
    values = {c.name: getattr(job, c.name) for c in _JOB_COLUMNS}
    return values | {
        "state": job.state.value,
        "stage": job.stage.value,
        "timings": dict(job.timings),
        "failure": asdict(job.failure) if job.failure else None,
    }


def lock_job(connection: Connection, job_id: str) -> Job:
    """Read a job and keep others from changing it until the transaction ends. Raises NotFoundError."""
    row = connection.execute(select(schema.jobs).where(schema.jobs.c.id == job_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFoundError(f"there is no job {job_id}")
    return job_from(row)


def save_job(connection: Connection, job: Job, event: str | None) -> None:
    """Write a job whose row the caller has locked, and the event that tells watchers of it."""
    values = job_values(job)
    if event is None:
        connection.execute(update(schema.jobs).where(schema.jobs.c.id == job.id).values(values))
        return
    values["last_event"] = schema.jobs.c.last_event + 1
    changed = update(schema.jobs).where(schema.jobs.c.id == job.id).values(values)
    seq = connection.execute(changed.returning(schema.jobs.c.last_event)).scalar_one()
    data: dict[str, JsonValue] = {
        "state": job.state.value,
        "stage": job.stage.value,
        "done": job.done,
        "total": job.total,
        "attempts": job.attempts,
    }
    if job.failure:
        data["failure"] = asdict(job.failure)
    row = {"job_id": job.id, "seq": seq, "at": job.updated_at, "kind": event, "data": data}
    connection.execute(insert(schema.events).values(row))


def article_from(row: Row[Any]) -> Article:
    # A page is either pasted text or HTML; for HTML, ``text`` is filled by preparation.
    submission = Submission(
        text=row.text if row.html is None else None,
        html=row.html,
        title=row.submitted_title,
        outlet=row.outlet,
        url=row.url,
        published_at=row.published_at,
        external_id=row.external_id,
        options=ArticleOptions(**row.options),
    )
    return Article(
        id=row.id,
        submission=submission,
        created_at=row.created_at,
        fingerprint=row.fingerprint,
        text=row.text,
        title=row.title,
        metadata=Metadata(row.metadata),
    )


def load_article(connection: Connection, article_id: str) -> Article:
    """Raises NotFoundError."""
    row = connection.execute(select(schema.articles).where(schema.articles.c.id == article_id)).one_or_none()
    if row is None:
        raise NotFoundError(f"there is no article {article_id}")
    return article_from(row)


def load_segmented(connection: Connection, article: Article) -> SegmentedText | None:
    """``None`` before preparation."""
    segments, furniture = schema.segments, schema.furniture
    cut = connection.execute(select(segments).where(segments.c.article_id == article.id).order_by(segments.c.n)).all()
    if not cut or article.text is None:
        return None
    rest = connection.execute(
        select(furniture).where(furniture.c.article_id == article.id).order_by(furniture.c.start)
    ).all()
    return segmented_from(article.text, cut, rest)


def renumber(
    connection: Connection, article_id: str, before: SegmentedText, after: SegmentedText
) -> tuple[dict[int | None, int], int]:
    """Store a new cut of the same text; translations follow the segments that stay, and the summary goes.

    Returns the new number of each old segment that is still there, and how many translations were kept.
    """
    now_at = {s.span: s.n for s in after.segments}
    moved = {s.n: now_at[s.span] for s in before.segments if s.span in now_at}
    table = schema.translations
    kept = connection.execute(select(table).where(table.c.article_id == article_id)).mappings().all()
    corrections = schema.corrections
    edits = connection.execute(select(corrections).where(corrections.c.article_id == article_id)).mappings().all()
    for one in (schema.segments, schema.furniture, schema.translations, schema.summaries, corrections):
        connection.execute(delete(one).where(one.c.article_id == article_id))
    connection.execute(insert(schema.segments), segment_rows(article_id, after))
    furniture = furniture_rows(article_id, after)
    if furniture:
        connection.execute(insert(schema.furniture), furniture)
    rows = [{**row, "n": moved.get(row["n"], row["n"])} for row in kept if row["n"] in moved or row["n"] == TITLE_N]
    if rows:
        connection.execute(insert(table), rows)
    moved_edits = [{**row, "n": moved.get(row["n"], row["n"])} for row in edits if row["n"] in moved or not row["n"]]
    if moved_edits:
        connection.execute(insert(corrections), moved_edits)
    return {**moved}, len(rows)


def correction_from(row: Row[Any]) -> Correction:
    return Correction(row.n, row.version, row.text, row.author, row.at)


def load_corrections(connection: Connection, article_id: str) -> tuple[Correction, ...]:
    """The present correction of each segment that was ever corrected, undone ones included."""
    table = schema.corrections
    rows = connection.execute(
        select(table).where(table.c.article_id == article_id).order_by(table.c.n, table.c.version)
    ).all()
    return tuple({row.n: correction_from(row) for row in rows}.values())


def save_memory(connection: Connection, key: str, correction: Correction) -> None:
    """Remember a correction for its sentence's key; an undone one is forgotten."""
    table, digest = schema.memory, _digest(key)
    connection.execute(delete(table).where(table.c.digest == digest))
    if correction.text is not None:
        row = {"source": key, "target": correction.text, "author": correction.author, "at": correction.at}
        connection.execute(insert(table).values(digest=digest, **row))


def load_memory(connection: Connection, keys: Iterable[str]) -> dict[str, Remembered]:
    """What is remembered for any of the keys."""
    table = schema.memory
    wanted = {_digest(key): key for key in keys}
    digests, found = list(wanted), dict[str, Remembered]()
    for i in range(0, len(digests), 500):
        rows = connection.execute(select(table).where(table.c.digest.in_(digests[i : i + 500]))).all()
        found |= {wanted[r.digest]: Remembered(r.target, r.author, r.at) for r in rows}
    return found


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def segment_rows(article_id: str, segmented: SegmentedText) -> list[dict[str, Any]]:
    return [
        {
            "article_id": article_id,
            "n": s.n,
            "start": s.span.start,
            "end": s.span.end,
            "kind": s.kind.value,
            "boundary": s.boundary.value,
        }
        for s in segmented.segments
    ]


def furniture_rows(article_id: str, segmented: SegmentedText) -> list[dict[str, Any]]:
    return [
        {"article_id": article_id, "start": f.span.start, "end": f.span.end, "rule": f.rule}
        for f in segmented.furniture
    ]


def segmented_from(text: str, segments: Iterable[Row[Any]], furniture: Iterable[Row[Any]]) -> SegmentedText:
    return SegmentedText(
        text,
        tuple(Segment(r.n, Span(r.start, r.end), SegmentKind(r.kind), Boundary(r.boundary)) for r in segments),
        tuple(Furniture(Span(r.start, r.end), r.rule) for r in furniture),
    )


def translation_row(article_id: str, translation: Translation, now: datetime) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "n": translation.n,
        "text": translation.text,
        "score": translation.score,
        "flags": [f.to_dict() for f in translation.flags],
        "signature": translation.signature,
        "created_at": now,
    }


def translation_from(row: Row[Any]) -> Translation:
    return Translation(row.n, row.text, row.score, row.signature, _flags(row.flags))


def summary_row(article_id: str, summary: Summary, now: datetime) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "kind": summary.kind.value,
        "target": [_sentence_document(s) for s in summary.target],
        "source": [_sentence_document(s) for s in summary.source],
        "signature": summary.signature,
        "created_at": now,
    }


def summary_from(row: Row[Any]) -> Summary:
    return Summary(
        SummaryKind(row.kind),
        tuple(_sentence_from(d) for d in row.target),
        tuple(_sentence_from(d) for d in row.source),
        row.signature,
    )


def _sentence_document(sentence: SummarySentence) -> dict[str, JsonValue]:
    return {
        "text": sentence.text,
        "evidence": list(sentence.evidence),
        "rewritten": sentence.rewritten,
        "flags": [f.to_dict() for f in sentence.flags],
    }


def _sentence_from(document: Mapping[str, Any]) -> SummarySentence:
    return SummarySentence(
        document["text"], tuple(document["evidence"]), document["rewritten"], _flags(document["flags"])
    )


def _flags(documents: Sequence[Mapping[str, JsonValue]]) -> tuple[Flag, ...]:
    return tuple(Flag.from_dict(d) for d in documents)
