"""The web channel in the real Rasa server, with the trained model, the action server and the demo shop."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from channels.logins import LoginConfig, sign
from evaluation.models import PROJECT
from evaluation.servers import ServerConfig, Servers
from tests.channels.web_site import Page, client_id

MODEL = PROJECT / "models" / "xiaoer.tar.gz"
KEY = "the-demo-shop-signs-its-logins-with-this"

pytestmark = pytest.mark.timeout(1800)  # seconds; the first test starts the servers


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    if not MODEL.is_file():
        pytest.skip(f"expected the trained model at {MODEL}, found none; `make model` builds it")
    os.environ["XIAOER_LOGIN_KEY"] = KEY
    try:
        with Servers(ServerConfig(MODEL, start_timeout_s=1200)) as running:
            yield running
    finally:
        del os.environ["XIAOER_LOGIN_KEY"]


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def opened(servers: Servers, http: aiohttp.ClientSession, **body: Any) -> Page:
    async with http.post(f"{servers.url}/chat/v1/session", json=body) as answer:
        token = (await answer.json())["token"]
    site: Any = SimpleNamespace(url=servers.url)
    return await Page(site, token).open()


def login(customer_id: str) -> str:
    return sign(customer_id, LoginConfig("HS256", KEY))


def buttons(message: dict[str, Any]) -> dict[str, str]:
    """Title to signed payload."""
    return {button["title"]: button["payload"] for button in message["body"].get("buttons") or []}


async def test_a_stranger_proves_an_order_and_returns_by_buttons(
    servers: Servers, http: aiohttp.ClientSession
) -> None:
    servers.restore()
    page = await opened(servers, http)
    asked = await page.ask("Hi, I want to return the trail running shoes from order ORD-1042")
    assert "e-mail" in asked["body"]["text"]
    asked = await page.ask("jane.miller@example.com")
    reason = next(payload for title, payload in buttons(asked).items() if "small" in title)
    typed = await page.ask("/affirm")  # no button: words, and none that mean yes
    assert "RMA-" not in str(typed["body"])
    sent = await page.call("send", {"client_id": client_id(), "button": reason})
    await page.until(lambda: page.messages[-1]["author"] == "assistant" and page.seqs()[-1] > sent["seq"])
    assert (
        servers.shop.rows("SELECT * FROM returns WHERE order_id = 'ORD-1042' AND reason = 'too_small'") == []
    )
    done = await page.ask("yes please")
    assert "RMA-" in done["body"]["text"]
    await page.close()


async def test_a_customer_who_is_logged_in_is_asked_for_no_proof(
    servers: Servers, http: aiohttp.ClientSession
) -> None:
    servers.restore()
    page = await opened(servers, http, login=login("CUS-1"))
    answer = await page.ask("where is my order ORD-1042?")
    told = " ".join(page.texts())
    assert "ORD-1042" in told and "e-mail" not in answer["body"]["text"]
    assert "proof" not in told and any(m["body"].get("card") for m in page.messages)
    await page.close()
    other = await opened(servers, http, login=login("CUS-2"))
    assert "e-mail" in (await other.ask("where is my order ORD-1042?"))["body"]["text"]
    await other.close()


async def test_rest_cannot_say_that_it_is_a_customer(servers: Servers, http: aiohttp.ClientSession) -> None:
    servers.restore()
    call = {
        "sender": "somebody", "message": "where is my order ORD-1042?", "input_channel": "web",
        "metadata": {"customer_id": "CUS-1", "customer": {"id": "CUS-1"}},
    }  # fmt: skip
    async with http.post(f"{servers.url}/webhooks/rest/webhook", json=call) as answer:
        assert "e-mail" in str(await answer.json())


async def test_the_page_and_the_chat_are_served_beside_rasa(
    servers: Servers, http: aiohttp.ClientSession
) -> None:
    async with http.get(servers.url, headers={"Accept": "text/html"}) as page:
        assert page.status == 200 and "frame-ancestors" in page.headers["Content-Security-Policy"]
    for origin, status in (("https://evil.example", 403), (servers.url, 200)):
        async with http.post(f"{servers.url}/chat/v1/session", headers={"Origin": origin}) as answer:
            assert answer.status == status


async def test_the_logs_hold_nothing_personal(servers: Servers, http: aiohttp.ClientSession) -> None:
    page = await opened(servers, http, login=login("CUS-1"))
    await page.ask("my e-mail is jane.miller@example.com and I live at 12 Elm Street; where is ORD-1042?")
    await page.close()
    for log in servers.folder.glob("*.log"):
        text = log.read_text(encoding="utf-8", errors="replace")
        for personal in ("jane.miller", "Elm Street", str(page.token)[:40]):
            assert personal not in text, log
