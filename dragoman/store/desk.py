"""The editor's desk: correcting a segment's English, undoing it, and remembering it for the next article."""

from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, insert, select, update

from dragoman.errors import EditConflictError, NotFoundError
from dragoman.memory import Correction, checked_correction, memory_key
from dragoman.search import fold
from dragoman.store import schema
from dragoman.store.engine import writing
from dragoman.store.rows import correction_from, lock_job, save_memory
from dragoman.translation import TITLE_N


class Desk:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def correct(
        self, article_id: str, n: int, text: str, *, author: str, seen_version: int, seen_source: str | None = None
    ) -> Correction:
        """Put a person's English in the place of the machine's; the machine's stays underneath.

        ``seen_version`` is the version the editor was looking at, 0 for the machine's, and ``seen_source`` the Arabic:
        segments are numbered anew when a removal is taken back. The correction is remembered: the same Arabic sentence
        gets it next time.

        Raises:
            NotFoundError: no such article, or the segment has no English yet.
            EditConflictError: somebody changed the segment since, or another sentence has its number now.
            InvalidInputError: the text is empty or too long.
        """
        return self._change(article_id, n, checked_correction(text), author, seen_version, seen_source)

    def undo(self, article_id: str, n: int, *, author: str, seen_version: int) -> Correction:
        """Let the machine's version stand again and forget the correction. Raises as ``correct`` does."""
        return self._change(article_id, n, None, author, seen_version)

    def _change(
        self,
        article_id: str,
        n: int,
        text: str | None,
        author: str,
        seen_version: int,
        seen_source: str | None = None,
    ) -> Correction:
        now = datetime.now(UTC)
        with writing(self._engine) as connection:
            source = _source(connection, article_id, n)
            present = _present(connection, article_id, n)
            version = present.version if present else 0
            if version != seen_version:
                raise EditConflictError(
                    "somebody changed this sentence since you opened it; look at the new version first", version
                )
            if seen_source is not None and seen_source != source:
                raise EditConflictError(
                    "the sentences were numbered anew since you opened the article; open it again", version
                )
            if text is None and (present is None or present.text is None):
                raise NotFoundError(f"segment {n} has no correction to undo")
            correction = Correction(n, version + 1, text, author, now)
            connection.execute(
                insert(schema.corrections).values(
                    article_id=article_id, n=n, version=correction.version, text=text, author=author, at=now
                )
            )
            save_memory(connection, memory_key(source), correction)
            _make_searchable(connection, article_id, n, text)
            return correction


def _source(connection: Connection, article_id: str, n: int) -> str:
    """The Arabic of a translated segment, its job's row locked so that two editors take turns."""
    jobs, articles, segments, translations = schema.jobs, schema.articles, schema.segments, schema.translations
    job_id = connection.execute(select(jobs.c.id).where(jobs.c.article_id == article_id)).scalar_one_or_none()
    if job_id is None:
        raise NotFoundError(f"there is no article {article_id}")
    lock_job(connection, job_id)
    there = select(translations.c.n).where(translations.c.article_id == article_id, translations.c.n == n)
    if connection.execute(there).one_or_none() is None:
        raise NotFoundError(f"article {article_id} has no translated segment {n}")
    article = connection.execute(
        select(articles.c.text, articles.c.submitted_title).where(articles.c.id == article_id)
    ).one()
    if n == TITLE_N:
        return str(article.submitted_title)
    span = connection.execute(
        select(segments.c.start, segments.c.end).where(segments.c.article_id == article_id, segments.c.n == n)
    ).one()
    return str(article.text)[span.start : span.end]


def _present(connection: Connection, article_id: str, n: int) -> Correction | None:
    table = schema.corrections
    row = connection.execute(
        select(table).where(table.c.article_id == article_id, table.c.n == n).order_by(table.c.version.desc()).limit(1)
    ).one_or_none()
    return correction_from(row) if row else None


def _make_searchable(connection: Connection, article_id: str, n: int, text: str | None) -> None:
    articles = schema.articles
    row = connection.execute(
        select(articles.c.title_n, articles.c.title_target, articles.c.search_text).where(articles.c.id == article_id)
    ).one()
    values: dict[str, str | None] = {}
    if text is not None:
        values["search_text"] = f"{row.search_text} {fold(text)}"
    if n == row.title_n:
        machine = select(schema.translations.c.text).where(
            schema.translations.c.article_id == article_id, schema.translations.c.n == n
        )
        values["title_target"] = text if text is not None else connection.execute(machine).scalar_one()
    if values:
        connection.execute(update(articles).where(articles.c.id == article_id).values(values))
