"""The slow part of fixing a sentence: looking the line up, saving the correction, and telling what became of it.

The follower calls it. A correction stands in the ledger until it is saved or its author has the text back.
"""

import json
import time
from collections.abc import Callable

import structlog

from api.slack import modals
from api.slack.blocks import sections
from api.slack.followed import Edit, Followed, Ledger, Notice, Origin, Page
from api.slack.lines import Line, line_at, shown_author
from api.slack.modals import Fix, View
from api.slack.outcomes import ApiAway, RefusedError, SaidNoError
from api.slack.pages import PAGE_BLOCKS, place
from api.slack.texts import escaped
from api.slack.upstream import Upstream
from api.slack.workspace import WINDOW_GONE, Workspace
from dragoman.client import Document

log = structlog.get_logger(__name__)

GIVE_UP = 86_400.0
"""Seconds after which a correction that the API never took is given back."""

LOOK = 600.0
"""Seconds after which nobody waits for a window any more."""


class Editor:
    def __init__(
        self,
        ledger: Ledger,
        workspace: Workspace,
        upstream: Upstream,
        public_url: str | None,
        wake: Callable[[str], None],
    ) -> None:
        self._ledger = ledger
        self._workspace = workspace
        self._upstream = upstream
        self._public_url = public_url
        self._wake = wake

    def advance(self, edit: Edit) -> float | None:
        """``None`` when it is finished, else the seconds until it goes on. Raises Later."""
        pause = edit.ready_at - time.time()
        if pause > 0:
            return pause
        fix = Fix.read(edit.fix)
        if edit.text is None:
            self._look(edit, fix)
        else:
            self._save(edit, fix, edit.text)
        self._ledger.change(edit, open=False, text=None, view=None)
        return None

    def _look(self, edit: Edit, fix: Fix) -> None:
        if time.time() - edit.created_at > LOOK:
            return
        try:
            article = self._upstream.article(fix.article_id)
        except ApiAway:
            view = modals.choosing(fix, modals.AWAY)
        except SaidNoError as no:
            view = modals.choosing(fix, str(no))
        else:
            line = line_at(article, fix.n)
            if line:
                view = modals.editing(fix, line, self._public_url)
            else:
                count = article["counts"]["segments"]
                view = modals.choosing(fix, f"There is no line {fix.n} in English. The lines are 1 to {count}.")
        self._show(edit, view)

    def _save(self, edit: Edit, fix: Fix, text: str) -> None:
        try:
            article, line = self._corrected(edit, fix, text)
        except ApiAway as away:
            # With its window open, the text goes back into it and its author decides. When they have closed the
            # window, they take it for saved: then it will be.
            if self._show(edit, self._again(edit, text, modals.AWAY)):
                return
            if time.time() - edit.created_at <= GIVE_UP:
                raise
            log.warning("slack.correction_given_up", why=away.why)
            self._tell(edit, fix, f"The translator did not answer, so line {fix.n} is not corrected.", text)
        except SaidNoError as no:
            if not self._show(edit, self._again(edit, text, str(no))):
                self._tell(edit, fix, f"Line {fix.n} is not corrected: {no}", text)
        else:
            self._told(edit, fix, article, line, text)

    def _corrected(self, edit: Edit, fix: Fix, text: str) -> tuple[Document, Line | None]:
        """The article and the line as they stand after the try; no line when none has that Arabic any more."""
        article, line = self._line(fix)
        if line and line.version == fix.version:
            try:
                self._upstream.correct(fix.article_id, line, text, edit.author)
            except SaidNoError as no:
                if not no.conflict:
                    raise
            article, line = self._line(fix)
        return article, line

    def _line(self, fix: Fix) -> tuple[Document, Line | None]:
        article = self._upstream.article(fix.article_id)
        return article, line_at(article, fix.n, fix.mark)

    def _told(self, edit: Edit, fix: Fix, article: Document, line: Line | None, text: str) -> None:
        if line is None:
            if not self._show(edit, modals.said(fix, modals.RENUMBERED, *sections(text))):
                self._tell(edit, fix, f"Line {fix.n} is not corrected: the lines were numbered anew.", text)
        elif line.is_by(edit.author, text):
            # It is theirs too when a try before this one was taken, and the answer to it was lost.
            log.info("slack.corrected", article=fix.article_id, n=line.n, version=line.version)
            self._refresh(edit, fix, place(article, line.n))
            self._show(edit, modals.saved(fix, line))
        else:
            view = modals.editing(fix, line, self._public_url, text, modals.contested(line))
            if not self._show(edit, view):
                who = shown_author(line.author) or "somebody else"
                self._tell(edit, fix, f"Line {line.n} is not corrected: {who} changed it meanwhile.", text)

    def _again(self, edit: Edit, text: str, notice: str) -> View:
        return modals.again(json.loads(edit.view or "{}"), text, notice)

    def _show(self, edit: Edit, view: View) -> bool:
        """Whether there is somebody to see it."""
        try:
            self._workspace.update_view(edit.view_id, edit.view_hash, view)
        except RefusedError as refusal:
            if refusal.code not in WINDOW_GONE:
                log.warning("slack.window_refused", key=edit.key, code=refusal.code)
            return False
        return True

    def _refresh(self, edit: Edit, fix: Fix, blocks: range) -> None:
        """Have every message that shows the line changed, whatever is remembered of the one with the button."""
        if fix.key.startswith("page:"):
            page = Page(fix.key, fix.channel, fix.thread_ts, edit.user, None, fix.article_id, fix.first)
            self._ledger.add_shown(page, fix.message_ts)
        else:
            row = Followed(fix.key, Origin.SHORTCUT, fix.channel, fix.thread_ts or None, edit.user)
            self._ledger.add_shown(row, fix.message_ts, job_id=fix.job_id, article_id=fix.article_id)
        self._ledger.reopen(fix.article_id, range(blocks.start - PAGE_BLOCKS + 1, blocks.stop))

    def _tell(self, edit: Edit, fix: Fix, sentence: str, text: str) -> None:
        whole = escaped(f"{sentence} You wrote: {text}")
        notice = Notice(f"no:{edit.key}", fix.channel, fix.thread_ts or None, edit.user, None, whole)
        if self._ledger.add(notice):
            self._wake(notice.key)
