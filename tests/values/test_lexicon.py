from __future__ import annotations

from collections import defaultdict

import pytest

from shop.domain.catalogue import CATEGORIES, COLORS
from values.lexicon import NOTHING, NOUNS, load_lexicon
from values.said import said

from .conftest import Reader

REASONS = {
    "too_small", "too_large", "damaged", "defective", "wrong_item", "missing_parts", "not_as_described",
    "changed_mind", "arrived_late", "cheaper_elsewhere", "other",
}  # fmt: skip
RESOLUTIONS = {"refund", "exchange", "store_credit", "repair"}
PAYMENTS = {"card", "paypal", "alipay", "wechat_pay", "cash_on_delivery", "bank_transfer", "instalments"}


def test_the_closed_sets_are_those_of_the_shop() -> None:
    lexicon = load_lexicon()
    assert set(lexicon["color"]) == set(COLORS)
    assert set(lexicon["category"]) == set(CATEGORIES)
    assert set(lexicon[NOUNS]) == set(CATEGORIES)


def test_the_closed_sets_are_those_of_the_ontology() -> None:
    lexicon = load_lexicon()
    assert set(lexicon["reason"]) == REASONS
    assert set(lexicon["resolution"]) == RESOLUTIONS
    assert set(lexicon["payment_method"]) == PAYMENTS


def test_the_shops_own_names_are_among_the_words() -> None:
    lexicon = load_lexicon()
    for color, chinese in COLORS.items():
        assert chinese in lexicon["color"][color]["zh"]
    for category, (english, chinese) in CATEGORIES.items():
        assert english in lexicon["category"][category]["en"]
        assert chinese in lexicon["category"][category]["zh"]


@pytest.mark.parametrize("entity", [entity for entity in load_lexicon() if entity != NOTHING])
def test_a_term_has_one_meaning_in_its_set(entity: str) -> None:
    meanings: dict[str, set[str]] = defaultdict(set)
    for canonical, languages in load_lexicon()[entity].items():
        assert set(languages) <= {"en", "zh"}
        for term in (term for terms in languages.values() for term in terms):
            assert isinstance(term, str), f"{term!r} needs quotation marks"
            meanings[said(term).plain].add(canonical)
    assert {term: values for term, values in meanings.items() if len(values) > 1} == {}


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("they are too tight", [("reason", "too_small")]),
        ("it doesn't fit", [("reason", "other")]),
        ("太挤脚了", [("reason", "too_small")]),
        ("磨脚", [("reason", "other")]),
        ("質量問題", [("reason", "defective")]),
        ("it arrived broken", [("reason", "damaged")]),
        ("i want my money back", [("resolution", "refund")]),
        ("換貨", [("resolution", "exchange")]),
        ("visa", [("payment_method", "card")]),
        ("花呗", [("payment_method", "instalments")]),
        ("墨綠色", [("color", "green")]),
        ("navy blue", [("color", "navy")]),
        ("GREY", [("color", "grey")]),
        ("i am a gold member", []),
        ("black friday", []),
        ("blackmail", []),
        ("红包", []),
        ("Ridgefox", [("brand", "Ridgefox")]),
        ("岭狐的鞋", [("brand", "岭狐"), ("category", "shoes")]),
        ("the marten trail running shoes", [("product", "marten trail running shoes")]),
        ("kettles", [("product", "kettles"), ("category", "appliances")]),
        ("t shirt", [("product", "t shirt"), ("category", "clothing")]),
        ("一个 T恤", [("product", "T恤"), ("category", "clothing")]),
        ("a set", []),
        ("PRD-205-BLK-42", [("product", "PRD-205-BLK-42")]),
        ("纯棉防水", [("attribute", "cotton"), ("attribute", "waterproof")]),
    ],
)
def test_words(text: str, pairs: list[tuple[str, object]], read: Reader) -> None:
    assert read(text) == pairs


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("a navy-blue one", ("color", "navy")),
        ("they are too-small", ("reason", "too_small")),
        ("T-shirt", ("category", "clothing")),
    ],
)
def test_a_hyphen_may_stand_for_a_blank(text: str, pair: tuple[str, str], read: Reader) -> None:
    assert pair in read(text)
