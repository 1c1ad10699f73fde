"""The chat in the page of another origin, over the real channel: who may use it, and whose login counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import datetime, timedelta, timezone
from threading import Thread

import jwt
import pytest
from playwright.sync_api import Page, expect
from rasa.core.channels.channel import UserMessage

from channels.logins import LoginConfig, sign
from channels.web_config import WebConfig
from shop.bootstrap import Shop
from tests.channels.conftest import several_servers, shop_template, web_shop  # noqa: F401  fixtures
from tests.channels.web_site import Site, config, serving
from tests.web.chat_page import ChatPage
from tests.web.conftest import screenshot
from tests.web.foreign_shop import ForeignShop, foreign_shop

Customer = Callable[..., Page]
LOGIN = LoginConfig("HS256", "a-secret-that-shop-and-chat-share-0123456789")
START_LIMIT_S = 120.0


@contextmanager
def running(shop: Shop, settings: WebConfig) -> Iterator[Site]:
    """The web channel in a thread of its own, since Playwright holds this one's; it tells customers who they are."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    stack = AsyncExitStack()
    try:
        start = stack.enter_async_context(serving(shop, settings))
        site = asyncio.run_coroutine_threadsafe(start, loop).result(START_LIMIT_S)

        async def answer(message: UserMessage) -> None:
            identity = await asyncio.to_thread(shop.access.identity, message.sender_id)
            who = identity.customer_id if identity else "nobody"
            await message.output_channel.send_response(message.sender_id, {"text": f"I know you as {who}."})

        site.processor.answer = answer
        yield site
    finally:
        asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result(START_LIMIT_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def shop_page() -> Iterator[ForeignShop]:
    with foreign_shop() as shop_page:
        yield shop_page


@pytest.fixture
def site(web_shop: Shop, shop_page: ForeignShop) -> Iterator[Site]:  # noqa: F811
    """A chat that the shop's page may use."""
    with running(web_shop, config(origins=frozenset({shop_page.origin}), login=LOGIN)) as site:
        yield site


def keys(page: Page) -> list[str]:
    return list(page.evaluate("Object.keys(localStorage)"))


def test_one_tag_puts_the_chat_into_a_page_of_an_allowed_origin(
    site: Site, shop_page: ForeignShop, customer: Customer
) -> None:
    page = customer()
    chat = ChatPage(page).open(shop_page.embed(site.url))
    chat.ask("hello")
    chat.expect_reply("I know you as nobody.")
    assert chat.violations() == []
    page.reload()
    chat.show()
    expect(chat.log.locator("article .Bubble")).to_have_count(2)
    chat.ask("hello again")
    expect(chat.log.locator("article .Bubble")).to_have_count(4)
    expect(chat.notice).to_be_hidden()
    screenshot(page, "embedded")


def test_a_page_of_another_origin_is_told_that_it_may_not(
    web_shop: Shop,  # noqa: F811
    shop_page: ForeignShop,
    customer: Customer,
) -> None:
    page = customer()
    told: list[str] = []
    page.on("console", lambda line: told.append(line.text))
    with running(web_shop, config(origins=frozenset({"https://shop.example"}))) as site:
        chat = ChatPage(page).open(shop_page.embed(site.url))
        chat.ask("hello")
        expect(chat.notice).to_contain_text("The chat cannot be reached from this page.")
        assert keys(page) == []  # no session
        assert site.processor.heard == []
    assert any(shop_page.origin in line and "XIAOER_WEB_ORIGINS" in line for line in told)


def test_the_shop_s_login_says_who_the_customer_is(
    site: Site, shop_page: ForeignShop, customer: Customer
) -> None:
    chat = ChatPage(customer()).open(shop_page.embed(site.url, sign("CUS-1", LOGIN)))
    chat.ask("hello")
    chat.expect_reply("I know you as CUS-1.")
    stranger = ChatPage(customer()).open(shop_page.embed(site.url))
    stranger.ask("hello")
    stranger.expect_reply("I know you as nobody.")


@pytest.mark.parametrize("kind", ["expired", "forged"])
def test_a_login_that_does_not_count_is_told_and_identifies_nobody(
    site: Site, shop_page: ForeignShop, customer: Customer, kind: str
) -> None:
    then = datetime.now(timezone.utc) - timedelta(minutes=10 if kind == "expired" else 0)
    claims = {"sub": "CUS-1", "aud": LOGIN.audience, "iat": then, "exp": then + timedelta(minutes=5)}
    token = jwt.encode(claims, LOGIN.key if kind == "expired" else "x" + LOGIN.key, "HS256")
    page = customer()
    chat = ChatPage(page).open(shop_page.embed(site.url, token))
    chat.ask("hello")
    chat.expect_reply("I know you as nobody.")
    refused = page.get_by_role("status").filter(has_text="I couldn't check your login.")
    expect(refused).to_be_visible()
    assert chat.violations() == []
    # The shop's page logs the customer in again.
    page.evaluate(
        "login => { document.querySelector('shop-chat').loginProvider = async () => login }",
        sign("CUS-1", LOGIN),
    )
    page.evaluate("document.querySelector('shop-chat').logout()")
    expect(page.get_by_role("dialog")).to_have_count(0)
    chat.show()
    chat.ask("hello again")
    chat.expect_reply("I know you as CUS-1.")
    expect(refused).to_have_count(0)


def test_an_expired_session_is_followed_by_a_new_one_and_its_words_are_not_shown(
    site: Site, shop_page: ForeignShop, customer: Customer
) -> None:
    page = customer()
    chat = ChatPage(page).open(shop_page.embed(site.url))
    chat.ask("for my eyes")
    chat.expect_reply("I know you as nobody.")
    first = site.processor.heard[0].sender_id
    tokens = config().tokens
    expired, _ = tokens.issue(first, 1, now=datetime.now(timezone.utc) - tokens.life - timedelta(hours=1))
    [key] = [key for key in keys(page) if key.endswith(":token")]
    page.evaluate("([key, token]) => localStorage.setItem(key, token)", [key, expired])
    page.reload()
    chat.show()
    chat.ask("hello again")
    chat.expect_reply("I know you as nobody.")
    assert site.processor.heard[-1].sender_id != first
    assert chat.texts() == ["hello again", "I know you as nobody."]
