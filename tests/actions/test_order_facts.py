"""Questions that the data of the order just spoken of answer, whatever the classifier takes them for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

PLACED, PAID, PACKED, SHIPPED, DELIVERED = "ORD-1001", "ORD-1002", "ORD-1003", "ORD-1004", "ORD-1005"


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("en", "can you chase the courier?", "delivery_options"),
        ("en", "pls hurry them up", "nlu_fallback"),
        ("en", "could you speed up the delivery", "delivery_period"),
        ("zh", "能不能催催快递", "track_order"),
        ("zh", "催一下呗", "promotion"),
        ("zh", "可以快一点吗", "delivery_period"),
    ],
)
def test_a_parcel_cannot_be_hurried_but_a_colleague_can_ask(
    language: str, text: str, intent: str, converse: Any, shop: Any
) -> None:
    order = next(o for o in map("ORD-{}".format, range(1001, 1012)) if shop.orders.get(o).status == "shipped")
    talk = converse(language, open_order=order)
    before = len(shop.tickets.waiting())
    assert talk.say(text, intent) == ["utter_cannot_hurry_parcel"]
    assert len(shop.tickets.waiting()) == before
    talk.say("yes" if language == "en" else "好的", "affirm")
    assert shop.tickets.waiting()[-1].order_id == order


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("en", "where do i post it to?", "return_item"),
        ("en", "ok and which address does it go to, where do I send it", "delivery_options"),
        ("zh", "寄到哪里", "nlu_fallback"),
        ("zh", "退货地址是什么", "return_item"),
    ],
)
def test_how_goods_go_back_is_told_once_the_return_is_set_up(
    language: str, text: str, intent: str, converse: Any
) -> None:
    talk = converse(language, open_order=DELIVERED)
    talk.say("return it", "return_item", order_id=DELIVERED)
    while talk.memory.task:
        case = talk.memory.task
        if case.asked == "confirmation":
            talk.say("yes", "affirm")
        else:
            talk.say("changed my mind" if case.asked == "reason" else "1", "inform", reason="changed_mind")
    assert talk.say(text, intent) == ["utter_way_back"]
    assert str(talk.said["number"]).startswith("RMA-")


def test_nothing_goes_back_of_an_order_without_a_return(converse: Any) -> None:
    talk = converse(open_order=DELIVERED)
    assert "utter_way_back" not in talk.say("where do i post it to?", "return_item")


@pytest.mark.parametrize(("language", "text"), [("en", "please ship it faster"), ("zh", "能催一下发货吗")])
def test_an_order_that_has_not_left_is_pushed_by_a_colleague(language: str, text: str, converse: Any) -> None:
    talk = converse(language, open_order=PAID)
    assert talk.say(text, "track_order") == ["utter_cannot_hurry_order"]
    assert (talk.memory.offer or {})["kind"] == "person"


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "where is ORD-1002, can you hurry it up"), ("zh", "ORD-1002 帮我催一下")],
)
def test_the_wish_is_not_lost_when_the_order_comes_with_it(language: str, text: str, converse: Any) -> None:
    talk = converse(language)
    talk.say(text, "track_order", order_id="ORD-1002")
    talk.prove()
    assert talk.replies[-1]["response"] == "utter_offer_chasing"


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("en", "can i still pay it?", "payment_methods"),
        ("en", "is it too late to pay", "nlu_fallback"),
        ("zh", "还能付不", "payment_methods"),
        ("zh", "现在付款还来得及吗", "payment_issue"),
    ],
)
def test_whether_an_order_can_still_be_paid(
    language: str, text: str, intent: str, converse: Any, clock: Any
) -> None:
    in_time = converse(language, open_order=PLACED)
    assert in_time.say(text, intent) != ["utter_order_unpaid"]
    clock.move(timedelta(hours=21))
    later = converse(language, name="c-2", open_order=PLACED)
    assert later.say(text, intent) == ["utter_order_unpaid"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "why less? i paid more"),
        ("en", "why did you deduct 3.50"),
        ("en", "that is not what i paid, why is it only that"),
        ("zh", "为啥少了3块"),
        ("zh", "我付的不是这个数啊 怎么扣钱了"),
    ],
)
def test_why_less_comes_back_than_was_paid(language: str, text: str, converse: Any) -> None:
    talk = converse(language, open_order=PACKED)
    talk.say("cancel" if language == "en" else "取消订单", "cancel_order")
    talk.say("yes" if language == "en" else "好的", "affirm")
    talk.say("where is my refund", "track_refund")
    assert talk.say(text, "nlu_fallback" if language == "zh" else "promotion") == ["utter_refund_less_fee"]
    general = "what does cancelling cost?" if language == "en" else "取消订单是不是要扣手续费啊"
    assert talk.say(general, "cancellation_fee") == ["utter_policy", "utter_cancelling_has_cost"]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "how much did i pay for it?"), ("zh", "这个多少钱买的")]
)
def test_what_was_paid_for_the_goods(language: str, text: str, converse: Any) -> None:
    assert converse(language, open_order=PAID).say(text, "product_info") == ["utter_bought_for"]


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("en", "where can i buy it", "search_product"),
        ("en", "how long does delivery take", "delivery_period"),
        ("en", "why is it only in black", "product_info"),
        ("zh", "怎么付款", "payment_methods"),
        ("zh", "为什么只有黑色", "product_info"),
        ("zh", "快递要多久", "delivery_period"),
    ],
)
def test_other_questions_go_their_own_way(language: str, text: str, intent: str, converse: Any) -> None:
    said = converse(language, open_order=PAID).say(text, intent)
    assert not any(
        name.startswith(("utter_cannot", "utter_refund", "utter_new_piece", "utter_bought")) for name in said
    )


@pytest.mark.parametrize(
    ("language", "text"), [("en", "can you chase my parcel"), ("zh", "能不能帮我催一下快递")]
)
def test_the_wish_to_hurry_waits_for_the_order(language: str, text: str, converse: Any) -> None:
    talk = converse(language)
    assert talk.say(text, "delivery_options") == ["utter_hurry_which_order"]
    talk.say("ORD-1002", order_id="ORD-1002", is_bare=True)
    talk.prove()
    assert talk.replies[-1]["response"] == "utter_offer_chasing"


@pytest.mark.parametrize(
    ("language", "text", "is_told"),
    [
        ("en", "if the price drops will you refund me automatically?", True),
        ("zh", "过几天再降会自动退差价吗", True),
        ("en", "do you have price protection?", False),
        ("zh", "支持价保吗", False),
    ],
)
def test_a_fallen_price_is_to_be_claimed(language: str, text: str, is_told: bool, converse: Any) -> None:
    said = converse(language).say(text, "price_protection")
    assert ("utter_price_protection_is_claimed" in said) is is_told and "utter_policy" in said
