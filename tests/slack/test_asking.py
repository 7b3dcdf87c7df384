"""Every way to ask for a translation, through Socket Mode: one job, one message, in the place it was asked for."""

from dataclasses import replace

from api.slack import words
from api.slack.app import SlackApp
from api.slack.options import Access, Options
from dragoman.job import Stage
from dragoman.store import ArticleQuery
from dragoman.summary import Summary, SummaryKind, SummarySentence
from dragoman.translation import Flag
from tests.api.server import SENTENCES, Desk, arabic
from tests.slack import sent
from tests.slack.conftest import Door, job_of, run_app
from tests.slack.fake import BOT, CHANNEL, PRIVATE, USER, Slack, buttons, shown

PERSIAN = "به گزارش خبرگزاری، وزیر گفت که این مرکز آغاز به کار می‌کند و برای آن برنامه‌ای تازه دارند."


def jobs(desk: Desk) -> int:
    return len(desk.store.library.list_articles(ArticleQuery(limit=100)).items)


def test_a_command_becomes_one_message_that_moves_to_the_result(slack: Slack, app: SlackApp, desk: Desk) -> None:
    # When someone types the command
    slack.send("slash_commands", sent.command(slack, arabic()))
    message = slack.wait(slack.ours)[0]
    job = job_of(message)
    # Then the channel sees how far it is, stage by stage and sentence by sentence
    slack.wait(slack.shows("Waiting for a free translator"))
    desk.prepare(job)
    claimed = desk.claim(job, Stage.TRANSLATE)
    slack.wait(slack.shows("Translating · 0 of 4 sentences"))
    desk.translate(claimed, [1, 2])
    slack.wait(slack.shows("Translating · 2 of 4 sentences"))
    desk.translate(claimed, [3, 4], {4: (Flag("numbers", {"missing": ["35"]}),)})
    desk.store.workbench.advance(claimed, 0.1)
    slack.wait(slack.shows("Summarising · 4 of 4 sentences"))
    # and at the end the result, in the same message
    summarised = desk.claim(job, Stage.SUMMARISE)
    cited = (SummarySentence("Centres opened.", (1, 3)),)
    arabic_side = (SummarySentence(SENTENCES[0], (1, 3)),)
    desk.store.workbench.save_summary(summarised, Summary(SummaryKind.EXTRACTIVE, cited, arabic_side, "engine:test"))
    desk.store.workbench.advance(summarised, 0.1)
    slack.wait(slack.shows("Centres opened."))
    assert len(slack.ours()) == 1
    assert len(slack.calls("chat.postMessage")) == 1
    text = shown(slack.ours()[0])
    assert "[1]\n[3]" in text
    assert "Please check 1 line against the Arabic:" in text
    assert "[4] In the Arabic but not in the English: 35." in text
    assert set(buttons(slack.ours()[0])) == {"read", "thread", "fix"}
    article = desk.store.library.job(job).article_id
    assert buttons(slack.ours()[0])["read"]["url"] == f"https://dragoman.example/articles/{article}"


def test_the_acknowledgement_needs_neither_slack_nor_the_api(slack: Slack, app: SlackApp, door: Door) -> None:
    # Given an API that is away and a Slack that answers no call
    door.shut()
    with slack.holding("chat.postMessage"):
        # When a command comes, then another while the first one's message hangs
        first = slack.send("slash_commands", sent.command(slack, arabic()))
        slack.wait(lambda: slack.calls("chat.postMessage"))
        second = slack.send("slash_commands", sent.command(slack, arabic()))
        mention = slack.send("events_api", sent.mention(f"<@{BOT}> {arabic()}", "1700000001.000100"))
        # Then all are acknowledged, while that call still waits for its answer
        slack.wait(lambda: all(map(slack.acked, (first, second, mention))))
        assert slack.ours() == []


def test_the_same_command_sent_again_changes_nothing(slack: Slack, app: SlackApp, desk: Desk) -> None:
    body = sent.command(slack, arabic())
    before = jobs(desk)
    envelopes = [slack.send("slash_commands", body) for _ in range(3)]
    slack.wait(lambda: all(map(slack.acked, envelopes)))
    slack.wait(slack.ours)
    desk.finish(job_of(slack.ours()[0]))
    slack.wait(slack.shows("[1]"))
    assert jobs(desk) == before + 1
    assert len(slack.calls("chat.postMessage")) == 1


def test_a_shortcut_answers_in_the_messages_thread_and_a_double_click_makes_one_job(
    slack: Slack, app: SlackApp, desk: Desk
) -> None:
    ts = slack.say(CHANNEL, arabic())
    original = slack.messages[CHANNEL, ts]
    before = jobs(desk)
    # When two people choose it at the same moment: two clicks, two triggers
    slack.send("interactive", sent.shortcut(slack, original))
    slack.send("interactive", sent.shortcut(slack, original, user="U0OTHER"))
    slack.wait(slack.whispers)
    # Then there is one job and one message, in the thread; the second is told so, alone
    message = slack.wait(slack.ours)[0]
    assert message["thread_ts"] == ts
    desk.finish(job_of(message))
    slack.wait(slack.shows("[1]"))
    assert jobs(desk) == before + 1
    assert len(slack.ours()) == 1
    assert slack.whispers() == [words.AGAIN]


def test_a_mention_in_a_thread_translates_what_the_thread_hangs_on(slack: Slack, app: SlackApp, desk: Desk) -> None:
    text = arabic()
    root = slack.say(CHANNEL, text.replace("35", "&lt;35&gt;"))
    body = sent.mention(f"<@{BOT}> what does this say?", "1700000002.000100", thread_ts=root)
    # When Slack sends the event, and again because it thought it lost
    slack.send("events_api", body)
    slack.send("events_api", body, retry_attempt=1, retry_reason="timeout")
    message = slack.wait(slack.ours)[0]
    job = job_of(message)
    # Then the article is the message itself, as its author wrote it
    assert desk.store.library.article(desk.store.library.job(job).article_id).submission.text == text.replace(
        "35", "<35>"
    )
    assert message["thread_ts"] == root
    desk.finish(job)
    slack.wait(slack.shows("[1]"))
    assert len(slack.calls("chat.postMessage")) == 1
    assert slack.whispers() == []


def test_a_mention_may_bring_its_own_text(slack: Slack, app: SlackApp, desk: Desk) -> None:
    text = arabic().replace("\n\n", " ")
    slack.send("events_api", sent.mention(f"<@{BOT}> {text}", "1700000003.000100"))
    message = slack.wait(slack.ours)[0]
    assert message["thread_ts"] == "1700000003.000100"
    assert desk.store.library.article(desk.store.library.job(job_of(message)).article_id).submission.text == text


def test_in_a_feed_channel_every_arabic_message_is_done_and_nothing_else(
    slack: Slack, app: SlackApp, desk: Desk
) -> None:
    slack.members.add("C0FEED")
    before = jobs(desk)
    feed = {"channel": "C0FEED"}
    # Given talk, edits, replies, a text in Persian, and messages of other channels
    slack.send("events_api", sent.message("good morning", "1700000010.000100", **feed))
    slack.send("events_api", sent.message("", "1700000011.000100", subtype="message_changed", **feed))
    slack.send("events_api", sent.message(arabic(), "1700000012.000100", thread_ts="1700000001.000001", **feed))
    slack.send("events_api", sent.message(PERSIAN, "1700000013.000100", **feed))
    slack.send("events_api", sent.message(arabic(), "1700000014.000100"))
    # When a news agency's app posts: a title, and the text in an attachment
    text = arabic()
    attachments = [{"title": "Agency", "text": text, "fallback": "x"}]
    last = slack.send(
        "events_api",
        sent.message(
            "Agency", "1700000015.000100", subtype="bot_message", bot_id="B9", attachments=attachments, **feed
        ),
    )
    slack.wait(lambda: slack.acked(last))
    # Then that one is translated, in its own thread, and nobody is told anything about the others
    message = slack.wait(lambda: slack.ours("C0FEED"))[0]
    assert message["thread_ts"] == "1700000015.000100"
    desk.finish(job_of(message))
    slack.wait(slack.shows("[1]", "C0FEED"))
    slack.wait(lambda: app.ledger.open_requests() == [])
    assert jobs(desk) == before + 1
    assert len(slack.ours("C0FEED")) == 1
    assert slack.ours() == []
    assert slack.whispers() == []


def test_links_are_declined_kindly(slack: Slack, app: SlackApp) -> None:
    envelope = slack.send("slash_commands", sent.command(slack, "https://news.example/1"))
    slack.wait(lambda: slack.acked(envelope))
    answer = next(n.data for n in slack.noted if n.kind == "ack" and n.name == envelope)
    assert answer["payload"]["text"] == words.LINKS
    ts = slack.say(CHANNEL, "<https://news.example/1|news.example/1>")
    slack.send("interactive", sent.shortcut(slack, slack.messages[CHANNEL, ts]))
    slack.wait(lambda: slack.whispers() == [words.LINKS])
    root = slack.say(CHANNEL, "<https://news.example/2>")
    slack.send("events_api", sent.mention(f"<@{BOT}>", "1700000020.000100", thread_ts=root))
    slack.wait(lambda: slack.whispers() == [words.LINKS, words.LINKS])
    assert slack.ours() == []


def test_help_is_given_to_whoever_asks_for_nothing(slack: Slack, app: SlackApp) -> None:
    envelope = slack.send("slash_commands", sent.command(slack, "  "))
    slack.send("events_api", sent.mention(f"<@{BOT}> hello", "1700000021.000100"))
    slack.wait(lambda: slack.whispers() == [words.HELP])
    slack.wait(lambda: slack.acked(envelope))
    assert next(n.data for n in slack.noted if n.kind == "ack" and n.name == envelope)["payload"]["text"] == words.HELP
    assert slack.ours() == []


def test_what_the_api_refuses_is_told_to_the_one_who_asked(slack: Slack, app: SlackApp, desk: Desk) -> None:
    before = jobs(desk)
    slack.send("slash_commands", sent.command(slack, PERSIAN))
    slack.wait(slack.whispers)
    assert slack.whispers() == ["the text seems to be Persian: send the Arabic original"]
    slack.send("events_api", sent.mention(f"<@{BOT}> {PERSIAN}", "1700000022.000100"))
    slack.wait(lambda: len(slack.whispers()) == 2)
    assert slack.calls("chat.postEphemeral")[0]["user"] == USER
    assert slack.ours() == []
    assert jobs(desk) == before


def test_a_private_channel_is_answered_there_or_not_at_all(slack: Slack, app: SlackApp, desk: Desk) -> None:
    # Given a private channel the bot has not been invited to
    ts = slack.say(PRIVATE, arabic())
    body = sent.shortcut(slack, slack.messages[PRIVATE, ts], channel=PRIVATE)
    slack.send("interactive", body)
    # Then only the asker is told, and nothing appears anywhere
    slack.wait(slack.whispers)
    assert "/invite" in slack.whispers()[0]
    assert {c for c, _ in slack.messages} == {PRIVATE}
    assert slack.ours(PRIVATE) == []
    slack.wait(lambda: app.ledger.open_requests() == [])
    # When it has been invited and is asked again
    slack.members.add(PRIVATE)
    slack.send("interactive", sent.shortcut(slack, slack.messages[PRIVATE, ts], channel=PRIVATE))
    message = slack.wait(lambda: slack.ours(PRIVATE))[0]
    desk.finish(job_of(message))
    slack.wait(slack.shows("[1]", PRIVATE))
    assert {c for c, _ in slack.messages} == {PRIVATE}


def test_only_those_who_may_use_it_do(slack: Slack, options: Options) -> None:
    access = Access(channels=frozenset({CHANNEL}), users=frozenset({USER}))
    ts = slack.say(CHANNEL, arabic())
    with run_app(replace(options, access=access)):
        elsewhere = slack.send("slash_commands", sent.command(slack, arabic(), channel="C0ELSEWHERE"))
        slack.wait(lambda: slack.acked(elsewhere))
        slack.send("interactive", sent.shortcut(slack, slack.messages[CHANNEL, ts], user="U0STRANGER"))
        slack.send("events_api", sent.mention(f"<@{BOT}> {arabic()}", "1700000030.000100", user="U0STRANGER"))
        slack.wait(lambda: len(slack.whispers()) == 2)
        answer = next(n.data for n in slack.noted if n.kind == "ack" and n.name == elsewhere)
        assert "not switched on in this channel" in answer["payload"]["text"]
        assert all("not on the list" in said for said in slack.whispers())
        assert slack.ours() == []
        # and the one on the list is served
        slack.send("slash_commands", sent.command(slack, arabic()))
        message = slack.wait(slack.ours)[0]
        # whose button does not obey a stranger
        slack.send("interactive", sent.press(slack, message, buttons(message)["cancel"], user="U0STRANGER"))
        slack.wait(lambda: len(slack.whispers()) == 3)
        assert slack.shows("Waiting for a free translator")()


def test_a_new_connection_is_taken_up_when_slack_asks_for_one(slack: Slack, app: SlackApp) -> None:
    slack.wait(lambda: [n for n in slack.noted if n.kind == "linked"])
    slack.drop_sockets()
    slack.wait(lambda: len([n for n in slack.noted if n.kind == "linked"]) == 2)
    envelope = slack.send("slash_commands", sent.command(slack, arabic()))
    slack.wait(lambda: slack.acked(envelope))
    slack.wait(slack.ours)
