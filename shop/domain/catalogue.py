"""Products and their variants (what is actually on the shelf)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from shop.domain.errors import InvalidValue, NotFound, Refused
from shop.domain.money import Money

# The canonical colours: English name -> Chinese name. Variants carry only these.
COLORS: dict[str, str] = {
    "black": "黑色", "white": "白色", "grey": "灰色", "silver": "银色", "gold": "金色", "red": "红色",
    "burgundy": "酒红色", "pink": "粉色", "orange": "橙色", "yellow": "黄色", "green": "绿色",
    "olive": "橄榄绿", "blue": "蓝色", "navy": "藏青色", "purple": "紫色", "brown": "棕色", "khaki": "卡其色",
    "beige": "米色", "cream": "奶油色", "multicolor": "彩色", "transparent": "透明",
}  # fmt: skip

# The categories: canonical name -> names to show in English and Chinese.
CATEGORIES: dict[str, tuple[str, str]] = {
    "clothing": ("clothing", "服装"),
    "underwear": ("underwear & socks", "内衣袜品"),
    "shoes": ("shoes", "鞋靴"),
    "bags": ("bags & luggage", "箱包"),
    "accessories": ("accessories", "配饰"),
    "electronics": ("electronics", "数码电子"),
    "phone_accessories": ("phone accessories", "手机配件"),
    "appliances": ("home appliances", "家用电器"),
    "kitchen": ("kitchenware", "厨房用品"),
    "home": ("home & bedding", "家居家纺"),
    "furniture": ("furniture", "家具"),
    "beauty": ("beauty & care", "美妆个护"),
    "sports": ("sports & fitness", "运动健身"),
    "outdoor": ("outdoor & camping", "户外露营"),
    "toys": ("toys & games", "玩具"),
    "baby": ("baby", "母婴用品"),
    "pets": ("pet supplies", "宠物用品"),
    "food": ("food & snacks", "食品零食"),
    "tea": ("tea & coffee", "茶与咖啡"),
    "stationery": ("stationery", "文具"),
    "books": ("books", "图书"),
}


def lies_within(number: str, size: str | None) -> bool:
    """Whether the number lies within a size that is a range: 42 in 39-42."""
    bounds = re.fullmatch(r"(\d+)-(\d+)", size or "")
    return bounds is not None and number.isdigit() and int(bounds[1]) <= int(number) <= int(bounds[2])


@dataclass(eq=False)
class Variant:
    """One size and colour of a product, with its own stock."""

    sku: str  # PRD-205-BLK-42
    product_id: str
    size: str | None
    color: str | None  # the canonical English colour
    stock: int = 0
    restock_at: datetime | None = None
    version: int = 1

    @property
    def id(self) -> str:
        return self.sku

    def take(self, quantity: int) -> None:
        """Reserve `quantity` pieces. Raises Refused("out_of_stock") when there are fewer."""
        if quantity > self.stock:
            raise Refused("out_of_stock", sku=self.sku, stock=self.stock, restock_at=self.restock_at)
        self.stock -= _count(quantity)

    def put_back(self, quantity: int) -> None:
        """Free `quantity` pieces again."""
        self.stock += _count(quantity)


@dataclass(eq=False)
class Product:
    """What a customer looks for, priced by currency. Replace tuples and dicts as a whole to change them."""

    id: str  # PRD-205
    name: str
    name_zh: str
    category: str  # canonical English name
    brand: str  # in Latin letters
    description: str
    description_zh: str
    prices: dict[str, Money]
    earlier_prices: dict[str, Money] = field(default_factory=dict)  # before a price cut, for display
    attributes: tuple[str, ...] = ()
    attributes_zh: tuple[str, ...] = ()
    material: str = ""
    material_zh: str = ""
    warranty_months: int = 0
    returnable: bool = True
    rating: float = 0.0  # 0 (none) to 5
    rating_count: int = 0
    brand_zh: str = ""
    kind: str = ""  # what it is, without its model name: "trail running shoes"
    kind_zh: str = ""  # 越野跑鞋
    sizes_zh: dict[str, str] = field(default_factory=dict)  # size -> its Chinese name, where it has one
    variants: list[Variant] = field(default_factory=list)
    version: int = 1

    def price_in(self, currency: str) -> Money:
        """The present price. Raises Refused("currency_not_offered")."""
        if currency not in self.prices:
            raise Refused("currency_not_offered", product_id=self.id, currency=currency)
        return self.prices[currency]

    def variant(self, sku: str) -> Variant:
        """The variant of that SKU. Raises NotFound."""
        for variant in self.variants:
            if variant.sku == sku:
                return variant
        raise NotFound("variant", sku)

    @property
    def in_stock(self) -> bool:
        return any(variant.stock > 0 for variant in self.variants)


@dataclass(frozen=True)
class SizeGuide:
    """Which size fits: a table whose first column is the size."""

    id: str
    category: str
    title: str
    title_zh: str
    columns: tuple[str, ...]
    columns_zh: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    note_zh: str = ""


def _count(quantity: int) -> int:
    if quantity < 1:
        raise InvalidValue("quantity", "a number below 1", "a whole number of at least 1")
    return quantity
