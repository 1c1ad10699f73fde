"""What the chat shows, by a channel that says what the test tells it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.web.chat_page import ChatPage
from tests.web.conftest import PHONE, screenshot
from tests.web.fake_channel import WHEN, FakeChannel
from tests.web.samples import GALLERY, HOSTILE, RATING, buttons, product

Customer = Callable[..., Page]


def opened(channel: FakeChannel, page: Page) -> ChatPage:
    """An open chat that is connected and holds one message of the customer's."""
    chat = ChatPage(page).open(channel.url)
    chat.ask("hello")
    expect(chat.log.locator("article")).to_have_count(1)
    expect(chat.log.locator(".pending")).to_have_count(0)
    return chat


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desktop", "phone"])
def test_every_kind_of_message_is_shown_and_axe_finds_nothing(
    channel: FakeChannel, customer: Customer, scheme: str, viewport: dict[str, int] | None
) -> None:
    page = customer(color_scheme=scheme, **({"viewport": viewport} if viewport else {}))
    chat = opened(channel, page)
    for body in GALLERY:
        channel.say(body)
    channel.say(
        {"text": "How did it go?", "card": RATING, "buttons": buttons("1", "2", "3", "4", "5", "Not now")}
    )
    channel.say({"text": "Anna here, may I help?", "name": "Anna"}, author="person")
    channel.say({"text": "The conversation goes on with the assistant."}, author="system")
    channel.typing()
    expect(chat.log.locator(".Message.typing")).to_be_visible()
    for name in ("Order ORD-1042", "物流进度：订单 ORD-1042", "3 products", "Your return", "How did it go?"):
        expect(chat.log.get_by_role("group", name=name).first).to_be_visible()
    expect(chat.log.get_by_role("article", name="Anna · our staff")).to_contain_text("Anna · our staff")
    for article in chat.log.locator("article").all():  # each says when it was sent
        expect(article.locator("time.sent-at")).to_have_attribute("datetime", WHEN)
    assert chat.violations() == []
    for number, group in enumerate(("Order ORD-1042", "3 products", "Your return")):
        chat.log.get_by_role("group", name=group).first.scroll_into_view_if_needed()
        screenshot(page, f"cards-{'phone' if viewport else 'desktop'}-{scheme}-{number}")


def test_cards_say_what_they_hold_in_their_own_language(channel: FakeChannel, customer: Customer) -> None:
    chat = opened(channel, customer())
    for body in GALLERY:
        channel.say(body)
    order = chat.log.get_by_role("group", name="Order ORD-1042")
    for words in (
        "delivered",
        "Marten Trail Running Shoes",
        "black · 38",
        "$65.99",
        "10 February 2026",
        "$72.98",
    ):
        expect(order).to_contain_text(words)
    tracking = chat.log.get_by_role("group", name="物流进度：订单 ORD-1042")
    assert tracking.get_attribute("lang") == "zh"
    for words in ("顺丰速运", "SF1234567890", "2026年3月4日", "到达分拨中心"):
        expect(tracking).to_contain_text(words)
    assert tracking.locator("li").first.inner_text().startswith("到达分拨中心")  # the newest scan first
    returned = chat.log.get_by_role("group", name="Your return")
    for words in ("ORD-1042", "too small", "a refund", "$6.00", "$59.99", "12 March 2026"):
        expect(returned).to_contain_text(words)


def test_products_are_turned_by_buttons(channel: FakeChannel, customer: Customer) -> None:
    chat = opened(channel, customer())
    channel.say(GALLERY[3])
    last = chat.log.get_by_role("group", name="Stoat")
    expect(last).not_to_be_in_viewport()
    for _ in range(2):
        chat.log.get_by_role("button", name="Next products").click()
    expect(last).to_be_in_viewport()
    expect(last).to_contain_text("Sold out")


def test_buttons_send_their_payload_once_and_count_no_more(channel: FakeChannel, customer: Customer) -> None:
    chat = opened(channel, customer())
    channel.say({"text": "Which one?", "buttons": buttons("The first", "The second")})
    chat.press("The first")
    expect(chat.log.get_by_role("button", name="The first")).to_be_disabled()
    expect(chat.log.get_by_role("button", name="The second")).to_be_disabled()
    expect(chat.log.locator("article.by-customer").last).to_contain_text("The first")
    sent = [data for event, data in channel.asked if event == "send"]
    assert sent[-1]["button"] == "signed-The first"
    assert "text" not in sent[-1]
    expect(chat.input).to_be_focused()


def test_a_rating_is_given_by_stars(channel: FakeChannel, customer: Customer) -> None:
    chat = opened(channel, customer())
    channel.say(
        {"text": "How did it go?", "card": RATING, "buttons": buttons("1", "2", "3", "4", "5", "Not now")}
    )
    expect(chat.log.get_by_role("button", name="Not now")).to_be_enabled()
    chat.press("4 stars")
    expect(chat.log.get_by_role("button", name="5 stars")).to_be_disabled()
    assert (
        channel.asked[-1][1].get("button") == "signed-4" or channel.asked[-2][1].get("button") == "signed-4"
    )


def test_markup_from_anybody_is_only_words(channel: FakeChannel, customer: Customer) -> None:
    page = customer()
    chat = opened(channel, page)
    title = page.title()
    card = {**product(HOSTILE), "brand": HOSTILE, "description": HOSTILE, "colors": [HOSTILE]}
    for author in ("assistant", "person", "system"):
        channel.say({"text": HOSTILE, "card": card, "buttons": buttons(HOSTILE)}, author=author)
    chat.ask(HOSTILE)
    channel.say({"text": "javascript:alert(1) data:text/html,x https://shop.example"})
    expect(chat.log.get_by_role("link")).to_have_count(1)
    link = chat.log.get_by_role("link")
    assert (link.get_attribute("href"), link.get_attribute("rel")) == (
        "https://shop.example/", "noopener noreferrer nofollow",
    )  # fmt: skip
    assert chat.log.locator("img, script").count() == 0
    assert page.title() == title


def test_a_card_of_an_unknown_kind_is_left_to_its_text(channel: FakeChannel, customer: Customer) -> None:
    chat = opened(channel, customer())
    channel.say({"text": "Something new.", "card": {"card": "hologram", "language": "en"}})
    channel.say({"text": "Something odd.", "card": {"card": "constructor"}})
    chat.expect_reply("Something new.", "Something odd.")
