"""Every command as a process of its own: what it prints, where, and how it ends."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dragoman.job import Stage
from dragoman.translation import Flag
from tests.api.server import Desk, arabic
from tests.cli.conftest import Run, environment
from tests.cli.misbehaving import misbehaving, reply
from tests.conftest import ROOT


def submitted(run: Run, *options: str, text: str | None = None) -> tuple[str, str]:
    """Ids of a new article and its job."""
    done = run("submit", "-", "--json", *options, stdin=(text or arabic()).encode())
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    return document["article_id"], document["job_id"]


def test_submit_a_file(api: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "خبر.txt").write_text(arabic(), encoding="utf-8")
    first, again = run("submit", "خبر.txt"), run("submit", "خبر.txt")
    assert first.returncode == again.returncode == 0
    assert first.stdout.startswith("خبر.txt: accepted\n")
    assert again.stdout == first.stdout.replace("accepted", "already there")
    assert first.stderr == ""
    fresh = run("submit", "--fresh", "خبر.txt")
    assert fresh.stdout.startswith("خبر.txt: accepted\n")
    assert fresh.stdout != first.stdout


def test_submit_reads_windows_1256_from_a_pipe(api: str, run: Run) -> None:
    text = arabic()
    done = run("submit", "--json", "-", stdin=text.encode("cp1256"))
    article = json.loads(run("show", "--json", json.loads(done.stdout)["article_id"]).stdout)
    assert article["source"]["text"] == text


def test_submit_carries_every_option(api: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f"<html><body><p>{arabic()}</p></body></html>", encoding="utf-8")
    options = "--title عنوان --outlet وكالة --url https://news.example/1 --external-id x-1 --priority 9 --sentences 2"
    moment = ["--published-at", "2026-11-01T09:00+03:00"]
    done = run("submit", "page.html", "--json", *options.split(), *moment, "--idempotency-key", str(tmp_path))
    document = json.loads(done.stdout)
    assert document["file"] == "page.html"
    assert document["job"]["priority"] == 9
    article = json.loads(run("show", "--json", document["article_id"]).stdout)
    assert article["external_id"] == "x-1"
    assert article["source"]["outlet"] == "وكالة"
    assert article["source"]["published_at"].startswith("2026-11-01T06:00")
    again = run("submit", "page.html", "--idempotency-key", str(tmp_path))
    assert again.returncode == 4
    assert "Idempotency-Key" in again.stderr


def test_submit_goes_on_after_a_bad_file(api: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "good").write_text(arabic(), encoding="utf-8")
    (tmp_path / "english").write_text("This is English and nothing else.", encoding="utf-8")
    done = run("submit", "missing", "english", "https://news.example/1", "good", "--json")
    assert done.returncode == 2
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == ["good"]
    missing, english, address = done.stderr.splitlines()
    assert missing == "dragoman: missing: there is no file missing"
    assert "English" in english
    assert "save the page" in address


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["submit"], "Missing argument"),
        (["submit", "a", "b", "--title", "x", "--url", "y"], "--title and --url can belong to one article only"),
        (["submit", "-", "--published-at", "yesterday"], "'yesterday' is not a moment"),
        (["submit", "-", "--sentences", "11"], "--sentences"),
        (["show", "x", "--json", "--markdown"], "choose one"),
        (["show", "../etc"], "is not an id"),
        (["lst"], "Did you mean 'list'?"),
        (["list", "--api", "nowhere"], "is not the address of an API"),
    ],
)
def test_wrong_usage_is_one_sentence(run: Run, arguments: list[str], said: str) -> None:
    done = run(*arguments, stdin=b"")
    assert done.returncode in (2, 3, 4)
    assert done.stdout == ""
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_wrong_setting_is_named(run: Run) -> None:
    done = run("list", DRAGOMAN_PORT="eighty")
    assert done.returncode == 2
    assert "DRAGOMAN_PORT" in done.stderr


def test_without_a_server_it_says_how_to_start_one(run: Run) -> None:
    done = run("list", "--api", "http://127.0.0.1:1")
    assert done.returncode == 3
    assert done.stderr.startswith(
        "dragoman: the API at http://127.0.0.1:1 cannot be reached: nothing answers there; start it"
    )


def test_what_the_api_refuses_comes_with_its_reason(api: str, run: Run) -> None:
    unknown = "01a221ad-0000-7000-8000-000000000000"
    for command in ("show", "watch", "cancel", "retry"):
        done = run(command, unknown)
        assert done.returncode == 4
        assert unknown in done.stderr
    _, job = submitted(run)
    done = run("retry", job)
    assert (done.returncode, done.stdout) == (4, "")
    assert "nothing to retry" in done.stderr


def test_show_sets_arabic_beside_english(api: str, run: Run, desk: Desk) -> None:
    # Given a finished article with a flag
    article, job = submitted(run, "--outlet", "وكالة")
    desk.finish(job, {2: (Flag("numbers", {"missing": ["35", "7"], "added": []}),)})
    # When it is shown
    done = run("show", article)
    # Then each sentence stands beside its translation, flags below it, and the summary cites its evidence
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert any("أعلنت" in line and "The Ministry of Health" in line for line in lines)
    assert any("⚑ In the Arabic but not in the" in line for line in lines)
    assert any("35, 7." in line for line in lines)
    assert any(line.startswith("• The Ministry of Health") for line in lines)
    assert "[1, 2]" in done.stdout
    assert "4 sentences · 1 flagged" in done.stdout
    assert max(map(len, lines)) <= 80
    assert not any(line.endswith(" ") for line in lines)
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("columns", ["20", "40", "71", "72", "200"])
def test_show_fits_the_terminal(api: str, run: Run, desk: Desk, columns: str) -> None:
    article, job = submitted(run)
    desk.finish(job)
    done = run("show", article, COLUMNS=columns)
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= int(columns)
    beside = any("وزارة" in line and "Ministry" in line for line in done.stdout.splitlines())
    assert beside is (int(columns) >= 72)


def test_show_as_markdown(api: str, run: Run, desk: Desk) -> None:
    article, job = submitted(run, "--title", "عنوان | *مهم* <b>")
    desk.finish(job, {1: (Flag("empty"),)})
    lines = run("show", "--markdown", article).stdout.splitlines()
    assert '<span dir="rtl" lang="ar">عنوان \\| \\*مهم\\* &lt;b&gt;</span>' in lines
    rows = [line for line in lines if line.startswith("| ")]
    assert rows[1].startswith('| 1 | <span dir="rtl" lang="ar">')
    assert rows[1].endswith("<br>⚑ Not translated. |")
    assert "- The Ministry of Health opened 35 centres today. \\[1, 2\\]" in lines


def test_show_tells_what_is_not_finished(api: str, run: Run, desk: Desk) -> None:
    article, job = submitted(run)
    assert f"dragoman watch {job}" in run("show", article).stdout
    desk.prepare(job)
    desk.translate(desk.claim(job, Stage.TRANSLATE), [1, 2])
    shown = run("show", article).stdout
    assert "(not translated)" in shown
    assert "2 of 4 sentences are translated" in " ".join(shown.split())


def test_an_article_cannot_steer_the_terminal(api: str, run: Run) -> None:
    text = f"\x1b[2J\x1b]0;owned\x07 [bold]{arabic()}[/bold] \u202egnirts\u202c \x9b31m"
    article, _ = submitted(run, "--title", "\x1b[31mعنوان\u202e", text=text)
    for output in (run("show", article).stdout, run("show", "--markdown", article).stdout, run("list").stdout):
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(output)


def test_list_into_a_pipe_is_one_line_each(api: str, run: Run, desk: Desk) -> None:
    outlet = f"outlet-{time.time_ns()}"
    ids = [submitted(run, "--outlet", outlet)[0] for _ in range(3)]
    lines = run("list", "--outlet", outlet).stdout.splitlines()
    assert [line.split("\t")[:2] for line in lines] == [[i, "queued"] for i in reversed(ids)]
    assert [json.loads(line)["id"] for line in run("list", "--outlet", outlet, "--json").stdout.splitlines()] == ids[
        ::-1
    ]
    assert len(run("list", "--outlet", outlet, "--limit", "2").stdout.splitlines()) == 2
    assert run("list", "--outlet", outlet, "--state", "succeeded").stdout == ""
    assert len(run("list", "--outlet", outlet, "--search", "وزارة الصحة").stdout.splitlines()) == 3


def test_cancel_and_retry(api: str, run: Run) -> None:
    _, job = submitted(run)
    assert run("cancel", job).stdout == f"cancelled: {job}\n"
    watched = run("watch", job)
    assert (watched.returncode, watched.stdout.split(":")[0]) == (5, "cancelled")
    assert f"go on with: dragoman retry {job}" in watched.stderr
    assert run("retry", job).stdout == f"queued: {job}\n"


def test_watch_follows_to_the_end(api: str, run: Run, desk: Desk) -> None:
    article, job = submitted(run)
    desk.finish(job)
    done = run("watch", job)
    assert (done.returncode, done.stdout) == (0, f"succeeded: article {article}\n")
    events = [json.loads(line) for line in run("watch", job, "--json").stdout.splitlines()]
    assert [e["seq"] for e in events] == list(range(1, len(events) + 1))
    assert events[-1]["state"] == "succeeded"


def test_submit_and_wait_shows_progress_and_the_article(api: str, tmp_path: Path, desk: Desk) -> None:
    # Given somebody who waits
    waiting = subprocess.Popen(
        [sys.executable, "-m", "dragoman.cli", "submit", "-", "--wait"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(DRAGOMAN_API_URL=api),
    )
    assert waiting.stdin
    assert waiting.stderr
    waiting.stdin.write(arabic().encode())
    waiting.stdin.close()
    waiting.stdin = None
    assert waiting.stderr.readline().decode().startswith("prepare")
    # When the workers have done it
    job = desk.store.library.list_articles(query()).items[0].job.id
    desk.finish(job)
    out, err = waiting.communicate(timeout=20)
    # Then the article is on standard output and how it went on standard error
    assert waiting.returncode == 0
    assert "The Ministry of Health" in out.decode()
    assert "4 of 4 sentences" in err.decode()


def query() -> object:
    from dragoman.store import ArticleQuery

    return ArticleQuery(limit=1)


def test_a_failed_article_is_an_exit_code_of_its_own(api: str, run: Run, desk: Desk) -> None:
    article, job = submitted(run)
    desk.fail(job)
    done = run("watch", job)
    assert done.returncode == 5
    assert "there is no sentence in it" in done.stderr
    assert "there is no sentence in it" in " ".join(run("show", article).stdout.split())


def test_ctrl_c_ends_quietly_with_130(tmp_path: Path) -> None:
    with misbehaving(reply(503, {"detail": "busy"}, Retry_After="20")) as script:
        process = subprocess.Popen(
            [sys.executable, "-m", "dragoman.cli", "list", "--api", script.url],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env=environment(),
        )
        deadline = time.monotonic() + 20
        while not script.seen and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=10) == (b"", b"")
        assert process.returncode == 130


def test_a_reader_that_has_enough_is_no_error(api: str, run: Run, tmp_path: Path) -> None:
    submitted(run)
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "dragoman.cli", "list"],
        stdin=subprocess.DEVNULL,
        stdout=write,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(DRAGOMAN_API_URL=api),
        timeout=30,
        check=False,
    )
    os.close(write)
    assert done.stderr == b""


def in_terminal(*arguments: str, columns: int = 100, **more: str) -> str:
    """What the command writes when it has a terminal."""
    main, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "dragoman.cli", *arguments],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=environment(TERM="xterm-256color", COLUMNS=str(columns), **more),
        cwd=ROOT,
    )
    os.close(terminal)
    written = b""
    while select.select([main], [], [], 20)[0]:
        try:
            data = os.read(main, 65536)
        except OSError:
            break
        if not data:
            break
        written += data
    os.close(main)
    assert process.wait(10) == 0
    return written.decode()


def test_a_terminal_gets_colours_unless_it_wants_none(api: str, run: Run, desk: Desk) -> None:
    article, job = submitted(run)
    desk.finish(job)
    assert "\x1b[1m" in in_terminal("show", article, DRAGOMAN_API_URL=api)
    plain = in_terminal("show", article, DRAGOMAN_API_URL=api, NO_COLOR="1")
    assert "\x1b[3" not in plain


def test_arabic_is_isolated_only_for_terminals_that_turn_it(api: str, run: Run, desk: Desk) -> None:
    article, job = submitted(run)
    desk.finish(job)
    for command in (("show", article), ("list",)):
        assert "\u2067" not in in_terminal(*command, DRAGOMAN_API_URL=api)
        turned = in_terminal(*command, DRAGOMAN_API_URL=api, VTE_VERSION="7600")
        assert turned.count("\u2067") == turned.count("\u2069") > 0
    assert "\u2067" not in run("show", article, VTE_VERSION="7600").stdout


def test_help_names_every_command_and_exit_code(run: Run) -> None:
    done = run("--help", COLUMNS="200")
    for word in ("submit", "watch", "show", "list", "cancel", "retry", "up", "demo", "migrate", "Exit codes", "130"):
        assert word in done.stdout
    assert run("--version").stdout.startswith("dragoman 0.")
    assert run().stdout.startswith(done.stdout[:10])


def test_migrate_makes_the_database(run: Run, tmp_path: Path) -> None:
    for _ in range(2):
        done = run("migrate")
        assert (done.returncode, done.stdout) == (0, "The database is up to date.\n")
    assert (tmp_path / ".dragoman" / "dragoman.db").exists()
    done = run("migrate", DRAGOMAN_DATABASE_URL="nonsense")
    assert done.returncode == 1
    assert "database URL cannot be read" in done.stderr
