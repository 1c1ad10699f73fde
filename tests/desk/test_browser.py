"""Desk and chat in a real browser, with the real assistant between them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import Page, expect

from evaluation.models import PROJECT
from evaluation.processes import free_port
from evaluation.servers import ServerConfig, Servers
from setup.processes import stop, wait_until_healthy
from tests.desk.conftest import PASSWORD
from tests.web.chat_page import ChatPage
from tests.web.conftest import browser, channel, customer, screenshot  # noqa: F401  fixtures

MODEL = PROJECT / "models" / "xiaoer.tar.gz"
SCREEN = {"width": 1280, "height": 1640}  # all of a ticket is in the picture
Customer = Callable[..., Page]

pytestmark = pytest.mark.timeout(900)  # starts Rasa


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    if not MODEL.is_file():
        pytest.skip(f"expected the trained model at {MODEL}, found none; `make model` builds it")
    with Servers(ServerConfig(MODEL)) as servers:
        yield servers


@contextmanager
def desk_with(servers: Servers, agent: str, **settings: str) -> Iterator[str]:
    """The desk as `python -m desk`, with one agent more."""
    port = free_port()
    environment = {
        **os.environ,
        "SHOP_DATABASE_URL": servers.shop.url,
        "SHOP_NOW": servers.now,
        "DESK_PORT": str(port),
        "XIAOER_STAFF_PASSWORD": PASSWORD,
        **settings,
    }
    desk = [sys.executable, "-m", "desk"]
    add = [*desk, "add-staff", agent.lower(), "--role", "agent", "--shown-as", agent]
    subprocess.run(add, env=environment, cwd=PROJECT, check=True)
    log = servers.folder / f"desk-{port}.log"
    with log.open("wb") as messages:
        child = subprocess.Popen(desk, env=environment, cwd=PROJECT, stdout=messages, stderr=messages)
    try:
        wait_until_healthy("desk", f"http://127.0.0.1:{port}/health", child, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(child)


@pytest.fixture(scope="module")
def desk_url(servers: Servers) -> Iterator[str]:
    with desk_with(servers, "Mia", DESK_GENERATOR="none") as url:
        yield url


def log_in(page: Page, url: str, agent: str = "Mia") -> None:
    page.goto(url)
    assert ChatPage(page).violations() == []
    page.get_by_label("Name").fill(agent.lower())
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()


def test_a_person_takes_over_and_hands_back(
    servers: Servers,
    desk_url: str,
    customer: Customer,  # noqa: F811
) -> None:
    desk = customer(viewport=SCREEN)
    log_in(desk, desk_url)
    expect(desk.locator("#queue")).not_to_contain_text("ORD-1044")

    chat = ChatPage(customer()).open(servers.url)
    chat.ask("can i still cancel ORD-1044?")
    chat.expect_reply("last four digits")
    chat.ask("oliver.bennett@example.org")
    chat.expect_reply("Shall I cancel it?")
    chat.ask("let me talk to a real person please")
    chat.expect_reply("TKT-")

    expect(desk.locator("#queue")).to_contain_text("ORD-1044")  # without a reload
    screenshot(desk, "desk-queue")
    desk.locator("#queue a").first.click()  # who sits and waits stands above the demo shop's old tickets
    expect(desk.locator("#summary")).to_contain_text("cancel an order")
    assert ChatPage(desk).violations() == []
    desk.get_by_role("button", name="Take", exact=True).click()
    expect(chat.log).to_contain_text("Mia has joined")
    assert ChatPage(desk).violations() == []  # with the answer, the suggestions and the actions
    expect(desk.locator("#belief")).to_contain_text("order")
    expect(desk.locator("#belief")).not_to_contain_text("order_id")

    desk.get_by_role("button", name="Hello, this is Mia.").click()
    expect(desk.locator("#text")).to_have_value(
        "Hello, this is Mia. I've read your conversation with our assistant and will look into it."
    )
    desk.get_by_role("button", name="Send").click()
    expect(chat.log.locator(".by-person")).to_contain_text("Hello, this is Mia.")
    expect(chat.log.locator(".by-person .by")).to_have_text("Mia · our staff")

    chat.ask("please cancel it, <b>quick</b>")
    expect(desk.locator("#messages")).to_contain_text("please cancel it, <b>quick</b>")  # live, as text
    expect(desk.locator("#suggestions li").first).to_be_visible()
    expect(desk.locator("#suggestions")).to_contain_text("checked: every fact has a source")
    desk.evaluate("scrollTo(0, 0)")
    screenshot(desk, "desk")
    before = len(chat.texts())
    desk.locator("#ORD-1044 summary", has_text="Cancel the order").click()
    desk.locator("#ORD-1044").get_by_role("button", name="Cancel the order").click()
    expect(desk.locator("#history")).to_contain_text("order cancelled")
    assert len(chat.texts()) == before  # the assistant is silent

    desk.locator("#close").get_by_role("button", name="Close").click()
    expect(desk.get_by_text("The live conversation has ended.")).to_be_visible()
    chat.expect_reply("order ORD-1044 is cancelled", "you're back with me".capitalize())
    chat.ask("no thanks")
    expect(chat.log.locator(".by-assistant").last).to_be_visible()
    [row] = servers.shop.rows("SELECT status FROM orders WHERE id = ?", ("ORD-1044",))
    assert row == {"status": "cancelled"}
    desk.get_by_role("link", name="Queue").click()
    expect(desk.locator("#queue")).not_to_contain_text("ORD-1044")
    desk.get_by_role("link", name="中文").click()
    expect(desk.get_by_role("heading", name="排队")).to_be_visible()
    assert ChatPage(desk).violations() == []
    desk.get_by_role("link", name="评价").click()
    expect(desk.get_by_role("heading", name="评价")).to_be_visible()
    assert ChatPage(desk).violations() == []


def test_a_customer_whom_nobody_answers_is_told_and_has_a_choice(
    servers: Servers,
    customer: Customer,  # noqa: F811
) -> None:
    chat = ChatPage(customer()).open(servers.url)
    chat.ask("let me talk to a real person please")
    chat.expect_reply("TKT-")
    assert servers.shop.rows("SELECT 1 FROM handoffs WHERE remind_at IS NOT NULL")
    patience_is_over(servers)
    chat.expect_reply("nobody has answered your ticket", "by e-mail")  # without being asked
    chat.press("Back to the assistant")
    chat.expect_reply("withdrawn ticket")
    chat.ask("what does delivery cost?")
    expect(chat.log.locator(".by-assistant").last).to_contain_text("deliver")


def patience_is_over(servers: Servers) -> None:
    """The servers' clock stands still; so the moments at which customers are told lie in the past from now on."""
    with closing(sqlite3.connect(servers.shop.file, timeout=30)) as shop, shop:
        shop.execute("UPDATE handoffs SET remind_at = '2000-01-01 00:00:00' WHERE remind_at IS NOT NULL")


def test_a_generated_answer_is_edited_and_sent_by_a_person(
    servers: Servers,
    customer: Customer,  # noqa: F811
) -> None:
    """The project's own generator: whatever it writes, its verdict stands beside it, and only a person sends it."""
    bundle = PROJECT / "students" / "reply"
    if not bundle.is_dir():
        pytest.skip(f"expected a reply bundle in {bundle}, found none; `make distill-reply` makes one")
    with desk_with(servers, "Leo", DESK_GENERATOR=str(bundle)) as url:
        chat = ChatPage(customer()).open(servers.url)
        chat.ask("let me talk to a real person please")
        chat.expect_reply("TKT-")
        desk = customer()
        log_in(desk, url, "Leo")
        desk.locator("#queue tr.live a").last.click()
        desk.get_by_role("button", name="Take", exact=True).click()
        expect(chat.log).to_contain_text("Leo has joined")
        chat.ask("do you wrap gifts, and what does that cost?")
        generated = desk.locator("#suggestions li", has=desk.locator("small[title=generated]"))
        expect(generated).to_be_visible()
        expect(generated.locator("small")).to_contain_text("check")  # the guard's verdict, whichever it is
        assert ChatPage(desk).violations() == []
        words = generated.get_by_role("button").inner_text()
        before = len(chat.texts())
        generated.get_by_role("button").click()
        expect(desk.locator("#text")).to_have_value(words)
        desk.locator("#text").press("End")
        desk.locator("#text").press_sequentially(" I'll ask.")
        assert len(chat.texts()) == before  # nothing is sent by itself
        desk.get_by_role("button", name="Send").click()
        expect(chat.log.locator(".by-person")).to_contain_text("I'll ask.")
