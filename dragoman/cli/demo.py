"""The demonstration: the five seed articles through the public API, printed Arabic beside English."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from dragoman.article import Submission
from dragoman.cli import article
from dragoman.cli.display import messages, output
from dragoman.cli.errors import JOB_FAILED
from dragoman.cli.inputs import read
from dragoman.cli.local import say, until_stopped
from dragoman.cli.progress import Meter, meter
from dragoman.client import Client, Document, JobView, Submitted
from dragoman.embedded.errors import EmbeddedError
from dragoman.embedded.interrupt import Stopped, interrupts
from dragoman.embedded.supervisor import Supervisor, find_root
from dragoman.job import JobState
from dragoman.settings import Settings

POLL_SECONDS = 0.2


def demo(settings: Settings, *, fresh: bool, wait: bool) -> int:
    """Its own data folder keeps the demonstration apart from real work, and lets a second run reuse the first."""
    root = find_root()
    seeds = sorted((root / "seeds").glob("*.txt"))
    if not seeds:
        raise EmbeddedError(f"there are no seed articles in {root / 'seeds'}: the checkout is not complete")
    own = settings.model_copy(update={"data_dir": settings.data_dir / "demo", "database_url": None})
    with interrupts() as signals, Supervisor(own, root, say, signals) as running:
        try:
            ended_well = _present(running.url, own, seeds, fresh=fresh)
        except Stopped:
            if running.failure:
                raise running.failure from None
            raise
        if not wait:
            return 0 if ended_well else JOB_FAILED
        stopped = until_stopped(running, f"Read them in a browser: {running.url}/  (Ctrl-C ends it)")
        return stopped or (0 if ended_well else JOB_FAILED)


def _present(url: str, settings: Settings, seeds: Sequence[Path], *, fresh: bool) -> bool:
    """Submit, wait, print. Returns whether every article succeeded."""
    started = time.monotonic()
    with Client(url, settings.api_key.get_secret_value() if settings.api_key else None) as client:
        submitted = [client.submit(Submission(text=read(str(path)).body), fresh=fresh) for path in seeds]
        reused = sum(s.reused and s.job.state is JobState.SUCCEEDED for s in submitted)
        if reused:
            which = "All" if reused == len(seeds) else f"{reused} of the {len(seeds)}"
            say(f"{which} were translated by an earlier run and are shown again; --fresh translates them anew.")
        with meter(messages()) as bar:
            _wait(client, submitted, bar)
        seconds = time.monotonic() - started
        documents = [client.article(s.job.article_id) for s in submitted]
    console = output()
    for document in documents:
        console.print()
        console.rule(style="dim")
        article.show(document, console)
    console.print()
    say(figures(documents, seconds))
    return all(document["status"] == JobState.SUCCEEDED.value for document in documents)


def _wait(client: Client, submitted: Sequence[Submitted], bar: Meter) -> None:
    jobs: Mapping[str, JobView] = {s.job.id: s.job for s in submitted}
    while True:
        jobs = {number: job if job.state.final else client.job(number) for number, job in jobs.items()}
        finished = sum(job.state.final for job in jobs.values())
        totals = [job.total for job in jobs.values()]
        known = sum(total or 0 for total in totals) if all(totals) else None
        bar.update(
            f"Translating, {finished} of {len(jobs)} articles ready", sum(job.done for job in jobs.values()), known
        )
        if finished == len(jobs):
            return
        time.sleep(POLL_SECONDS)


def figures(documents: Sequence[Document], seconds: float) -> str:
    """The line at the end: what was done, and how much of it wants a second look."""
    sentences = sum(document["counts"]["segments"] for document in documents)
    flagged = sum(document["counts"]["flagged"] for document in documents)
    words = sum(len(document["source"]["text"].split()) for document in documents)
    return (
        f"{len(documents)} articles, {sentences} sentences, {words:,} Arabic words, {seconds:.1f} seconds, "
        f"{flagged} flagged"
    )
