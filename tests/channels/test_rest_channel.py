"""Rasa's REST channel as it is offered here: for this machine alone, and never in another channel's name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest

from channels.rest import LoopbackRest, _is_local
from shop.bootstrap import Shop
from tests.channels.web_site import Site, config, serving


@pytest.fixture
async def site(web_shop: Shop) -> AsyncIterator[Site]:
    async with serving(web_shop, config(), LoopbackRest()) as served:
        yield served


async def post(site: Site, body: Any, **headers: str) -> tuple[int, Any]:
    status, answer, _ = await site.request("POST", "/webhooks/rest/webhook", None, body, **headers)
    return status, answer


async def test_it_answers_this_machine(site: Site) -> None:
    status, answer = await post(site, {"sender": "ann", "message": "hi"})
    assert status == 200 and answer == [{"recipient_id": "ann", "text": "You said: hi"}]


async def test_a_caller_says_neither_channel_nor_metadata(site: Site) -> None:
    more = {"input_channel": "web", "metadata": {"customer_id": "CUS-1"}}
    await post(site, {"sender": "ann", "message": "hi", **more})
    (heard,) = site.processor.heard
    assert (heard.input_channel, heard.metadata) == ("rest", None)


async def test_nobody_speaks_in_a_conversation_of_another_channel(site: Site) -> None:
    token = (await site.begin())["token"]
    page = await site.page(token)
    await page.ask("hi")
    mine = site.processor.heard[0].sender_id
    for sender in (mine, mine.upper(), f" {mine}", "slack-1"):
        status, _ = await post(site, {"sender": sender, "message": "/affirm"})
        assert status == 400, sender
    assert len(site.processor.heard) == 1
    await page.close()


@pytest.mark.parametrize("header", ["X_Forwarded_For", "Forwarded", "X_Real_IP"])
async def test_what_a_proxy_passes_on_is_not_of_this_machine(site: Site, header: str) -> None:
    status, _ = await post(site, {"sender": "ann", "message": "hi"}, **{header: "127.0.0.1"})
    assert status == 403 and site.processor.heard == []


@pytest.mark.parametrize(
    ("address", "local"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("192.0.2.1", False), ("", False)],
)
def test_only_loopback_is_this_machine(address: str, local: bool) -> None:
    request: Any = SimpleNamespace(ip=address, headers={})
    assert _is_local(request) is local


@pytest.mark.parametrize("body", [None, [], "x", {"sender": "ann", "message": {"a": 1}}])
async def test_what_is_no_message(site: Site, body: Any) -> None:
    assert (await post(site, body))[0] == 400
