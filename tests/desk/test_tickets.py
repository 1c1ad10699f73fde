"""The queue, taking, answering, acting and closing, over HTTP; and who may not."""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from desk.words import ACTS
from shop.audit import By
from shop.bootstrap import Shop
from shop.domain.clock import FixedClock
from shop.domain.errors import NotAllowed
from shop.domain.staff import Staff
from shop.records import audit_record, outbox_rows
from shop.tables.journal import audit
from tests.desk.conftest import TALK, Agent, hidden

Agents = Callable[[], Agent]
Call = Callable[..., str]


@pytest.fixture
async def agent(agents: Agents, mia: Staff) -> Agent:
    made = agents()
    await made.log_in("mia")
    return made


@pytest.fixture
async def lead(agents: Agents, leo: Staff) -> Agent:
    made = agents()
    await made.log_in("leo")
    return made


def said(shop: Shop, conversation: str = TALK) -> list[tuple[str, str]]:
    return [(each.author, each.body["text"]) for each in shop.conversations.since(conversation, 0)]


async def test_the_queue_tells_who_waits_and_how_long(agent: Agent, call: Call, clock: FixedClock) -> None:
    assert "Nobody is waiting." in await agent.see("/queue")
    ticket_id = call(reason="complaint")
    clock.move(timedelta(minutes=7))
    page = await agent.see("/queue")
    assert ticket_id in page and "7 min" in page and "complaint" in page and "ORD-1002" in page
    rows = (await agent.http.get("/queue/rows")).json()["html"]
    assert ticket_id in rows and "<html" not in rows
    assert "投诉" in await agent.see("/queue?lang=zh")


async def test_who_sits_and_waits_comes_first(
    agents: Agents, call: Call, shop: Shop, clock: FixedClock, mia: Staff
) -> None:
    old = shop.tickets.open("complaint", "a summary", "shell-1", "en", By("x", "shell", "k")).id
    clock.move(timedelta(days=3))
    live, agent = call(), agents()
    await agent.log_in("mia")
    page = await agent.see("/queue")
    assert page.index(f"/tickets/{live}") < page.index(f"/tickets/{old}") and "3 days" in page


async def test_a_summary_in_the_readers_language(agent: Agent, call: Call) -> None:
    ticket_id = call(task="return_item", asked="reason", misses=2, belief={"size": "42"}, last_message="人呢")
    page = await agent.see(f"/tickets/{ticket_id}")
    assert "The customer wanted to return something." in page and "did not understand 2 message(s)" in page
    assert "人呢" in page and "<td>42</td>" in page
    assert "客户想办理：退货。" in await agent.see(f"/tickets/{ticket_id}?lang=zh")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("complaint", "The customer wanted to return something.", "too small", "I want a person")),
        ("zh", ("投诉", "客户想办理：退货。", "原因", "偏小", "I want a person")),
    ],
)  # fmt: skip
async def test_a_ticket_holds_all_that_a_person_needs(
    agent: Agent, call: Call, language: str, words: tuple[str, ...]
) -> None:
    """Reason, summary, belief state, conversation and orders, and no code of the dialogue's."""
    belief = {"order_id": "ORD-1002", "reason": "too_small", "told_rule": True}
    ticket_id = call(reason="complaint", task="return_item", asked="resolution", belief=belief)
    page = html.unescape(await agent.see(f"/tickets/{ticket_id}?lang={language}"))
    assert all(word in page for word in words), [word for word in words if word not in page]
    assert '<section class="order" id="ORD-1002">' in page
    assert not re.search(r"order_id|too_small|told_rule|return_item|resolution", page)


async def test_from_taking_to_closing(agent: Agent, call: Call, shop: Shop, mia: Staff) -> None:
    ticket_id = call()
    assert (await agent.do(ticket_id, "take")).status_code == 303
    assert shop.conversations.holder(TALK) == "person"
    shop.conversations.append(TALK, "customer", {"text": "are you there?"})
    assert "are you there?" in await agent.see(f"/tickets/{ticket_id}")
    assert (await agent.do(ticket_id, "reply", text="Yes, I am.")).status_code == 303
    assert said(shop)[-1] == ("person", "Yes, I am.")
    live = (await agent.http.get(f"/tickets/{ticket_id}/live?after=3")).json()
    assert "Yes, I am." in live["html"] and "are you there?" not in live["html"] and live["last"] == 4
    assert (await agent.do(ticket_id, "close", outcome="All is well.")).status_code == 303
    assert shop.conversations.holder(TALK) == "assistant"
    (due,) = shop.handoffs.claim_due()
    assert (due.event, due.conversation) == ("closed", TALK)
    handoff = shop.handoffs.get(ticket_id)
    assert (handoff.outcome, handoff.person) == ("All is well.", "Mia")
    actions = {(row["action"], row["actor"]) for row in audit_record(shop, ticket_id)}
    assert {("ticket.take", f"staff:{mia.id}"), ("ticket.close", f"staff:{mia.id}")} <= actions


async def test_the_same_form_sent_twice_counts_once(agent: Agent, call: Call, shop: Shop) -> None:
    ticket_id = call()
    await agent.do(ticket_id, "take")
    page = await agent.see(f"/tickets/{ticket_id}")
    for _ in range(2):
        assert (await agent.do(ticket_id, "reply", page, text="once")).status_code == 303
    assert said(shop).count(("person", "once")) == 1


async def test_of_two_who_take_one_ticket_one_gets_it(
    agent: Agent, lead: Agent, call: Call, shop: Shop
) -> None:
    ticket_id = call()
    pages = [await each.see(f"/tickets/{ticket_id}") for each in (agent, lead)]
    answers = await asyncio.gather(
        agent.do(ticket_id, "take", pages[0]), lead.do(ticket_id, "take", pages[1])
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len([author for author, _ in said(shop) if author == "system"]) == 1


async def test_nobody_acts_for_another(agent: Agent, lead: Agent, call: Call, shop: Shop, leo: Staff) -> None:
    ticket_id = call()
    await lead.do(ticket_id, "take")
    before = said(shop)
    for act, fields in (
        ("reply", {"text": "me too"}), ("close", {"outcome": "x"}), ("release", {}),
        ("cancel", {"order": "ORD-1002"}), ("refund", {"order": "ORD-1002"}),
        ("address", {"order": "ORD-1002", "address": "Elsewhere 1"}),
    ):  # fmt: skip
        answer = await agent.do(ticket_id, act, **fields)
        assert answer.status_code == 403 and "A colleague has this ticket." in answer.text, act
    assert said(shop) == before and shop.orders.get("ORD-1002").status == "paid"
    assert (await agent.do(ticket_id, "take")).status_code == 409
    assert (await agent.do(ticket_id, "take-over")).status_code == 303
    assert shop.tickets.get(ticket_id).assignee != leo.id
    assert "ticket.take_over" in {row["action"] for row in audit_record(shop, ticket_id)}
    assert (await lead.do(ticket_id, "reply", text="still mine")).status_code == 403


async def test_a_take_over_counts_for_what_was_seen(agent: Agent, lead: Agent, call: Call) -> None:
    ticket_id = call()
    await lead.do(ticket_id, "take")
    page = await agent.see(f"/tickets/{ticket_id}")
    await lead.do(ticket_id, "release")
    answer = await agent.do(ticket_id, "take-over", page)
    assert answer.status_code == 409 and "has changed since" in answer.text


async def test_back_to_the_queue(agent: Agent, call: Call, shop: Shop, clock: FixedClock) -> None:
    ticket_id = call()
    await agent.do(ticket_id, "take")
    await agent.do(ticket_id, "release")
    assert shop.conversations.holder(TALK) == "waiting"
    clock.move(timedelta(minutes=6))
    assert [due.event for due in shop.handoffs.claim_due()] == ["nobody"]


async def test_actions_for_the_customer(agent: Agent, call: Call, shop: Shop) -> None:
    ticket_id = call(orders=("ORD-1002", "ORD-1003"))
    await agent.do(ticket_id, "take")
    assert (await agent.do(ticket_id, "cancel", order="ORD-1002", reason="asked")).status_code == 303
    assert shop.orders.get("ORD-1002").status == "cancelled"
    assert (await agent.do(ticket_id, "cancel", order="ORD-1002")).status_code == 409
    moved = await agent.do(ticket_id, "address", order="ORD-1003", address="9 New Street, Springfield")
    assert moved.status_code == 303
    assert shop.orders.get("ORD-1003").shipping_address.text == "9 New Street, Springfield"
    page = await agent.see(f"/tickets/{ticket_id}")
    assert "order cancelled" in page and "address changed" in page
    await agent.do(ticket_id, "close")
    assert "ORD-1002 is cancelled" in shop.handoffs.get(ticket_id).outcome


async def test_only_orders_that_belong_to_the_ticket(agent: Agent, call: Call, shop: Shop) -> None:
    ticket_id = call(orders=("ORD-1003",))
    await agent.do(ticket_id, "take")
    answer = await agent.do(ticket_id, "cancel", order="ORD-1002")
    assert answer.status_code == 403 and shop.orders.get("ORD-1002").status == "paid"


async def test_a_refund_within_the_roles_limit(
    agent: Agent, lead: Agent, call: Call, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ORD-1008 was paid twice: 60 dollars are owed."""
    monkeypatch.setattr(
        "shop.domain.staff.REFUND_MOST", {"agent": {"USD": Decimal("59.99")}, "lead": {"USD": Decimal(60)}}
    )
    ticket_id = call(orders=("ORD-1008",))
    await agent.do(ticket_id, "take")
    answer = await agent.do(ticket_id, "refund", order="ORD-1008")
    assert answer.status_code == 403 and "above your role" in answer.text.replace("&#39;", "'")
    assert shop.refunds.of_order("ORD-1008") == []
    await lead.do(ticket_id, "take-over")
    assert (await lead.do(ticket_id, "refund", order="ORD-1008")).status_code == 303
    assert [str(refund.amount) for refund in shop.refunds.of_order("ORD-1008")] == ["60.00 USD"]
    assert (await lead.do(ticket_id, "refund", order="ORD-1008")).status_code == 409


async def test_no_other_site_can_act(agent: Agent, call: Call, shop: Shop) -> None:
    ticket_id = call()
    page = await agent.see(f"/tickets/{ticket_id}")
    good = {"csrf": hidden(page, "csrf"), "once": hidden(page, "once"), "version": hidden(page, "version")}
    path = f"/tickets/{ticket_id}/take"
    for wrong in ({"csrf": ""}, {"csrf": "x" * 43}, {"once": ""}, {"once": "../" * 10}):
        assert (await agent.http.post(path, data={**good, **wrong})).status_code == 403
    for header in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await agent.http.post(path, data=good, headers=header)).status_code == 403
    assert (await agent.http.get(path)).status_code == 405
    assert shop.conversations.holder(TALK) == "waiting"


async def test_another_sessions_token_does_not_count(agent: Agent, lead: Agent, call: Call) -> None:
    ticket_id = call()
    foreign = await lead.see(f"/tickets/{ticket_id}")
    assert (await agent.do(ticket_id, "take", foreign)).status_code == 403


@pytest.mark.parametrize(
    "act", ["take", "take-over", "release", "reply", "close", "cancel", "refund", "address"]
)
async def test_nothing_goes_without_a_session(agents: Agents, call: Call, shop: Shop, act: str) -> None:
    ticket_id = call()
    answer = await agents().http.post(f"/tickets/{ticket_id}/{act}", data={"text": "x", "version": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert shop.tickets.get(ticket_id).status == "open"


@pytest.mark.parametrize(
    "path", ["/queue", "/queue/rows", "/tickets/TKT-1", "/tickets/TKT-1/live", "/ratings"]
)
async def test_nothing_is_seen_without_a_session(agents: Agents, call: Call, path: str) -> None:
    call()
    answer = await agents().http.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/tickets/TKT-404", 404), ("/tickets/%00", 404), ("/tickets/<b>", 404), ("/nowhere", 404),
     ("/tickets/TKT-1/live?after=x", 422), ("/tickets/TKT-1/live?after=-1", 422)],
)  # fmt: skip
async def test_odd_addresses(agent: Agent, call: Call, path: str, status: int) -> None:
    call()
    assert (await agent.http.get(path)).status_code == status


@pytest.mark.parametrize("fields", [{"text": ""}, {"text": " \n "}, {"text": "x" * 2001}])
async def test_answers_that_cannot_be(agent: Agent, call: Call, shop: Shop, fields: dict[str, str]) -> None:
    ticket_id = call()
    await agent.do(ticket_id, "take")
    before = said(shop)
    assert (await agent.do(ticket_id, "reply", **fields)).status_code == 422
    assert said(shop) == before


async def test_an_answer_that_could_not_be_sent_is_still_there(agent: Agent, lead: Agent, call: Call) -> None:
    ticket_id = call()
    await agent.do(ticket_id, "take")
    page = await agent.see(f"/tickets/{ticket_id}")
    await lead.do(ticket_id, "take-over")
    answer = await agent.do(ticket_id, "reply", page, text="a long answer")
    assert answer.status_code == 403
    await agent.do(ticket_id, "take-over")
    assert (await agent.do(ticket_id, "address", order="ORD-1002", text="kept draft")).text.count(
        "kept draft"
    ) == 1


async def test_an_answer_by_mail(agent: Agent, call: Call, shop: Shop) -> None:
    ticket_id = call()
    shop.handoffs.call_back(ticket_id, "jo@example.org", By("conversation:x", "web", "cb"))
    await agent.do(ticket_id, "take")
    assert shop.conversations.holder(TALK) == "assistant"  # it goes on meanwhile
    assert "jo@example.org" in await agent.see(f"/tickets/{ticket_id}")
    await agent.do(ticket_id, "reply", text="Here is your answer.")
    (mail,) = [row for row in outbox_rows(shop) if row["kind"] == "answer"]
    assert mail["to"] == "jo@example.org" and mail["body"].startswith("Here is your answer.")
    await agent.do(ticket_id, "close")
    assert shop.handoffs.claim_due() == []  # nothing to tell in the conversation


async def test_a_ticket_without_a_conversation(agent: Agent, shop: Shop) -> None:
    ticket_id = shop.tickets.open("complaint", "a summary", "shell-1", "zh", By("x", "shell", "k")).id
    await agent.do(ticket_id, "take")
    assert (await agent.do(ticket_id, "reply", text="hello")).status_code == 403
    assert (await agent.do(ticket_id, "close")).status_code == 303


async def test_every_act_of_staff_is_in_the_audit_and_has_words(
    agent: Agent, lead: Agent, call: Call, shop: Shop, mia: Staff, leo: Staff
) -> None:
    """Whatever a form of the ticket does, somebody did it: nothing goes without a row under their name."""
    ticket_id, mailed = call(), call("web-2")
    shop.handoffs.call_back(mailed, "jo@example.org", By("conversation:x", "web", "cb"))
    acts: list[tuple[Agent, str, str, dict[str, str]]] = [
        (agent, ticket_id, "take", {}),
        (agent, ticket_id, "reply", {"text": "hello"}),
        (agent, ticket_id, "address", {"order": "ORD-1002", "address": "5 Elm Street, 90210 Springfield"}),
        (agent, ticket_id, "cancel", {"order": "ORD-1002", "reason": "asked for it"}),
        (agent, ticket_id, "release", {}),
        (agent, ticket_id, "take", {}),
        (lead, ticket_id, "take-over", {}),
        (lead, ticket_id, "close", {"outcome": "all is well"}),
        (agent, mailed, "take", {}),
        (agent, mailed, "reply", {"text": "by mail"}),
    ]
    for who, ticket, act, fields in acts:
        before = count(shop)
        assert (await who.do(ticket, act, **fields)).status_code == 303, act
        assert count(shop) > before, f"{act} left no row in the audit"
    rows = [*audit_record(shop, ticket_id), *audit_record(shop, mailed), *audit_record(shop, "ORD-1002")]
    done = {row["action"]: row["actor"] for row in rows if row["channel"] == "desk"}
    assert done["ticket.reply"] == done["ticket.mail"] == f"staff:{mia.id}"
    assert done["ticket.take_over"] == f"staff:{leo.id}"
    assert set(done) <= set(ACTS) and "hello" not in str(rows) and "by mail" not in str(rows)
    assert "answered in the chat" in await lead.see(f"/tickets/{ticket_id}")


def count(shop: Shop) -> int:
    with shop.store.reading() as unit:
        rows = select(func.count()).select_from(audit).where(audit.c.actor.like("staff:%"))
        return int(unit.session.execute(rows).scalar_one())


async def test_ratings_and_what_did_not_help_reach_the_desk(agent: Agent, shop: Shop) -> None:
    first = shop.feedback.ask("web-1", "return_item", "en", By("x", "web", "ask-1"))
    shop.feedback.rate(first.id, "web-1", 4, By("x", "web", "rate-1"))
    shop.feedback.say(first.id, "web-1", "quick & kind", By("x", "web", "say-1"))
    second = shop.feedback.ask("web-2", "track_order", "zh", By("x", "web", "ask-2"))
    shop.feedback.did_not_help(second.id, "web-2", By("x", "web", "not-2"))
    page = html.unescape(await agent.see("/ratings"))
    assert "★★★★" in page and "quick & kind" in page and "did not help" in page
    assert "return something" in page and "return_item" not in page
    assert "没帮上忙" in await agent.see("/ratings?lang=zh")


async def test_suggestions_are_the_shops_own_texts(agent: Agent, call: Call, shop: Shop) -> None:
    ticket_id = call(intent="delivery_cost", language="zh")
    await agent.do(ticket_id, "take")
    page = await agent.see(f"/tickets/{ticket_id}")
    assert "您好，我是Mia" in page and "您的订单 ORD-1002" in page
    assert "the shop&#39;s own text" in page
    assert shop.policies.text("delivery_cost", "zh")[:20] in page


async def test_suggestions_follow_what_the_customer_says(
    agent: Agent, lead: Agent, call: Call, shop: Shop
) -> None:
    ticket_id = call(intent="delivery_cost")
    live = f"/tickets/{ticket_id}/live?after="
    shop.conversations.append(TALK, "customer", {"text": "how much is the delivery cost?"})
    assert json.loads(await agent.see(live + "1"))["suggestions"] is None  # nobody has it yet
    await agent.do(ticket_id, "take")
    rule = shop.policies.text("delivery_cost", "en")[:20]
    assert rule in html.unescape(json.loads(await agent.see(live + "1"))["suggestions"])
    assert json.loads(await agent.see(live + "9"))["suggestions"] is None  # nothing new
    assert json.loads(await lead.see(live + "1"))["suggestions"] is None  # a colleague's


def test_every_refusal_of_staff_has_words() -> None:
    from desk.words import NOT_ALLOWED_WORDS
    from shop.domain.errors import NOT_ALLOWED

    assert set(NOT_ALLOWED_WORDS) == NOT_ALLOWED


def test_a_lead_only_step_is_refused(mia: Staff) -> None:
    with pytest.raises(NotAllowed):
        mia.require_lead()
