"""The process ends at the worst moments; the message comes to its end all the same, and there is only one."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from api.slack.app import SlackApp
from api.slack.followed import Followed, Ledger, Origin
from api.slack.options import Options
from dragoman.job import Stage
from tests.api.server import Desk, arabic
from tests.conftest import ROOT
from tests.slack import sent
from tests.slack.conftest import Door, job_of, run_app
from tests.slack.fake import APP_TOKEN, BOT_TOKEN, LOST, Slack


def test_a_job_that_ends_while_nobody_looks_is_shown_after_the_restart(
    slack: Slack, options: Options, desk: Desk
) -> None:
    # Given two messages in the middle of their jobs
    with run_app(options):
        for _ in range(2):
            slack.send("slash_commands", sent.command(slack, arabic()))
        first, second = slack.wait(lambda: len(slack.ours()) == 2 and slack.ours())
        desk.prepare(job_of(first))
        slack.wait(slack.shows("0 of 4 sentences"))
    # When one job ends and the other goes on while the Slack app is down
    claimed = desk.claim(job_of(first), Stage.TRANSLATE)
    desk.translate(claimed, [1, 2, 3])
    desk.finish(job_of(second))
    # Then both are right as soon as it is back
    with run_app(options):
        slack.wait(slack.shows("Translating · 3 of 4 sentences"))
        slack.wait(slack.shows("[1]"))
        desk.translate(claimed, [4])
        slack.wait(slack.shows("4 of 4"))
    assert len(slack.ours()) == 2
    assert len(slack.calls("chat.postMessage")) == 2


def test_what_was_written_down_and_not_begun_is_begun(slack: Slack, options: Options, desk: Desk) -> None:
    # Given a request that was acknowledged in the moment the process died
    ledger = Ledger(options.data_dir / "slack.db")
    ledger.add(Followed("slack:T:C:1", Origin.COMMAND, "C2147483705", None, "U1", text=arabic()))
    ledger.close()
    with run_app(options):
        message = slack.wait(slack.ours)[0]
        desk.finish(job_of(message))
        slack.wait(slack.shows("[1]"))


def test_a_message_whose_answer_was_lost_is_found_and_not_posted_twice(
    slack: Slack, options: Options, desk: Desk
) -> None:
    # Given that Slack posted the message, and the connection broke before it said so
    slack.script("chat.postMessage", LOST)
    with run_app(options):
        slack.send("slash_commands", sent.command(slack, arabic()))
        message = slack.wait(slack.ours)[0]
    # When the process starts again
    with run_app(options):
        desk.finish(job_of(message))
        slack.wait(slack.shows("[1]"))
    # Then it goes on with that message
    assert len(slack.ours()) == 1
    assert len(slack.calls("chat.postMessage")) == 1


def test_the_same_in_a_thread(slack: Slack, app: SlackApp, desk: Desk) -> None:
    ts = slack.say("C2147483705", arabic())
    slack.script("chat.postMessage", LOST)
    slack.send("interactive", sent.shortcut(slack, slack.messages["C2147483705", ts]))
    message = slack.wait(slack.ours)[0]
    desk.finish(job_of(message))
    slack.wait(slack.shows("[1]"))
    assert len(slack.calls("chat.postMessage")) == 1


def test_a_killed_process_is_taken_over_by_the_next(slack: Slack, door: Door, desk: Desk, tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DRAGOMAN_", "SLACK_"))}
    environment |= {
        "DRAGOMAN_API_URL": door.url,
        "DRAGOMAN_DATA_DIR": str(tmp_path / "data"),
        "DRAGOMAN_SLACK_API_URL": f"{slack.base}/api/",
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "error",
    }

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "api.slack"]
        process = subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=subprocess.PIPE)
        started.append(process)
        return process

    started: list[subprocess.Popen[bytes]] = []
    text = arabic()
    try:
        first = start()
        slack.send("slash_commands", sent.command(slack, text))
        message = slack.wait(slack.ours)[0]
        desk.prepare(job_of(message))
        slack.wait(slack.shows("0 of 4 sentences"))
        # When it is killed
        first.send_signal(signal.SIGKILL)
        _, log = first.communicate(timeout=20)
        desk.translate(desk.claim(job_of(message), Stage.TRANSLATE), [1, 2])
        # Then the next one goes on with the same message
        second = start()
        slack.wait(slack.shows("Translating · 2 of 4 sentences"))
        second.terminate()
        _, more = second.communicate(timeout=20)
    finally:
        for process in started:
            process.kill()
            process.communicate()
    assert second.returncode == 0
    assert len(slack.ours()) == 1
    # and neither has written what anybody wrote into its log
    assert text[:20].encode() not in log + more
    assert BOT_TOKEN.encode() not in log + more


def test_what_is_remembered_is_for_our_eyes_only(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "new" / "slack.db")
    try:
        row = Followed("slack:T:C:1", Origin.COMMAND, "C1", None, "U1", text="نص")
        assert ledger.add(row)
        assert not ledger.add(row)
        assert {oct(file.stat().st_mode & 0o777) for file in (tmp_path / "new").iterdir()} == {"0o600"}
        # A text is kept until the API has it, and no longer
        ledger.change(row, job_id="j", text=None)
        assert not ledger.revive(row)
        found = ledger.find(row.key)
        assert found is not None
        assert (found.job_id, found.text, found.open) == ("j", None, True)
    finally:
        ledger.close()
