from __future__ import annotations

import pytest

from values.delivery_speed import wishes_faster_delivery


@pytest.mark.parametrize(
    "text",
    [
        "change my delivery to express",
        "Can you upgrade the shipping for ORD-1043?",
        "switch ORD-1043 to next-day",
        "please add express shipping",
        "帮我改成加急",
        "配送改为次日达可以吗",
        "我那单能升级成特快吗",
    ],
)
def test_a_faster_delivery_is_wished(text: str) -> None:
    assert wishes_faster_delivery(text)


@pytest.mark.parametrize(
    "text",
    [
        "change my address to 5 Express Road, Austin",
        "change the delivery to my office",
        "do you have express delivery?",
        "改成我公司的地址",
        "有加急吗",
        "my parcel should be faster",
    ],
)
def test_another_place_or_a_question_is_none(text: str) -> None:
    assert not wishes_faster_delivery(text)
