"""Neutral cards for orders, products, tracking and returns; every channel draws them its own way (docs/cards.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from actions.turn import Language
from actions.wording import color_label, item_name, label, size_text, status_of
from shop.domain.money import Money

VERSION = 1


def order_card(order: Any, language: Language) -> dict[str, Any]:
    status = status_of(order)
    return {
        "card": "order",
        "version": VERSION,
        "language": language,
        "id": order.id,
        "status": status,
        "status_label": label("order", status, language),
        "placed_at": _time(order.placed_at),
        "total": _money(order.total),
        "lines": [
            {
                "line": line.line,
                "sku": line.sku,
                "name": item_name(line, language),
                "size": size_text(line.size, language) if line.size else None,
                "color": color_label(line.color, language) if line.color else None,
                "quantity": line.quantity,
                "unit_price": _money(line.unit_price),
            }
            for line in order.lines
        ],
    }


def tracking_card(order: Any, shipment: Any, language: Language) -> dict[str, Any]:
    return {
        "card": "tracking",
        "version": VERSION,
        "language": language,
        "order_id": order.id,
        "status": status_of(order),
        "status_label": label("order", status_of(order), language),
        "carrier": label("carrier", shipment.carrier, language),
        "tracking_number": shipment.tracking_number,
        "expected_at": _time(shipment.expected_at),
        "events": [
            {
                "at": _time(e.at),
                "text": e.text_zh if language == "zh" else e.text,
                "place": label("place", e.place, language),
            }
            for e in shipment.events
        ],
    }


def return_card(
    order_id: str, terms: Any, reason: str, resolution: str, language: Language
) -> dict[str, Any]:
    """What a return will be, before the customer's yes."""
    return {
        "card": "return",
        "version": VERSION,
        "language": language,
        "id": None,
        "order_id": order_id,
        "lines": [
            {
                "name": item_name(item, language),
                "size": size_text(item.size, language) if item.size else None,
                "color": color_label(item.color, language) if item.color else None,
                "quantity": item.quantity,
            }
            for item in terms.items
        ],
        "reason_label": label("reason", reason, language),
        "resolution_label": label("resolution", resolution, language),
        "fee": _money(terms.fee),
        "refund": _money(terms.refund),
        "until": _time(terms.until),
    }


def product_card(product: Any, language: Language, currency: str) -> dict[str, Any]:
    zh = language == "zh"
    price = product.prices.get(currency)
    return {
        "card": "product",
        "version": VERSION,
        "language": language,
        "id": product.id,
        "name": item_name(product, language),
        "brand": product.brand,
        "category": product.category,
        "description": product.description_zh if zh else product.description,
        "price": _money(price) if price else None,
        "rating": product.rating,
        "in_stock": product.in_stock,
        "colors": sorted({color_label(v.color, language) for v in product.variants if v.color}),
        "sizes": list(dict.fromkeys(v.size for v in product.variants if v.size)),
        "attributes": list(product.attributes_zh if zh else product.attributes),
    }


def products_card(products: list[Any], language: Language, currency: str) -> dict[str, Any]:
    return {
        "card": "products",
        "version": VERSION,
        "language": language,
        "items": [product_card(product, language, currency) for product in products],
    }


def _money(amount: Money) -> dict[str, str]:
    return {"amount": f"{amount.amount:.2f}", "currency": amount.currency}


def _time(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
