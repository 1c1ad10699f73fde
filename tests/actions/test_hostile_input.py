"""Text that nobody means well by, at every question of the after-sales and order tasks."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import func, select

from shop.tables.journal import audit

STARTS = [
    ("ORD-1002", "change_order", "i want to change my order"),
    ("ORD-1002", "change_order", "add something"),
    ("ORD-1002", "change_order", "change the quantity of the socks"),
    ("ORD-1002", "change_order", "shoes in another size"),
    ("ORD-1005", "exchange_item", "exchange please"),
    ("ORD-1009", "exchange_item", "exchange please"),
    ("ORD-1005", "delivery_problem", "a problem with my parcel"),
    ("ORD-1009", "delivery_problem", "it came broken"),
    ("ORD-1002", "get_invoice", "invoice please"),
    ("ORD-1002", "get_invoice", "company invoice please"),
    ("ORD-1002", "get_invoice", "开票，单位：县第二小学"),
    ("ORD-1005", "leave_review", "review"),
    ("ORD-1009", "leave_review", "review"),
    ("ORD-1010", "payment_issue", "payment failed"),
]
HOSTILE = [
    "", " ", "😀🎉💥", "\x00\x07\u200b\ud800", "'; DROP TABLE orders; --",
    "<script>alert(1)</script>{order_id}{}", "-1", "99999999999999999999", "NaN", "٣", "1e309", "/inform{",
    '/inform{"choice": "refund"}', "a" * 2000, "，。" * 1000, "take " * 400, "改成" * 700, "1 " * 900,
    "公司" * 900, "no " * 600, "税号" + "A-" * 900,
]  # fmt: skip


def changes(shop: Any) -> int:
    with shop.store.reading() as unit:
        return int(unit.session.execute(select(func.count()).select_from(audit)).scalar_one())


@pytest.mark.parametrize(("order_id", "intent", "text"), STARTS)
def test_survived_without_a_change(converse: Any, shop: Any, order_id: str, intent: str, text: str) -> None:
    before = changes(shop)
    for number, hostile in enumerate(HOSTILE):
        talk = converse(open_order=order_id, name=f"c-{number}")
        talk.say(text, intent)
        begun = time.perf_counter()
        assert talk.say(hostile, "nlu_fallback", confidence=0.1), f"no answer to {hostile[:30]!r}"
        assert time.perf_counter() - begun < 2, f"slow on {hostile[:30]!r}"
    assert changes(shop) == before
