"""The HTTP client: everything the API can do, from Python.

    with Client("http://127.0.0.1:8060") as client:
        job = client.submit(Submission(text=arabic)).job
        for progress in client.watch(job.id):
            print(progress.done, progress.total)
        document = client.article(job.article_id)

Requests that meet a broken connection, 429 or a gateway's 502, 503, 504 are sent again, after the server's Retry-After
or a growing, jittered pause. That is safe for all of them: the server answers a repeated submission with the job it
made for the first, by its payload or, where a fresh run was asked for, by an Idempotency-Key, and takes a correction
only while the version it names is the present one.
"""

import json
import random
import time
import uuid
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self, cast

import httpx2

from dragoman import __version__
from dragoman.article import Submission
from dragoman.errors import ClientError
from dragoman.job import Failure, JobState, Stage
from dragoman.translation import JsonValue

Document = Mapping[str, Any]
"""A JSON object as the API documents it."""

ATTEMPTS = 6
MAX_PAUSE = 30.0
"""Seconds; a Retry-After beyond this is not waited for, and the refusal is raised instead."""

_AGAIN = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
_STREAM_SILENCE = 45.0
"""Seconds without a byte after which an event stream is taken for dead; servers send a comment well before that."""

_STREAM_TRIES = 4
"""Broken streams in a row, without an event between them, after which watching goes over to asking."""


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as the API shows it. ``document`` is all of it."""

    id: str
    article_id: str
    state: JobState
    stage: Stage
    done: int
    total: int | None
    attempts: int
    failure: Failure | None
    document: Document = field(repr=False)

    @classmethod
    def of(cls, document: Document) -> Self:
        return cls(
            id=str(document["id"]),
            article_id=str(document["article_id"]),
            state=JobState(document["state"]),
            stage=Stage(document["stage"]),
            done=int(document["done"]),
            total=document["total"],
            attempts=int(document["attempts"]),
            failure=_failure(document),
            document=document,
        )


@dataclass(frozen=True, slots=True)
class Submitted:
    """``reused`` is true when an earlier submission of the same article answers this one."""

    job: JobView
    reused: bool
    document: Document = field(repr=False)


@dataclass(frozen=True, slots=True)
class BatchLine:
    """What became of one line of a batch: ``job_id`` and ``article_id``, or ``problem``. ``line`` counts from 1."""

    line: int
    status: int
    article_id: str | None
    job_id: str | None
    reused: bool
    problem: Document | None


@dataclass(frozen=True, slots=True)
class Progress:
    """``seq`` is the event's number within the job, 0 when it was asked for and not told."""

    seq: int
    kind: str
    state: JobState
    stage: Stage
    done: int
    total: int | None
    attempts: int
    failure: Failure | None


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """One version of a segment that a person made. ``text`` is ``None`` where the correction was undone."""

    n: int
    version: int
    text: str | None
    author: str
    at: datetime

    @classmethod
    def of(cls, document: Document) -> Self:
        text = document["text"]
        return cls(
            n=int(document["n"]),
            version=int(document["version"]),
            text=None if text is None else str(text),
            author=str(document["author"]),
            at=datetime.fromisoformat(document["at"]),
        )


class Client:
    """A client of one server. Close it, or use it as a context manager; one thread at a time.

    Every method raises ClientError when the server refuses, cannot be reached, or gives an answer that is none of
    Dragoman's.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str | None = None,
        *,
        attempts: int = ATTEMPTS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._attempts = attempts
        self._sleep = sleep
        headers = {"User-Agent": f"dragoman/{__version__}", "Accept": "application/json"}
        if api_key:
            headers["Authorization"] = f"Bearer {api_key}"
        url = _url(self.base_url)
        self._http = httpx2.Client(
            base_url=self.base_url,
            headers=headers,
            timeout=httpx2.Timeout(30.0, connect=5.0),
            # A proxy cannot reach this machine's own addresses, whatever http_proxy says.
            trust_env=not _is_loopback(url.host),
        )

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def submit(self, submission: Submission, *, fresh: bool = False, idempotency_key: str | None = None) -> Submitted:
        """Submit an article; ``fresh`` translates it again even when the same was done before."""
        if fresh:
            # Without a key the payload itself keeps a repeated request from making a second job; not so here.
            idempotency_key = idempotency_key or str(uuid.uuid4())
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        document = self._json("POST", "/v1/articles", json=payload(submission, fresh=fresh), headers=headers)
        with _reading():
            return Submitted(JobView.of(document["job"]), bool(document["reused"]), document)

    def submit_batch(self, submissions: Iterable[Submission], *, fresh: bool = False) -> list[BatchLine]:
        """Submit up to 1,000 articles in one request; a bad one is reported and does not keep the others back."""
        documents = [payload(submission, fresh=fresh) for submission in submissions]
        if fresh:
            documents = [{**document, "idempotency_key": str(uuid.uuid4())} for document in documents]
        body = "\n".join(json.dumps(document, ensure_ascii=False) for document in documents)
        headers = {"Content-Type": "application/x-ndjson"}
        response = self._request("POST", "/v1/articles:batch", content=body.encode(), headers=headers)
        with _reading():
            return [_batch_line(json.loads(line)) for line in response.text.splitlines() if line.strip()]

    def job(self, job_id: str) -> JobView:
        document = self._json("GET", f"/v1/jobs/{_segment(job_id)}")
        with _reading():
            return JobView.of(document)

    def cancel(self, job_id: str) -> JobView:
        document = self._json("DELETE", f"/v1/jobs/{_segment(job_id)}")
        with _reading():
            return JobView.of(document)

    def retry(self, job_id: str) -> JobView:
        """Queue a failed or cancelled job again."""
        document = self._json("POST", f"/v1/jobs/{_segment(job_id)}:retry")
        with _reading():
            return JobView.of(document)

    def article(self, article_id: str) -> Document:
        """The aligned article, as far as it is done."""
        return self._json("GET", f"/v1/articles/{_segment(article_id)}")

    def correct(
        self, article_id: str, n: int, text: str, *, author: str, version: int, source: str | None = None
    ) -> CorrectionView:
        """Put a person's English in the place of segment ``n``'s.

        ``version`` is the one they were looking at, 0 where nobody had corrected yet, and ``source`` the Arabic. When
        somebody was faster, ClientError has the status 409 and the present version in ``problem["version"]``. So it
        has when the answer to a correction that was made got lost, and the repetition met the correction itself.
        """
        body: dict[str, JsonValue] = {"text": text, "author": author, "version": version}
        if source is not None:
            body["source"] = source
        document = self._json("PUT", f"{_line(article_id, n)}/target", json=body)
        with _reading():
            return CorrectionView.of(document)

    def undo_correction(self, article_id: str, n: int, *, author: str, version: int) -> CorrectionView:
        """Let the machine's version stand again. Conflicts are told as by ``correct``."""
        params: dict[str, str | int] = {"author": author, "version": version}
        document = self._json("DELETE", f"{_line(article_id, n)}/target", params=params)
        with _reading():
            return CorrectionView.of(document)

    def corrections(self, article_id: str, n: int) -> list[CorrectionView]:
        """Every version of segment ``n`` that people made, oldest first."""
        response = self._request("GET", f"{_line(article_id, n)}/corrections")
        with _reading():
            documents = response.json()
            if not isinstance(documents, list):
                raise TypeError
            return [CorrectionView.of(document) for document in cast("list[Document]", documents)]

    def articles(
        self,
        *,
        state: JobState | str | None = None,
        outlet: str | None = None,
        external_id: str | None = None,
        search: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Document]:
        """The list, newest first; further pages are asked for as they are needed. ``limit`` bounds the whole."""
        filters = {
            "state": str(state) if state else None,
            "outlet": outlet,
            "external_id": external_id,
            "q": search,
        }
        params: dict[str, str | int] = {name: value for name, value in filters.items() if value is not None}
        left = limit
        while left is None or left > 0:
            params["limit"] = min(left, 100) if left is not None else 100
            page = self._json("GET", "/v1/articles", params=params)
            with _reading():
                items = cast("list[Document]", page["items"])
                cursor = cast("str | None", page["next_cursor"])
            yield from items
            if cursor is None or not items:
                return
            params["cursor"] = cursor
            left = None if left is None else left - len(items)

    def ready(self) -> Document:
        """What ``/readyz`` says."""
        return self._json("GET", "/readyz")

    def watch(self, job_id: str, after: int = 0) -> Iterator[Progress]:
        """Follow a job to its end, from the event after number ``after``.

        A stream that breaks is taken up again behind the last event that came. Where streams do not get through at
        all, the job is asked for once a second instead. Nothing comes when the job ended with event ``after``.
        """
        last, broken = after, 0
        while broken < _STREAM_TRIES:
            broken += 1
            try:
                for progress in self._stream(job_id, last):
                    if progress.seq > last:
                        last, broken = progress.seq, 0
                        yield progress
                # The server ends the stream of a finished job. A failure in the middle may be one retried since.
                if self.job(job_id).state.final:
                    return
            except httpx2.SSEError:
                break
            except httpx2.TransportError:
                pass
            self._sleep(_pause(max(broken, 1)))
        yield from self._poll(job_id)

    def _stream(self, job_id: str, after: int) -> Iterator[Progress]:
        headers = {"Last-Event-ID": str(after)} if after else {}
        timeout = httpx2.Timeout(10.0, read=_STREAM_SILENCE)
        with self._http.sse(f"/v1/jobs/{_segment(job_id)}/events", headers=headers, timeout=timeout) as source:
            response = source.response
            if response.status_code in _AGAIN:
                raise httpx2.ReadError("the stream is refused for now")
            if response.is_error:
                response.read()
                raise _refusal(response)
            if response.status_code == HTTPStatus.NO_CONTENT:
                return
            for event in source:
                if event.data:
                    with _reading():
                        yield _progress(event.event, event.id, json.loads(event.data))

    def _poll(self, job_id: str) -> Iterator[Progress]:
        seen: Progress | None = None
        while True:
            job = self.job(job_id)
            progress = Progress(0, "progress", job.state, job.stage, job.done, job.total, job.attempts, job.failure)
            if progress != seen:
                yield progress
            if job.state.final:
                return
            seen = progress
            self._sleep(1.0)

    def _json(self, method: str, path: str, **arguments: Any) -> Document:
        response = self._request(method, path, **arguments)
        with _reading():
            document = response.json()
            if not isinstance(document, dict):
                raise TypeError
            return cast("Document", document)

    def _request(self, method: str, path: str, **arguments: Any) -> httpx2.Response:
        attempt = 0
        while True:
            attempt += 1
            try:
                response = self._http.request(method, path, **arguments)
            except httpx2.TransportError as error:
                if attempt >= self._attempts:
                    raise self._unreachable(error) from error
                self._sleep(_pause(attempt))
                continue
            except httpx2.HTTPError as error:
                raise self._unreachable(error) from error
            if response.is_success:
                return response
            pause = _retry_after(response, attempt)
            if response.status_code not in _AGAIN or attempt >= self._attempts or pause > MAX_PAUSE:
                raise _refusal(response)
            self._sleep(pause)

    def _unreachable(self, error: Exception) -> ClientError:
        match error:
            case httpx2.ConnectError() | httpx2.ConnectTimeout():
                why = "nothing answers there"
            case httpx2.TimeoutException():
                why = "it took too long to answer"
            case _:
                why = "the connection broke"
        return ClientError(
            f"the API at {self.base_url} cannot be reached: {why}; start it with 'dragoman up' (or make up), or "
            "name another with --api or DRAGOMAN_API_URL"
        )


@contextmanager
def _reading() -> Generator[None]:
    """Turns an answer that is not what the API documents into a ClientError."""
    try:
        yield
    except (ValueError, KeyError, TypeError) as error:
        raise ClientError(
            "the answer is not one of Dragoman's API, or of another version: check the address"
        ) from error


def payload(submission: Submission, *, fresh: bool = False) -> dict[str, JsonValue]:
    """The document that ``POST /v1/articles`` takes."""
    document: dict[str, JsonValue] = {
        "text": submission.text,
        "html": submission.html,
        "title": submission.title,
        "outlet": submission.outlet,
        "url": submission.url,
        "published_at": submission.published_at.isoformat() if submission.published_at else None,
        "external_id": submission.external_id,
    }
    options = submission.options
    wanted: dict[str, JsonValue] = {
        "summary_sentences": options.summary_sentences,
        "engine": options.engine,
        "priority": options.priority,
        "fresh": fresh or None,
    }
    document["options"] = {name: value for name, value in wanted.items() if value is not None}
    return {name: value for name, value in document.items() if value is not None}


def _failure(document: Document) -> Failure | None:
    failure = document.get("failure")
    return Failure(str(failure["code"]), str(failure["message"])) if failure else None


def _progress(kind: str, number: str, data: Document) -> Progress:
    return Progress(
        seq=int(number or data["seq"]),
        kind=kind,
        state=JobState(data["state"]),
        stage=Stage(data["stage"]),
        done=int(data["done"]),
        total=data["total"],
        attempts=int(data["attempts"]),
        failure=_failure(data),
    )


def _batch_line(document: Document) -> BatchLine:
    return BatchLine(
        line=int(document["line"]),
        status=int(document["status"]),
        article_id=document.get("article_id"),
        job_id=document.get("job_id"),
        reused=bool(document.get("reused")),
        problem=document.get("problem"),
    )


def _refusal(response: httpx2.Response) -> ClientError:
    problem: dict[str, object] = {}
    try:
        document = response.json()
        if isinstance(document, dict):
            problem = cast("dict[str, object]", document)
    except ValueError:
        pass
    said = problem.get("detail") or problem.get("title") or f"the API answered {response.status_code} without a reason"
    return ClientError(str(said), response.status_code, problem)


def _pause(attempt: int) -> float:
    """Half a second, then doubling up to eight, each a random part longer or shorter so that clients spread out."""
    return min(0.5 * 2 ** (attempt - 1), 8.0) * random.uniform(0.5, 1.5)  # noqa: S311 - not a secret


def _retry_after(response: httpx2.Response, attempt: int) -> float:
    """Seconds from the Retry-After header, a number or a date; our own pause where there is none."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value) + random.uniform(0, 0.5)  # noqa: S311
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return _pause(attempt)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)


def _segment(identifier: str) -> str:
    """An id as one segment of a path, whatever a user typed."""
    if not identifier or not all(c.isalnum() or c in "-_" for c in identifier):
        raise ClientError(f"{identifier!r} is not an id: take one that 'dragoman list' shows", HTTPStatus.NOT_FOUND)
    return identifier


def _line(article_id: str, n: int) -> str:
    return f"/v1/articles/{_segment(article_id)}/segments/{n}"


def _url(text: str) -> httpx2.URL:
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL:
        url = httpx2.URL()
    if url.scheme not in ("http", "https") or not url.host:
        raise ClientError(f"{text!r} is not the address of an API: give one like http://127.0.0.1:8060")
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
