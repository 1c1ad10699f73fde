from __future__ import annotations

import pytest

from values.rule_questions import is_rule_question


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
def test_a_faster_delivery_is_a_matter_of_the_rules(text: str) -> None:
    assert is_rule_question(text)


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
def test_another_place_or_a_plain_question_is_none(text: str) -> None:
    assert not is_rule_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "will my order get cancelled automatically if I don't pay",
        "不行的话订单会自动取消吗",
        "what if I refuse the parcel",
        "那我直接拒收行不行",
        "where do you ship from?",
        "发货地是哪",
        "when is someone there",
        "什么时候有人",
        "周末有人吗",
        "晚上有客服在吗",
    ],
)
def test_what_sounds_like_another_wish(text: str) -> None:
    assert is_rule_question(text)


@pytest.mark.parametrize(
    "text", ["cancel my order", "取消订单", "where is my parcel", "我要转人工", "什么时候发货"]
)
def test_wishes_are_none(text: str) -> None:
    assert not is_rule_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "这单多久会自动取消",
        "没付款几个小时会失效",
        "and when does the order expire",
        "how long until it is cancelled?",
        "tell me about your privacy policy",
        "你们隐私政策说说",
        "can you engrave them?",
        "could you guys personalise a mug",
        "能刻字吗",
        "可以给我印个照片吗",
        "支持定制吗",
    ],
)
def test_what_lapses_what_is_kept_secret_and_what_is_made_to_order(text: str) -> None:
    assert is_rule_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "什么时候能取消",
        "多久可以取消订单",
        "when does my order arrive",
        "a privacy screen protector please",
        "can you send them",
        "刻刀有吗",
        "打印纸",
    ],
)
def test_what_only_sounds_like_these(text: str) -> None:
    assert not is_rule_question(text)
