"""Sentences for one person: how it is used, and why something cannot be done."""

HELP = """*Dragoman* translates Arabic news into English, sentence by sentence, with a summary that cites its lines.
• `/dragoman` followed by the Arabic text, or
• *Translate and summarise* in the menu of any message (⋮ → More message shortcuts), or
• mention me in a thread, and I translate the message it hangs on."""

LINKS = (
    "I cannot open web pages yet. Open the page, copy the article's text, and paste it after `/dragoman`, or post it "
    "as a message and choose *Translate and summarise* in that message's menu."
)

NO_ARABIC = "There is no Arabic text in that message that I could read. Files and pictures I cannot read yet."

AGAIN = "That message is with me already: its translation is in the channel or thread where it was first asked for."

AGAIN_PAGE = "Those sentences are in the thread already."

NO_WINDOW = "Slack did not open the window in time. Please press the button again."

FAILED_BUTTON = "That button is too old for me. Please send the text again."

_NOT_A_MEMBER = "I am not a member of this conversation: type `/invite @Dragoman` and ask again. I post nowhere else."


def refused_by_slack(code: str) -> str:
    """A sentence for Slack's error code."""
    match code:
        case "not_in_channel" | "channel_not_found" | "missing_scope" | "no_permission":
            return _NOT_A_MEMBER
        case "is_archived":
            return "This channel is archived, so I cannot answer here."
        case "restricted_action" | "restricted_action_read_only_channel" | "restricted_action_thread_locked":
            return "This channel does not let me post. Please ask me in another one."
        case "thread_not_found":
            return "I cannot see the message this thread hangs on."
        case _:
            return f"Slack did not let me answer here (`{code}`)."
