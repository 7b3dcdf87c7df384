"""The way to a running app: the check, the manifest, the settings."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.slack.app import COMMAND, SHORTCUT
from api.slack.options import Access, Options, SetupError, ids
from dragoman.cli.slack import SCOPES
from dragoman.settings import Settings
from tests.conftest import ROOT, free_port
from tests.slack.fake import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Slack

MANIFEST: dict[str, Any] = json.loads((ROOT / "api" / "slack" / "manifest.json").read_text(encoding="utf-8"))


def run(tmp_path: Path, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DRAGOMAN_", "SLACK_"))}
    environment = {**inherited, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **settings}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def check(tmp_path: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return run(tmp_path, "dragoman.cli", "slack", "--check", **settings)


def test_the_check_says_that_all_is_there(slack: Slack, api: str, tmp_path: Path) -> None:
    done = check(
        tmp_path,
        SLACK_BOT_TOKEN=BOT_TOKEN,
        SLACK_APP_TOKEN=APP_TOKEN,
        DRAGOMAN_API_URL=api,
        DRAGOMAN_SLACK_API_URL=f"{slack.base}/api/",
        DRAGOMAN_PUBLIC_URL="https://dragoman.example",
        DRAGOMAN_SLACK_FEED_CHANNELS="C2147483705",
    )
    assert done.returncode == 0, done.stdout
    assert "missing" not in done.stdout
    assert "SLACK_BOT_TOKEN belongs to dragoman in Newsroom" in done.stdout
    assert "SLACK_APP_TOKEN opens Socket Mode connections" in done.stdout
    assert BOT_TOKEN not in done.stdout + done.stderr


def test_the_check_names_everything_that_is_missing_at_once(slack: Slack, tmp_path: Path) -> None:
    slack.scopes = "commands,chat:write"
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    done = check(
        tmp_path,
        SLACK_BOT_TOKEN=BOT_TOKEN,
        SLACK_APP_TOKEN="xapp-1-A0123-wrong-token",
        DRAGOMAN_API_URL="http://127.0.0.1:1",
        DRAGOMAN_DATA_DIR=str(in_the_way / "data"),
        DRAGOMAN_SLACK_API_URL=f"{slack.base}/api/",
        DRAGOMAN_SLACK_USERS="amal U012AB3CD",
    )
    missing = [line for line in done.stdout.splitlines() if line.startswith("missing")]
    assert done.returncode == 1
    assert [
        "scopes: add app_mentions:read, channels:history, groups:history" in missing[0],
        "Slack refuses SLACK_APP_TOKEN: invalid_auth" in missing[1],
        "the API at http://127.0.0.1:1 cannot be reached" in missing[2],
        "DRAGOMAN_DATA_DIR" in missing[3],
        "DRAGOMAN_SLACK_USERS: amal is no id" in missing[4],
    ] == [True] * 5
    assert "DRAGOMAN_PUBLIC_URL is not set" in done.stdout
    assert "5 things are missing" in done.stdout


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, "SLACK_BOT_TOKEN: set it to the Bot User OAuth Token"),
        ({"SLACK_BOT_TOKEN": APP_TOKEN}, "SLACK_BOT_TOKEN does not look like a bot token"),
        ({"SLACK_APP_TOKEN": BOT_TOKEN}, "SLACK_APP_TOKEN does not look like an app-level token"),
        ({"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN: generate an app-level token"),
        ({"DRAGOMAN_SLACK_MODE": "http"}, "SLACK_SIGNING_SECRET: copy it"),
        ({"DRAGOMAN_SLACK_MODE": "http", "SLACK_SIGNING_SECRET": "short"}, "SLACK_SIGNING_SECRET does not look like"),
    ],
)
def test_the_check_looks_at_the_form_first(slack: Slack, tmp_path: Path, settings: dict[str, str], says: str) -> None:
    done = check(
        tmp_path, DRAGOMAN_SLACK_API_URL=f"{slack.base}/api/", DRAGOMAN_API_URL="http://127.0.0.1:1", **settings
    )
    assert says in done.stdout
    assert done.returncode == 1


def test_a_wrong_address_of_slack_is_told(tmp_path: Path, api: str) -> None:
    for url, says in (("http://127.0.0.1:1/api/", "nothing answers at"), (f"{api}/livez#", "Slack refuses")):
        done = check(tmp_path, SLACK_BOT_TOKEN=BOT_TOKEN, DRAGOMAN_API_URL=api, DRAGOMAN_SLACK_API_URL=url)
        assert says in done.stdout


def test_without_check_the_command_says_how_the_app_is_started(tmp_path: Path) -> None:
    done = run(tmp_path, "dragoman.cli", "slack")
    assert done.returncode == 2
    assert "python -m api.slack" in done.stderr


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, "SLACK_BOT_TOKEN and SLACK_APP_TOKEN must be set"),
        ({"DRAGOMAN_SLACK_MODE": "http", "SLACK_BOT_TOKEN": BOT_TOKEN}, "SLACK_SIGNING_SECRET must be set"),
        (
            {"SLACK_BOT_TOKEN": "xoxb-wrong", "SLACK_APP_TOKEN": APP_TOKEN},
            "Slack refuses SLACK_BOT_TOKEN: invalid_auth",
        ),
        (
            {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": "xapp-wrong"},
            "Slack refuses SLACK_APP_TOKEN: invalid_auth",
        ),
    ],
)
def test_the_app_ends_with_one_sentence_when_it_cannot_start(
    slack: Slack, tmp_path: Path, settings: dict[str, str], says: str
) -> None:
    done = run(tmp_path, "api.slack", DRAGOMAN_SLACK_API_URL=f"{slack.base}/api/", **settings)
    assert done.returncode == 1
    assert f"dragoman: {says}" in done.stderr


def test_the_process_ends_when_it_is_told_to(slack: Slack, tmp_path: Path) -> None:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DRAGOMAN_", "SLACK_"))}
    settings = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_SIGNING_SECRET": SIGNING_SECRET}
    http = {"DRAGOMAN_SLACK_MODE": "http", "DRAGOMAN_SLACK_PORT": str(free_port())}
    cases = (
        ({"DRAGOMAN_SLACK_API_URL": f"{slack.base}/api/"}, b"slack.connected", 0),
        ({"DRAGOMAN_SLACK_API_URL": f"{slack.base}/api/", **http}, b"slack.listening", 0),
        ({"DRAGOMAN_SLACK_API_URL": "http://127.0.0.1:1/api/"}, b"slack.away", 1),
    )
    for more, ready, code in cases:
        environment = {**inherited, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **settings, **more}
        process = subprocess.Popen(
            [sys.executable, "-m", "api.slack"], stderr=subprocess.PIPE, cwd=tmp_path, env=environment
        )
        try:
            assert process.stderr is not None
            while ready not in (line := process.stderr.readline()):
                assert line, "it ended by itself"
            process.terminate()
            _, log = process.communicate(timeout=20)
        finally:
            process.kill()
            process.communicate()
        assert process.returncode == code, log
        assert b"Traceback" not in log


def test_the_manifest_asks_for_what_the_code_needs_and_no_more() -> None:
    assert MANIFEST["oauth_config"]["scopes"] == {"bot": sorted(SCOPES)}
    assert [c["command"] for c in MANIFEST["features"]["slash_commands"]] == [COMMAND]
    assert [s["callback_id"] for s in MANIFEST["features"]["shortcuts"]] == [SHORTCUT]
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert events == ["app_mention", "message.channels", "message.groups"]


def test_the_manifest_is_as_slack_documents_it() -> None:
    """docs.slack.dev/reference/app-manifest: names, kinds and lengths of the fields that are used."""
    about, features, settings = MANIFEST["display_information"], MANIFEST["features"], MANIFEST["settings"]
    assert set(MANIFEST) == {"_metadata", "display_information", "features", "oauth_config", "settings"}
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert re.fullmatch(r"#[0-9a-f]{6}", about["background_color"])
    assert re.fullmatch(r"[A-Za-z0-9-_.]{1,80}", features["bot_user"]["display_name"])
    for command in features["slash_commands"]:
        assert set(command) <= {"command", "description", "usage_hint", "should_escape", "url"}
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
    for shortcut in features["shortcuts"]:
        assert set(shortcut) == {"name", "type", "callback_id", "description"}
        assert shortcut["type"] in ("message", "global")
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["callback_id"]) <= 255
        assert len(shortcut["description"]) <= 150
    assert settings["socket_mode_enabled"] is settings["interactivity"]["is_enabled"] is True
    assert settings["org_deploy_enabled"] is settings["token_rotation_enabled"] is False


def test_the_settings_reach_the_app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    given = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "DRAGOMAN_SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "DRAGOMAN_SLACK_MODE": "http",
        "DRAGOMAN_SLACK_CHANNELS": "C1, C2",
        "DRAGOMAN_SLACK_USERS": "U1",
        "DRAGOMAN_SLACK_FEED_CHANNELS": "C3 C4",
        "DRAGOMAN_PUBLIC_URL": "https://dragoman.example/",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    options = Options.of(Settings())
    assert options.access == Access(ids("C1 C2"), ids("U1"), ids("C3 C4"))
    assert (options.bot_token, options.signing_secret, options.http) == ("xoxb-1", SIGNING_SECRET, True)
    assert options.public_url == "https://dragoman.example"
    assert options.slack_url == "https://slack.com/api/"
    assert "xoxb-1" not in repr(options)
    assert SIGNING_SECRET not in repr(options)
    # A .env file where the app is started does as well
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-2\n")
    assert Options.of(Settings()).bot_token == "xoxb-2"
    (tmp_path / ".env").unlink()
    with pytest.raises(SetupError, match="SLACK_BOT_TOKEN must be set"):
        Options.of(Settings())


def test_access_is_open_unless_it_is_narrowed() -> None:
    assert Access().refusal("C1", "U1") is None
    narrow = Access(ids("C1"), ids("U1"), ids("C9"))
    assert narrow.refusal("C1", "U1") is None
    assert narrow.refusal("C9", "U1") is None
    assert narrow.refusal("C2", "U1")
    assert narrow.refusal("C1", "U2")
