"""The commands. Each reads its options, asks the client or the supervisor, and prints."""

import json
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.table import Table
from rich.text import Text

from dragoman import __version__
from dragoman.article import ArticleOptions, Submission
from dragoman.cli import article, inputs
from dragoman.cli.display import arabic, messages, output, printable, tolerate_narrow_encodings
from dragoman.cli.errors import EXIT_CODES, FAILED_HERE, OK, InputError, JobFailedError, exit_code_of
from dragoman.cli.progress import meter
from dragoman.client import Client, Document, JobView, Progress
from dragoman.embedded.errors import EmbeddedError
from dragoman.embedded.interrupt import Stopped
from dragoman.errors import ClientError, DragomanError
from dragoman.job import JobState
from dragoman.settings import Settings

app = typer.Typer(
    name="dragoman",
    help="Reads Arabic news in English: translation and cited summaries, aligned sentence by sentence.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Api = Annotated[str | None, typer.Option("--api", metavar="URL", help="Where the API is. [default: DRAGOMAN_API_URL]")]
ApiKey = Annotated[
    str | None,
    typer.Option("--api-key", metavar="KEY", help="Its key, if it asks for one. [default: DRAGOMAN_API_KEY]"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one document a line.")]
Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port of the API; 0 takes a free one.")]
Workers = Annotated[int | None, typer.Option("--workers", min=0, help="Worker processes; 0 is one for each core.")]


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; whatever goes wrong becomes one sentence on standard error."""
    tolerate_narrow_encodings()
    try:
        code = app(list(arguments), prog_name="dragoman", standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        # Without a command the help is printed, and there is nothing to add.
        if error.format_message():
            _complain(error.format_message() + _hint(error))
        return error.exit_code
    except Stopped as stopped:
        return stopped.exit_code
    except DragomanError as error:
        _complain(str(error), error.details if isinstance(error, EmbeddedError) else "")
        return exit_code_of(error)
    except BrokenPipeError:
        # Whoever read our output has enough of it. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED_HERE
    except OSError as error:
        _complain(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
        return FAILED_HERE
    return code if isinstance(code, int) else OK


def _complain(sentence: str, details: str = "") -> None:
    console = messages()
    if details:
        console.print(Text(details, style="dim"), soft_wrap=True)
    console.print(Text.assemble(("dragoman: ", "bold red"), sentence), soft_wrap=True)


def _hint(error: typer.TyperException) -> str:
    path = getattr(getattr(error, "ctx", None), "command_path", None)
    return f" See: {path} --help" if path else ""


def settings(**chosen: Any) -> Settings:
    """The settings, with the options that were given on the command line. Raises InputError."""
    given = {name: value for name, value in chosen.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = "DRAGOMAN_" + "_".join(str(part) for part in first["loc"]).upper()
        raise InputError(f"the setting {name} cannot be used: {first['msg']}") from error


def connect(api: str | None, api_key: str | None) -> Client:
    chosen = settings()
    key = api_key or (chosen.api_key.get_secret_value() if chosen.api_key else None)
    # A person waits: a server that is away is told sooner than a program would want.
    return Client(api or chosen.api_url, key, attempts=4)


def print_json(document: Document) -> None:
    print(json.dumps(document, ensure_ascii=False))


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False) -> None:
    if version:
        print(f"dragoman {__version__}")
        raise typer.Exit


@app.command()
def submit(  # noqa: PLR0913, PLR0917 - one for each option
    files: Annotated[
        list[str], typer.Argument(metavar="FILE|-|URL…", help="Files to read; - is standard input.", show_default=False)
    ],
    html: Annotated[bool, typer.Option("--html", help="They are web pages. (A .html file is one anyway.)")] = False,
    title: Annotated[str | None, typer.Option(help="The headline, when the text does not hold it.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Who published it.")] = None,
    url: Annotated[str | None, typer.Option(help="Where it was published; it is not fetched.")] = None,
    published_at: Annotated[
        str | None, typer.Option(metavar="MOMENT", help="When, as in 2026-11-28T09:00+03:00; local time if no zone.")
    ] = None,
    external_id: Annotated[str | None, typer.Option(metavar="ID", help="Your own id for it.")] = None,
    sentences: Annotated[int, typer.Option(min=1, max=10, help="Sentences in the summary.")] = 3,
    priority: Annotated[int, typer.Option(min=0, max=9, help="0 can wait, 9 is wanted now.")] = 5,
    fresh: Annotated[bool, typer.Option("--fresh", help="Translate again what was translated before.")] = False,
    idempotency_key: Annotated[
        str | None, typer.Option(metavar="KEY", help="Makes repeating this very submission safe.")
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until it is done, then show it.")] = False,
    as_json: AsJson = False,
    api: Api = None,
    api_key: ApiKey = None,
) -> int:
    """Submit Arabic articles. Text may be in UTF-8 or windows-1256."""
    single = {"--title": title, "--url": url, "--external-id": external_id, "--idempotency-key": idempotency_key}
    given = [name for name, value in single.items() if value is not None]
    if len(files) > 1 and given:
        raise InputError(f"{' and '.join(given)} can belong to one article only, and {len(files)} are named")
    when = _moment(published_at)
    options = ArticleOptions(summary_sentences=sentences, priority=priority)
    code = OK
    with connect(api, api_key) as client:
        for name in files:
            try:
                source = inputs.read(name, page=html)
                submission = Submission(
                    text=None if source.page else source.body,
                    html=source.body if source.page else None,
                    title=title,
                    outlet=outlet,
                    url=url,
                    published_at=when,
                    external_id=external_id,
                    options=options,
                )
                submitted = client.submit(submission, fresh=fresh, idempotency_key=idempotency_key)
                if wait:
                    _finish(client, submitted.job, as_json=as_json)
                elif as_json:
                    print_json({"file": name, **submitted.document})
                else:
                    _print_submitted(source.name, submitted.job, reused=submitted.reused)
            except DragomanError as error:
                # The other files are not to suffer for this one; a server that is away is, by all of them.
                if len(files) == 1 or (isinstance(error, ClientError) and error.status is None):
                    raise
                _complain(f"{name}: {error}")
                code = code or exit_code_of(error)
    return code


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError) as error:
        raise InputError(
            f"{text!r} is not a moment: give one like 2026-11-28, 2026-11-28T09:00 or 2026-11-28T09:00+03:00"
        ) from error


def _print_submitted(name: str, job: JobView, *, reused: bool) -> None:
    what = "already there" if reused else "accepted"
    output().print(f"{name}: {what}\n  article {job.article_id}\n  job     {job.id}", soft_wrap=True)
    if sys.stderr.isatty():
        follow = f"dragoman show {job.article_id}" if job.state.final else f"dragoman watch {job.id}"
        messages().print(Text(f"  next:   {follow}", style="dim"), soft_wrap=True)


def _finish(client: Client, job: JobView, *, as_json: bool) -> None:
    """Follow a job, print its article, and raise JobFailedError when it did not end well."""
    end = _follow(client, job)
    document = client.article(job.article_id)
    if as_json:
        print_json(document)
    else:
        article.show(document, output())
    _require_success(job.id, end)


def _follow(client: Client, job: JobView) -> JobView:
    if not job.state.final:
        with meter(messages()) as bar:
            for progress in client.watch(job.id):
                bar.update(progress.stage.value, progress.done, progress.total)
        job = client.job(job.id)
    return job


def _require_success(job_id: str, end: JobView) -> None:
    if end.state is JobState.FAILED:
        reason = end.failure.message if end.failure else "no reason was given"
        raise JobFailedError(f"the article failed: {printable(reason)}; try again with: dragoman retry {job_id}")
    if end.state is JobState.CANCELLED:
        raise JobFailedError(f"the article was cancelled; go on with: dragoman retry {job_id}")


@app.command()
def watch(
    job: Annotated[str, typer.Argument(metavar="JOB", help="The job's id.", show_default=False)],
    as_json: AsJson = False,
    api: Api = None,
    api_key: ApiKey = None,
) -> None:
    """Follow a job to its end. With --json, print its events."""
    with connect(api, api_key) as client:
        if as_json:
            for progress in client.watch(job):
                print_json(_event_document(progress))
                sys.stdout.flush()
            end = client.job(job)
        else:
            end = _follow(client, client.job(job))
            print(f"{end.state.value}: article {end.article_id}")
        _require_success(job, end)


def _event_document(progress: Progress) -> Document:
    failure = progress.failure
    return {
        "seq": progress.seq,
        "kind": progress.kind,
        "state": progress.state.value,
        "stage": progress.stage.value,
        "done": progress.done,
        "total": progress.total,
        "attempts": progress.attempts,
        **({"failure": {"code": failure.code, "message": failure.message}} if failure else {}),
    }


@app.command()
def show(
    identifier: Annotated[str, typer.Argument(metavar="ARTICLE", help="The article's id.", show_default=False)],
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    api: Api = None,
    api_key: ApiKey = None,
) -> None:
    """Show an article, Arabic beside English, with flags and the cited summary."""
    if as_json and markdown:
        raise InputError("--json and --markdown are two formats: choose one")
    with connect(api, api_key) as client:
        document = client.article(identifier)
    if as_json:
        print_json(document)
    elif markdown:
        print(article.markdown(document))
    else:
        article.show(document, output())


@app.command("list")
def list_articles(
    state: Annotated[JobState | None, typer.Option(help="Only those in this state.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Only those of this outlet.")] = None,
    search: Annotated[str | None, typer.Option(metavar="WORDS", help="Words in either language.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 20,
    as_json: AsJson = False,
    api: Api = None,
    api_key: ApiKey = None,
) -> None:
    """List articles, newest first. Into a pipe, one a line with tabs between the fields."""
    with connect(api, api_key) as client:
        items = client.articles(state=state, outlet=outlet, search=search, limit=limit)
        if as_json:
            for item in items:
                print_json(item)
        elif output().is_terminal:
            _print_table(list(items))
        else:
            for item in items:
                print(_line(item))


def _line(item: Document) -> str:
    titles = item["title"]
    fields = (
        item["id"],
        item["status"],
        item["created_at"],
        item["flagged"],
        item["outlet"],
        titles["target"],
        titles["source"],
    )
    return "\t".join(printable(str(value)) if value is not None else "" for value in fields)


def _print_table(items: Sequence[Document]) -> None:
    console = output()
    if not items:
        messages().print("There are no articles here. Submit one with: dragoman submit FILE")
        return
    wide = console.width >= 100
    table = Table(box=None, pad_edge=False)
    table.add_column("article", no_wrap=True)
    table.add_column("state", no_wrap=True)
    table.add_column("flagged", justify="right")
    table.add_column("title", ratio=1)
    if wide:
        table.add_column("", justify="right", ratio=1)
    for item in items:
        titles = item["title"]
        english = Text(printable(titles["target"] or ""))
        source = arabic(titles["source"] or "", max((console.width - 60) // 2, 12), console)
        row = [Text(item["id"]), Text(item["status"]), Text(str(item["flagged"]))]
        table.add_row(*row, *((english, source) if wide else (english if english.plain else source,)))
    console.print(table)


@app.command()
def cancel(
    job: Annotated[str, typer.Argument(metavar="JOB", help="The job's id.", show_default=False)],
    api: Api = None,
    api_key: ApiKey = None,
) -> None:
    """Cancel a job. What is translated by then stays."""
    with connect(api, api_key) as client:
        print(f"{client.cancel(job).state.value}: {job}")


@app.command()
def retry(
    job: Annotated[str, typer.Argument(metavar="JOB", help="The job's id.", show_default=False)],
    api: Api = None,
    api_key: ApiKey = None,
) -> None:
    """Queue a failed or cancelled job again. It goes on where it stopped."""
    with connect(api, api_key) as client:
        print(f"{client.retry(job).state.value}: {job}")


@app.command()
def up(
    port: Port = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on. [default: 127.0.0.1]")] = None,
    workers: Workers = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where data and logs are kept. [default: .dragoman]")] = None,
) -> int:
    """Run everything on this machine: Redis, the database, the API and the workers. Ctrl-C stops it."""
    from dragoman.cli.local import up as run_up  # noqa: PLC0415 - the database's libraries take a while to import

    return run_up(settings(port=port, host=host, workers=workers, data_dir=data_dir))


@app.command()
def demo(
    port: Port = None,
    workers: Workers = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Translate again what an earlier run did.")] = False,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Leave the reader page open until Ctrl-C.")] = True,
) -> int:
    """Start everything, translate the five seed articles and print them."""
    from dragoman.cli.demo import demo as run_demo  # noqa: PLC0415 - as above

    return run_demo(settings(port=port, workers=workers), fresh=fresh, wait=wait)


@app.command()
def migrate() -> None:
    """Bring the database to the schema this version needs. Safe to run again."""
    from dragoman.cli.local import migrate as run_migrate  # noqa: PLC0415 - as above

    run_migrate(settings())


@app.command()
def slack(
    check: Annotated[bool, typer.Option("--check", help="Say what is there and what is missing.")] = False,
    api: Api = None,
    api_key: ApiKey = None,
) -> int:
    """See whether the Slack app can start: its tokens and scopes, the API, its folder."""
    if not check:
        raise InputError("say --check; the Slack app itself is started with: python -m api.slack")
    from dragoman.cli.slack import check as check_slack  # noqa: PLC0415 - only wanted here

    with connect(api, api_key) as client:
        return check_slack(settings(), client)
