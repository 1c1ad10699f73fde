"""What is said beside a refund, and goods that have failed where it sounds like a question about goods."""

from __future__ import annotations

from typing import Any

import pytest

from actions.context import Context
from actions.memory import memory_from_tracker
from actions.starting import begins_complaint
from actions.tasks.refund_words import keeps_order, wants_overpaid_back

TWICE, COVERED = "ORD-1008", "ORD-1007"


@pytest.mark.parametrize(
    "text", ["订单别给我取消啊", "不要取消订单", "don't cancel my order though", "keep my order"]
)
def test_orders_that_stay(make_turn: Any, text: str) -> None:
    assert keeps_order(make_turn(text))


@pytest.mark.parametrize(
    "text", ["取消订单", "怎么不能取消", "订单会不会取消", "why didn't you cancel it", "cancel my order"]
)
def test_orders_that_need_not_stay(make_turn: Any, text: str) -> None:
    assert not keeps_order(make_turn(text))


@pytest.mark.parametrize(
    ("language", "keep", "back"),
    [
        ("zh", "订单别给我取消啊", "把多扣的退了"),
        ("en", "don't cancel my order though", "refund the extra charge"),
    ],
)
def test_the_order_stays_and_the_money_goes_back(
    converse: Any, shop: Any, language: str, keep: str, back: str
) -> None:
    talk = converse(language, open_order=TWICE)
    talk.say("扣了两次" if language == "zh" else "charged twice", "payment_issue")
    talk.say("好的" if language == "zh" else "yes", "affirm")
    assert talk.say(keep, "cancel_order") == ["utter_order_stays", "utter_confirm_refund_overpaid"]
    assert talk.say(back, "get_refund") == ["utter_refund_requested"]
    assert shop.orders.get(TWICE).status == "paid"
    assert talk.say(keep, "cancel_order") == ["utter_order_stays"]


def test_the_same_message_twice_is_no_yes(make_turn: Any) -> None:
    assert wants_overpaid_back(make_turn("把多扣的退了"))
    assert not wants_overpaid_back(make_turn("把多扣的退了", before=("把多扣的退了",)))


@pytest.mark.parametrize(
    ("language", "text"), [("en", "can i get a new one instead of a repair"), ("zh", "能换新的吗")]
)
def test_a_new_piece_by_the_warranty(converse: Any, language: str, text: str) -> None:
    talk = converse(language, open_order=COVERED)
    talk.say("保修" if language == "zh" else "is it covered", "warranty")
    assert talk.say(text, "exchange_item") == ["utter_offer_colleague"]
    assert talk.say("是" if language == "zh" else "yes", "affirm") == ["utter_handed_over"]


def test_another_size_is_no_matter_of_the_warranty(converse: Any) -> None:
    talk = converse(open_order=COVERED)
    assert talk.say("exchange for 42", "exchange_item", size="42") == ["utter_refused_exchange_window_closed"]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("登山靴开胶了", True),
        ("the hiking boots fell apart", True),
        ("登山靴会开胶吗", False),
        ("登山靴多少钱", False),
    ],
)
def test_bought_goods_that_failed(shop: Any, make_turn: Any, text: str, begins: bool) -> None:
    class NoSlots:
        def get_slot(self, name: str) -> None:
            return None

    context = Context(
        shop, make_turn(text, "product_info", product="hiking boots"), memory_from_tracker(NoSlots())
    )
    assert (begins_complaint(context) is not None) is begins
    assert (context.memory.task is not None and context.memory.task.name == "delivery_problem") is begins
