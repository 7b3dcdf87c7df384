"""Slack and the API ask for patience, or go away for a while: nothing is lost, and nobody is flooded."""

import itertools
import time
from dataclasses import replace

import pytest

from api.slack.app import SlackApp
from api.slack.blocks import Handle
from api.slack.followed import Followed, Ledger, Origin
from api.slack.follower import Pace
from api.slack.messages import waiting
from api.slack.options import Options, SetupError
from api.slack.outcomes import ApiAway, SaidNoError
from api.slack.upstream import Upstream
from dragoman.job import Stage
from tests.api.server import Desk, arabic
from tests.cli.misbehaving import misbehaving, reply
from tests.slack import sent
from tests.slack.conftest import QUICK, Door, job_of, run_app
from tests.slack.fake import Slack, buttons, limited, shown

WAITING = waiting(Handle("")).text


def test_retry_after_is_kept_to_and_the_result_still_comes(slack: Slack, app: SlackApp, desk: Desk) -> None:
    slack.send("slash_commands", sent.command(slack, arabic()))
    message = slack.wait(slack.ours)[0]
    # Given that Slack has had enough of updates
    slack.script("chat.update", limited(1), limited(1))
    desk.finish(job_of(message))
    slack.wait(slack.shows("[1]"))
    # Then it was asked again only when the seconds had passed
    at = [n.at for n in slack.noted if n.name == "chat.update"]
    assert len(at) == 3
    assert all(later - earlier >= 0.99 for earlier, later in itertools.pairwise(at))


def test_a_limit_on_new_messages_does_not_hold_up_those_that_are_there(slack: Slack, app: SlackApp, desk: Desk) -> None:
    slack.send("slash_commands", sent.command(slack, arabic()))
    first = slack.wait(slack.ours)[0]
    slack.script("chat.postMessage", limited(2))
    slack.send("slash_commands", sent.command(slack, arabic()))
    slack.wait(lambda: len(slack.calls("chat.postMessage")) == 2)
    # While the second message waits for its turn, the first is brought to its end
    desk.finish(job_of(first))
    slack.wait(slack.shows("[1]"))
    assert len(slack.ours()) == 1
    slack.wait(lambda: len(slack.ours()) == 2)
    assert len(slack.calls("chat.postMessage")) == 3
    # A refused call has posted nothing: there is nothing to look for
    assert slack.calls("conversations.history") == []


def test_progress_waits_for_its_turn_and_the_end_does_not(slack: Slack, options: Options, desk: Desk) -> None:
    with run_app(options, replace(QUICK, progress=1.5)):
        text = arabic(tuple(f"قال الوزير إن المشروع رقم {n} يبدأ غدا." for n in range(1, 40)))
        slack.send("slash_commands", sent.command(slack, text))
        message = slack.wait(slack.ours)[0]
        desk.prepare(job_of(message))
        claimed = desk.claim(job_of(message), Stage.TRANSLATE)
        # When forty sentences are done in less than a second
        for n in range(1, 41):
            desk.translate(claimed, [n])
            time.sleep(0.02)
        desk.store.intake.cancel(job_of(message))
        slack.wait(slack.shows("Cancelled. 40 sentences"))
    # Then the message changed a few times only, and its end was not kept back
    *progress, _ = [n.at for n in slack.noted if n.name == "chat.update"]
    assert len(progress) < 20
    assert all(later - earlier >= 1.49 for earlier, later in itertools.pairwise(progress))


def test_all_messages_together_stay_under_slacks_limit(slack: Slack, options: Options, desk: Desk) -> None:
    with run_app(options, replace(QUICK, updates=0.4)):
        for _ in range(4):
            slack.send("slash_commands", sent.command(slack, arabic()))
        slack.wait(lambda: len(slack.ours()) == 4)
        for message in slack.ours():
            desk.prepare(job_of(message))
        slack.wait(lambda: all("0 of 4 sentences" in shown(m) for m in slack.ours()))
    at = [n.at for n in slack.noted if n.name == "chat.update"]
    assert all(later - earlier >= 0.39 for earlier, later in itertools.pairwise(at))


def test_one_channel_gets_one_message_a_second(slack: Slack, options: Options) -> None:
    with run_app(options, replace(QUICK, posts=0.5)):
        for _ in range(3):
            slack.send("slash_commands", sent.command(slack, arabic()))
        slack.wait(lambda: len(slack.ours()) == 3)
    at = [n.at for n in slack.noted if n.name == "chat.postMessage"]
    assert all(later - earlier >= 0.49 for earlier, later in itertools.pairwise(at))


def test_while_the_api_is_away_one_sentence_says_so_and_it_is_asked_again(
    slack: Slack, app: SlackApp, door: Door, desk: Desk
) -> None:
    # Given an API that does not answer
    door.shut()
    slack.send("slash_commands", sent.command(slack, arabic()))
    message = slack.wait(slack.ours)[0]
    assert shown(message).startswith(WAITING)
    time.sleep(1.5)
    assert slack.calls("chat.update") == []
    # When it is back
    door.open()
    slack.wait(slack.shows("Waiting for a free translator"))
    job = job_of(slack.ours()[0])
    # and goes away again in the middle
    door.shut()
    slack.wait(slack.shows(WAITING))
    desk.finish(job)
    door.open()
    # Then the same message comes to its end
    slack.wait(slack.shows("[1]"))
    assert len(slack.calls("chat.postMessage")) == 1


def test_after_a_day_without_the_api_it_says_so_except_where_nobody_asked(
    slack: Slack, options: Options, door: Door
) -> None:
    door.shut()
    slack.members.add("C0FEED")
    ledger = Ledger(options.data_dir / "slack.db")
    old = time.time() - 90_000
    ledger.add(Followed("slack:T:C:1", Origin.COMMAND, "C2147483705", None, "U1", text=arabic(), created_at=old))
    ledger.add(Followed("slack:T:C:2", Origin.FEED, "C0FEED", "1.2", "U1", text=arabic(), created_at=old))
    ledger.close()
    with run_app(options) as app:
        slack.wait(slack.shows("did not answer for a whole day"))
        slack.wait(lambda: app.ledger.open_requests() == [])
    assert slack.ours("C0FEED") == []


def test_a_text_that_waits_for_the_api_can_be_taken_back(slack: Slack, app: SlackApp, door: Door) -> None:
    door.shut()
    slack.send("slash_commands", sent.command(slack, arabic()))
    message = slack.wait(slack.ours)[0]
    slack.send("interactive", sent.press(slack, message, message["blocks"][-1]["elements"][0]))
    slack.wait(slack.shows("Cancelled before it was sent"))
    slack.wait(lambda: app.ledger.open_requests() == [])


def test_a_slack_that_is_away_is_waited_for(slack: Slack, app: SlackApp, desk: Desk) -> None:
    slack.script("chat.postMessage", (503, {}, {}), (200, {"ok": False, "error": "internal_error"}, {}))
    slack.send("slash_commands", sent.command(slack, arabic()))
    slack.wait(slack.ours, 25)
    assert len(slack.ours()) == 1


def test_a_message_slack_does_not_take_is_told_in_fewer_words(slack: Slack, app: SlackApp, desk: Desk) -> None:
    slack.send("slash_commands", sent.command(slack, arabic()))
    message = slack.wait(slack.ours)[0]
    slack.script("chat.update", (200, {"ok": False, "error": "invalid_blocks"}, {}))
    desk.finish(job_of(message))
    slack.wait(slack.shows("Slack could not show it in one message"))
    assert set(buttons(slack.ours()[0])) == {"read", "thread"}
    slack.wait(lambda: app.ledger.open_requests() == [])


def test_a_deleted_message_is_let_go(slack: Slack, app: SlackApp, desk: Desk) -> None:
    slack.send("slash_commands", sent.command(slack, arabic()))
    message = slack.wait(slack.ours)[0]
    job = job_of(message)
    del slack.messages["C2147483705", message["ts"]]
    desk.finish(job)
    slack.wait(lambda: app.ledger.open_requests() == [])
    assert len(slack.calls("chat.postMessage")) == 1


def test_a_wrong_token_is_told_at_the_start(options: Options) -> None:
    with pytest.raises(SetupError, match="Slack refuses SLACK_BOT_TOKEN: invalid_auth"):
        SlackApp(replace(options, bot_token="xoxb-wrong"))


def test_a_folder_that_cannot_be_written_is_told_at_the_start(options: Options) -> None:
    options.data_dir.write_text("a file")
    with pytest.raises(SetupError, match="DRAGOMAN_DATA_DIR"):
        SlackApp(options)


def test_the_default_pace_keeps_to_slacks_published_limits() -> None:
    # One message a second in a channel; chat.update is in tier 3, fifty a minute and more.
    assert Pace().posts >= 1.0
    assert 60 / Pace().updates <= 50


def test_the_api_is_asked_again_when_it_said_and_less_and_less_otherwise() -> None:
    now = [0.0]
    slow = reply(429, {"detail": "slowly"}, Retry_After="7")
    with misbehaving(slow, reply(503, {}), reply(503, {}), reply(401, {"detail": "who are you"})) as script:
        upstream = Upstream(script.url, None, clock=lambda: now[0])
        pauses: list[float] = []
        for _ in range(4):
            with pytest.raises(ApiAway) as away:
                upstream.job("j")
            # Nobody else asks it before that
            with pytest.raises(ApiAway, match="resting"):
                upstream.article("a")
            pauses.append(away.value.seconds)
            now[0] += away.value.seconds
        upstream.close()
    assert 7 <= pauses[0] <= 8
    assert 2 <= pauses[1] < pauses[2]
    assert pauses[3] == 60
    assert len(script.seen) == 4


def test_an_edited_message_is_another_article_and_no_conflict(api: str) -> None:
    upstream = Upstream(api, None)
    key, text = f"slack:T:C:{time.time()}", arabic()
    first = upstream.submit(key, text, awaited=True)
    assert upstream.submit(key, text, awaited=True).id == first.id
    edited = upstream.submit(key, arabic(), awaited=True)
    assert edited.id != first.id
    with pytest.raises(SaidNoError):
        upstream.job("nothing-of-ours")
    upstream.close()
