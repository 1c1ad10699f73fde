"""Buying, from a sentence to the rows of a new order."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from shop.tables.orders import orders

EMAIL, ADDRESS = "kay@example.com", "Kay Lund, 12 Elm Street, Springfield, IL 62701"


def count(shop: Any) -> int:
    with shop.store.engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(orders)).scalar_one())


def contact(talk: Any) -> list[str]:
    assert talk.say(EMAIL, email=EMAIL, is_bare=True) == ["utter_question_delivery_address"]
    said: list[str] = talk.say(ADDRESS)
    return said


def test_step_by_step(converse: Any, shop: Any) -> None:
    before = count(shop)
    talk = converse()
    assert talk.say("i want running shoes", "place_order", product="running shoes", category="shoes") == [
        "utter_question_which_to_buy"
    ]
    assert "PRD-201" in str(talk.said["buttons"])
    assert talk.press('/inform{"choice": "PRD-201"}') == ["utter_question_color_to_buy"]
    assert talk.say("black", color="black", is_bare=True) == ["utter_question_size_to_buy"]
    assert talk.say("42", size="42", is_bare=True) == ["utter_question_email_for_payment"]
    assert contact(talk) == ["utter_confirm_place_order"]
    assert count(shop) == before, "nothing happens before the yes"
    stock = shop.catalogue.by_sku("PRD-201-BLK-42").stock
    assert talk.press("/affirm") == ["utter_order_made"]
    order = shop.orders.get(talk.said["order_id"])
    assert [(line.sku, line.quantity) for line in order.lines] == [("PRD-201-BLK-42", 1)]
    assert (order.status, order.email, order.shipping_address.text) == ("placed", EMAIL, ADDRESS)
    assert shop.catalogue.by_sku("PRD-201-BLK-42").stock == stock - 1
    assert shop.access.is_open("c-1", order.id) and talk.memory.focus.order_id == order.id


@pytest.mark.parametrize(("language", "text"), [("zh", "我想买陶瓷杯"), ("zh", "帮我下单一个洱海陶瓷杯")])
def test_goods_that_no_name_was_known_of_are_looked_for_by_their_words(
    converse: Any, language: str, text: str
) -> None:
    talk = converse(language)
    assert talk.say(text, "place_order") == ["utter_question_buy_this_one"]
    assert "PRD-514" in str(talk.said["buttons"])


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "我要买个榴莲"), ("en", "I'd like to order a flux capacitor")]
)
def test_goods_that_nobody_has_are_said_to_be_none(converse: Any, language: str, text: str) -> None:
    talk = converse(language)
    assert talk.say(text, "place_order") == ["utter_no_products", "utter_question_what_to_buy"]
    answer = "吉他" if language == "zh" else "a guitar"
    assert talk.say(answer, "inform") == ["utter_no_products", "utter_question_what_to_buy"]


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "我要下单"), ("zh", "帮我买点东西呗"), ("en", "I'd like to place an order please")]
)  # fmt: skip
def test_who_names_nothing_is_asked(converse: Any, language: str, text: str) -> None:
    assert converse(language).say(text, "place_order") == ["utter_question_what_to_buy"]


def test_all_in_one_sentence_in_chinese(converse: Any, shop: Any) -> None:
    talk = converse("zh")
    said = talk.say(
        "岩貂越野跑鞋黑色42码来两双",
        "place_order",
        product="岩貂越野跑鞋",
        color="black",
        size="42",
        quantity="2",
    )
    assert said == ["utter_question_email_for_payment"]
    talk.say(EMAIL, email=EMAIL, is_bare=True)
    talk.say("李雷 浙江省杭州市西湖区文三路1号")
    assert "2 × 岩貂越野跑鞋（黑色，42）" in talk.said["items"] and "918.00元" in talk.said["total"]
    talk.say("确认", "affirm")
    assert shop.orders.get(talk.said["order_id"]).currency == "CNY"


def test_a_size_with_its_unit(converse: Any) -> None:
    talk = converse()
    talk.say(
        "I want to buy the Geyser kettle in white, 1.7 litres", "place_order", product="kettle", color="white"
    )
    contact(talk)
    assert "white, 1.7 L" in talk.said["items"]


def test_corrections_at_the_summary_change_it_and_ask_again(converse: Any, shop: Any) -> None:
    talk = converse()
    talk.say("buy the Geyser kettle, white, 1.7 L", "place_order", product="kettle", color="white")
    contact(talk)
    assert (
        talk.say("make it 4", quantity="4") == ["utter_confirm_place_order"] and "4 ×" in talk.said["items"]
    )
    talk.say("no, the black one", color="black")
    assert "4 ×" in talk.said["items"] and "black" in talk.said["items"]
    talk.say("and mail it to li@example.com", email="li@example.com")
    assert talk.said["email"] == "li@example.com"
    before = count(shop)
    assert talk.say("no", "deny") == ["utter_left_as_it_was"] and count(shop) == before


def test_a_yes_sent_twice_makes_one_order(converse: Any, shop: Any) -> None:
    talk = converse()
    talk.say("buy the Geyser kettle, white, 1.7 L", "place_order", product="kettle", color="white")
    contact(talk)
    before, slots = count(shop), dict(talk._slots.values)
    talk.say("yes", "affirm")
    talk._slots.values, talk._in_form = slots, True
    talk.say("yes", "affirm")
    assert count(shop) == before + 1


def test_never_more_than_there_is(converse: Any) -> None:
    talk = converse()
    said = talk.say(
        "99 Geyser kettles, white, 1.7 L", "place_order", product="kettles", color="white", quantity="99"
    )
    assert said == ["utter_only_so_many", "utter_question_how_many"]
    assert talk.say("-3") == ["utter_not_understood_here", "utter_question_how_many"]
    assert talk.say("3", is_bare=True) == ["utter_question_email_for_payment"]


def test_a_colour_that_is_not_made_keeps_the_size(converse: Any) -> None:
    talk = converse()
    said = talk.say(
        "marten trail running shoes in pink, 42",
        "place_order",
        product="marten trail running shoes",
        color="pink",
        size="42",
    )
    assert (
        said == ["utter_no_such_look", "utter_question_color_to_buy"] and talk.replies[0]["wanted"] == "pink"
    )
    assert talk.say("blue", color="blue", is_bare=True) == ["utter_question_email_for_payment"]


def test_coupons(converse: Any, shop: Any) -> None:
    talk = converse()
    talk.say(
        "buy the Geyser kettle, white, 1.7 L with coupon SPRING20",
        "place_order",
        product="kettle",
        color="white",
        coupon="SPRING20",
    )
    assert contact(talk) == ["utter_refused_coupon_minimum", "utter_confirm_place_order"]
    assert talk.say("then 3 of them with SPRING20", quantity="3", coupon="SPRING20") == [
        "utter_confirm_place_order_coupon"
    ]
    talk.say("yes", "affirm")
    order = shop.orders.get(talk.said["order_id"])
    assert order.coupon == "SPRING20" and order.discount.amount > 0
    assert talk.say(
        "one more, again with SPRING20: PRD-201 black 42",
        "place_order",
        product="PRD-201",
        color="black",
        size="42",
        coupon="SPRING20",
    )
    assert contact(talk) == ["utter_refused_coupon_used", "utter_confirm_place_order"]


@pytest.mark.parametrize(("language", "text"), [("en", "how do i place an order"), ("zh", "怎么下单啊")])
def test_how_to_order_is_explained(converse: Any, language: str, text: str) -> None:
    talk = converse(language)
    assert talk.say(text, "place_order") == ["utter_how_to_order"]
    assert talk.memory.task is None


def test_a_question_on_the_way_is_answered(converse: Any) -> None:
    talk = converse()
    talk.say("buy PRD-202 in black, 42", "place_order", product="PRD-202", color="black", size="42")
    said = talk.say("what does delivery cost?", "delivery_cost")
    assert said == ["utter_policy", "utter_question_email_for_payment"]
    said = talk.say("waterproof?", "product_info", attribute="waterproof", is_bare=True)
    assert said[-1] == "utter_question_email_for_payment" and "feature" in said[0]


def test_the_one_just_looked_at(converse: Any) -> None:
    talk = converse()
    talk.say("tell me about PRD-1002", "product_info")
    talk.say("i take it", "place_order")
    assert talk.memory.task and talk.memory.task.values["product_id"] == "PRD-1002"


@pytest.mark.parametrize(
    "address",
    ["<script>alert(1)</script> 5 Main Street", "1'; DROP TABLE orders; -- Street 5", "上海市 🎉 南京路1号"],
)
def test_odd_addresses_are_kept_as_text(converse: Any, shop: Any, address: str) -> None:
    talk = converse()
    talk.say("buy PRD-202 in black, 42", "place_order", product="PRD-202", color="black", size="42")
    talk.say(EMAIL, email=EMAIL)
    assert talk.say(address) == ["utter_question_recipient_of_order"]
    assert talk.say("Kay Lund") == ["utter_confirm_place_order"]
    talk.say("yes", "affirm")
    assert shop.orders.get(talk.said["order_id"]).shipping_address.text == address


def test_a_bad_address_is_asked_again(converse: Any) -> None:
    talk = converse()
    talk.say("buy PRD-202 in black, 42", "place_order", product="PRD-202", color="black", size="42")
    talk.say(EMAIL, email=EMAIL)
    assert talk.say("x" * 2000 + " street 5") == [
        "utter_not_understood_here",
        "utter_question_delivery_address",
    ]


def test_the_known_customer_is_offered_the_usual_address(converse: Any, shop: Any, last_code: Any) -> None:
    talk = converse()
    customer = shop.accounts.get("CUS-35")
    shop.access.request_code("c-1", customer.email)
    shop.access.verify_code("c-1", last_code())
    talk.say("buy PRD-202 in black, 42", "place_order", product="PRD-202", color="black", size="42")
    assert talk.replies[-1]["response"] == "utter_question_delivery_or_usual"
    talk.press('/inform{"choice": "usual"}')
    talk.press("/affirm")
    order = shop.orders.get(talk.said["order_id"])
    assert (order.customer_id, order.email) == ("CUS-35", customer.email)
    assert order.shipping_address == customer.addresses[0]


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh", "不用券"), ("en", "no coupon please"), ("zh", "不要发票"), ("en", "I don't have a voucher")],
)
def test_a_no_to_something_else_is_no_no_to_the_order(converse: Any, language: str, text: str) -> None:
    talk = converse(language)
    talk.say("buy the Geyser kettle, white, 1.7 L", "place_order", product="kettle", color="white")
    contact(talk)
    assert talk.say(text, "deny") == ["utter_confirm_place_order"]
    assert talk.say("no" if language == "en" else "不用了", "deny") == ["utter_left_as_it_was"]


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [("zh", "来两个", "change_order"), ("en", "make it two", "change_order"), ("en", "two please", "inform")],
)
def test_a_number_of_pieces_while_the_address_is_asked(
    converse: Any, language: str, text: str, intent: str
) -> None:
    talk = converse(language)
    talk.say("buy the Geyser kettle, white, 1.7 L", "place_order", product="kettle", color="white")
    talk.say(EMAIL, email=EMAIL, is_bare=True)
    assert talk.say(text, intent)[-1] == "utter_question_delivery_address"
    talk.say(ADDRESS)
    assert talk.said["items"].startswith("2 ×")


@pytest.mark.parametrize(
    ("language", "text", "name", "address", "phone"),
    [
        (
            "zh",
            "上海市静安区银杏路66号202室 王强收 13912345678",
            "王强",
            "上海市静安区银杏路66号202室",
            "+8613912345678",
        ),
        (
            "en",
            "Kay Lund, 12 Elm Street, Springfield, +1 617 555 0100",
            "Kay Lund",
            "12 Elm Street, Springfield",
            "+16175550100",
        ),
    ],
)
def test_who_receives_it_is_shown_and_kept(
    language: str, text: str, name: str, address: str, phone: str, converse: Any, shop: Any
) -> None:
    talk = converse(language)
    talk.say("buy the Geyser kettle, white, 1.7 L", "place_order", product="kettle", color="white")
    talk.say(EMAIL, email=EMAIL, is_bare=True)
    said = talk.say(text, address=address, recipient=name, phone=phone)
    assert said == ["utter_confirm_place_order"]
    assert all(part in talk.said["address"] for part in (name, address, phone))
    other = "李雷" if language == "zh" else "Lea Berg"
    wish = f"收件人改成{other}" if language == "zh" else f"recipient: {other}"
    talk.say(wish, recipient=other)
    talk.say("门牌错了 是203室" if language == "zh" else "sorry, it's flat 3")
    assert ("203室" if language == "zh" else "Flat 3") in talk.said["address"]
    talk.press("/affirm")
    kept = shop.orders.get(talk.said["order_id"]).shipping_address
    assert (kept.recipient, kept.phone) == (other, phone)
    assert kept.text == (
        "上海市静安区银杏路66号203室" if language == "zh" else "12 Elm Street, Flat 3, Springfield"
    )


@pytest.mark.parametrize(
    ("language", "address", "name"),
    [
        ("en", "12 Elm Street, Boston, MA 02110", "Kay Lund"),
        ("zh", "上海市静安区银杏路66号5号楼202室", "王小明"),
    ],
)
def test_a_guests_parcel_gets_a_name(
    converse: Any, shop: Any, language: str, address: str, name: str
) -> None:
    talk = converse(language)
    talk.say("buy PRD-202 in black, 42", "place_order", product="PRD-202", color="black", size="42")
    talk.say(EMAIL, email=EMAIL, is_bare=True)
    assert talk.say(address) == ["utter_question_recipient_of_order"]
    assert talk.say(name) == ["utter_confirm_place_order"]
    talk.say("yes" if language == "en" else "确认", "affirm")
    assert shop.orders.get(talk.said["order_id"]).shipping_address.recipient == name


def buys_poles(talk: Any, text: str, **values: str) -> None:
    talk.say(text, "place_order", **values)
    talk.say(EMAIL, email=EMAIL, is_bare=True)


def test_number_before_the_name_counts(converse: Any) -> None:
    talk = converse()
    buys_poles(talk, "2 black cairn trekking poles", color="black", product="cairn trekking poles")
    talk.say(ADDRESS)
    assert talk.said["items"].startswith("2 × Cairn Trekking Poles")


def test_bags_of_coffee_are_no_handbags(converse: Any) -> None:
    talk = converse()
    talk.say("i want to buy coffee beans", "place_order", product="coffee beans")
    talk.say("morning yard, 2 bags", quantity="2", category="bags", places=(("category", "bags", 16),))
    talk.say("500 g", "inform", size="500 g")
    contact(talk)
    assert talk.said["items"].startswith("2 × Morning Yard")


@pytest.mark.parametrize(
    ("address", "total"),
    [
        ("Kay Lund, 14 Cardigan Rd, Leeds LS6 3AF", "£"),
        ("Kay Lund, Friedrichstr. 12, 10117 Berlin, Germany", "€"),
        (ADDRESS, "$"),
    ],
)
def test_the_country_of_delivery_tells_the_currency(converse: Any, address: str, total: str) -> None:
    talk = converse()
    buys_poles(talk, "cairn trekking poles in black please", color="black", product="cairn trekking poles")
    said = talk.say(address, recipient="Kay Lund")
    assert said[-1] == "utter_confirm_place_order" and talk.said["total"].startswith(total)
    assert ("utter_currency_of_country" in said) == (total != "$"), "a change is told"


def test_a_named_currency_stays(converse: Any) -> None:
    talk = converse()
    buys_poles(
        talk, "cairn trekking poles in black, in euros please", color="black", product="trekking poles"
    )
    talk.say("Kay Lund, 14 Cardigan Rd, Leeds LS6 3AF")
    assert talk.said["total"].startswith("€")
    assert talk.say("no, in pounds please", "inform") == ["utter_confirm_place_order"]
    assert talk.said["total"].startswith("£")
    talk.say("no pounds, dollars please", "inform")
    assert talk.said["total"].startswith("$")
    talk.say("no in pounds please after all", "inform")
    assert talk.said["total"].startswith("£")


def test_somebody_in_england_pays_in_pounds(converse: Any) -> None:
    talk = converse()
    buys_poles(talk, "cairn trekking poles in black", color="black", product="cairn trekking poles")
    talk.say("Kay Lund, 14 Market Square, Leeds")
    assert talk.said["total"].startswith("$")
    talk.say("why dollars? im in england", "inform")
    assert talk.said["total"].startswith("£")


def test_what_is_said_beside_the_address_counts(converse: Any) -> None:
    talk = converse()
    buys_poles(talk, "cairn trekking poles in black", color="black", product="cairn trekking poles")
    address, text = "14 Cardigan Rd, Leeds LS6 3AF", "Kay Lund, 14 Cardigan Rd, Leeds LS6 3AF. oh and 3 pairs"
    places = (("address", address, text.index(address)), ("quantity", "3", text.index("3 pairs")))
    talk.say(text, address=address, recipient="Kay Lund", quantity="3", places=places)
    assert talk.said["items"].startswith("3 ×") and "pairs" not in talk.said["address"]


def test_a_recipient_before_the_address_stands_there_once(converse: Any) -> None:
    talk = converse()
    buys_poles(talk, "cairn trekking poles in black", color="black", product="cairn trekking poles")
    assert talk.say("Joe Park, 14 Cardigan Rd, Leeds LS6 3AF")[-1] == "utter_question_recipient_of_order"
    talk.say("Joe Park")
    assert talk.said["address"] == "Joe Park, 14 Cardigan Rd, Leeds LS6 3AF"


def test_a_currency_is_nobodys_name(converse: Any) -> None:
    talk = converse("zh")
    talk.say("石堆登山杖黑色的来一副", "place_order", product="石堆登山杖", color="black")
    talk.say(EMAIL, email=EMAIL, is_bare=True)
    talk.say("14 Cardigan Rd, Leeds LS6 3AF")
    assert talk.say("按美元算吧")[-1] == "utter_question_recipient_of_order"
    talk.say("李雷")
    assert talk.said["address"].startswith("李雷") and "美元" in talk.said["total"]


def test_an_address_is_no_product_and_no_number_of_pieces(converse: Any) -> None:
    talk = converse()
    buys_poles(talk, "cairn trekking poles in black", color="black", product="cairn trekking poles")
    talk.say(ADDRESS, recipient="Kay Lund")
    address, text = "14 Cardigan Rd, Leeds LS6 3AF", "no the address is only 14 Cardigan Rd, Leeds LS6 3AF"
    said = talk.say(text, address=address, places=(("address", address, text.index(address)),))
    assert said == ["utter_currency_of_country", "utter_confirm_place_order"]
    assert talk.said["items"].startswith("1 × Cairn") and talk.said["address"].endswith(address)


def test_words_are_taken_out_of_the_address(converse: Any) -> None:
    talk = converse()
    buys_poles(talk, "cairn trekking poles in black", color="black", product="cairn trekking poles")
    talk.say("Kay Lund, 12 Elm Street, apt 9, Springfield, IL 62701")
    assert talk.say("take the apt 9 out") == ["utter_confirm_place_order"]
    assert talk.said["address"] == "Kay Lund, 12 Elm Street, Springfield, IL 62701"


@pytest.mark.parametrize(("language", "text"), [("en", "same address as always"), ("zh", "还是原来的地址")])
def test_the_usual_address_needs_a_code(
    converse: Any, shop: Any, last_code: Any, language: str, text: str
) -> None:
    customer = shop.accounts.get("CUS-18")
    talk = converse(language)
    talk.say("PRD-514 green", "place_order", color="green", quantity="1")
    assert talk.say(customer.email, email=customer.email, is_bare=True) == ["utter_question_delivery_address"]
    assert talk.say(text) == ["utter_code_sent", "utter_question_code"]
    assert talk.say(last_code()) == ["utter_confirm_place_order"]
    assert customer.addresses[0].text in str(talk.said)
    said = talk.press("/affirm")
    if said[-1] == "utter_confirm_place_order":  # in the country's own money
        said = talk.press("/affirm")
    assert said == ["utter_order_made"]


def test_who_has_no_account_has_no_usual_address(converse: Any, last_code: Any) -> None:
    talk = converse()
    talk.say("PRD-514 green", "place_order", color="green", quantity="1")
    talk.say(EMAIL, email=EMAIL, is_bare=True)
    assert talk.say("my usual address") == ["utter_code_sent", "utter_question_code"]
    said = talk.say("000000")
    assert said == ["utter_code_failed", "utter_question_code"]
    assert talk.memory.task is not None and "address" in talk.memory.task.values
