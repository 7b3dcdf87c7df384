"""The API's documents: what comes in and what goes out."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Self, cast

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

from dragoman.article import MAX_BYTES, MAX_SUMMARY_SENTENCES
from dragoman.errors import ForbiddenCharacterError
from dragoman.job import Job, JobState, Stage
from dragoman.memory import MAX_CORRECTION, Correction
from dragoman.store import ArticleListing
from dragoman.text import is_visible

_NOT_TEXT = re.compile(r"[\x00\ud800-\udfff]")

_EXAMPLE_ID = "019ac8f4-7a31-7c02-9d55-6f2d0c1b8e11"
_EXAMPLE_JOB = "019ac8f4-7a31-7d4e-8b1a-2f60c7f7e6a3"
_EXAMPLE_TEXT = "أعلنت وزارة الصحة اليوم افتتاح 35 مركزا جديدا في العاصمة. وقال الوزير إن العمل يبدأ غدا."


def require_storable(text: str, name: str) -> None:
    """Raises ForbiddenCharacterError for NUL and for half a surrogate pair, which no database keeps."""
    found = _NOT_TEXT.search(text)
    if found:
        what = "NUL" if found[0] == "\x00" else "half a surrogate pair"
        raise ForbiddenCharacterError(
            f"{name} holds {what} at position {found.start()}: take it out", position=found.start()
        )


def _storable(value: object, info: ValidationInfo) -> object:
    if isinstance(value, str):
        require_storable(value, info.field_name or "the value")
    return value


def _blank_is_absent(value: object) -> object:
    """Scrapers send empty titles and outlets: no title is what they mean."""
    return None if isinstance(value, str) and not any(map(is_visible, value)) else value


def _only_text(value: object) -> object:
    """Pydantic would read a number as seconds since 1970, which nobody who sends a date of publication means."""
    if value is not None and not isinstance(value, str):
        raise ValueError("send the date as text, as in 2026-11-28T09:00:00Z")
    return value


def _plausible(value: datetime) -> datetime:
    if not 1900 <= value.year <= 2200:
        raise ValueError("the year must lie between 1900 and 2200")
    return value


def _past(value: datetime) -> datetime:
    if value > datetime.now(UTC) + timedelta(days=2):
        raise ValueError("an article cannot have been published in the future: check the date")
    return value


def _web_address(value: str) -> str:
    if not value.lower().startswith(("http://", "https://")):
        raise ValueError("give a web address that starts with http:// or https://")
    return value


Storable = Annotated[str, BeforeValidator(_storable)]
Blankable = BeforeValidator(_blank_is_absent)
Moment = Annotated[AwareDatetime, BeforeValidator(_only_text), AfterValidator(_plausible)]
Whole = Annotated[int, Field(strict=True)]


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("this cannot be blank")
    return value.strip()


class Incoming(BaseModel):
    """Unknown fields are refused: a misspelt option must not be ignored silently."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _names_are_text(cls, value: Any) -> Any:
        if isinstance(value, dict):
            for name in cast("dict[str, object]", value):
                require_storable(name, "the name of a field")
        return cast("object", value)


class OptionsIn(Incoming):
    summary_sentences: Whole = Field(
        default=3, ge=1, le=MAX_SUMMARY_SENTENCES, description="How many sentences the summary may have."
    )
    engine: Annotated[Storable | None, Blankable] = Field(
        default=None, max_length=200, description="The translation engine; the server's own when left out."
    )
    priority: Whole = Field(default=5, ge=0, le=9, description="0 is an archive that can wait, 9 someone who waits.")
    fresh: Annotated[bool, Field(strict=True)] = Field(
        default=False, description="Translate again even when the same submission was done before."
    )


class ArticleIn(Incoming):
    """An article to translate: either `text` or `html`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"text": _EXAMPLE_TEXT},
                {
                    "text": _EXAMPLE_TEXT,
                    "title": "افتتاح 35 مركزا صحيا",
                    "outlet": "وكالة الأنباء",
                    "url": "https://news.example/35",
                    "published_at": "2026-11-28T09:00:00+03:00",
                    "external_id": "wire-000123",
                    "options": {"summary_sentences": 2, "priority": 9},
                },
            ]
        },
    )

    text: Storable | None = Field(
        default=None,
        description="The article as plain text, at most 1,000,000 bytes in UTF-8. It is kept exactly as sent.",
    )
    html: Storable | None = Field(
        default=None, description="The article as a web page, at most 1,000,000 bytes in UTF-8."
    )
    title: Annotated[Storable | None, Blankable] = Field(
        default=None, max_length=1_000, description="The headline, when it is not part of the text. Blank is none."
    )
    outlet: Annotated[Storable | None, Blankable] = Field(default=None, max_length=200, description="Who published it.")
    url: Annotated[Annotated[Storable, AfterValidator(_web_address)] | None, Blankable] = Field(
        default=None, max_length=2_000, description="Where it was published; it is not fetched."
    )
    published_at: Annotated[Moment, AfterValidator(_past)] | None = Field(
        default=None, description="When it was published: RFC 3339 with a time zone, from 1900 to now."
    )
    external_id: Annotated[Storable | None, Blankable] = Field(
        default=None, max_length=200, description="Your own id for it, to find it again."
    )
    options: OptionsIn = Field(default_factory=OptionsIn)


class SpanIn(Incoming):
    """A piece of furniture, as the article lists it."""

    start: int = Field(ge=0, le=10_000_000, description="Code points from the start of `source.text`.", examples=[1630])
    end: int = Field(ge=1, le=10_000_000, description="The code point after the last.", examples=[1642])

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start >= self.end:
            raise ValueError("start must be less than end")
        return self


AUTHOR = "Who says so: a name or an address, as your desk writes it."
Author = Annotated[Storable, Field(min_length=1, max_length=200), AfterValidator(_not_blank)]


class CorrectionIn(Incoming):
    text: Storable = Field(min_length=1, max_length=MAX_CORRECTION, description="The whole English of the segment.")
    author: Author = Field(description=AUTHOR, examples=["r.haddad"])
    version: Whole = Field(ge=0, description="The version you were looking at; 0 for the machine's.", examples=[0])
    source: Storable | None = Field(
        default=None,
        max_length=MAX_BYTES,
        description="The Arabic you were looking at; when another sentence has this number now, that is a conflict.",
    )


class BatchLineIn(ArticleIn):
    """One line of a batch: an article, and its Idempotency-Key where it should have one."""

    idempotency_key: str | None = Field(default=None, pattern=r"^[!-~]{1,255}$", description="As the header.")


class Document(BaseModel):
    """What the API sends."""

    model_config = ConfigDict(extra="forbid")


class JobLinks(Document):
    self: str
    events: str = Field(description="Server-sent events of the job.")
    article: str = Field(description="The aligned article, as far as it is done.")
    page: str = Field(description="The article as a web page.")


class FailureOut(Document):
    code: str = Field(description="A stable word for programs.", examples=["worker-lost"])
    message: str = Field(description="One sentence for people.")


class JobOut(Document):
    id: str = Field(examples=[_EXAMPLE_JOB])
    article_id: str = Field(examples=[_EXAMPLE_ID])
    state: JobState
    stage: Stage = Field(description="Where the job is, or where it stopped.")
    done: int = Field(ge=0, description="Sentences translated.")
    total: int | None = Field(description="Sentences in all; null until the article has been cut into sentences.")
    attempts: int = Field(ge=0, description="How often the present stage was begun.")
    priority: int = Field(ge=0, le=9)
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    timings: dict[str, float] = Field(description="Seconds each finished stage took.")
    failure: FailureOut | None = Field(description="Why it failed.")
    links: JobLinks

    @classmethod
    def of(cls, job: Job) -> Self:
        return cls(
            id=job.id,
            article_id=job.article_id,
            state=job.state,
            stage=job.stage,
            done=job.done,
            total=job.total,
            attempts=job.attempts,
            priority=job.priority,
            created_at=job.created_at,
            updated_at=job.updated_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            timings=dict(job.timings),
            failure=FailureOut(code=job.failure.code, message=job.failure.message) if job.failure else None,
            links=JobLinks(
                self=f"/v1/jobs/{job.id}",
                events=f"/v1/jobs/{job.id}/events",
                article=f"/v1/articles/{job.article_id}",
                page=f"/articles/{job.article_id}",
            ),
        )


class AcceptedOut(Document):
    article_id: str = Field(examples=[_EXAMPLE_ID])
    job_id: str = Field(examples=[_EXAMPLE_JOB])
    reused: bool = Field(description="True when an earlier submission answers this one; nothing new was stored.")
    job: JobOut
    links: JobLinks

    @classmethod
    def of(cls, job: Job, *, reused: bool) -> Self:
        document = JobOut.of(job)
        return cls(article_id=job.article_id, job_id=job.id, reused=reused, job=document, links=document.links)


class ProblemOut(BaseModel):
    """An RFC 9457 problem. Types have members of their own, such as `language` or `limit`."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Stable; it is also the address of a page that explains it.")
    title: str
    status: int
    detail: str = Field(description="What was wrong here, and what to do.")
    request_id: str | None = Field(default=None, description="Of an internal problem: name it when you report it.")


class BatchLineOut(Document):
    """What became of one line: `article_id` and `job_id`, or `problem`."""

    line: int = Field(ge=1, description="Counts every line of the input from 1, blank ones too.")
    status: int = Field(description="What a single POST would have answered.")
    article_id: str | None = None
    job_id: str | None = None
    reused: bool | None = None
    problem: ProblemOut | None = None


class EventOut(Document):
    """The `data` of one server-sent event."""

    seq: int = Field(ge=1, description="Counts from 1 within the job, without holes; also the event's `id`.")
    job_id: str
    at: datetime
    kind: str = Field(
        description="queued, started, progress, retrying, succeeded, failed or cancelled; also the event's `event`."
    )
    state: JobState
    stage: Stage
    done: int
    total: int | None
    attempts: int
    failure: FailureOut | None = None


class Titles(Document):
    source: str | None
    target: str | None


class ArticleItemOut(Document):
    id: str = Field(examples=[_EXAMPLE_ID])
    job_id: str = Field(examples=[_EXAMPLE_JOB])
    status: JobState
    stage: Stage
    done: int
    total: int | None
    flagged: int = Field(description="Sentences with at least one flag.")
    title: Titles
    outlet: str | None
    url: str | None
    published_at: datetime | None
    external_id: str | None
    created_at: datetime
    links: JobLinks

    @classmethod
    def of(cls, listing: ArticleListing) -> Self:
        job = JobOut.of(listing.job)
        return cls(
            id=listing.article_id,
            job_id=job.id,
            status=job.state,
            stage=job.stage,
            done=job.done,
            total=job.total,
            flagged=listing.flagged,
            title=Titles(source=listing.title, target=listing.title_target),
            outlet=listing.outlet,
            url=listing.url,
            published_at=listing.published_at,
            external_id=listing.external_id,
            created_at=listing.created_at,
            links=job.links,
        )


class ArticlePageOut(Document):
    items: list[ArticleItemOut]
    next_cursor: str | None = Field(description="Pass it as `cursor` for the next page; null on the last one.")


class FlagOut(BaseModel):
    """A check that failed, with its own data."""

    model_config = ConfigDict(extra="allow")

    check: str = Field(examples=["numbers"])


class SourceSpanOut(Document):
    start: int = Field(ge=0, description="Half-open range in code points of `source.text`.")
    end: int
    text: str


class TargetSpanOut(Document):
    start: int | None = Field(description="Half-open range in code points of `target.text`; null while untranslated.")
    end: int | None
    text: str


class CorrectionOut(Document):
    """One version of a segment that a person made."""

    n: int = Field(ge=0)
    version: int = Field(ge=1, description="Counts the changes of the segment from 1.")
    text: str | None = Field(description="Null when the correction was undone.")
    author: str
    at: datetime

    @classmethod
    def of(cls, correction: Correction) -> Self:
        return cls(
            n=correction.n, version=correction.version, text=correction.text, author=correction.author, at=correction.at
        )


class SegmentCorrectionOut(Document):
    """Who corrected a segment last; `machine` is what the engine had written."""

    version: int = Field(ge=1)
    author: str
    at: datetime
    undone: bool
    machine: str


class SegmentOut(Document):
    n: int = Field(ge=1)
    kind: str = Field(examples=["sentence"])
    boundary: str = Field(examples=["stop"])
    source: SourceSpanOut
    target: TargetSpanOut
    score: float | None = Field(description="Mean log probability per token, at most 0.")
    flags: list[FlagOut]
    signature: str = Field(description="What made this translation; `human` for a correction.")
    correction: SegmentCorrectionOut | None = Field(description="Null where nobody has corrected anything.")


class FurnitureOut(Document):
    start: int
    end: int
    rule: str


class SourceOut(Document):
    language: str
    title: str | None
    text: str = Field(description="Exactly as submitted, or as extracted from the page.")
    outlet: str | None
    url: str | None
    published_at: datetime | None
    metadata: dict[str, dict[str, str | int]] = Field(
        description="What was read from the article itself, each with its place and rule."
    )


class TargetOut(Document):
    language: str
    title: str | None
    title_flags: list[FlagOut]
    text: str


class SummarySentenceOut(Document):
    text: str
    evidence: list[int] = Field(min_length=1, description="Numbers of the segments it rests on.")
    kind: str = Field(examples=["extractive"])
    rewritten: bool
    flags: list[FlagOut]


class CountsOut(Document):
    segments: int
    flagged: int


class ArticleOut(Document):
    """The aligned article. Segments, furniture and the blank gaps between them tile `source.text`."""

    id: str = Field(examples=[_EXAMPLE_ID])
    job_id: str = Field(examples=[_EXAMPLE_JOB])
    status: JobState
    failure: FailureOut | None
    external_id: str | None
    created_at: datetime
    source: SourceOut
    segments: list[SegmentOut]
    furniture: list[FurnitureOut]
    target: TargetOut
    summary: list[SummarySentenceOut]
    summary_source: list[SummarySentenceOut]
    counts: CountsOut
    provenance: dict[str, Any] = Field(description="Engines, seconds per stage, and when it was finished.")


class CheckOut(Document):
    ok: bool
    detail: str | None = None


class LiveOut(Document):
    status: str = Field(examples=["alive"])


class ReadyOut(Document):
    status: str = Field(
        description="`ready`, or `degraded` when Redis is away: articles are accepted and wait for it.",
        examples=["ready"],
    )
    checks: dict[str, CheckOut]
