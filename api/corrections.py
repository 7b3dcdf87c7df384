"""Corrections: a person's English in the place of the machine's, undone at will, and remembered."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Path, Query

from api import errors
from api.dependencies import ArticleId, StoreDep
from api.media_types import json_only
from api.openapi import problems
from api.schemas import AUTHOR, Author, CorrectionIn, CorrectionOut

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/v1/articles", tags=["corrections"])

SegmentNumber = Annotated[
    int, Path(ge=0, le=1_000_000, description="The segment's `n`; 0 is a title that was sent beside the text.")
]


@router.put(
    "/{article_id}/segments/{n}/target",
    summary="Correct a sentence",
    response_model=CorrectionOut,
    dependencies=[Depends(json_only)],
    responses=problems(
        errors.INVALID_JSON,
        errors.NOT_FOUND,
        errors.EDIT_CONFLICT,
        errors.UNSUPPORTED_MEDIA_TYPE,
        errors.INVALID_REQUEST,
        errors.INVALID_INPUT,
        errors.FORBIDDEN_CHARACTER,
    ),
)
def correct(article_id: ArticleId, n: SegmentNumber, correction: CorrectionIn, store: StoreDep) -> CorrectionOut:
    """Put your English in the place of the machine's, which stays underneath.

    `version` is the one you were looking at (0 where nobody has corrected yet), so that two editors do not overwrite
    each other unseen. The correction is remembered: the same Arabic sentence gets it in later articles.
    """
    made = store.desk.correct(
        article_id,
        n,
        correction.text,
        author=correction.author,
        seen_version=correction.version,
        seen_source=correction.source,
    )
    log.info("segment.corrected", article=article_id, n=n, version=made.version)
    return CorrectionOut.of(made)


@router.delete(
    "/{article_id}/segments/{n}/target",
    summary="Undo a correction",
    response_model=CorrectionOut,
    responses=problems(errors.NOT_FOUND, errors.EDIT_CONFLICT, errors.INVALID_REQUEST, errors.FORBIDDEN_CHARACTER),
)
def undo(
    article_id: ArticleId,
    n: SegmentNumber,
    store: StoreDep,
    version: Annotated[int, Query(ge=1, description="The version you were looking at.")],
    author: Annotated[Author, Query(description=AUTHOR)],
) -> CorrectionOut:
    """The machine's version stands again, and the correction is forgotten for later articles."""
    made = store.desk.undo(article_id, n, author=author, seen_version=version)
    log.info("segment.correction_undone", article=article_id, n=n, version=made.version)
    return CorrectionOut.of(made)


@router.get(
    "/{article_id}/segments/{n}/corrections",
    summary="A sentence's history",
    response_model=list[CorrectionOut],
    responses=problems(errors.NOT_FOUND, errors.INVALID_REQUEST),
)
def history(article_id: ArticleId, n: SegmentNumber, store: StoreDep) -> list[CorrectionOut]:
    """Every version that people made, oldest first; none for a sentence nobody has touched."""
    store.library.article(article_id)
    return [CorrectionOut.of(c) for c in store.library.corrections(article_id, n)]
