"""Settings at the door, the channel without any, and the manifest that goes with it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from rasa.core.channels.slack import SlackInput
from rasa.core.run import _create_single_channel
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.utils.io import read_yaml_file
from sanic import Sanic

from channels.slack import SlackChannel
from channels.slack_commands import COMMAND
from channels.slack_config import slack_config

ROOT = Path(__file__).parents[2]
GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-1-2-abc",
    "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef",
    "SLACK_TEAM_IDS": "T0123ABCD, T9",
}


def test_good_settings() -> None:
    config = slack_config(GOOD)
    assert config is not None
    assert config.team_ids == {"T0123ABCD", "T9"}
    assert config.api_url == "https://slack.com/api/"
    assert "xoxb" not in repr(config) and "0123456789abcdef" not in repr(config)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", ""), ("SLACK_BOT_TOKEN", "xoxp-1"), ("SLACK_SIGNING_SECRET", ""),
        ("SLACK_SIGNING_SECRET", "short"), ("SLACK_TEAM_IDS", ""), ("SLACK_TEAM_IDS", ","),
        ("SLACK_TEAM_IDS", "my team"), ("SLACK_API_URL", "http://slack.com/api/"),
        ("SLACK_API_URL", "https://slack.com/api"), ("SLACK_HOOKS_URL", "ftp://x/"),
    ],
)  # fmt: skip
def test_wrong_settings_are_named_without_their_secrets(name: str, value: str) -> None:
    with pytest.raises(InvalidConfigException, match=name) as error:
        slack_config({**GOOD, name: value})
    assert GOOD["SLACK_SIGNING_SECRET"] not in str(error.value) and "xoxb-1" not in str(error.value)


def test_without_settings_the_channel_is_off(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in GOOD:
        monkeypatch.delenv(name, raising=False)
    caplog.set_level(logging.INFO)
    channel = _create_single_channel("channels.slack.SlackChannel", None)
    assert isinstance(channel, SlackChannel) and isinstance(channel, SlackInput)
    assert [record.levelname for record in caplog.records if "Slack is off" in record.message] == ["INFO"]
    app = Sanic("slack-off", configure_logging=False)
    app.blueprint(channel.blueprint(None), url_prefix="/webhooks/slack")  # type: ignore[arg-type]
    assert app.router.routes == ()
    assert channel.get_output_channel() is None


def test_the_credentials_name_the_channel() -> None:
    assert "channels.slack.SlackChannel" in read_yaml_file(ROOT / "credentials.yml")


def test_the_manifest_fits_the_channel() -> None:
    manifest = read_yaml_file(ROOT / "docs" / "slack-manifest.yml")
    (command,) = manifest["features"]["slash_commands"]
    settings = manifest["settings"]
    urls = {
        command["url"],
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
    }
    assert urls == {f"https://chat.example.com/webhooks/{SlackChannel.name()}/webhook"}
    assert command["command"] == COMMAND
    needed = {
        "app_mention": "app_mentions:read", "message.im": "im:history", "message.channels": "channels:history",
        "message.groups": "groups:history",
    }  # fmt: skip
    assert set(settings["event_subscriptions"]["bot_events"]) == set(needed)
    scopes = {*needed.values(), "chat:write", "commands", "im:write"}
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == scopes
    assert not settings["socket_mode_enabled"] and settings["interactivity"]["is_enabled"]
