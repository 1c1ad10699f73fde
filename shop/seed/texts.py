"""Policies, frequent questions, talk, size guides and coupons of the demo shop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import yaml

from shop.domain.catalogue import SizeGuide
from shop.domain.coupon import Coupon
from shop.domain.customer import LANGUAGES
from shop.domain.faq import Faq, FaqKind, check_faq
from shop.domain.money import Money
from shop.domain.policy import TOPICS, Policy, check_template, policy_id
from shop.seed.goods import HERE


def load_policies(now: datetime) -> list[Policy]:
    """Every topic in every language. Raises ValueError for a missing one, InvalidValue for a wrong text."""
    made = []
    for language in LANGUAGES:
        texts = _yaml(f"policies/{language}.yml")
        if set(texts) != set(TOPICS):
            odd = sorted(set(texts) ^ set(TOPICS))
            raise ValueError(
                f"policies/{language}.yml: expected exactly the topics of TOPICS, differing in {odd}"
            )
        for topic, text in texts.items():
            check_template(text)
            made.append(Policy(policy_id(topic, language), topic, language, text, now))
    return made


def load_faqs(now: datetime) -> list[Faq]:
    """Every question in every language. Raises ValueError for one that has no counterpart, InvalidValue for a wrong text."""
    return [
        _faq(topic, language, text["questions"], text["answer"], "question", now)
        for topic, language, text in _topics("faqs")
    ]


def load_talk(now: datetime) -> list[Faq]:
    """What the shop says in conversation, in every language. Raises as load_faqs does."""
    return [
        _faq(topic, language, text["said"], "\n".join(text["replies"]), "talk", now)
        for topic, language, text in _topics("talk")
    ]


def _topics(folder: str) -> Iterator[tuple[str, str, Any]]:
    read = {language: _yaml(f"{folder}/{language}.yml") for language in LANGUAGES}
    odd = sorted(set.union(*map(set, read.values())) - set.intersection(*map(set, read.values())))
    if odd:
        raise ValueError(f"{folder}: expected the same topics in every language, differing in {odd}")
    for language, texts in read.items():
        for topic, text in texts.items():
            yield topic, language, text


def _faq(
    topic: str, language: str, questions: Iterable[str], answer: str, kind: FaqKind, now: datetime
) -> Faq:
    asked = tuple(questions)
    check_faq(asked, answer)
    return Faq(policy_id(topic, language), topic, language, asked, answer, now, kind)


def load_size_guides() -> list[SizeGuide]:
    return [
        SizeGuide(
            id=raw["id"],
            category=raw["category"],
            title=raw["title"][0],
            title_zh=raw["title"][1],
            columns=tuple(raw["columns"][0]),
            columns_zh=tuple(raw["columns"][1]),
            rows=tuple(tuple(row) for row in raw["rows"]),
            note=raw["note"][0],
            note_zh=raw["note"][1],
        )
        for raw in _yaml("size_guides.yml")
    ]


def load_coupons(today: datetime) -> list[Coupon]:
    """Coupons whose days are counted from `today`."""
    return [
        Coupon(
            id=f"CPN-{raw['code']}",
            title=raw["title"],
            title_zh=raw["title_zh"],
            starts_at=today + timedelta(days=raw["days"][0]),
            ends_at=today + timedelta(days=raw["days"][1]),
            percent=Decimal(raw["percent"]) if "percent" in raw else None,
            amounts=_amounts(raw.get("amounts", {})),
            minimums=_amounts(raw.get("minimums", {})),
            public=raw.get("public", True),
            once=raw.get("once", True),
        )
        for raw in _yaml("coupons.yml")
    ]


def _amounts(raw: dict[str, int]) -> dict[str, Money]:
    return {currency: Money.of(amount, currency) for currency, amount in raw.items()}


def _yaml(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
