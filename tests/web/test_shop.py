"""The chat against the real assistant: Rasa with the trained model, the action server, the demo shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from channels.logins import LoginConfig, sign
from evaluation.models import PROJECT
from evaluation.servers import ServerConfig, Servers
from tests.web.chat_page import ChatPage
from tests.web.conftest import PHONE, screenshot

Customer = Callable[..., Page]
LOGIN = LoginConfig("HS256", "a-secret-that-shop-and-chat-share-0123456789")
MODEL = PROJECT / "models" / "xiaoer.tar.gz"

pytestmark = pytest.mark.timeout(600)  # the first test starts the servers


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    if not MODEL.is_file():
        pytest.skip(f"expected the trained model at {MODEL}, found none; `make model` builds it")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XIAOER_LOGIN_KEY", LOGIN.key)
        with Servers(ServerConfig(MODEL)) as servers:
            yield servers


@pytest.fixture
def site(servers: Servers) -> Iterator[Servers]:
    servers.restore()
    yield servers


def start_return(chat: ChatPage) -> None:
    chat.ask("Hi, I want to return the trail running shoes from order ORD-1042")
    chat.expect_reply("e-mail address")
    chat.ask("jane.miller@example.com")
    chat.expect_reply("reason", "too small")


def returns_of(site: Servers, order: str) -> list[dict[str, object]]:
    return site.shop.rows("SELECT reason, resolution, status FROM returns WHERE order_id = ?", (order,))


def test_a_return_is_finished_by_buttons(site: Servers, customer: Customer) -> None:
    page = customer()
    chat = ChatPage(page).open(site.url)
    screenshot(page, "shop")
    before = returns_of(site, "ORD-1042")
    start_return(chat)
    chat.press("too small")
    card = chat.log.get_by_role("group", name="Your return")
    expect(card).to_contain_text("Marten Trail Running Shoes")
    expect(card).to_contain_text("$59.99")
    screenshot(page, "return")
    assert returns_of(site, "ORD-1042") == before
    chat.press("Yes, return it")
    chat.expect_reply("RMA-")
    [made] = [row for row in returns_of(site, "ORD-1042") if row not in before]
    assert made == {"reason": "too_small", "resolution": "refund", "status": "approved"}
    assert chat.violations() == []
    screenshot(page, "return-made")


def test_a_finished_task_is_rated_by_a_star(site: Servers, customer: Customer) -> None:
    chat = ChatPage(customer()).open(site.url)
    start_return(chat)
    chat.press("too small")
    chat.press("Yes, return it")
    expect(chat.log.get_by_role("group", name="How did it go?")).to_be_visible()
    chat.press("4 stars")
    expect(chat.log.get_by_role("button", name="Skip")).to_be_enabled()
    kept = site.shop.rows("SELECT task, rating FROM feedback", ())
    assert kept == [{"task": "return_item", "rating": 4}]


def test_the_conversation_is_there_after_a_reload_and_goes_on(site: Servers, customer: Customer) -> None:
    page = customer()
    chat = ChatPage(page).open(site.url)
    start_return(chat)
    said = chat.texts()
    assert len(said) >= 4
    page.reload()
    chat.show()
    expect(chat.log.locator("article .Bubble")).to_have_count(len(said))
    assert chat.texts() == said
    chat.press("too small")
    expect(chat.log.get_by_role("group", name="Your return")).to_be_visible()


def test_an_order_is_shown_in_chinese_on_a_phone(site: Servers, customer: Customer) -> None:
    page = customer(locale="zh-CN", viewport=PHONE, color_scheme="dark", has_touch=True, is_mobile=True)
    chat = ChatPage(page, "zh").open(site.url)
    chat.ask("你好，ORD-1042里的越野跑鞋我想退")
    chat.expect_reply("ORD-1042", "邮箱")
    chat.ask("jane.miller@example.com")
    chat.ask("太小了，想退款")
    expect(chat.log.get_by_role("group", name="退货信息")).to_contain_text("岩貂越野跑鞋")
    assert chat.violations() == []
    screenshot(page, "chinese-phone-dark")


def test_a_customer_who_is_logged_in_at_the_shop_is_asked_for_no_proof(
    site: Servers, customer: Customer
) -> None:
    [owner] = site.shop.rows("SELECT customer_id FROM orders WHERE id = ?", ("ORD-1042",))
    page = customer()
    page.goto(site.url)
    page.evaluate(
        "login => { document.querySelector('shop-chat').loginProvider = async () => login }",
        sign(str(owner["customer_id"]), LOGIN),
    )
    chat = ChatPage(page).show()
    chat.ask("where is order ORD-1042?")
    expect(chat.log.get_by_role("group", name="Delivery of order ORD-1042")).to_be_visible()
    assert not any("e-mail" in text for text in chat.texts())


def test_products_are_shown_side_by_side(site: Servers, customer: Customer) -> None:
    page = customer()
    chat = ChatPage(page).open(site.url)
    chat.ask("show me running shoes")
    expect(chat.log.locator(".carousel .card").first).to_be_visible()
    assert chat.violations() == []
    screenshot(page, "products")


def test_what_is_said_without_a_network_is_answered_when_it_is_back(
    site: Servers, customer: Customer
) -> None:
    page = customer()
    chat = ChatPage(page).open(site.url)
    chat.ask("hello")
    expect(chat.log.locator(".by-assistant").first).to_be_visible()
    page.context.set_offline(True)
    expect(chat.notice).to_contain_text("No connection")
    chat.ask("where is order ORD-1042?")
    chat.ask("jane.miller@example.com")
    expect(chat.log.locator(".pending")).to_have_count(2)
    page.context.set_offline(False)
    expect(chat.log.locator(".pending")).to_have_count(0)
    chat.expect_reply("ORD-1042")
    mine = chat.log.locator(".by-customer .Bubble").all_inner_texts()
    assert mine == ["hello", "where is order ORD-1042?", "jane.miller@example.com"]


def test_two_customers_see_each_their_own(site: Servers, customer: Customer) -> None:
    jane, wang = ChatPage(customer()).open(site.url), ChatPage(customer()).open(site.url)
    jane.ask("I want to return the shoes of order ORD-1042")
    wang.ask("please cancel order ORD-1043")
    jane.expect_reply("ORD-1042")
    wang.expect_reply("ORD-1043")
    assert "ORD-1043" not in " ".join(jane.texts())
    assert "ORD-1042" not in " ".join(wang.texts())


def test_a_typed_command_is_only_words(site: Servers, customer: Customer) -> None:
    page = customer()
    chat = ChatPage(page).open(site.url)
    start_return(chat)
    chat.ask("/restart")
    expect(chat.log.locator(".by-assistant").last).to_be_visible()
    expect(chat.log.locator("article", has_text="restart")).to_have_count(1)
    chat.ask("too small")
    expect(chat.log.get_by_role("group", name="Your return")).to_be_visible()  # the task goes on
