"""The buttons under the message, and what they do when the message is all that is left to know."""

import pytest

from api.slack import words
from api.slack.app import SlackApp
from api.slack.blocks import Handle
from api.slack.options import Options
from dragoman.job import JobState, Stage
from tests.api.server import Desk, arabic
from tests.slack import sent
from tests.slack.conftest import job_of, run_app
from tests.slack.fake import CHANNEL, Slack, buttons, shown


def ask(slack: Slack, text: str | None = None) -> dict[str, object]:
    """The message of a new request."""
    known = {m["ts"] for m in slack.ours()}
    slack.send("slash_commands", sent.command(slack, text or arabic()))
    return slack.wait(lambda: [m for m in slack.ours() if m["ts"] not in known])[0]


def press(slack: Slack, message: dict[str, object], name: str) -> str:
    return slack.send("interactive", sent.press(slack, message, buttons(message)[name]))


def test_cancel_stops_the_job_and_says_what_is_done(slack: Slack, app: SlackApp, desk: Desk) -> None:
    message = ask(slack)
    job = job_of(message)
    desk.prepare(job)
    desk.translate(desk.claim(job, Stage.TRANSLATE), [1, 2])
    slack.wait(slack.shows("2 of 4"))
    # Two clicks are one cancellation
    press(slack, message, "cancel")
    press(slack, message, "cancel")
    slack.wait(slack.shows("Cancelled. 2 sentences had been translated."))
    assert desk.store.library.job(job).state is JobState.CANCELLED
    # and it can go on from there
    press(slack, message, "retry")
    slack.wait(slack.shows("Translating · 2 of 4 sentences"))
    claimed = desk.claim(job, Stage.TRANSLATE)
    desk.translate(claimed, [3, 4])
    slack.wait(slack.shows("4 of 4"))
    assert len(slack.ours()) == 1


def test_a_failure_says_why_and_can_be_tried_again(slack: Slack, app: SlackApp, desk: Desk) -> None:
    message = ask(slack)
    desk.fail(job_of(message))
    slack.wait(slack.shows("This could not be translated: there is no sentence in it."))
    assert set(buttons(message)) == {"read", "retry"}
    press(slack, message, "retry")
    slack.wait(slack.shows("Waiting for a free translator"))
    desk.finish(job_of(message))
    slack.wait(slack.shows("[1]"))


def test_the_article_comes_into_the_thread_page_by_page(slack: Slack, app: SlackApp, desk: Desk) -> None:
    text = arabic(tuple(f"قال الوزير إن المشروع رقم {n} يبدأ غدا." for n in range(1, 31)))
    message = ask(slack, text)
    desk.finish(job_of(message))
    slack.wait(slack.shows("[1]"))
    # When it is asked for twice at once
    press(slack, message, "thread")
    press(slack, message, "thread")
    slack.wait(lambda: slack.whispers() == [words.AGAIN_PAGE])
    first = slack.wait(lambda: slack.ours()[1:])[0]
    assert first["thread_ts"] == message["ts"]
    assert "Show more (19 parts left)" in shown(first)
    # Then there is one first page, and the button leads to the next, to the end
    page, seen = first, [first]
    while "more" in buttons(page):
        press(slack, page, "more")
        slack.wait(lambda: len(slack.ours()) == len(seen) + 2)
        page = slack.ours()[-1]
        seen.append(page)
    assert len(seen) == 3
    assert all(m["thread_ts"] == message["ts"] for m in seen)
    everything = "\n".join(map(shown, seen))
    for n in range(1, 31):
        assert everything.count(f"[{n}] \u2067قال الوزير إن المشروع رقم {n} يبدأ غدا.\u2069\n") == 1
    assert everything.endswith("That is the whole article.")


def test_buttons_of_a_message_nothing_is_remembered_of_still_work(slack: Slack, options: Options, desk: Desk) -> None:
    with run_app(options):
        message = ask(slack)
    # Given that the Slack app's own file was lost
    for file in options.data_dir.iterdir():
        file.unlink()
    with run_app(options):
        press(slack, message, "cancel")
        slack.wait(slack.shows("Cancelled."))
        press(slack, message, "retry")
        slack.wait(slack.shows("Waiting for a free translator"))
        desk.finish(job_of(message))
        slack.wait(slack.shows("[1]"))
    assert desk.store.library.job(job_of(message)).state is JobState.SUCCEEDED
    assert len(slack.ours()) == 1


@pytest.mark.parametrize("value", ["", "{}", "[]", '["a"]', '["slack:T:C:gone","","",0]', "nonsense"])
def test_a_button_of_another_age_is_explained(slack: Slack, app: SlackApp, value: str) -> None:
    old = {"ts": slack.say(CHANNEL, "old"), "text": "old"}
    envelope = slack.send(
        "interactive", sent.press(slack, old, {"action_id": "cancel", "value": value, "text": {"text": "Cancel"}})
    )
    slack.wait(lambda: slack.whispers() == [words.FAILED_BUTTON])
    slack.wait(lambda: slack.acked(envelope))


def test_the_reading_button_is_acknowledged(slack: Slack, app: SlackApp) -> None:
    message = ask(slack)
    envelope = press(slack, message, "read")
    slack.wait(lambda: slack.acked(envelope))


def test_a_handle_survives_its_button() -> None:
    handle = Handle("slack:T:C:1", "j", "a", 12)
    assert Handle.read(str(handle)) == handle
