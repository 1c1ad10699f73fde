"""Values in a text: exact mentions, canonical spans, the same value written differently."""

from __future__ import annotations

from datetime import date

import pytest

from networks.errors import BundleError
from networks.state_schema import Schema, Slot, read_schema, schema_json
from networks.state_values import canonical, completed, mentions, merged, same, words

TODAY = date(2026, 3, 10)  # a Tuesday
ORDER = Slot("order_id", format="ORD-<digits>")
NUMBER = Slot("quantity", "number", minimum=1, maximum=99)
SIZE = Slot("size", format="measure")


@pytest.mark.parametrize(
    ("slot", "text", "wanted"),
    [
        (ORDER, "where is ord 1042, or #1043?", ["ORD-1042", "ORD-1043"]),
        (ORDER, "订单1042和２０３３号", ["ORD-1042", "ORD-2033"]),
        (ORDER, "单号是幺三二七", ["ORD-1327"]),
        (ORDER, "three one four five is the number", ["ORD-3145"]),
        (ORDER, "3 0 7 1", ["ORD-3071"]),
        (ORDER, "the Visa ending in 7730, for order ending in 1042", ["ORD-1042"]),
        (ORDER, "验证码是448120，色号302，订单5521", ["ORD-5521"]),
        (ORDER, "your 6 digit code 448120", []),
        (ORDER, "单号652开头的，或者1042", ["ORD-1042"]),
        (ORDER, "it starts with 652, or 6520...", []),
        (ORDER, "mail to a1042@example.com, 12 pieces", []),
        (NUMBER, "two pairs，十五把, 100", ["2", "15"]),
        (NUMBER, "76618，3卷", ["3"]),
        (NUMBER, '三件套马桶刷，四支装，up to 32", 5 of them', ["5"]),
        (NUMBER, 'I said "12"', ["12"]),
        (Slot("price_max", "number"), "1042,2000", ["1042", "2000"]),
        (Slot("price_max", "number"), "1,299 und 3,200,000", ["1299", "3200000"]),
        (NUMBER, "下限不要了，15以内", ["15"]),
        (Slot("price_max", "number"), "two hundred and fifty, or 1.5k", ["250", "1500"]),
        (Slot("date", "date"), "by next friday", ["2026-03-20"]),
        (Slot("date", "date"), "3月15号到", ["2026-03-15"]),
        (Slot("email", format="email"), "Liu.Yang@Example.com please", ["liu.yang@example.com"]),
        (Slot("phone", format="phone"), "电话13800138000", ["+8613800138000"]),
        (Slot("product"), "12 boots", []),
    ],
)
def test_exact_mentions(slot: Slot, text: str, wanted: list[str]) -> None:
    found = mentions(slot, text, TODAY)
    assert [mention.value for mention in found] == wanted
    assert all(0 <= mention.start < mention.end <= len(text) for mention in found)


@pytest.mark.parametrize(
    ("slot", "text", "wanted"),
    [
        (SIZE, "42码", "42"), (SIZE, "xl", "XL"), (SIZE, "1.7升", "1.7 L"), (SIZE, "250ml", "250 ml"), (SIZE, "uk 7", "UK 7"),
        (SIZE, "大号", "L"), (SIZE, "27寸", "27 inch"),
        (Slot("tracking_number", format="code"), "sf 1234 5678", "SF12345678"),
        (Slot("coupon", format="capitals"), "spring20", "SPRING20"),
        (Slot("product"), " hiking  boots, ", "hiking boots"),
        (Slot("recipient"), "“钱多多”。", "钱多多"),
    ],
)  # fmt: skip
def test_canonical_spans(slot: Slot, text: str, wanted: str) -> None:
    assert canonical(slot, text) == wanted


def test_words_and_sameness() -> None:
    assert [("ab12 单号，x"[a:b]) for a, b in words("ab12 单号，x")] == ["ab12", "单", "号", "，", "x"]
    assert same(SIZE, "1.7 L", "1.7l")
    assert not same(SIZE, "42", "43")


@pytest.mark.parametrize(
    ("old", "piece", "wanted"),
    [
        ("Suite 4, 77 King William Road", "Suite 14", "Suite 14, 77 King William Road"),
        ("220 Birch Court, Denver, CO 80203", "222", "222 Birch Court, Denver, CO 80203"),
        ("成都市武侯区科华北路12号1单元903", "905", "成都市武侯区科华北路12号1单元905"),
        ("220 Birch Court, Denver", "12 Elm Row", None),
        ("220 Birch Court, Denver", "Boston", None),
        ("hats", "12 hats", None),
        ("1 Elm Row, flat 1", "1", None),
    ],
)
def test_a_part_said_anew_goes_into_its_place(old: str, piece: str, wanted: str | None) -> None:
    assert merged(old, piece) == wanted


def test_a_schema_survives_its_json() -> None:
    schema = Schema((
        ORDER, NUMBER, Slot("color", "closed", ("red", "blue"), terms={"red": ("crimson", "红色")}),
        Slot("order_ref", "closed", ("first",), instead_of=("order_id",)),
    ))  # fmt: skip
    assert read_schema(schema_json(schema), "test") == schema


@pytest.mark.parametrize(
    "data",
    [
        None, {}, {"slots": []}, {"slots": {}}, {"slots": {"a": "span"}}, {"slots": {"a": {"type": "other"}}},
        {"slots": {"a": {"type": "closed"}}}, {"slots": {"a": {"type": "closed", "values": ["x", "x"]}}},
        {"slots": {"a": {"format": "zip"}}}, {"slots": {"a": {"instead_of": ["b"]}}}, {"slots": {"": {}}},
        {"slots": {"a": {"min": "x"}}}, {"slots": {"a": {"terms": ["x"]}}},
    ],
)  # fmt: skip
def test_what_is_no_schema_is_told(data: object) -> None:
    with pytest.raises(BundleError):
        read_schema(data, "test")


@pytest.mark.parametrize(
    ("said", "offered", "meant"),
    [
        ("ORD-0299", {"ORD-20291", "ORD-20299"}, "ORD-20299"),
        ("ORD-299", {"ORD-20299", "ORD-10299"}, "ORD-299"),  # it may be either
        ("ORD-0299", {"ORD-0299", "ORD-20299"}, "ORD-0299"),  # it is one by itself
        ("ORD-99", {"ORD-20299"}, "ORD-99"),  # too short to tell anything
        ("ORD-5521", {"ORD-20299"}, "ORD-5521"),
    ],
)
def test_the_end_of_an_offered_number_is_that_number(said: str, offered: set[str], meant: str) -> None:
    assert completed(ORDER, said, offered) == meant
