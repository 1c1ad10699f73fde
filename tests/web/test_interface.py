"""How the chat behaves: keyboard, languages, looks, connection, unread messages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.web.chat_page import ChatPage
from tests.web.conftest import PHONE, screenshot
from tests.web.fake_channel import FakeChannel
from tests.web.samples import buttons
from tests.web.test_messages import opened

Customer = Callable[..., Page]


def test_a_visitor_who_never_opens_the_chat_has_no_session(channel: FakeChannel, customer: Customer) -> None:
    page = customer()
    page.goto(channel.url)
    expect(page.get_by_role("button", name="Open the chat")).to_be_visible()
    assert channel.messages == {}


def test_everything_works_by_keyboard_alone(channel: FakeChannel, customer: Customer) -> None:
    page = customer()
    page.goto(channel.url)
    chat = ChatPage(page)
    chat.launcher.focus()
    page.keyboard.press("Enter")
    expect(chat.input).to_be_focused()
    page.keyboard.type("hello")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("again")
    page.keyboard.press("Enter")
    expect(chat.log.locator("article")).to_contain_text("hello\nagain")
    expect(chat.log.locator(".pending")).to_have_count(0)  # or the question stands before it
    channel.say({"text": "Which one?", "buttons": buttons("The first", "The second")})
    expect(chat.log.get_by_role("button", name="The second")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(chat.log.get_by_role("button", name="The second")).to_be_focused()
    page.keyboard.press("Space")
    expect(chat.log.locator("article.by-customer").last).to_contain_text("The second")
    expect(chat.input).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(chat.launcher).to_be_focused()


def test_focus_goes_through_the_panel_in_reading_order(channel: FakeChannel, customer: Customer) -> None:
    page = customer()
    chat = opened(channel, page)
    chat.input.fill("x")
    names = []
    page.get_by_role("button", name="切换到中文").focus()
    for _ in range(5):
        names.append(
            page.evaluate(
                "document.querySelector('shop-chat').shadowRoot.activeElement.getAttribute('aria-label')"
            )
        )
        page.keyboard.press("Tab")
    assert names == ["切换到中文", "Dark colours", "Close the chat", "Conversation", "Your message"]


def test_the_log_is_a_polite_live_region(channel: FakeChannel, customer: Customer) -> None:
    chat = opened(channel, customer())
    assert chat.log.get_attribute("aria-live") == "polite"
    assert chat.log.get_attribute("aria-label") == "Conversation"
    assert chat.page.locator("[role=alert] article, article [role=alert]").count() == 0


def test_the_language_is_switched_and_remembered(channel: FakeChannel, customer: Customer) -> None:
    page = customer()
    chat = opened(channel, page)
    page.get_by_role("button", name="切换到中文").click()
    expect(page.get_by_role("dialog", name="店铺助手")).to_be_visible()
    expect(ChatPage(page, "zh").input).to_be_visible()
    assert chat.violations() == []
    screenshot(page, "chinese")
    page.reload()
    expect(page.get_by_role("button", name="打开聊天")).to_be_visible()
    assert ("language", {"language": "zh"}) in channel.asked


def test_a_chinese_browser_gets_a_chinese_shop(channel: FakeChannel, customer: Customer) -> None:
    page = customer(locale="zh-CN")
    chat = ChatPage(page, "zh").open(channel.url)
    expect(page.get_by_role("heading", name="天天用得上的好东西")).to_be_visible()
    chat.page.get_by_role("button", name="我想退货").last.click()
    expect(chat.log.locator("article")).to_contain_text("我想退货")


def test_dark_follows_the_system_until_the_customer_chooses(channel: FakeChannel, customer: Customer) -> None:
    page = customer(color_scheme="dark")
    chat = opened(channel, page)
    root = page.locator("shop-chat .shop-chat")
    assert root.get_attribute("data-scheme") == "dark"
    assert chat.violations() == []
    page.emulate_media(color_scheme="light")
    expect(root).to_have_attribute("data-scheme", "light")
    page.get_by_role("button", name="Dark colours").click()
    expect(root).to_have_attribute("data-scheme", "dark")
    page.reload()
    expect(page.locator("shop-chat .shop-chat")).to_have_attribute("data-scheme", "dark")


def test_what_comes_while_the_chat_is_closed_is_counted(channel: FakeChannel, customer: Customer) -> None:
    page = customer()
    chat = opened(channel, page)
    chat.close()
    channel.say({"text": "one"})
    channel.say({"text": "two"}, author="person")
    expect(page.get_by_role("button", name="Open the chat, 2 unread messages")).to_be_visible()
    assert chat.violations() == []
    screenshot(page, "unread")
    page.reload()  # the server knows what was seen
    expect(page.locator("shop-chat .badge")).to_have_text("2")
    page.get_by_role("button", name="Open the chat, 2 unread messages").click()
    chat.close()
    expect(page.locator("shop-chat .badge")).to_have_count(0)
    assert channel.seen == 3


def test_a_phone_shows_the_chat_alone(channel: FakeChannel, customer: Customer) -> None:
    page = customer(viewport=PHONE, has_touch=True, is_mobile=True)
    opened(channel, page)
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, PHONE["width"], PHONE["height"])
    expect(page.locator("shop-chat .launcher")).to_be_hidden()


def test_what_is_said_offline_arrives_once_and_in_order(channel: FakeChannel, customer: Customer) -> None:
    page = customer()
    chat = opened(channel, page)
    page.context.set_offline(True)
    expect(chat.notice).to_contain_text("No connection")
    for text in ("one", "two", "three"):
        chat.ask(text)
    expect(chat.log.locator(".pending")).to_have_count(3)
    assert chat.violations() == []
    screenshot(page, "offline")
    channel.say({"text": "said meanwhile"}, author="person")
    page.context.set_offline(False)
    expect(chat.log.locator(".pending")).to_have_count(0)
    assert channel.sent() == ["hello", "one", "two", "three"]
    assert chat.texts() == ["hello", "said meanwhile", "one", "two", "three"]


def test_a_lost_acknowledgement_makes_no_second_message(channel: FakeChannel, customer: Customer) -> None:
    page = customer()
    chat = opened(channel, page)
    channel.kept_unanswered = 1
    chat.ask("once")
    expect(chat.log.locator("article", has_text="once")).to_have_count(1)
    channel.cut()
    expect(chat.notice).to_be_hidden()
    chat.ask("twice")
    expect(chat.log.locator("article", has_text="twice")).to_have_count(1)
    expect(chat.log.locator(".pending")).to_have_count(0)  # shown at once; what arrived is compared
    assert chat.texts() == ["hello", "once", "twice"]
    assert channel.sent() == ["hello", "once", "twice"]


def test_a_refused_message_can_be_sent_again(channel: FakeChannel, customer: Customer) -> None:
    page = customer()
    chat = opened(channel, page)
    channel.refuse = [{"code": "internal", "text": {"en": "Something broke.", "zh": "出错了。"}}]
    chat.ask("once")
    expect(page.get_by_role("alert").filter(has_text="Something broke.")).to_be_visible()
    assert chat.violations() == []
    screenshot(page, "not-sent")
    page.get_by_role("button", name="Send again").click()
    expect(chat.log.locator(".pending")).to_have_count(0)
    expect(page.get_by_role("alert").filter(has_text="Something broke.")).to_have_count(0)
    assert chat.texts() == ["hello", "once"]


def test_an_ended_session_is_followed_by_a_new_one(channel: FakeChannel, customer: Customer) -> None:
    page = customer()
    chat = opened(channel, page)
    channel.messages = {}
    page.reload()
    chat.show()
    chat.ask("hello again")
    expect(chat.log.locator(".pending")).to_have_count(0)
    assert chat.texts() == ["hello again"]


@pytest.mark.parametrize(
    ("holder", "words"), [("waiting", "will join you soon"), ("person", "talking with our staff")]
)
def test_who_has_the_conversation_is_shown(
    channel: FakeChannel, customer: Customer, holder: str, words: str
) -> None:
    page = customer()
    opened(channel, page)
    channel.hold(holder)
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def test_the_shop_s_own_styles_do_not_reach_the_chat(channel: FakeChannel, customer: Customer) -> None:
    page = customer()
    opened(channel, page)
    size = (
        "getComputedStyle(document.querySelector('shop-chat').shadowRoot.querySelector('.Bubble')).fontSize"
    )
    before = page.evaluate(size)
    page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
        sheet.replaceSync('html { font-size: 40px } * { font-size: 50px; color: red !important } :root { --brand-3: red }');
        document.adoptedStyleSheets = [sheet]; }"""
    )
    assert page.evaluate(size) == before


def test_a_new_message_does_not_pull_a_reader_down(channel: FakeChannel, customer: Customer) -> None:
    page = customer()
    chat = opened(channel, page)
    for number in range(30):
        channel.say({"text": f"message {number}"})
    expect(chat.log.get_by_text("message 29", exact=True)).to_be_in_viewport()
    chat.log.evaluate(
        "log => new Promise(done => { log.addEventListener('scroll', done, {once: true}); log.scrollTo(0, 0) })"
    )
    channel.say({"text": "and one more"})
    more = page.get_by_role("button", name="1 new message")
    expect(more).to_be_visible()
    more.click()
    expect(chat.log.get_by_text("and one more")).to_be_in_viewport()
