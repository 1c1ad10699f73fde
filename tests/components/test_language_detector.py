from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.nlu.training_data.message import Message

from components.language_detector import LanguageDetector, detect_language

ENGLISH = [
    "where is my order",
    "WHERE IS MY ORDER",
    "hi",
    "refund when",
    "thx",
    "cancel ORD-1042",
    "size 42 please",
    "what does 价保 mean",
    "how do I say 退款 in english",
    "is the 羽绒服 warm",
    "my email is jane@example.com",
    "I'd like the blue one",
    "don’t",
    "où est ma commande",
    "¿dónde está mi pedido?",
    "yes 👍",
    "2 of them",
    "Thank You",
    "phone case 手机壳",
    "ship it to 上海市静安区银杏路66号5号楼202室",
    "where is 12 Elm Street",
]
CHINESE = [
    "订单到哪了",
    "請問訂單什麼時候到",
    "order ORD-1042 到哪了",
    "想return这件",
    "我的parcel呢",
    "refund 什么时候到",
    "NIKE AIR MAX 270 有货吗",
    "nike air max 有货吗",
    "iPhone 15 Pro Max 壳有吗",
    "42码",
    "3月5日",
    "红色",
    "好",
    "T恤",
    "用 paypal 可以吗",
    "微信",
    "USB充电线",
    "cancel 订单 1042",
    "在吗？？",
    "return 羽绒服",
    "地址寄到公司 123 King St, New York, NY 10001",
    "收件人 Marco Rossi",
    "注文はどこですか今日",  # Japanese counts by its Han characters
]
NEITHER = [
    "",
    " ",
    "1042",
    "ORD-1042",
    "#1042",
    "PRD-205-BLK-42",
    "jane@example.com",
    "+49 30 1234567",
    "OK",
    "ok!",
    "XL",
    "M",
    "PayPal",
    "visa",
    "👍",
    "？",
    "!!!",
    "2026-11-02",
    "¥300",
    "Emma Schmidt",
    "123 King St, New York, NY 10001",
    "Lindenallee 9, 50968 Köln",
    "上海市静安区银杏路66号5号楼202室",
    "こんにちは",
    "Где",
    "SF1029384756123",
]


@pytest.mark.parametrize("text", ENGLISH)
def test_english(text: str) -> None:
    assert detect_language(text) == "en"


@pytest.mark.parametrize("text", CHINESE)
def test_chinese(text: str) -> None:
    assert detect_language(text) == "zh"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("speak chinese please", "zh"),
        ("can we continue in Chinese?", "zh"),
        ("please reply to me in mandarin", "zh"),
        ("chinese please", "zh"),
        ("说英文可以吗", "en"),
        ("麻烦用英语回复我", "en"),
        ("切换成英文", "en"),
        ("说中文吧", "zh"),
        ("do you speak Chinese?", "en"),
        ("is the manual in Chinese", "en"),
        ("我不会说英文", "zh"),
        ("你会说英语吗", "zh"),
        ("用英文名开发票可以吗", "zh"),
        ("english breakfast tea please", "en"),
    ],
)
def test_a_language_that_is_wished_for(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", NEITHER)
def test_no_language_of_its_own(text: str) -> None:
    assert detect_language(text) is None


@given(st.text(max_size=500))
def test_any_text_has_one_answer(text: str) -> None:
    assert detect_language(text) in ("en", "zh", None)


def test_the_language_is_part_of_what_rasa_hands_on() -> None:
    message = Message({"text": "订单到哪了"})
    LanguageDetector().process([message])
    assert message.as_dict(only_output_properties=True)["language"] == "zh"


def test_no_language_leaves_no_trace() -> None:
    message = Message({"text": "1042"})
    LanguageDetector().process([message])
    assert "language" not in message.as_dict(only_output_properties=True)
