"""Going on with what was interrupted, taking an offer in its own words, and what the order spoken of decides."""

from __future__ import annotations

from typing import Any

import pytest

from actions.context import Context
from actions.not_understood import ask_back
from actions.references import wants_back
from actions.spoken_of import decided, takes_offer

PAID, SHIPPED, DELIVERED = "ORD-1002", "ORD-1004", "ORD-1005"


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("zh", "知道了 继续刚才的退货", "stop_task"),
        ("zh", "好 继续退", "affirm"),
        ("zh", "继续", "affirm"),
        ("en", "let's continue with the return", "stop_task"),
        ("en", "back to the return please", "return_item"),
        ("en", "ok continue", "affirm"),
    ],
)
def test_back_to_the_return_while_another_task_asks(
    converse: Any, language: str, text: str, intent: str
) -> None:
    talk = converse(language, open_order=DELIVERED)
    talk.say("return the shoes 鞋", "return_item")
    said = talk.say("wait, where is ORD-1004? ORD-1004到哪了", "track_order", order_id=SHIPPED)
    assert said[-1] == "utter_question_proof"
    assert talk.say(text, intent) == ["utter_back_to", "utter_question_reason"]
    assert talk.say("too small", reason="too_small") == ["utter_confirm_return"]
    assert talk.said["order_id"] == DELIVERED


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [("zh", "那取消吧", "stop_task"), ("en", "cancel it then", "stop_task"), ("zh", "继续取消", "inform")],
)
def test_the_deed_in_reply_to_the_offer_takes_it(
    converse: Any, language: str, text: str, intent: str
) -> None:
    talk = converse(language, open_order=PAID)
    talk.say("cancel it 取消", "cancel_order")
    assert talk.say("where is it?", "track_order")[-1] == "utter_offer_resume"
    assert talk.say(text, intent) == ["utter_confirm_cancel"]


@pytest.mark.parametrize("text", ["那取消吧", "算了不退了"])
def test_a_denial_drops_what_waits(converse: Any, text: str) -> None:
    talk = converse("zh", open_order=DELIVERED)
    talk.say("return the shoes 鞋", "return_item")
    talk.say("where is it?", "track_order")
    talk.say(text, "stop_task")
    assert not talk.memory.suspended and talk.memory.task is None


@pytest.mark.parametrize(
    ("language", "text", "intent", "entities"),
    [
        ("zh", "不对 换一套新的给我", "exchange_item", {"resolution": "exchange"}),
        ("zh", "不退了 给我补发一套吧", "nlu_fallback", {"resolution": "exchange"}),
        ("en", "no, send me a new set instead", "deny", {"resolution": "exchange"}),
        ("en", "not a refund, I want a new one", "exchange_item", {}),
    ],
)
def test_a_new_piece_instead_of_the_money(
    converse: Any, shop: Any, language: str, text: str, intent: str, entities: dict[str, str]
) -> None:
    talk = converse(language, open_order=DELIVERED)
    talk.say("the shoes are broken 鞋, return", "return_item", reason="damaged")
    assert talk.say(text, intent, **entities) == ["utter_confirm_problem_replacement"]
    talk.say("yes 好的", "affirm")
    assert not shop.returns.of_order(DELIVERED)


@pytest.mark.parametrize(
    ("language", "text", "order", "response"),
    [
        ("zh", "退吧", DELIVERED, "utter_question_return_line"),
        ("zh", "那退了吧", PAID, "utter_confirm_cancel"),
        ("en", "ok then send it back", DELIVERED, "utter_question_return_line"),
    ],
)
def test_a_bare_verb_is_about_the_order_spoken_of(
    converse: Any, language: str, text: str, order: str, response: str
) -> None:
    assert converse(language, open_order=order).say(text)[-1] == response


def test_a_yes_to_two_meanings_leaves_both_open(converse: Any) -> None:
    talk = converse()
    talk._slots.values = {"offer": {"kind": "meaning", "intents": ["cancel_order", "delivery_problem"]}}
    assert talk.say("yes", "affirm") == ["utter_ask_back_again"] or talk.said["response"] == "utter_ask_back"
    assert talk.memory.offer["intents"] == ["cancel_order", "delivery_problem"]


@pytest.mark.parametrize(
    ("meanings", "text", "order", "right"),
    [
        (["cancel_order", "return_item"], "那我退了重买行不", DELIVERED, "return_item"),
        (["cancel_order", "return_item"], "can I give it back and buy anew", PAID, "cancel_order"),
        (["cancel_order", "return_item"], "那我退了重买行不", SHIPPED, None),
        (["change_address", "edit_account"], "那改地址吧", PAID, "change_address"),
        (["change_address", "edit_account"], "change my phone", PAID, None),
        (["cancel_order", "delivery_problem"], "那个锅不要了 杯子留着", PAID, "cancel_order"),
        (["delivery_problem", "cancel_order"], "the pot is broken", PAID, None),
        (["track_order", "delivery_period"], "今天能到吗", SHIPPED, "track_order"),
    ],
)
def test_the_order_decides_between_two(
    shop: Any, converse: Any, make_turn: Any, meanings: list[str], text: str, order: str, right: str | None
) -> None:
    talk = converse(open_order=order)
    context = Context(shop, make_turn(text, "nlu_fallback"), talk.memory)
    assert decided(meanings, context) == right


@pytest.mark.parametrize(
    ("text", "intent", "taken"),
    [
        ("退一笔", "nlu_fallback", True),
        ("不退了", "deny", False),
        ("退货规则", "refund_policy", False),
        ("refund that", "inform", True),
        ("a refund?", "inform", False),
    ],
)
def test_an_offer_is_taken_in_its_own_words(
    shop: Any, converse: Any, make_turn: Any, text: str, intent: str, taken: bool
) -> None:
    context = Context(shop, make_turn(text, intent), converse().memory)
    assert takes_offer({"kind": "start", "task": "get_refund"}, context) is taken


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_number_that_the_warranty_asked_for(converse: Any, language: str) -> None:
    talk = converse(language)
    assert talk.say("is there a warranty on the kettle?", "warranty") == ["utter_policy"]
    said = talk.say("ORD-1005 ann@example.com", order_id=DELIVERED, email="ann@example.com", is_bare=True)
    assert said == ["utter_warranty_valid"]
    assert talk.say("换新 a new one", resolution="exchange")[-1] != "utter_what_next"
    assert talk.memory.task and talk.memory.task.values["reason"] == "defective"


def test_a_repair_after_the_warranty_though_it_is_not_understood(
    shop: Any, converse: Any, make_turn: Any
) -> None:
    talk = converse(open_order=DELIVERED)
    assert talk.say("is it covered?", "warranty", order_id=DELIVERED) == ["utter_warranty_valid"]
    context = Context(shop, make_turn("给我修一下", "nlu_fallback", resolution="repair"), talk.memory)
    assert ask_back(context) == "task_form"


@pytest.mark.parametrize(
    ("text", "intent", "entities"),
    [
        ("啊不对 别取消 我还要", "deny", {}),
        ("oh no, don't cancel, I still want it", "deny", {}),
        ("能恢复吗", "inform", {}),
    ],
)
def test_what_is_done_is_not_brushed_off(
    converse: Any, text: str, intent: str, entities: dict[str, str]
) -> None:
    talk = converse(open_order=PAID)
    talk.say("cancel it", "cancel_order")
    talk.say("yes", "affirm")
    assert talk.say(text, intent, **entities) == ["utter_cannot_undo"]


@pytest.mark.parametrize("text", ["不对不对 是小了不是大了", "no wait, it's too small, not too big"])
def test_another_reason_for_what_is_done(converse: Any, text: str) -> None:
    talk = converse(open_order=DELIVERED)
    talk.say("return the shoes 鞋", "return_item", reason="too_large")
    talk.say("yes", "affirm")
    assert talk.say(text, "deny", reason="too_small") == ["utter_cannot_undo"]
    assert talk.say("no", "deny") == ["utter_anything_else"]


@pytest.mark.parametrize("text", ["算了还是改回原来那个地址吧", "no, change it back to the old address"])
def test_an_address_is_changed_back(converse: Any, text: str) -> None:
    talk = converse(open_order=PAID)
    talk.say("send it elsewhere", "change_address", address="8 Mill Road, Leeds LS1 4AB")
    talk.say("yes", "affirm")
    assert talk.memory.focus.done == "change_address"
    assert talk.say(text, "stop_task") == ["utter_question_address"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("能恢复吗", True),
        ("can you restore it?", True),
        ("怎么恢复密码", False),
        ("restore my account?", False),
    ],
)
def test_a_question_that_wants_an_undo(
    shop: Any, converse: Any, make_turn: Any, text: str, wanted: bool
) -> None:
    talk = converse(open_order=PAID)
    talk.say("cancel it", "cancel_order")
    talk.say("yes", "affirm")
    assert wants_back(Context(shop, make_turn(text, "recover_password"), talk.memory)) is wanted
