"""Script in any field that the desk shows is text, wherever it was put in."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from desk.suggestions import GENERATED, Suggestion
from retrieval.guard import Verdict
from shop.audit import By
from shop.bootstrap import Shop
from shop.domain.customer import Address
from shop.domain.order import Order
from shop.domain.staff import Staff
from tests.desk.conftest import TALK, Agent
from tests.shop.samples import customer, line, order, product, put

EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{70707*3}}"
Agents = Callable[[], Agent]
Call = Callable[..., str]


class Elements(HTMLParser):
    """What a browser would make of a page: its tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str | None] = []
        self.handlers: list[str] = []
        self.images = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "script":
            self.scripts.append(given.get("src"))
        self.images += tag == "img"
        self.handlers += [name for name in given if name.startswith("on")]


def is_harmless(page: str) -> bool:
    found = Elements()
    found.feed(page)
    return (
        not found.handlers
        and not found.images
        and set(found.scripts) <= {"/static/desk.js"}
        and "212121" not in page
    )


@pytest.fixture
def evil_order(shop: Shop, clock: object) -> Order:
    made: Order = order(shop.clock.now(), "paid", "ORD-1666")
    made.shipping_address = Address(EVIL, EVIL[:20], EVIL, "US")
    made.lines[0].name = made.lines[0].name_zh = EVIL
    put(shop.store, product())
    put(shop.store, made)
    return made


async def test_everything_stored_is_shown_as_text(
    agents: Agents, call: Call, shop: Shop, mia: Staff, evil_order: Order
) -> None:
    put(shop.store, customer("CUS-66", name=EVIL[:90], email="evil@example.com", phone="+12025550199"))
    shop.conversations.open(TALK, "web", "en", customer_id="CUS-66")
    ticket_id = call(
        reason=EVIL, task=EVIL, asked=EVIL, intent=EVIL, last_message=EVIL, belief={EVIL: EVIL, "product": EVIL, "reason": EVIL},
        orders=("ORD-1666", EVIL),
    )  # fmt: skip
    bodies = [
        {"text": EVIL, "buttons": [{"title": EVIL, "payload": EVIL}]},
        {"text": EVIL, "name": EVIL, "card": {"card": EVIL, "id": EVIL}},
        {"card": {"card": "order", "order_id": EVIL}},
    ]
    for author, body in zip(("customer", "person", "system"), bodies, strict=True):
        shop.conversations.append(TALK, author, body)
    asked = shop.feedback.ask(TALK, EVIL[:40], "en", By("x", "web", "k"))
    shop.feedback.say(asked.id, TALK, EVIL, By("x", "web", "k2"))
    agent = agents()
    await agent.log_in("mia")
    await agent.do(ticket_id, "take")
    for path in (f"/tickets/{ticket_id}", "/queue", "/ratings", f"/tickets/{ticket_id}?lang=zh"):
        page = await agent.see(path)
        assert "&lt;script&gt;" in page and is_harmless(page), path
    for path in (f"/tickets/{ticket_id}/live?after=0", "/queue/rows"):
        html = (await agent.http.get(path)).json()["html"]
        assert "&lt;script&gt;" in html and is_harmless(html), path


async def test_an_evil_name_of_staff_and_summary(
    agents: Agents, shop: Shop, hire: Callable[..., Staff]
) -> None:
    hire("eve", shown_as="<img src=x onerror=alert(1)>")
    ticket_id = shop.tickets.open(EVIL[:40], EVIL, EVIL, "en", By("x", "shell", "k")).id
    agent = agents()
    await agent.log_in("eve")
    await agent.do(ticket_id, "take")
    for path in (f"/tickets/{ticket_id}", "/queue"):
        assert is_harmless(await agent.see(path)), path


async def test_nothing_of_a_request_comes_back_as_markup(agents: Agents, call: Call, mia: Staff) -> None:
    agent = agents()
    ticket_id = call()
    await agent.log_in("mia")
    await agent.do(ticket_id, "take")
    answers = [
        await agent.http.get("/tickets/%22%3E%3Cscript%3Ealert(1)%3C/script%3E"),
        await agent.http.get("/queue?lang=%22%3E%3Cscript%3E"),
        await agent.http.get("/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E"),
        await agent.do(ticket_id, "address", order="ORD-1002", text=EVIL, address="x" * 400),
        await agent.do(ticket_id, "cancel", order=EVIL, text=EVIL),
        await agents().log_in(EVIL, EVIL),
    ]
    for answer in answers:
        assert answer.headers["content-type"].startswith("text/html") and is_harmless(answer.text)


async def test_a_suggestion_is_only_words_whoever_wrote_it(
    serve: Callable[..., Any], call: Call, mia: Staff, shop: Shop
) -> None:
    class Evil:
        def suggest(self, *_: object) -> list[Suggestion]:
            return [
                Suggestion(EVIL, EVIL, Verdict(False, (EVIL,))),
                Suggestion(EVIL, GENERATED, Verdict(True)),
            ]

    agent, ticket_id = Agent(await serve(suggester=Evil())), call()
    await agent.log_in("mia")
    await agent.do(ticket_id, "take")
    shop.conversations.append(TALK, "customer", {"text": "well?"})
    live = (await agent.http.get(f"/tickets/{ticket_id}/live?after=1")).json()["suggestions"]
    for page in (await agent.see(f"/tickets/{ticket_id}"), live):
        assert page.count("&lt;script&gt;") >= 5 and is_harmless(page)
    await agent.http.aclose()


def test_the_check_itself_sees_script() -> None:
    assert not is_harmless("<p><script>alert(1)</script></p>")
    assert not is_harmless('<p onclick="x">')
    assert is_harmless("<p>&lt;script&gt;</p>") and line().sku
