"""The neutral cards (docs/cards.md), checked: what actions send, and what every channel may rely on drawing.

A field that is not named here is dropped, so that a newer action server does not break an older channel.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field, StrictStr

VERSION = 1
LINES_MAX = 50
TEXT_MAX = 4_000

Text = StrictStr
Language = Literal["en", "zh"]


class Part(BaseModel):
    class Config:
        allow_mutation = False
        max_anystr_length = TEXT_MAX


class Amount(Part):
    amount: str = Field(regex=r"^-?\d{1,12}(\.\d{1,4})?$")  # decimal text
    currency: str = Field(regex=r"^[A-Z]{3}$")  # ISO 4217


class Card(Part):
    version: Literal[1] = 1
    language: Language


class OrderLine(Part):
    line: int
    sku: Text
    name: Text
    size: Text | None
    color: Text | None
    quantity: int
    unit_price: Amount


class OrderCard(Card):
    card: Literal["order"]
    id: Text
    status: Text
    status_label: Text
    placed_at: Text | None
    total: Amount
    lines: list[OrderLine] = Field(max_items=LINES_MAX)


class TrackingEvent(Part):
    at: Text
    text: Text
    place: Text | None


class TrackingCard(Card):
    card: Literal["tracking"]
    order_id: Text
    status: Text
    status_label: Text
    carrier: Text | None
    tracking_number: Text | None
    expected_at: Text | None
    events: list[TrackingEvent] = Field(max_items=LINES_MAX)


class ProductCard(Card):
    card: Literal["product"]
    id: Text
    name: Text
    brand: Text
    category: Text
    description: Text
    price: Amount | None
    rating: float | None = Field(ge=0, le=5)
    in_stock: bool
    colors: list[Text] = Field(max_items=LINES_MAX)
    sizes: list[Text] = Field(max_items=LINES_MAX)
    attributes: list[Text] = Field(max_items=LINES_MAX)


class ProductsCard(Card):
    card: Literal["products"]
    items: list[ProductCard] = Field(max_items=20)


class ReturnLine(Part):
    name: Text
    size: Text | None
    color: Text | None
    quantity: int


class ReturnCard(Card):
    """A return before the customer says yes (`id` is null) or after."""

    card: Literal["return"]
    id: Text | None
    order_id: Text
    lines: list[ReturnLine] = Field(max_items=LINES_MAX)
    reason_label: Text
    resolution_label: Text
    fee: Amount | None
    refund: Amount | None
    until: Text | None  # the goods must be on their way by then


class RatingCard(Card):
    """Asks for a rating from 1 to `scale`; the message's buttons, in that order, are its answers."""

    card: Literal["rating"]
    subject: Text  # what is rated, such as "return_item"
    scale: int = Field(5, ge=2, le=10)


KINDS: dict[str, type[Card]] = {
    "order": OrderCard,
    "tracking": TrackingCard,
    "product": ProductCard,
    "products": ProductsCard,
    "return": ReturnCard,
    "rating": RatingCard,
}


def checked_card(card: Any) -> dict[str, Any]:
    """The card with its known fields alone. Raises ValueError for what is no card of a known kind and version."""
    kind = card.get("card") if isinstance(card, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise ValueError(
            f"card: expected one of {', '.join(KINDS)}, found another; add it to channels/cards.py"
        )
    return KINDS[kind].parse_obj(card).dict()
