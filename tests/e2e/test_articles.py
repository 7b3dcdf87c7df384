"""Articles through the running service."""

import time

import httpx2
import pytest

from dragoman.article import ArticleOptions, Submission
from dragoman.client import Client
from dragoman.job import JobState
from tests.e2e import contract
from tests.e2e.conftest import Running, long_text

pytestmark = pytest.mark.e2e


def test_the_seeds_come_back_whole(client: Client, seeds: dict[str, str]) -> None:
    # Given the five seeds, sent one after the other
    jobs = {name: client.submit(Submission(text=text)).job for name, text in seeds.items()}
    for name, job in jobs.items():
        # When each is followed to its end
        progress = list(client.watch(job.id))
        # Then it went the straight line, without a second try
        assert progress[-1].state is JobState.SUCCEEDED
        assert list(dict.fromkeys(p.stage.value for p in progress)) == ["prepare", "translate", "summarise"]
        assert progress[-1].done == progress[-1].total > 5
        assert client.job(job.id).attempts == 1
        # and what comes back keeps the contract
        contract.check(client.article(job.article_id), seeds[name])


def test_the_reader_page_shows_both_languages(client: Client, shared_up: Running, seeds: dict[str, str]) -> None:
    submitted = client.submit(Submission(text=next(iter(seeds.values()))))
    list(client.watch(submitted.job.id))
    document = client.article(submitted.job.article_id)
    page = httpx2.get(f"{shared_up.url}/articles/{document['id']}", trust_env=False)
    assert page.status_code == 200
    assert document["segments"][3]["source"]["text"].split()[0] in page.text
    assert httpx2.get(f"{shared_up.url}/", trust_env=False).status_code == 200


def test_a_page_is_read_too(client: Client) -> None:
    sentences = (
        "أعلنت وزارة الصحة اليوم افتتاح 35 مركزا جديدا في العاصمة. وقال الوزير إن العمل يبدأ غدا في جميع المراكز."
    )
    page = f"<html><head><title>افتتاح مراكز</title></head><body><article><p>{sentences}</p></article></body></html>"
    submitted = client.submit(Submission(html=page))
    assert list(client.watch(submitted.job.id))[-1].state is JobState.SUCCEEDED
    document = client.article(submitted.job.article_id)
    assert "35" in document["source"]["text"]
    contract.check(document, document["source"]["text"])


def test_cancelling_stops_between_sentences(client: Client, seeds: dict[str, str]) -> None:
    # Given a long article in the middle of its translation
    job = client.submit(Submission(text=long_text(seeds, 4)), fresh=True).job
    for progress in client.watch(job.id):
        if progress.done:
            break
    # When it is cancelled
    started = time.monotonic()
    cancelled = client.cancel(job.id)
    assert cancelled.state is JobState.CANCELLED
    assert time.monotonic() - started < 1
    # Then nothing is added any more, and what was there stays
    done = _translated(client, job.article_id)
    assert 0 < done < (cancelled.total or 0)
    time.sleep(2)
    assert _translated(client, job.article_id) == done
    # and a retry goes on from there
    assert client.retry(job.id).state is JobState.QUEUED
    for progress in client.watch(job.id, after=0):
        assert progress.done == 0 or progress.done <= done or progress.state is not JobState.CANCELLED
        if progress.done > done:
            break
    client.cancel(job.id)


def test_an_urgent_article_overtakes_the_archive(client: Client, seeds: dict[str, str]) -> None:
    texts = [f"{text}\n\nنسخة ثانية من الأرشيف." for text in seeds.values()]
    archive = [client.submit(Submission(text=t, options=ArticleOptions(priority=0))).job for t in texts]
    urgent = client.submit(
        Submission(text="أعلنت الوزارة اليوم قرارا عاجلا بشأن المدارس.", options=ArticleOptions(priority=9))
    ).job
    assert list(client.watch(urgent.id))[-1].state is JobState.SUCCEEDED
    assert not client.job(archive[-1].id).state.final
    for job in archive:
        list(client.watch(job.id))
    ends = [client.job(j.id).document["finished_at"] for j in (urgent, archive[-1])]
    assert ends[0] < ends[1]


def _translated(client: Client, article_id: str) -> int:
    return sum(1 for s in client.article(article_id)["segments"] if s["signature"])
