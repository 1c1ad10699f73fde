"""Reading a delivery address out of a message that tells who lives there as well."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from actions.tasks.change_address import read_address
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
