"""Messages of every kind, as the web channel sends them."""

from __future__ import annotations

from typing import Any

HOSTILE = "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>"

ORDER: dict[str, Any] = {
    "card": "order", "version": 1, "language": "en", "id": "ORD-1042", "status": "delivered", "status_label": "delivered",
    "placed_at": "2026-02-10T09:30:00+00:00", "total": {"amount": "72.98", "currency": "USD"},
    "lines": [
        {"line": 1, "sku": "S-1", "name": "Marten Trail Running Shoes", "size": "38", "color": "black", "quantity": 1,
         "unit_price": {"amount": "65.99", "currency": "USD"}},
        {"line": 2, "sku": "S-2", "name": "Sketch Ceramic Mug", "size": None, "color": "green", "quantity": 1,
         "unit_price": {"amount": "6.99", "currency": "USD"}},
    ],
}  # fmt: skip

TRACKING: dict[str, Any] = {
    "card": "tracking", "version": 1, "language": "zh", "order_id": "ORD-1042", "status": "shipped",
    "status_label": "运输途中", "carrier": "顺丰速运", "tracking_number": "SF1234567890", "expected_at": "2026-03-04T10:00:00+00:00",
    "events": [
        {"at": "2026-03-01T08:00:00+00:00", "text": "已揽收", "place": "上海"},
        {"at": "2026-03-02T06:00:00+00:00", "text": "到达分拨中心", "place": "杭州"},
    ],
}  # fmt: skip


def product(name: str, in_stock: bool = True) -> dict[str, Any]:
    return {
        "card": "product", "version": 1, "language": "en", "id": f"PRD-{name}", "name": name, "brand": "Pacemark",
        "category": "shoes", "description": "A grippy sole for muddy paths.",
        "price": {"amount": "65.99", "currency": "USD"}, "rating": 4.4, "in_stock": in_stock,
        "colors": ["black", "green"], "sizes": ["38", "39"], "attributes": ["waterproof"],
    }  # fmt: skip


PRODUCTS: dict[str, Any] = {
    "card": "products", "version": 1, "language": "en", "items": [product("Marten"), product("Otter"), product("Stoat", False)],
}  # fmt: skip

RETURN: dict[str, Any] = {
    "card": "return", "version": 1, "language": "en", "id": None, "order_id": "ORD-1042",
    "lines": [{"name": "Marten Trail Running Shoes", "size": "38", "color": "black", "quantity": 1}],
    "reason_label": "too small", "resolution_label": "a refund", "fee": {"amount": "6.00", "currency": "USD"},
    "refund": {"amount": "59.99", "currency": "USD"}, "until": "2026-03-12T00:00:00+00:00",
}  # fmt: skip

RATING: dict[str, Any] = {
    "card": "rating",
    "version": 1,
    "language": "en",
    "subject": "return_item",
    "scale": 5,
}


def buttons(*titles: str) -> list[dict[str, str]]:
    return [{"title": title, "payload": f"signed-{title}"} for title in titles]


GALLERY: list[dict[str, Any]] = [
    {"text": "Here is your order.", "card": ORDER},
    {"text": "您的包裹到杭州了。", "card": TRACKING},
    {"text": "This is the shoe.", "card": product("Marten")},
    {"text": "Some shoes: https://shop.example/shoes", "card": PRODUCTS},
    {
        "text": "Shall I register this return?",
        "card": RETURN,
        "buttons": buttons("Yes, return it", "Not now"),
    },
]
