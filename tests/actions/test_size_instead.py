"""Another size of goods that were reported as the wrong ones."""

from __future__ import annotations

from typing import Any

import pytest

from actions.context import Context
from actions.memory import Case
from actions.tasks.size_instead import size_instead


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("i ordered {other}", True),
        ("just swap it for {other}", True),
        ("我要的是{other}", True),
        ("换{other}的", True),
        ("i ordered {own}", False),  # what the order has: the same once more
        ("you sent me {other}", False),
        ("收到的是{other}", False),
        ("{other}", False),
        ("a replacement please", False),
    ],
)
def test_a_size_that_the_order_does_not_have(
    text: str, found: bool, converse: Any, shop: Any, make_turn: Any
) -> None:
    order, line, other = _shoes(shop)
    case = Case(
        "delivery_problem", values={"order_id": order.id, "kind": "wrong_item", "line": str(line.line)}
    )
    turn = make_turn(text.format(other=other, own=line.size))
    for case.asked in ("resolution", "confirmation"):
        context = Context(shop, turn, converse(open_order=order.id).memory)
        assert size_instead(case, context) == (other if found else None)
    case.asked = "proof"
    assert size_instead(case, Context(shop, turn, converse(open_order=order.id).memory)) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("换{other}吧", True),
        ("swap them for {other} then", True),
        ("换货", False),
        ("i ordered {other}", False),
    ],
)
def test_another_size_of_what_was_to_go_back(
    text: str, found: bool, converse: Any, shop: Any, make_turn: Any
) -> None:
    order, line, other = _shoes(shop)
    case = Case("return_item", values={"order_id": order.id, "line": str(line.line)}, asked="confirmation")
    context = Context(shop, make_turn(text.format(other=other)), converse(open_order=order.id).memory)
    assert size_instead(case, context) == (other if found else None)


def _shoes(shop: Any) -> tuple[Any, Any, str]:
    """An order with shoes, their line, and another size that they come in."""
    for number in range(1001, 1012):
        order = shop.orders.get(f"ORD-{number}")
        for line in order.lines:
            sizes = {v.size for v in shop.catalogue.get(line.product_id).variants if v.size}
            others = [size for size in sizes if size.isdigit() and size != line.size]
            if line.size and line.size.isdigit() and others:
                return order, line, min(others)
    raise AssertionError("no shoes were ordered")
