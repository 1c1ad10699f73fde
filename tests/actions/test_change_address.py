"""Reading a delivery address out of a message that tells who lives there as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions.tasks.change_address import _another_number, _put_right, read_address
from actions.turn import Turn

SUZHOU = "江苏省苏州市工业园区星湖街328号9栋402"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (f"收件人李晓梅，电话13912345670，{SUZHOU}", SUZHOU),
        (f"{SUZHOU}，收件人：李晓梅 电话 139-1234-5670", SUZHOU),
        (f"{SUZHOU} 13912345670", SUZHOU),
        (SUZHOU, SUZHOU),
        ("recipient 李晓梅, 980 River Street, Apt 4, phone +86 139 1234 5670", "980 River Street, Apt 4"),
    ],
)
def test_recipient_and_phone_are_no_part_of_it(
    text: str, address: str, make_turn: Callable[..., Turn]
) -> None:
    said = {"recipient": "李晓梅"} if "李晓梅" in text else {}
    phone = {"phone": "+8613912345670"} if text != SUZHOU else {}
    assert read_address(make_turn(text, **said, **phone)) == address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("number 14 not 12", "14 Via Roma, 20121 Milano"),
        ("not 12 but 14", "14 Via Roma, 20121 Milano"),
        ("是14不是12", "14 Via Roma, 20121 Milano"),
        ("it is 7 not 9", None),  # there is no 9 in it
    ],
)
def test_a_part_of_the_address_is_put_right(text: str, address: str | None, make_turn: Any) -> None:
    assert _put_right("12 Via Roma, 20121 Milano", make_turn(text)) == address


@pytest.mark.parametrize(
    ("known", "text", "address"),
    [
        ("Via Garibaldi 22, 20121 Milano", "no, number 24", "Via Garibaldi 24, 20121 Milano"),
        ("980 River Street, Apt 4, Austin", "sorry, apt 5", "980 River Street, Apt 5, Austin"),
        ("980 River Street, Austin", "flat 5", None),  # there is no flat in it
        (SUZHOU, "不对，330号", SUZHOU.replace("328号", "330号")),
        (SUZHOU, "应该是10栋", SUZHOU.replace("9栋", "10栋")),
        (SUZHOU, "不要了", None),
    ],
)
def test_a_number_alone_takes_the_place_of_its_like(
    known: str, text: str, address: str | None, make_turn: Any
) -> None:
    assert _another_number(known, make_turn(text)) == address


def test_a_house_number_to_the_summary_is_a_correction(converse: Any) -> None:
    talk = converse(open_order="ORD-1002")
    talk.say("Via Garibaldi 22, 20121 Milano", "change_address", address="Via Garibaldi 22, 20121 Milano")
    assert talk.say("no, number 24", "deny") == ["utter_confirm_address"]
    assert talk.said["address"] == "Via Garibaldi 24, 20121 Milano"


def test_another_recipient_with_a_phone_beside_the_proof(converse: Any) -> None:
    talk = converse()
    text = "put Anna Rossi as the recipient of ORD-1002, her phone is +39 333 111 2222. ann@example.com"
    values = {"order_id": "ORD-1002", "recipient": "Anna Rossi", "phone": "+393331112222"}
    said = talk.say(text, "change_address", email="ann@example.com", **values)
    assert said == ["utter_confirm_address"]
    assert (talk.said["recipient"], talk.said["phone"]) == ("Anna Rossi", "+393331112222")


@pytest.mark.parametrize(
    ("text", "entities", "address"),
    [
        ("ok then Via Roma 5, 00184 Roma", {}, "Via Roma 5, 00184 Roma"),
        ("Wellington Street 5, Leeds", {}, "Wellington Street 5, Leeds"),
        ("wait, number 14 not 12", {}, None),
        ("SPRING20", {"coupon": "SPRING20"}, None),
        ("Notting Hill 3, London", {}, "Notting Hill 3, London"),
        ("", {"address": "错啦，应该寄到南京市中山路18号6栋502"}, "南京市中山路18号6栋502"),
        ("no, Tottenham Road 4, London", {}, "Tottenham Road 4, London"),
    ],
)
def test_what_is_no_address_is_not_taken_for_one(
    text: str, entities: dict[str, str], address: str | None, make_turn: Any
) -> None:
    assert read_address(make_turn(text, **entities)) == address
