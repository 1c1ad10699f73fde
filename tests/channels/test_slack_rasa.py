"""The Slack channel in the real Rasa server, with the trained model, the action server and the demo shop."""

from __future__ import annotations

import asyncio
import os
import re
from typing import Any

import pytest

from channels import slack_words as words
from evaluation.models import PROJECT
from evaluation.servers import ServerConfig, Servers
from shop.bootstrap import open_shop
from shop.records import outbox_rows
from tests.channels.fake_slack import SECRET, TEAM, TOKEN, FakeSlack, Requests

MODEL = PROJECT / "models" / "xiaoer.tar.gz"
OWNER = "jane.miller@example.com"  # of ORD-1042, and a customer


@pytest.mark.timeout(1800)  # seconds; it starts the servers
async def test_a_linked_person_returns_an_item_by_a_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    if not MODEL.is_file():
        pytest.skip(f"expected the trained model at {MODEL}, found none; `make model` builds it")
    async with FakeSlack().running() as slack:
        settings = {
            "SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_TEAM_IDS": TEAM,
            "SLACK_API_URL": f"{slack.url}/api/", "SLACK_HOOKS_URL": f"{slack.url}/hooks/",
        }  # fmt: skip
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        for name in [name for name in os.environ if name.lower() in ("http_proxy", "https_proxy")]:
            monkeypatch.delenv(name)
        servers = Servers(ServerConfig(MODEL, start_timeout_s=1200))
        await asyncio.to_thread(servers.__enter__)
        try:
            await _talk(slack, servers, Requests(servers.url))
        finally:
            await asyncio.to_thread(servers.__exit__, None, None, None)


async def _talk(slack: FakeSlack, servers: Servers, requests: Requests) -> None:
    async def say(payload: dict[str, Any]) -> dict[str, Any]:
        """The last message of the answer."""
        before = len(slack.posts)
        assert (await requests.send(payload)).status == 200
        await slack.until(lambda: len(slack.posts) > before)
        return slack.posts[-1]

    async def command(text: str) -> str:
        before = len(slack.responses)
        assert (await requests.send(slack.command(text))).status == 200
        await slack.until(lambda: len(slack.responses) > before)
        return str(slack.responses[-1]["text"])

    stranger = await say(slack.event("where is ORD-1042?", user="U2", channel="D2"))
    assert "e-mail" in stranger["text"]  # a proof is asked for
    assert await command(f"link {OWNER}") == words.CODE_SENT.format(command="/xiaoer")
    code = re.search(r"\d{6}", outbox_rows(open_shop(servers.shop.url))[-1]["body"])
    assert code and await command(f"code {code.group()}") == words.LINKED
    asked = await say(slack.event("I want to return the trail running shoes from ORD-1042"))
    (menu,) = asked["blocks"][-1]["elements"]
    assert menu["type"] == "static_select", asked
    labels = [option["text"]["text"] for option in menu["options"]]
    following = await say(slack.press(asked, labels.index("too small")))
    assert "(reason: too small)" in following["text"]  # the payload came through the gate as a payload
    done = await say(slack.press(following, 0))
    assert "RMA-" in done["text"]
