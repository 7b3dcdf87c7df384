"""The public API as this app uses it: one try at a time, and never a pause in here."""

import hashlib
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import NoReturn, TypeVar

from api.slack.lines import Line
from api.slack.outcomes import ApiAway, Later, SaidNoError
from dragoman.article import ArticleOptions, Submission
from dragoman.client import Client, Document, JobView
from dragoman.errors import ClientError

T = TypeVar("T")

LONGEST = 60.0
"""Seconds between two tries while it is away; a longer Retry-After is kept to."""

_SOMEONE_WAITS, _NOBODY_WAITS = 8, 3

_OURS_TO_MEND = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}


class Upstream:
    """One thread at a time. Methods raise ApiAway and SaidNoError.

    While the API is away it is asked less and less often, whoever wants to know.
    """

    def __init__(self, api_url: str, api_key: str | None, clock: Callable[[], float] = time.monotonic) -> None:
        # The client knows when a repetition makes sense and what Retry-After said; the waiting is done elsewhere.
        self._client = Client(api_url, api_key, attempts=2, sleep=_instead_of_sleeping)
        self._clock = clock
        self._times = 0
        self._until = 0.0

    def close(self) -> None:
        self._client.close()

    def submit(self, key: str, text: str, *, awaited: bool) -> JobView:
        """The job of this text: the same one for the same ``key``, however often it is sent."""
        options = ArticleOptions(priority=_SOMEONE_WAITS if awaited else _NOBODY_WAITS)
        submission = Submission(text=text, options=options)
        try:
            return self._ask(lambda: self._client.submit(submission, idempotency_key=key).job)
        except SaidNoError as no:
            if not no.conflict:
                raise
        # The message was edited after it had been sent once: that is another text, and another article.
        other = f"{key}:{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"
        return self._ask(lambda: self._client.submit(submission, idempotency_key=other).job)

    def job(self, job_id: str) -> JobView:
        return self._ask(lambda: self._client.job(job_id))

    def article(self, article_id: str) -> Document:
        return self._ask(lambda: self._client.article(article_id))

    def correct(self, article_id: str, line: Line, text: str, author: str) -> None:
        """Put ``text`` in the place of the line's English, unless the line has changed: that is a conflict."""
        n, version, source = line.n, line.version, line.arabic
        self._ask(lambda: self._client.correct(article_id, n, text, author=author, version=version, source=source))

    def cancel(self, job_id: str) -> None:
        """A job that has ended stays as it is."""
        self._unless_ended(lambda: self._client.cancel(job_id))

    def retry(self, job_id: str) -> None:
        """A job that is not over goes on as it is."""
        self._unless_ended(lambda: self._client.retry(job_id))

    def _unless_ended(self, call: Callable[[], object]) -> None:
        try:
            self._ask(call)
        except SaidNoError as no:
            if not no.conflict:
                raise

    def _ask(self, call: Callable[[], T]) -> T:
        left = self._until - self._clock()
        if left > 0:
            raise ApiAway(left, "api: resting", self._times)
        try:
            answer = call()
        except Later as later:
            self._away(later.seconds, "no answer, or asked to wait", later)
        except ClientError as error:
            if error.status is None or error.status >= 500 or error.status in _OURS_TO_MEND:
                self._away(LONGEST if error.status else 0.0, f"status {error.status}", error)
            self._times = 0
            raise SaidNoError(str(error), error.status) from error
        self._times = 0
        return answer

    def _away(self, seconds: float, why: str, cause: Exception) -> NoReturn:
        self._times += 1
        pause = max(seconds, min(0.5 * 2 ** min(self._times, 10), LONGEST))
        self._until = self._clock() + pause
        raise ApiAway(pause, f"api: {why}", self._times) from cause


def _instead_of_sleeping(seconds: float) -> None:
    raise Later(seconds, "api")
