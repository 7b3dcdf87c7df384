"""Fix a sentence: from the button to the line that says who corrected it."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.slack import modals, words
from api.slack.app import SlackApp
from api.slack.lines import Line, author_of, line_at, shown_author
from api.slack.modals import Fix
from api.slack.options import Access, Options, ids
from dragoman.client import Client
from tests.api.server import ENGLISH, Desk, arabic
from tests.slack import sent
from tests.slack.conftest import QUICK, Door, job_of, run_app
from tests.slack.fake import LOST, USER, Slack, accessories, buttons, limited, shown
from tests.slack.rules import broken_view, texts
from tests.slack.test_messages import HOSTILE

BETTER = "Health ministry opens 35 centres."
ABOUT = Fix("C1", "", "1.2", "slack:T:C1:1", "j" * 36, "a" * 36)


@pytest.fixture(autouse=True)
def _no_bad_answers(slack: Slack) -> Iterator[None]:
    yield
    assert slack.problems == []


def result(slack: Slack, desk: Desk, text: str | None = None) -> dict[str, Any]:
    """The message of an article that is done."""
    known = {m["ts"] for m in slack.ours()}
    slack.send("slash_commands", sent.command(slack, text or arabic()))
    message = slack.wait(lambda: [m for m in slack.ours() if m["ts"] not in known])[0]
    desk.finish(job_of(message))
    slack.wait(lambda: "fix" in buttons(message))
    return message


def press(slack: Slack, message: dict[str, Any], button: dict[str, Any] | None = None, user: str = USER) -> str:
    pressed = sent.press(slack, message, button or buttons(message)["fix"], user=user)
    return slack.send("interactive", pressed)


def send_in(slack: Slack, view: dict[str, Any], user: str = USER, name: str = "sam", **typed: str) -> str:
    return slack.submit(sent.submission(slack, view["id"], user=user, name=name, typed=typed))


def open_line(slack: Slack, message: dict[str, Any], n: int = 1, user: str = USER) -> dict[str, Any]:
    """The window with line ``n``, by way of its number."""
    before = set(slack.views)
    press(slack, message, user=user)
    chooser = slack.wait(lambda: [v for k, v in list(slack.views.items()) if k not in before])[0]
    send_in(slack, chooser, user, number=str(n))
    return slack.wait(lambda: [v for v in [slack.views[chooser["id"]]] if v.get("callback_id") == modals.SAVE])[0]


def field(view: dict[str, Any]) -> str:
    """What stands in the window's input."""
    element = next(b["element"] for b in view["blocks"] if b["type"] == "input")
    return str(element["initial_value"])


def article_of(message: dict[str, Any]) -> str:
    return str(message["metadata"]["event_payload"]["article_id"])


def line(api: str, message: dict[str, Any], n: int = 1) -> Line:
    with Client(api) as client:
        found = line_at(client.article(article_of(message)), n)
    assert found
    return found


def test_a_line_is_chosen_by_number_corrected_and_says_by_whom(
    slack: Slack, app: SlackApp, desk: Desk, api: str
) -> None:
    # Given the result of an article
    message = result(slack, desk)
    # When the button is pressed, a window asks for the line's number
    press(slack, message)
    chooser = slack.wait(lambda: list(slack.views.values()))[0]
    assert (chooser["title"]["text"], chooser["submit"]["text"]) == ("Fix a sentence", "Next")
    send_in(slack, chooser, number="1")
    # Then the same window shows the Arabic, and the English to be changed
    view = slack.wait(slack.window("أعلنت وزارة الصحة"))
    assert view["title"]["text"] == "Fix line 1"
    assert "\u2067أعلنت وزارة الصحة اليوم افتتاح 35 مركزا.\u2069" in shown(view)
    assert field(view) == ENGLISH[0]
    # When it is saved, with marks that would turn round what stands beside it
    send_in(slack, view, english=f"\u2068{BETTER}\u202e\u2069 ")
    slack.wait(slack.window("Line 1 is corrected"))
    # Then the API has it, without them, and the message says who it was
    made = line(api, message)
    assert (made.english, made.version, made.author) == (BETTER, 1, f"slack:sam ({USER})")
    slack.wait(slack.shows("Corrected: [1] by \u2068sam\u2069"))
    # and the next to open it is told, and sees the present English
    view = open_line(slack, message)
    assert "Corrected by \u2068sam\u2069" in shown(view)
    assert field(view) == BETTER
    assert len(slack.ours()) == 1


def test_a_line_in_the_thread_has_a_button_of_its_own(slack: Slack, app: SlackApp, desk: Desk, api: str) -> None:
    message = result(slack, desk)
    slack.send("interactive", sent.press(slack, message, buttons(message)["thread"]))
    page = slack.wait(lambda: slack.ours()[1:])[0]
    assert len(accessories(page)) == 4
    # When the second line's is pressed
    press(slack, page, accessories(page)[1])
    view = slack.wait(slack.window("وقال الوزير"))
    assert field(view) == ENGLISH[1]
    send_in(slack, view, english="Work starts tomorrow, he said.")
    # Then that line changes where it stands, and the message above says so too
    slack.wait(slack.shows("Work starts tomorrow, he said.\n✎ Corrected by \u2068sam\u2069"))
    slack.wait(slack.shows("Corrected: [2] by"))
    assert len(slack.ours()) == 2
    assert "[1]" in shown(page)
    assert line(api, message, 2).version == 1


def test_the_click_is_acknowledged_while_slack_and_the_api_hang(
    slack: Slack, app: SlackApp, desk: Desk, door: Door
) -> None:
    message = result(slack, desk)
    door.shut()
    with slack.holding("views.open"):
        began = time.monotonic()
        envelope = press(slack, message)
        slack.wait(lambda: slack.acked(envelope))
        assert time.monotonic() - began < 1
        slack.wait(lambda: slack.calls("views.open"))
    # and the window opens without the API
    slack.wait(slack.window("Which line?"))


def test_the_window_opens_while_the_follower_is_held_up(slack: Slack, app: SlackApp, desk: Desk) -> None:
    message = result(slack, desk)
    with slack.holding("chat.postMessage"):
        slack.send("slash_commands", sent.command(slack, arabic()))
        slack.wait(lambda: len(slack.calls("chat.postMessage")) == 2)
        press(slack, message)
        slack.wait(slack.window("Which line?"))


def test_only_the_page_with_the_line_changes(slack: Slack, app: SlackApp, desk: Desk) -> None:
    # Given two pages of an article in the thread
    message = result(slack, desk, arabic(tuple(f"قال الوزير إن المشروع رقم {n} يبدأ غدا." for n in range(1, 17))))
    slack.send("interactive", sent.press(slack, message, buttons(message)["thread"]))
    first = slack.wait(lambda: slack.ours()[1:])[0]
    slack.send("interactive", sent.press(slack, first, buttons(first)["more"]))
    second = slack.wait(lambda: slack.ours()[2:])[0]
    # When a line of the second is corrected from the message above them
    send_in(slack, open_line(slack, message, 13), english=BETTER)
    slack.wait(slack.shows(f"{BETTER}\n✎ Corrected by"))
    slack.wait(slack.shows("Corrected: [13] by"))
    slack.wait(lambda: app.ledger.open_pages() == [])
    # Then the first is left alone
    changed = [call["ts"] for call in slack.calls("chat.update")]
    assert second["ts"] in changed
    assert first["ts"] not in changed


def test_a_window_that_shows_something_else_by_now_is_left_alone(slack: Slack, app: SlackApp, desk: Desk) -> None:
    message = result(slack, desk)
    slack.send("interactive", sent.press(slack, message, buttons(message)["thread"]))
    page = slack.wait(lambda: slack.ours()[1:])[0]
    with slack.holding("views.update"):
        press(slack, page, accessories(page)[0])
        slack.wait(lambda: slack.calls("views.update"))
        view = next(iter(slack.views.values()))
        view["hash"] = "156772938.1827394"
    slack.wait(lambda: app.ledger.open_edits() == [])
    assert "Looking up" in shown(slack.views[view["id"]])


def test_a_trigger_that_is_over_is_explained_and_one_sent_twice_is_not(slack: Slack, app: SlackApp, desk: Desk) -> None:
    message = result(slack, desk)
    payload = sent.press(slack, message, buttons(message)["fix"])
    slack.send("interactive", payload | {"trigger_id": slack.trigger(age=4)})
    slack.wait(lambda: slack.whispers() == [words.NO_WINDOW])
    slack.send("interactive", payload)
    slack.wait(slack.window("Which line?"))
    slack.send("interactive", payload)
    slack.wait(lambda: len(slack.calls("views.open")) == 3)
    slack.script("views.open", limited(5))
    press(slack, message)
    slack.wait(lambda: slack.whispers() == [words.NO_WINDOW] * 2)
    assert len(slack.views) == 1


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "٣", "1e3", "9999999"])
def test_what_is_no_lines_number_is_told_at_the_field(slack: Slack, app: SlackApp, desk: Desk, number: str) -> None:
    press(slack, result(slack, desk))
    chooser = slack.wait(lambda: list(slack.views.values()))[0]
    send_in(slack, chooser, number=number)
    slack.wait(lambda: slack.views[chooser["id"]]["errors"] == {modals.NUMBER: modals.NO_NUMBER})


def test_a_line_that_is_not_there_can_be_chosen_anew(slack: Slack, app: SlackApp, desk: Desk) -> None:
    press(slack, result(slack, desk))
    chooser = slack.wait(lambda: list(slack.views.values()))[0]
    send_in(slack, chooser, number="99")
    view = slack.wait(slack.window("There is no line 99 in English. The lines are 1 to 4."))
    send_in(slack, view, number="3")
    slack.wait(slack.window("ورحب"))


def test_an_answer_that_travels_slowly_does_not_undo_what_came_after_it(
    slack: Slack, options: Options, desk: Desk
) -> None:
    slack.ack_delay = 0.4
    with run_app(options, replace(QUICK, settle=1.5)):
        view = open_line(slack, result(slack, desk))
        send_in(slack, view, english=BETTER)
        slack.wait(slack.window("Line 1 is corrected"))
        time.sleep(slack.ack_delay)
        assert slack.window("Line 1 is corrected")()


def test_nothing_is_no_correction(slack: Slack, app: SlackApp, desk: Desk, api: str) -> None:
    message = result(slack, desk)
    view = open_line(slack, message)
    send_in(slack, view, english=" \u2067\u2069\u200b. ")
    slack.wait(lambda: slack.views[view["id"]]["errors"] == {modals.ENGLISH: modals.EMPTY})
    assert line(api, message).version == 0


def test_an_edit_conflict_shows_both_texts_and_can_be_settled(
    slack: Slack, app: SlackApp, desk: Desk, api: str
) -> None:
    # Given that two people have the same line open
    message = result(slack, desk)
    view = open_line(slack, message)
    other = open_line(slack, message, user="U2")
    send_in(slack, other, "U2", "rana", english="Rana's line.")
    slack.wait(slack.window("Line 1 is corrected"))
    # When the second saves
    send_in(slack, view, english=BETTER)
    # Then they are shown what stands there now, and have their own text still
    view = slack.wait(slack.window("\u2068rana\u2069 has changed this line while you were writing."))
    assert "Rana's line." in shown(view)
    assert field(view) == BETTER
    assert line(api, message).english == "Rana's line."
    # and may save it all the same
    send_in(slack, view, english=BETTER)
    slack.wait(slack.shows("Corrected: [1] by \u2068sam\u2069"))
    assert (line(api, message).english, line(api, message).version) == (BETTER, 2)


def test_an_api_that_is_away_gives_the_text_back(slack: Slack, app: SlackApp, desk: Desk, door: Door, api: str) -> None:
    message = result(slack, desk)
    view = open_line(slack, message)
    door.shut()
    send_in(slack, view, english=BETTER)
    view = slack.wait(slack.window(modals.AWAY))
    assert field(view) == BETTER
    assert "أعلنت وزارة الصحة" in shown(view)
    slack.wait(lambda: app.ledger.open_edits() == [])
    # A line cannot be looked up then either
    press(slack, message)
    chooser = slack.wait(lambda: [v for v in slack.views.values() if v.get("callback_id") == modals.CHOOSE])[0]
    send_in(slack, chooser, number="2")
    slack.wait(lambda: modals.AWAY in shown(slack.views[chooser["id"]]))
    # When it is back, saving again saves it, and the sentence is gone
    door.open()
    while line(api, message).version == 0:
        envelope = send_in(slack, slack.views[view["id"]])
        slack.wait(lambda envelope=envelope: slack.acked(envelope) and app.ledger.open_edits() == [])
        time.sleep(0.2)
    assert line(api, message).english == BETTER
    assert modals.AWAY not in shown(slack.views[view["id"]])


def test_a_window_closed_too_early_is_saved_when_the_api_is_back(
    slack: Slack, app: SlackApp, desk: Desk, door: Door, api: str
) -> None:
    message = result(slack, desk)
    view = open_line(slack, message)
    door.shut()
    send_in(slack, view, english=BETTER)
    slack.wait(slack.window(modals.SAVING))
    slack.views.clear()
    slack.wait(lambda: slack.calls("views.update")[-1]["view"]["blocks"][0].get("block_id") == "notice")
    door.open()
    slack.wait(slack.shows("Corrected: [1] by"), 25)
    assert line(api, message).english == BETTER


def test_who_closed_the_window_is_told_of_a_conflict_with_their_text(
    slack: Slack, app: SlackApp, desk: Desk, api: str
) -> None:
    message = result(slack, desk)
    view = open_line(slack, message)
    with Client(api) as client:
        client.correct(article_of(message), 1, "Faster.", author="r.haddad", version=0)
    payload = sent.submission(slack, view["id"], typed={"english": "Mine <!channel>."})
    slack.views.clear()
    slack.submit(payload)
    slack.wait(slack.whispers)
    assert slack.whispers() == [
        "Line 1 is not corrected: r.haddad changed it meanwhile. You wrote: Mine &lt;!channel&gt;."
    ]
    assert line(api, message).english == "Faster."


def test_a_correction_outlives_the_process_and_is_made_once(
    slack: Slack, options: Options, desk: Desk, door: Door, api: str
) -> None:
    # Given a correction that was sent in, and a process that ends before it is made
    with run_app(options):
        message = result(slack, desk)
        view = open_line(slack, message)
        door.shut()
        # twice, as when Slack sends it again
        payload = sent.submission(slack, view["id"], typed={"english": BETTER})
        for _ in range(2):
            envelope = slack.submit(payload)
            slack.wait(lambda envelope=envelope: slack.acked(envelope))
        slack.views.clear()
    door.open()
    # Then the next process makes it, when the window's last answer was lost too
    slack.script("views.update", LOST)
    with run_app(options) as app:
        slack.wait(slack.shows("Corrected: [1] by"), 25)
        slack.wait(lambda: app.ledger.open_edits() == [], 25)
    with Client(api) as client:
        assert [c.text for c in client.corrections(article_of(message), 1)] == [BETTER]
    assert slack.whispers() == []


def test_messages_nothing_is_remembered_of_are_updated_all_the_same(slack: Slack, options: Options, desk: Desk) -> None:
    with run_app(options):
        message = result(slack, desk)
        slack.send("interactive", sent.press(slack, message, buttons(message)["thread"]))
        page = slack.wait(lambda: slack.ours()[1:])[0]
    for file in options.data_dir.iterdir():
        file.unlink()
    with run_app(options):
        press(slack, page, accessories(page)[2])
        send_in(slack, slack.wait(slack.window("ورحب")), english="They were glad.")
        slack.wait(slack.shows("They were glad.\n✎ Corrected by"))
        send_in(slack, open_line(slack, message), english=BETTER)
        slack.wait(slack.shows("Corrected: [1] by \u2068sam\u2069, [3] by \u2068sam\u2069"))
    assert len(slack.ours()) == 2


def test_only_those_who_may_can_open_a_window_or_save_in_it(
    slack: Slack, options: Options, desk: Desk, api: str
) -> None:
    with run_app(replace(options, access=Access(users=ids(USER)))):
        message = result(slack, desk)
        press(slack, message, user="U2")
        slack.wait(lambda: any("not on the list" in said for said in slack.whispers()))
        assert slack.calls("views.open") == []
        view = open_line(slack, message)
        # A window that was open when its owner was taken off the list
        send_in(slack, view, "U2", "rana", english=BETTER)
        slack.wait(lambda: "not on the list" in slack.views[view["id"]]["errors"].get(modals.ENGLISH, ""))
    assert line(api, message).version == 0


@pytest.mark.parametrize("metadata", ["", "{}", "[]", "[1,2]", '["a","b","c","d","e","f","x",0,0,""]'])
def test_a_window_of_another_age_is_explained(slack: Slack, app: SlackApp, desk: Desk, metadata: str) -> None:
    view = open_line(slack, result(slack, desk))
    slack.views[view["id"]]["private_metadata"] = metadata
    send_in(slack, view, english=BETTER)
    slack.wait(slack.window(modals.OLD))


def test_what_the_api_refuses_is_said_above_the_text(slack: Slack, app: SlackApp, desk: Desk) -> None:
    view = open_line(slack, result(slack, desk))
    about = Fix.read(view["private_metadata"])
    gone = "0198a7a0-0000-7000-8000-000000000000"
    slack.views[view["id"]]["private_metadata"] = str(replace(about, article_id=gone))
    send_in(slack, view, english=BETTER)
    view = slack.wait(slack.window("there is no article"))
    assert field(view) == BETTER


def test_names_are_carried_with_their_ids_and_shown_without() -> None:
    assert author_of("sam", "U1") == "slack:sam (U1)"
    assert author_of(" \u202e ", "U1") == "slack:U1 (U1)"
    assert len(author_of("x" * 500, "U1")) < 200
    assert shown_author("slack:Rana (desk) (U1)") == "Rana (desk)"
    assert shown_author("r.haddad") == "r.haddad"
    assert "\u202e" not in shown_author(HOSTILE)


def test_a_line_that_was_numbered_anew_is_found_by_its_arabic() -> None:
    def document(*sources: str) -> dict[str, Any]:
        return {
            "segments": [
                {"n": n, "source": {"text": s}, "target": {"text": "English."}} for n, s in enumerate(sources, 1)
            ]
        }

    first = line_at(document("أ", "ب"), 2)
    assert first
    moved = line_at(document("س", "أ", "ب"), 2, first.mark)
    assert moved
    assert (moved.n, moved.arabic) == (3, "ب")
    assert line_at(document("أ", "س"), 2, first.mark) is None
    # One that occurs twice is the one with its number, or none
    assert getattr(line_at(document("ب", "ب"), 2, first.mark), "n", 0) == 2
    assert line_at(document("ب", "س", "ب"), 2, first.mark) is None


LONG = st.text(st.sampled_from("ا ب.\n<&>*😀a\u2067\u202e\x00"), max_size=400).flatmap(
    lambda text: st.sampled_from([1, 7, 30]).map(lambda times: text * times)
)


@settings(max_examples=40, deadline=None)
@given(LONG, LONG, LONG, LONG.map(lambda name: name[:300]))
def test_every_line_makes_windows_that_slack_takes(source: str, english: str, written: str, author: str) -> None:
    one = Line(7, f"ا{source}", f"a{english}", 3, author)
    written = f"a{written}"
    views = [
        modals.opening(ABOUT),
        modals.opening(replace(ABOUT, n=7)),
        modals.choosing(ABOUT, written),
        modals.editing(ABOUT, one, "https://dragoman.example"),
        modals.editing(ABOUT, one, None, written, modals.contested(one)),
        modals.saved(ABOUT, one),
    ]
    views += [modals.again(view, written, english) for view in views if view.get("callback_id") == modals.SAVE]
    for view in views:
        assert broken_view(view) == []
        assert Fix.read(view["private_metadata"]).article_id == ABOUT.article_id
        assert "mrkdwn" not in str(view)
        assert all("\u202e" not in text for text in texts(view["blocks"]))


def test_what_a_window_is_about_survives_it() -> None:
    fix = replace(ABOUT, first=12, n=3, version=2, mark="0f")
    assert Fix.read(str(fix)) == fix
    assert len(str(replace(fix, key="k" * 255))) < 1000
