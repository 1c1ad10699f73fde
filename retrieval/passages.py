"""What can be found: policies cut into paragraphs, frequent questions with their answers, facts of products, and talk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from shop.bootstrap import Shop
from shop.domain.catalogue import COLORS, Product
from shop.domain.money import Money
from shop.service.texts import Text

Kind = Literal["policy", "faq", "product", "talk"]
LANGUAGES = ("en", "zh")
CURRENCY = {"en": "USD", "zh": "CNY"}  # that prices are told in where nothing else is known
LONGEST = 260  # characters of a paragraph; shorter ones of a policy are put together
_MOST_SIZES = 8


@dataclass(frozen=True)
class Passage:
    """One text that may answer a question. `questions` are wordings of what it answers, where they are known."""

    id: str  # faq:return_start.en, policy:warranty.en.0, product:PRD-205.zh, talk:joke.en
    kind: Kind
    language: str
    text: str
    questions: tuple[str, ...] = ()


def shop_passages(shop: Shop) -> list[Passage]:
    """All that the shop states, in both languages. Raises ShopError where the database does not answer."""
    return [
        *(passage for text in shop.texts.policies() for passage in of_policy(text)),
        *(of_faq(text) for text in shop.texts.faqs()),
        *(of_product(product, language) for product in shop.texts.products() for language in LANGUAGES),
    ]


def shop_talk(shop: Shop) -> list[Passage]:
    """What the shop says in conversation, a reply a line. Raises ShopError where the database does not answer."""
    return [
        Passage(f"talk:{text.topic}.{text.language}", "talk", text.language, text.text, text.questions)
        for text in shop.texts.talk()
    ]


def of_faq(text: Text) -> Passage:
    return Passage(f"faq:{text.topic}.{text.language}", "faq", text.language, text.text, text.questions)


def of_policy(text: Text) -> Iterator[Passage]:
    """A policy's paragraphs: each says one thing, so that it can be quoted without the rest."""
    for at, paragraph in enumerate(_paragraphs(text.text.split("\n"))):
        yield Passage(f"policy:{text.topic}.{text.language}.{at}", "policy", text.language, paragraph)


def _paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """Lines, with those of a list joined to what introduces them as long as that stays short."""
    gathered = ""
    for line in lines:
        plain = line.strip().lstrip("• ")
        if not plain:
            continue
        if gathered and len(gathered) + len(plain) + 1 > LONGEST:
            yield gathered
            gathered = ""
        gathered = f"{gathered}\n{plain}" if gathered else plain
    if gathered:
        yield gathered


def of_product(product: Product, language: str) -> Passage:
    """Name, price, what it is made of and what it can do, in one language."""
    parts = _english(product) if language == "en" else _chinese(product)
    return Passage(f"product:{product.id}.{language}", "product", language, parts)


def _english(product: Product) -> str:
    price = product.prices.get(CURRENCY["en"])
    facts = [
        ", ".join(part for part in (product.name, product.brand, _amount(price)) if part),
        product.description.rstrip("."),
        ", ".join(part for part in (product.material, *product.attributes) if part).capitalize(),
        ", ".join(_colours(product)).capitalize(),
    ]
    if sizes := _sizes(product):
        facts.append(f"Sizes {', '.join(sizes)}")
    return ". ".join(fact for fact in facts if fact) + "."


def _chinese(product: Product) -> str:
    price = product.prices.get(CURRENCY["zh"])
    facts = [
        "，".join(
            part for part in (product.name_zh, product.brand_zh or product.brand, _amount(price)) if part
        ),
        product.description_zh.rstrip("。"),
        "，".join(part for part in (product.material_zh, *product.attributes_zh) if part),
        "、".join(COLORS.get(colour, colour) for colour in _colours(product)),
    ]
    if sizes := [product.sizes_zh.get(size, size) for size in _sizes(product)]:
        facts.append(f"尺码规格：{'、'.join(sizes)}")
    return "。".join(fact for fact in facts if fact) + "。"


def _amount(price: Money | None) -> str:
    if price is None:
        return ""
    number = str(price.amount).removesuffix(".00")
    return f"${number}" if price.currency == "USD" else f"{number}元"


def _colours(product: Product) -> list[str]:
    return list(dict.fromkeys(each.color for each in product.variants if each.color))


def _sizes(product: Product) -> list[str]:
    """The sizes, or the first and the last where there are many."""
    sizes = list(dict.fromkeys(each.size for each in product.variants if each.size))
    return sizes if len(sizes) <= _MOST_SIZES else [sizes[0], "…", sizes[-1]]
