"""What counts as a try to open an order."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text as text_of

from actions.new_values import is_new_value
from actions.other_wishes import by_its_deed
from actions.tasks.identity_words import (
    NO_NUMBER,
    four_beside,
    four_said,
    loose_order_id,
    marked_four,
    read_order_id,
    read_proof,
    says_all,
)
from actions.turn import Turn
from tests.actions.conftest import EMAIL


@pytest.mark.parametrize(
    ("text", "marked", "answer"),
    [
        ("取消ORD-1043 尾号1298", "1298", "1298"),
        ("查物流，手机后四位是1298", "1298", "1298"),
        ("電話後四碼1298", "1298", "1298"),
        ("cancel it, last four digits 1298", "1298", "1298"),
        ("1298", None, "1298"),
        ("是1298", None, "1298"),
        ("cancel order 1043. phone 1298", "1298", "1298"),
        ("取消1043，手机1298", "1298", "1298"),
        ("取消ORD-1043", None, None),
        ("订单1043到哪了", None, None),
        ("no, order 1043 please", None, None),
    ],
)
def test_an_order_number_is_no_proof(
    text: str, marked: str | None, answer: str | None, make_turn: Callable[..., Turn]
) -> None:
    assert (marked_four(make_turn(text)), read_proof(make_turn(text))) == (marked, answer)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1048的牛仔裤换成32码", "ORD-1048"),
        ("the kettle from 1071 stopped heating", "ORD-1071"),
        ("paying for 1070 doesn't work", "ORD-1070"),
        ("裤子早寄回去了！1056", "ORD-1056"),
        ("a tent under 1200元", None),
        ("send it to 1200 Market Street", None),
        ("bought in 2025", None),
        ("my phone number ends 5107", None),
        ("1042 or 1043", None),
        ("where's 1049? 2120", "ORD-1049"),
        ("PRD-1042", None),
        ("0111", None),
    ],
)
def test_a_number_that_can_only_be_an_order(
    text: str, found: str | None, make_turn: Callable[..., Turn]
) -> None:
    assert loose_order_id(make_turn(text)) == found


def test_a_price_is_no_order(make_turn: Callable[..., Turn]) -> None:
    assert loose_order_id(make_turn("nothing above 1200", price_max="1200")) is None


def test_a_loose_number_opens_a_task_like_a_marked_one(converse: Any) -> None:
    talk = converse()
    assert talk.say("the shoes from 1005 pinch", "return_item") == ["utter_question_proof"]
    assert talk.said["order_id"] == "ORD-1005"


@pytest.mark.parametrize(
    ("text", "language"), [("i don't have the order number", "en"), ("不记得单号了", "zh"), ("没有", "zh")]
)
def test_without_the_number_a_code_shows_the_orders(
    text: str, language: str, converse: Any, shop: Any
) -> None:
    talk = converse(language)
    assert talk.say("where is my parcel", "track_order") == ["utter_question_order_id"]
    assert talk.say(text, "deny") == ["utter_question_email_for_code"]
    assert talk.say(EMAIL, email=EMAIL, is_bare=True) == ["utter_code_sent", "utter_question_code"]
    said = talk.say(sent_code(shop))
    assert said == ["utter_question_which_order"] and "ORD-1009" in talk.said["options"]
    assert talk.say("ORD-1009", order_id="ORD-1009", is_bare=True) == ["utter_order_delivered"]


def test_the_address_that_was_said_already_is_not_asked_for(converse: Any) -> None:
    talk = converse()
    talk.say("where is my parcel", "track_order")
    said = talk.say(f"no idea, I'm {EMAIL} though", "deny", email=EMAIL)
    assert said == ["utter_code_sent", "utter_question_code"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_address_in_place_of_the_number_gets_a_code_and_the_number_may_still_come(
    language: str, converse: Any
) -> None:
    talk = converse(language)
    talk.say("where is my parcel", "track_order")
    assert talk.say(EMAIL, email=EMAIL, is_bare=True) == ["utter_code_sent", "utter_question_code"]
    assert talk.say("ORD-1009", order_id="ORD-1009", is_bare=True) == ["utter_order_delivered"]


def test_who_has_no_orders_is_told_so(converse: Any, shop: Any) -> None:
    talk = converse()
    talk.say("I've lost my order number, where is it", "track_order")
    talk.say("ben@example.org", email="ben@example.org", is_bare=True)
    assert talk.say(sent_code(shop)) == ["utter_no_orders"]
    assert talk.memory.task is None


def sent_code(shop: Any) -> str:
    with shop.store.engine.connect() as connection:
        body = connection.execute(text_of("SELECT body FROM outbox ORDER BY id DESC LIMIT 1")).scalar_one()
    found = re.search(r"(?<!\d)\d{6}(?!\d)", body)
    assert found
    return found.group()


def test_an_order_that_was_named_is_spoken_of(converse: Any) -> None:
    talk = converse()
    talk.say("ORD-1002", order_id="ORD-1002", is_bare=True)
    assert talk.say("cancel my order", "cancel_order") == ["utter_question_proof"]
    assert talk.said["order_id"] == "ORD-1002"


@pytest.mark.parametrize(("text", "language"), [("why do you need that?", "en"), ("为什么要这个", "zh")])
def test_why_a_proof_is_asked_for(text: str, language: str, converse: Any) -> None:
    talk = converse(language)
    talk.say("where is ORD-1004", "track_order", order_id="ORD-1004")
    assert talk.say(text, "nlu_fallback", confidence=0.3) == ["utter_why_proof", "utter_question_proof"]
    case = talk.memory.task
    assert case and case.misses == 0


def test_a_proof_goes_to_the_task_that_waited_for_it(converse: Any) -> None:
    talk = converse()
    talk.say("cancel ORD-1002", "cancel_order", order_id="ORD-1002")
    asked = talk.say("what are your levels?", "membership")
    assert asked[-1] == "utter_offer_resume"
    assert talk.say(EMAIL, email=EMAIL, is_bare=True) == ["utter_confirm_cancel"]


def test_a_proof_outside_of_a_task_opens_the_order_that_was_named(converse: Any, shop: Any) -> None:
    talk = converse()
    talk.say("ORD-1004", order_id="ORD-1004", is_bare=True)
    assert talk.say("eve@example.net", email="eve@example.net", is_bare=True) == ["utter_proof_failed"]
    assert talk.say(EMAIL, email=EMAIL, is_bare=True) == ["utter_what_about_order"]
    assert talk.say("where is it", "track_order") == ["utter_order_shipped"]


@pytest.mark.parametrize(
    ("text", "proof"),
    [
        ("where is 1049 2120", "2120"),
        ("1049, 1050 please", None),
        ("where is ORD-1049, 2120", "2120"),
        ("wrong tea in my parcel 1049 / 4586", "4586"),
        ("ORD-1049，4567 到哪了", "4567"),
        ("cancel ORD-1049, 1043 and 1044", None),
        ("cancel both: ORD-1049, 1050", None),
        ("send ORD-1049, 1205 Main St, Austin", None),
        ("ORD-1049, 2026-03-01", None),
        ("can I still return it, order 1049? 2120", "2120"),
        ("cancel 1049 (2120) and tell me why it is late", "2120"),
        ("1049到哪了？2120", "2120"),
        ("cancel it. 1049", None),
        ("where is 1049 of the 2120 orders?", None),
    ],
)
def test_four_digits_behind_the_number_are_a_proof(
    text: str, proof: str | None, make_turn: Callable[..., Turn]
) -> None:
    assert four_beside(make_turn(text), "ORD-1049") == proof


@pytest.mark.parametrize("text", ["I can't find the number", "cannot find it", "haven't got it"])
def test_the_lack_of_a_number(text: str, make_turn: Callable[..., Turn]) -> None:
    assert read_order_id(make_turn(text)) == NO_NUMBER


@pytest.mark.parametrize(("text", "language"), [("I haven't got any code", "en"), ("没有收到验证码", "zh")])
def test_a_code_that_has_not_come_is_sent_again(text: str, language: str, converse: Any, shop: Any) -> None:
    talk = converse(language)
    talk.say("what have I ordered", "order_history")
    talk.say(EMAIL, email=EMAIL, is_bare=True)
    assert talk.say(text, "nlu_fallback", confidence=0.3) == ["utter_code_sent", "utter_question_code"]
    assert talk.say(sent_code(shop)) == ["utter_order_history"]


def test_what_is_no_answer_leads_to_the_offer_of_a_person(converse: Any) -> None:
    talk = converse()
    talk.say("I want to send something back", "return_item")
    for _ in range(3):
        said = talk.say("hm, well then", "nlu_fallback", confidence=0.3)
    assert said[0] == "utter_offer_person_or_stop"


@pytest.mark.parametrize("text", ["我要评价1004 2120", "1004的鞋太差了，给一星，2120"])
def test_order_and_end_of_the_phone_number_in_one_breath(text: str, make_turn: Callable[..., Turn]) -> None:
    assert loose_order_id(make_turn(text)) == "ORD-1004"


@pytest.mark.parametrize(("text", "language"), [("不记得单号了", "zh"), ("I lost the order number", "en")])
def test_not_knowing_the_number_is_no_giving_up(text: str, language: str, converse: Any) -> None:
    talk = converse(language)
    talk.say("cancel my order", "cancel_order")
    assert talk.say(text, "stop_task") == ["utter_question_email_for_code"]


@pytest.mark.parametrize(
    ("text", "language"), [("算了，找不到", "zh"), ("never mind, I can't find it", "en")]
)
def test_giving_up_because_the_number_is_lost(text: str, language: str, converse: Any) -> None:
    talk = converse(language)
    talk.say("cancel my order", "cancel_order")
    assert talk.say(text, "stop_task") == ["utter_task_stopped"]


def test_number_and_proof_in_answer_to_which_order(converse: Any) -> None:
    talk = converse()
    talk.say("cancel my order", "cancel_order")
    assert talk.say("1002 0143") == ["utter_confirm_cancel"]


@pytest.mark.parametrize(
    ("text", "four"),
    [
        ("ORD-1053退货 2668 太小了", "2668"),
        ("ORD-1067红酒杯碎了 4312 换一套", "4312"),
        ("退货2668 ORD-1053", "2668"),
        ("ORD-1043 1298 收货电话改一下", "1298"),
        ("ORD-1053 is too small, 2668, swap it for a 42", "2668"),
        ("order 1053: too small (2668) please take it back", "2668"),
        ("ORD-1053 and 1054 go back", None),  # two orders
        ("订单1053和1054都退", None),
        ("ORD-1053 2024 model, too small", None),  # a year
        ("ORD-1053 was 1200 yuan, too dear", None),
        ("ORD-1053, 2668 or 2669, I forgot", None),
        ("ORD-1053 尾号改成2668 可以吗", None),  # a new one
    ],
)
def test_four_digits_anywhere_beside_an_order_that_is_written_in_full(
    text: str, four: str | None, make_turn: Callable[..., Turn]
) -> None:
    assert (
        four_beside(make_turn(text), "ORD-1053" if "1067" not in text and "1043" not in text else text[:8])
        == four
    )


@pytest.mark.parametrize(
    ("text", "number", "is_new"),
    [
        ("ORD-1043收货手机号错了 改成13912345678", "13912345678", True),
        ("change the phone to +44 7700 900123", "+44", True),
        ("my new number is 07700900123", "07700900123", True),
        ("新手机号 13912345678", "13912345678", True),
        ("手机13912345678 帮我改地址", "13912345678", False),
        ("my phone is 07700900123, change the address", "07700900123", False),
    ],
)
def test_a_new_phone_is_no_proof(
    text: str, number: str, is_new: bool, make_turn: Callable[..., Turn]
) -> None:
    turn = make_turn(text, phone="+8613912345678", places=(("phone", "+8613912345678", text.index(number)),))
    assert is_new_value(turn, "phone") == is_new


def test_a_new_phone_burns_no_try_and_is_kept(converse: Any, shop: Any) -> None:
    text = "ORD-1002 the phone is wrong, change it to 13912345678"
    phone = "+8613912345678"
    talk = converse()
    said = talk.say(
        text,
        "change_address",
        order_id="ORD-1002",
        phone=phone,
        places=(("phone", phone, text.index("139")),),
    )
    assert said == ["utter_question_proof"]
    talk.prove()
    assert talk.said["response"] == "utter_confirm_address" and talk.said["phone"] == phone


def test_the_end_of_the_number_beside_the_new_one_is_the_proof(make_turn: Callable[..., Turn]) -> None:
    assert four_said(make_turn("ORD-1043 1298 改成13912345678")) == "1298"


def test_what_opened_one_order_opens_another_of_the_same_customer_unasked(converse: Any, shop: Any) -> None:
    talk = converse()
    talk.say("cancel ORD-1002", "cancel_order", order_id="ORD-1002")
    talk.prove()
    assert talk.said["response"] == "utter_confirm_cancel"
    assert talk.say("no", "deny")[0] == "utter_left_as_it_was"
    assert "utter_question_proof" not in talk.say("where is ORD-1005", "track_order", order_id="ORD-1005")


def with_a_wrong_proof(converse: Any, shop: Any, language: str = "en") -> Any:
    """A conversation that opened an order with what does not open the others."""
    talk = converse(language)
    shop.access.grant_order("c-1", "ORD-1005")
    talk._slots.values = {"focus": {"proof": {"order_id": "ORD-1005", "said": "eve@example.net"}}}
    return talk


def test_somebody_elses_order_is_asked_about_as_if_nothing_had_been_tried(converse: Any, shop: Any) -> None:
    talk = with_a_wrong_proof(converse, shop)
    assert talk.say("cancel ORD-1002", "cancel_order", order_id="ORD-1002") == ["utter_question_proof"]
    assert list(shop.access.open_orders("c-1")) == ["ORD-1005"]
    of_another = dict(talk.said)
    talk = with_a_wrong_proof(converse, shop)
    talk.say("cancel ORD-9999", "cancel_order", order_id="ORD-9999")  # there is no such order
    assert {**talk.said, "order_id": "ORD-1002"} == of_another


def test_a_silent_try_costs_none_of_the_customers_and_is_made_once(converse: Any, shop: Any) -> None:
    talk = with_a_wrong_proof(converse, shop)
    talk.say("cancel ORD-1002", "cancel_order", order_id="ORD-1002")
    talk.say("where is ORD-1002", "track_order", order_id="ORD-1002")
    talk.say("where is ORD-1004", "track_order", order_id="ORD-1004")
    assert (
        talk.say("someone@example.net", email="someone@example.net", is_bare=True)[0] == "utter_proof_failed"
    )
    assert talk.replies[0]["attempts_left"] == "4"


def test_what_opened_an_order_is_not_tried_once_that_is_closed(converse: Any, shop: Any, clock: Any) -> None:
    talk = converse()
    talk.say("cancel ORD-1002", "cancel_order", order_id="ORD-1002")
    talk.prove()
    talk.say("no", "deny")
    shop.access.sign_out("c-1")
    assert talk.say("where is ORD-1005", "track_order", order_id="ORD-1005") == ["utter_question_proof"]
    assert list(shop.access.open_orders("c-1")) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_bare_digits_after_an_order_are_its_proof(language: str, converse: Any, shop: Any) -> None:
    talk = converse(language)
    talk.say("ORD-1002", order_id="ORD-1002", is_bare=True)
    assert talk.say("0143", is_bare=True) == ["utter_what_about_order"]
    assert talk.said["order_id"] == "ORD-1002" and shop.access.is_open("c-1", "ORD-1002")


def test_bare_digits_that_do_not_fit_are_another_order(converse: Any, shop: Any) -> None:
    talk = converse()
    talk.say("ORD-1002", order_id="ORD-1002", is_bare=True)
    assert talk.say("1004", order_id="ORD-1004", is_bare=True) == ["utter_what_about_order"]
    assert talk.said["order_id"] == "ORD-1004" and talk.memory.focus.order_id == "ORD-1004"
    assert talk.say("eve@example.net", email="eve@example.net", is_bare=True) == ["utter_proof_failed"]
    assert talk.said["attempts_left"] == "4"  # the digits cost none of the customer's own


def test_a_new_phone_in_answer_to_the_question_burns_no_try(converse: Any) -> None:
    phone, text = "+447700900123", "change it to +44 7700 900123"
    talk = converse()
    talk.say("the phone of ORD-1002 is wrong", "change_address", order_id="ORD-1002")
    said = talk.say(text, "change_address", phone=phone, places=(("phone", phone, text.index("+44")),))
    assert "utter_proof_failed" not in said and said[-1] == "utter_question_proof"
    talk.prove()
    assert talk.said["response"] == "utter_confirm_address" and talk.said["phone"] == phone


@pytest.mark.parametrize(
    ("text", "phone", "four"),
    [
        ("1298 change it to +44 7700 900123", "+447700900123", "1298"),
        ("改成13912345678，1298", "+8613912345678", "1298"),
        ("改成13912345678", "+8613912345678", None),
        ("should be 1391 234 5678", "+8613912345678", "+8613912345678"),  # mistyped before
        ("13912345678", "+8613912345678", "+8613912345678"),
    ],
)
def test_the_proof_beside_a_whole_number(
    text: str, phone: str, four: str | None, make_turn: Callable[..., Turn]
) -> None:
    place = re.search(r"\+44|139", text)
    assert place
    assert read_proof(make_turn(text, phone=phone, places=(("phone", phone, place.start()),))) == four


@pytest.mark.parametrize(
    ("text", "intent", "meant"),
    [
        ("ORD-1053换货电话尾号是2668换42码", "change_address", "exchange_item"),
        ("exchange ORD-1053 for a 42, my phone ends in 2668", "change_address", "exchange_item"),
        ("ORD-1043手机尾号1298取消", "edit_account", "cancel_order"),
        ("ORD-1043 手机尾号1298 收货电话改一下", "change_address", "change_address"),
        ("ORD-1043 尾号1298 改成5566", "change_address", "change_address"),
        ("phone ending 1298, change the address of ORD-1043", "change_address", "change_address"),
        ("ORD-1053换货", "change_address", "change_address"),
    ],
)
def test_a_phone_that_only_proves_is_not_changed(
    text: str, intent: str, meant: str, make_turn: Callable[..., Turn]
) -> None:
    assert by_its_deed(make_turn(text, intent)).intent == meant


def test_order_invoice_and_proof_in_a_message_without_a_wish(converse: Any) -> None:
    talk = converse()
    said = talk.say(
        f"ORD-1004 invoice {EMAIL} company Northwind Ltd VAT DE123456789", order_id="ORD-1004", email=EMAIL
    )
    assert "utter_what_about_order" not in said and "utter_question_proof" not in said


def test_a_proof_beside_an_order_without_a_wish_is_not_thrown_away(converse: Any, shop: Any) -> None:
    talk = converse()
    assert talk.say(f"ORD-1004 {EMAIL}", order_id="ORD-1004", email=EMAIL) == ["utter_what_about_order"]
    assert shop.access.is_open("c-1", "ORD-1004")


@pytest.mark.parametrize(
    ("text", "language"),
    [("发到另一个邮箱 other@example.net", "zh"), ("send it to another e-mail, other@example.net", "en")],
)
def test_where_an_invoice_goes_proves_nothing(text: str, language: str, converse: Any) -> None:
    other = "other@example.net"
    talk = converse(language)
    talk.say("invoice for ORD-1004", "get_invoice", order_id="ORD-1004")
    said = talk.say(text, "get_invoice", email=other, places=(("email", other, text.index(other)),))
    assert "utter_proof_failed" not in said and said[-1] == "utter_question_proof"
    case = talk.memory.task
    assert case and case.values["invoice_email"] == other


@pytest.mark.parametrize(
    ("text", "language"), [("track order 99999999", "en"), ("帮我查下订单99999999", "zh")]
)
def test_a_number_too_long_for_an_order_is_named(text: str, language: str, converse: Any) -> None:
    talk = converse(language)
    assert talk.say(text, "track_order") == ["utter_question_other_order_id"]
    assert talk.said["number"] == "99999999"
    assert talk.say("ORD-1002", order_id="ORD-1002", is_bare=True) == ["utter_question_proof"]


def test_a_phone_or_a_parcels_number_is_no_order_that_is_too_long(converse: Any) -> None:
    talk = converse()
    said = talk.say("track my order, 13912345678", "track_order", phone="+8613912345678")
    assert said == ["utter_question_order_id"]


@pytest.mark.parametrize(
    ("language", "task", "says", "answer"),
    [
        (
            "en",
            "track_refund",
            "i dont have an order! just general, how long do refunds take",
            "utter_policy",
        ),
        ("zh", "track_refund", "我没有订单 就问问退款多久", "utter_policy"),
        ("en", "payment_issue", "i never ordered anything there", "utter_no_order_charged"),
        ("zh", "payment_issue", "我没在你们家下过单", "utter_no_order_charged"),
        ("en", "change_address", "there is no order yet", "utter_no_order_then"),
        ("zh", "change_address", "还没下单呢", "utter_no_order_then"),
    ],
)
def test_who_has_no_order_is_let_out(converse: Any, language: str, task: str, says: str, answer: str) -> None:
    talk = converse(language)
    assert talk.say("?", task)[-1] == "utter_question_order_id"
    assert answer in talk.say(says, "nlu_fallback", confidence=0.3)
    assert talk.memory.task is None


@pytest.mark.parametrize(
    ("language", "says"), [("en", "i have no order number"), ("zh", "没有订单号"), ("en", "I never ordered this one, 1005")]
)  # fmt: skip
def test_who_lacks_the_number_or_names_an_order_is_not_let_out(
    converse: Any, language: str, says: str
) -> None:
    talk = converse(language)
    talk.say("?", "track_order")
    talk.say(says, "nlu_fallback", confidence=0.3)
    assert talk.memory.task is not None


@pytest.mark.parametrize(
    ("language", "says"), [("en", "i have no order. i want to BUY both"), ("zh", "我还没下单 我要买东西")]
)
def test_who_has_no_order_may_buy(converse: Any, language: str, says: str) -> None:
    talk = converse(language)
    talk.say("?", "get_invoice")
    talk.say(says, "place_order")
    assert talk.memory.task is not None and talk.memory.task.name == "place_order"


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "can I send back the case, ann@example.org"), ("zh", "想退手机壳，ann@example.org")],
)
def test_an_address_beside_a_wish_without_a_number_gets_a_code(
    language: str, text: str, converse: Any
) -> None:
    talk = converse(language)
    said = talk.say(text, "return_item", email="ann@example.org")
    assert said == ["utter_code_sent", "utter_question_code"]


def test_with_an_order_in_view_it_is_the_proof_of_that(converse: Any) -> None:
    talk = converse()
    talk.say("ORD-1002", order_id="ORD-1002", is_bare=True)
    assert "utter_code_sent" not in talk.say(f"cancel it, {EMAIL}", "cancel_order", email=EMAIL)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("both please", True), ("all of them", True), ("all three orders", True), ("两个都查", True), ("都要", True), ("全部", True),
        ("the first", False), ("both arrived broken", False), ("all I want is ORD-1059", False), ("两个杯子都碎了", False), ("都不是", False),
    ],
)  # fmt: skip
def test_all_orders_are_meant(text: str, meant: bool, make_turn: Callable[..., Turn]) -> None:
    assert says_all(make_turn(text)) is meant


@pytest.mark.parametrize(("text", "language"), [("both please", "en"), ("全部都查", "zh")])
def test_all_orders_come_one_after_the_other(text: str, language: str, converse: Any, shop: Any) -> None:
    talk = converse(language)
    talk.say("where is my parcel", "track_order")
    talk.say(EMAIL, email=EMAIL, is_bare=True)
    talk.say(sent_code(shop))
    said = talk.say(text)
    assert said[-1] == "utter_offer_next"
    waiting = [case.values["order_id"] for case in talk.memory.suspended]
    assert waiting and len({*waiting, talk.memory.focus.order_id}) == len(waiting) + 1
