"""What the desk finds in the shop's texts for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from desk.search import PassageSearch
from desk.suggestions import ShopTexts, Suggestion
from retrieval.passages import Passage


def passage(id: str, language: str, text: str, *questions: str) -> Passage:
    return Passage(id, "policy", language, text, questions)


PASSAGES = [
    passage("policy:warranty.en.0", "en", "The warranty lasts two years and covers faults of the material."),
    passage("policy:delivery_cost.en.0", "en", "Delivery costs 4.99; from 50 on it is free."),
    passage("policy:delivery_cost.zh.0", "zh", "运费六元，满五十免运费。"),
    passage("policy:warranty.zh.0", "zh", "保修两年，材质问题都管。"),
]


def searching(passages: Sequence[Passage]) -> PassageSearch:
    return PassageSearch(lambda: 1, lambda: passages)


@pytest.mark.parametrize(
    ("asked", "language", "expected"),
    [
        ("how long does the warranty last?", "en", "policy:warranty.en.0"),
        ("what does delivery cost", "en", "policy:delivery_cost.en.0"),
        ("运费多少？", "zh", "policy:delivery_cost.zh.0"),
    ],
)
def test_what_answers_the_last_message_is_found_in_its_language(
    asked: str, language: str, expected: str
) -> None:
    first = searching(PASSAGES).find(asked, language)[0]
    assert (first.source, first.verdict) == (expected, None)
    assert first.text in {each.text for each in PASSAGES}  # quoted, not put in other words


@pytest.mark.parametrize("asked", ["", "  ", "purple elephants dance", "TKT-1", "谢谢"])
def test_what_is_about_nothing_of_the_shop_finds_nothing(asked: str) -> None:
    assert searching(PASSAGES).find(asked, "en") == []


def test_an_edited_text_is_found_at_once() -> None:
    said, edition = list(PASSAGES), [1]
    search = PassageSearch(lambda: tuple(edition), lambda: tuple(said))
    assert "two years" in search.find("how long is the warranty?", "en")[0].text
    said[0], edition[0] = passage(said[0].id, "en", "The warranty lasts five years."), 2
    assert "five years" in search.find("how long is the warranty?", "en")[0].text


def test_without_a_hit_the_rule_that_was_understood_is_proposed() -> None:
    class Nothing:
        def find(self, asked: str, language: str) -> Sequence[Suggestion]:
            return []

    texts: Any = SimpleNamespace(text=lambda topic, language: f"{topic} in {language}")
    situation = SimpleNamespace(intent="delivery_cost", task="")
    dossier: Any = SimpleNamespace(
        ticket=SimpleNamespace(language="en"), handoff=SimpleNamespace(situation=situation), orders=()
    )
    greeting, rule, farewell = ShopTexts(texts, Nothing()).suggest(dossier, "Mia", "well?")
    assert rule == Suggestion("delivery_cost in en", "delivery_cost")
    found = ShopTexts(texts, searching(PASSAGES)).suggest(dossier, "Mia", "warranty?")
    assert (
        found[1].source == "policy:warranty.en.0" and "Mia" in greeting.text and farewell.source == "farewell"
    )
