"""Reading a delivery address out of a message that tells who lives there as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions.tasks.change_address import _put_right, read_address
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
    ("text", "entities", "address"),
    [
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
