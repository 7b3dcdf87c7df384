"""The thread that does everything that takes time: it hands texts to the API and keeps the messages up to date.

What it works through stands in the ledger, so that it goes on after a restart where it was. It asks the API how each
open job stands and changes the job's message when there is something new to show, not more often than Slack likes.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from queue import Empty, SimpleQueue

import structlog

from api.slack import messages, pages
from api.slack.blocks import Handle, Message
from api.slack.editor import Editor
from api.slack.followed import Followed, Ledger, Notice, Origin, Page, Wish
from api.slack.outcomes import ApiAway, Later, RefusedError, SaidNoError
from api.slack.payloads import message_text
from api.slack.texts import escaped, has_arabic, only_links
from api.slack.upstream import Upstream
from api.slack.words import LINKS, NO_ARABIC, refused_by_slack
from api.slack.workspace import GONE, MALFORMED, Workspace
from dragoman.job import JobState

log = structlog.get_logger(__name__)

GIVE_UP = 86_400.0
"""Seconds after which a text that the API never took is given back."""

STOP = 6.0
"""Seconds; a window may be opening for three more, and containers are killed after ten."""

NOTICE_AGE = 3600.0
"""Seconds after which a sentence for one person has lost its sense."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. Slack takes about one message a second in a channel and fifty updates a minute in all.

    ``settle`` is how long the acknowledgement of a window that was sent in may be on its way.
    """

    look: float = 1.0
    progress: float = 3.0
    updates: float = 1.25
    posts: float = 1.0
    trouble: float = 15.0
    settle: float = 0.5


class Follower:
    def __init__(
        self,
        ledger: Ledger,
        workspace: Workspace,
        upstream: Upstream,
        public_url: str | None,
        pace: Pace | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ledger = ledger
        self._workspace = workspace
        self._upstream = upstream
        self._public_url = public_url
        self._pace = pace or Pace()
        self._clock = clock
        self._due: dict[str, float] = {}
        self._updated: dict[str, float] = {}
        self._posted: dict[str, float] = {}
        self._last_update = 0.0
        self._urgent: SimpleQueue[str] = SimpleQueue()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._editor = Editor(ledger, workspace, upstream, public_url, self.wake)
        self._thread = threading.Thread(target=self._run, name="slack-follower", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns once the call that is being made has ended, and does not wait for ever: nothing is lost by it."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(STOP)

    def wake(self, key: str) -> None:
        """There is news about this row: look at it now. From any thread."""
        self._urgent.put(key)
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                pause = self.step()
            except Exception:  # whatever it is, the others' messages are not to suffer for it
                log.exception("slack.step_failed")
                pause = self._pace.trouble
            self._wake.wait(pause)

    def step(self) -> float:
        """Do what is due. Returns the seconds until something is again."""
        while True:
            try:
                self._due.pop(self._urgent.get_nowait(), None)
            except Empty:
                break
        still: dict[str, float] = {}
        for notice in self._ledger.open_notices():
            self._attempt(notice.key, lambda notice=notice: self._tell(notice), still)
        # Somebody sits before the window; and what they save is shown by the requests and pages below.
        for edit in self._ledger.open_edits():
            self._attempt(edit.key, lambda edit=edit: self._editor.advance(edit), still)
        requests = self._ledger.open_requests()
        for request in requests:
            self._attempt(request.key, lambda request=request: self._request(request, len(requests)), still)
        for page in self._ledger.open_pages():
            self._attempt(page.key, lambda page=page: self._page(page), still)
        self._due = still
        self._updated = {key: at for key, at in self._updated.items() if key in still}
        return max(min((at - self._clock() for at in still.values()), default=60.0), 0.0)

    def _attempt(self, key: str, work: Callable[[], float | None], still: dict[str, float]) -> None:
        due = self._due.get(key, 0.0)
        if due > self._clock() or self._stopping.is_set():
            still[key] = due
            return
        try:
            pause = work()
        except Later as later:
            log.info("slack.later", key=key, why=later.why, seconds=round(later.seconds, 1))
            pause = later.seconds
        except Exception:  # as above
            log.exception("slack.failed", key=key)
            pause = self._pace.trouble
        if pause is not None:
            still[key] = self._clock() + pause

    # One request and its message. ``None`` means that it is finished, a number when to look again.

    def _request(self, request: Followed, crowd: int) -> float | None:
        try:
            return self._advance(request, crowd)
        except ApiAway as away:
            request = self._ledger.find(request.key) or request
            known = request.message_ts is not None
            unasked = request.origin is Origin.FEED and not known
            if request.job_id is None and time.time() - request.created_at > GIVE_UP:
                return self._close(request) if unasked else self._end(request, messages.given_up())
            # A hiccup is not worth a word; that a text waits is, except where nobody asked for anything.
            if away.times > 2 if known else not unasked:
                self._show(request, messages.waiting(_handle(request)), urgent=not known)
            raise
        except SaidNoError as no:
            request = self._ledger.find(request.key) or request
            return self._reject(request, str(no))

    def _advance(self, request: Followed, crowd: int) -> float | None:
        if request.wish is Wish.CANCEL and request.job_id is None:
            return self._end(request, messages.dropped())
        if request.job_id is None:
            submitted = self._submit(request)
            if submitted is None:
                return None
            request = submitted
        job_id = request.job_id or ""
        if request.wish:
            (self._upstream.cancel if request.wish is Wish.CANCEL else self._upstream.retry)(job_id)
            request = self._ledger.granted(request)
        job = self._upstream.job(job_id)
        if job.state.final:
            article = self._upstream.article(job.article_id)
            show = {JobState.FAILED: messages.failed, JobState.CANCELLED: messages.cancelled}
            return self._end(request, show.get(job.state, messages.result)(article, _handle(request), self._public_url))
        pause = self._show(request, messages.progress(job, _handle(request), self._public_url), urgent=False)
        return pause or max(self._pace.look, 0.02 * crowd)

    def _submit(self, request: Followed) -> Followed | None:
        """The request with its job; ``None`` when there is nothing to translate in it."""
        text = request.text
        if text is None:
            try:
                text = message_text(self._workspace.message(request.channel, request.source_ts or ""))
            except RefusedError as refusal:
                self._reject(request, refused_by_slack(refusal.code))
                return None
        if not has_arabic(text):
            self._reject(request, LINKS if only_links(text) else NO_ARABIC)
            return None
        job = self._upstream.submit(request.key, text, awaited=request.origin is not Origin.FEED)
        log.info("slack.submitted", key=request.key, job=job.id, article=job.article_id)
        # From here on the text is the API's to keep.
        self._ledger.change(request, job_id=job.id, article_id=job.article_id, text=None)
        return self._ledger.find(request.key)

    def _end(self, request: Followed, message: Message) -> float | None:
        self._show(request, message, urgent=True)
        return self._close(request)

    def _close(self, request: Followed) -> float | None:
        return None if self._ledger.close_request(request) else 0.0

    def _reject(self, request: Followed, why: str) -> float | None:
        """Tell whoever asked, and nobody else, that it cannot be done."""
        if request.message_ts:
            return self._end(request, messages.refused(why))
        if request.origin is not Origin.FEED:
            self._whisper(request, f"no:{request.key}:{request.created_at}", escaped(why))
        return self._close(request)

    def _whisper(self, row: Followed | Page, key: str, text: str) -> None:
        notice = Notice(key, row.channel, row.thread_ts, row.user, row.response_url, text)
        if self._ledger.add(notice):
            self.wake(key)

    def _show(self, request: Followed, message: Message, *, urgent: bool) -> float:
        """Seconds until it may be shown, or 0 when it is: progress waits for its turn, an end does not."""
        if message.digest == request.shown:
            return 0.0
        mark = {"key": request.key, "job_id": request.job_id or "", "article_id": request.article_id or ""}
        try:
            if request.message_ts is None:
                self._post(request, request.thread_ts, message, mark)
            else:
                own = self._updated.get(request.key, 0.0) + self._pace.progress
                turn = max(own, self._last_update + self._pace.updates) - self._clock()
                if turn > 0 and not urgent:
                    return turn
                self._workspace.update(request.channel, request.message_ts, message, mark)
        except RefusedError as refusal:
            smaller = messages.short(_handle(request), self._public_url)
            if refusal.code in MALFORMED and message != smaller:
                log.warning("slack.malformed", key=request.key, code=refusal.code)
                return self._show(request, smaller, urgent=True)
            self._unshowable(request, refusal.code)
            return 0.0
        self._updated[request.key] = self._last_update = self._clock()
        self._ledger.change(request, shown=message.digest)
        return 0.0

    def _unshowable(self, request: Followed, code: str) -> None:
        log.warning("slack.refused", key=request.key, code=code)
        if request.message_ts is None:
            self._whisper(request, f"no:{request.key}:{request.created_at}", refused_by_slack(code))
        # Without a message of its own, it can be asked for anew.
        self._ledger.change(request, open=False, text=None, wish=None, posting_since=None)
        if code in GONE:
            self._ledger.change(request, message_ts=None, shown=None)

    def _post(self, row: Followed | Page, thread_ts: str | None, message: Message, mark: Mapping[str, str]) -> None:
        """Post a row's message, once: after a try that got no answer, look first whether it is there."""
        turn = self._posted.get(row.channel, 0.0) + self._pace.posts - self._clock()
        if turn > 0:
            raise Later(turn, "post: the channel's turn", certain=True)
        if row.posting_since is not None:
            ts = self._posted_before(row, thread_ts, row.posting_since)
            if ts is not None:
                self._ledger.change(row, message_ts=ts)
                self._workspace.update(row.channel, ts, message, mark)
                return
        self._ledger.change(row, posting_since=time.time())
        try:
            ts = self._workspace.post(row.channel, thread_ts, message, mark)
        except Later as later:
            if later.certain:
                self._ledger.change(row, posting_since=None)
            raise
        self._posted[row.channel] = self._clock()
        self._ledger.change(row, message_ts=ts)

    def _posted_before(self, row: Followed | Page, thread_ts: str | None, since: float) -> str | None:
        try:
            return self._workspace.find(row.channel, thread_ts, since, row.key)
        except RefusedError as refusal:
            log.info("slack.cannot_look_back", key=row.key, code=refusal.code)
            return None

    def _page(self, page: Page) -> float | None:
        try:
            article = self._upstream.article(page.article_id)
            handle = Handle(page.key, article_id=page.article_id, first=page.first)
            message = pages.page(article, handle)
            if page.message_ts is None:
                self._post(page, page.thread_ts, message, {"key": page.key})
            else:
                self._change(page, page.message_ts, message)
        except SaidNoError as no:
            self._whisper(page, f"no:{page.key}", escaped(str(no)))
        except RefusedError as refusal:
            if page.message_ts is None:
                self._whisper(page, f"no:{page.key}", refused_by_slack(refusal.code))
        self._ledger.change(page, open=False)
        return None

    def _change(self, page: Page, ts: str, message: Message) -> None:
        """A sentence of the page was corrected."""
        turn = self._last_update + self._pace.updates - self._clock()
        if turn > 0:
            raise Later(turn, "update: the turn of all", certain=True)
        self._last_update = self._clock()
        self._workspace.update(page.channel, ts, message, {"key": page.key})

    def _tell(self, notice: Notice) -> float | None:
        if time.time() - notice.created_at > NOTICE_AGE:
            self._ledger.change(notice, open=False)
            return None
        try:
            if notice.response_url:
                try:
                    self._workspace.respond(notice.response_url, notice.text)
                except RefusedError:  # it works for half an hour, and five times
                    self._workspace.whisper(notice.channel, notice.thread_ts, notice.user, notice.text)
            else:
                self._workspace.whisper(notice.channel, notice.thread_ts, notice.user, notice.text)
        except RefusedError as refusal:
            log.warning("slack.notice_refused", key=notice.key, code=refusal.code)
        self._ledger.change(notice, open=False)
        return None


def _handle(request: Followed) -> Handle:
    return Handle(request.key, request.job_id or "", request.article_id or "")
