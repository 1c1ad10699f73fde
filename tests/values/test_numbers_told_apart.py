"""Order numbers, telephones, tracking numbers, and digits that are none of them."""

from __future__ import annotations

import pytest

from .conftest import Reader


@pytest.mark.parametrize(
    ("text", "slot", "values"),
    [
        ("the last four digits are 0077", "order_id", []),
        ("the last four digits are 0077", "phone", []),
        ("last four: 0077", "order_id", []),
        ("last 4 digits 0077", "order_id", []),
        ("my phone ends in 0077", "order_id", []),
        ("phone ending 0077", "order_id", []),
        ("it ends with 0077", "order_id", []),
        ("the last four digits of my phone are 0077, order 1042", "order_id", ["ORD-1042"]),
        ("order 1042, last four digits 0077", "order_id", ["ORD-1042"]),
        ("track my order, last 4 of my phone 0077", "order_id", []),
        ("尾号0077", "order_id", []),
        ("手机尾号是0077", "order_id", []),
        ("手机后四位0077", "order_id", []),
        ("后四位是0077", "order_id", []),
        ("最后四位0077", "order_id", []),
        ("手机号最后四位是0077，订单1042", "order_id", ["ORD-1042"]),
        ("my zip is 10115, track my order", "order_id", []),
        ("postcode 90210 for my order", "order_id", []),
        ("邮编200030，查订单", "order_id", []),
        ("邮编200030", "order_id", []),
        ("my pin is 4711", "order_id", []),
        ("the code is 482913", "order_id", []),
        ("验证码482913", "order_id", []),
        ("refund 250 dollars", "order_id", []),
        ("refund of 1042 yuan", "order_id", []),
        ("cancel 1042", "order_id", ["ORD-1042"]),
        ("1067杯子碎了", "order_id", ["ORD-1067"]),
        ("1067杯子碎了", "quantity", []),
        ("the glasses in 1067 came shattered", "order_id", ["ORD-1067"]),
        ("10000毫安的充电宝坏了", "order_id", []),
        ("1000元的表坏了", "order_id", []),
        ("in 2024 I ordered shoes", "order_id", []),
        ("ordered at 1430", "order_id", []),
        ("ordered on 12 July. 4761", "order_id", ["ORD-4761"]),
        ("order 1042 from 2025", "order_id", ["ORD-1042"]),
        ("order number one zero four two", "order_id", ["ORD-1042"]),
        ("ord one oh four two", "order_id", ["ORD-1042"]),
        ("order 1 0 4 2", "order_id", ["ORD-1042"]),
        ("订单一零四二", "order_id", ["ORD-1042"]),
        ("订单号是幺零四二", "order_id", ["ORD-1042"]),
        ("order no 1042, not 1043", "order_id", ["ORD-1042"]),
        ("ORD-1043, sorry ORD-1042", "order_id", ["ORD-1042"]),
        ("订单1043，不对，是1042", "order_id", ["ORD-1042"]),
        ("not 1043 but 1042", "order_id", ["ORD-1042"]),
        ("1043 - no, 1042", "order_id", ["ORD-1042"]),
        ("my orders 1042 and 1043", "order_id", ["ORD-1042", "ORD-1043"]),
        ("order 1042 (the tent)", "order_id", ["ORD-1042"]),
        ("order: 1042!", "order_id", ["ORD-1042"]),
        ("order1042", "order_id", ["ORD-1042"]),
        ("Order #1042?", "order_id", ["ORD-1042"]),
        ("ord 1042", "order_id", ["ORD-1042"]),
        ("O-1042", "order_id", []),
        ("about 1042, can I return it", "order_id", ["ORD-1042"]),
        ("SKU 1042", "order_id", []),
        ("room 1042", "order_id", []),
        ("I live at 1042 Main Street", "order_id", []),
        ("model 1042", "order_id", []),
        ("ticket 1042", "order_id", []),
        ("my order cost 1042 euros", "order_id", []),
        ("order total 1042", "order_id", []),
        ("invoice 1042", "order_id", ["ORD-1042"]),
        ("order code 1042", "order_id", ["ORD-1042"]),
        ("13812345678", "phone", ["+8613812345678"]),
        ("13812345678", "tracking_number", []),
        ("my number is 13812345678", "tracking_number", []),
        ("8613812345678", "tracking_number", []),
        ("8613812345678", "phone", ["+8613812345678"]),
        ("+8613812345678", "tracking_number", []),
        ("008613812345678", "phone", ["+8613812345678"]),
        ("008613812345678", "tracking_number", []),
        ("004915112345678", "tracking_number", []),
        ("004915112345678", "phone", ["+4915112345678"]),
        ("447700900123", "tracking_number", []),
        ("my phone is 447700900123", "tracking_number", []),
        ("my phone is 447700900123", "phone", ["+447700900123"]),
        ("07700900123", "phone", ["+447700900123"]),
        ("0151 12345678", "phone", ["+4915112345678"]),
        ("0151 12345678", "tracking_number", []),
        ("the parcel's number is 773120449981", "tracking_number", ["773120449981"]),
        ("773120449981", "tracking_number", ["773120449981"]),
        ("tracking 13812345678", "phone", []),
        ("快递电话13812345678", "phone", ["+8613812345678"]),
        ("快递电话13812345678", "tracking_number", []),
        ("快递员电话是13812345678", "tracking_number", []),
        ("快递号13812345678901", "tracking_number", ["13812345678901"]),
        ("物流单号 75123456789012", "tracking_number", ["75123456789012"]),
        ("parcel for 13812345678", "tracking_number", []),
        ("send the parcel to 07700 900123", "tracking_number", []),
        ("call 020 7946 0958", "phone", ["+442079460958"]),
        ("12125550142", "phone", ["+12125550142"]),
        ("no, 13812345679 not 13812345678", "phone", ["+8613812345679"]),
        ("不是13812345678是13812345679", "phone", ["+8613812345679"]),
        ("1234567890123456", "tracking_number", ["1234567890123456"]),
        ("card 4111 1111 1111 1111", "tracking_number", []),
        ("card number 4111111111111111", "tracking_number", []),
        ("iban DE89370400440532013000", "tracking_number", []),
        ("order 1042 and phone 13812345678", "order_id", ["ORD-1042"]),
        ("手机13812345678，订单1042", "order_id", ["ORD-1042"]),
    ],
)  # fmt: skip
def test_numbers(text: str, slot: str, values: list[object], read: Reader) -> None:
    assert [value for entity, value in read(text) if entity == slot] == values


@pytest.mark.parametrize(
    ("text", "slot", "values"),
    [
        ("ends in 0077", "order_id", []),
        ("1042 and the last four of my phone are 0077", "order_id", ["ORD-1042"]),
        ("后4位 0077", "order_id", []),
        ("my code 482913", "order_id", []),
        ("12 July. 4761", "order_id", ["ORD-4761"]),
        ("it's one zero four two", "order_id", ["ORD-1042"]),
        ("1 0 4 2", "order_id", ["ORD-1042"]),
        ("一零四二", "order_id", ["ORD-1042"]),
    ],
)  # fmt: skip
def test_where_an_order_was_asked_for(text: str, slot: str, values: list[object], read: Reader) -> None:
    assert [value for entity, value in read(text, "order_id") if entity == slot] == values


@pytest.mark.parametrize(
    ("text", "slot", "values"),
    [
        ("4915112345678", "tracking_number", []),
        ("447700900123", "tracking_number", []),
        ("447700900123", "phone", ["+447700900123"]),
        ("212-555-0142", "phone", ["+12125550142"]),
    ],
)  # fmt: skip
def test_where_a_phone_was_asked_for(text: str, slot: str, values: list[object], read: Reader) -> None:
    assert [value for entity, value in read(text, "phone") if entity == slot] == values


@pytest.mark.parametrize(
    "text", ["I don't want ORD-1045 any more", "不想要ORD-1045了", "i don't need my order ORD-1045"]
)
def test_an_unwanted_order_is_the_one_spoken_of(read: Reader, text: str) -> None:
    assert ("order_id", "ORD-1045") in read(text)
