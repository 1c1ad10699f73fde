"""The shop's texts in memory: read off the caller's thread, read again after a change, and never waited for."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.library import Library
from retrieval.passages import LONGEST, of_policy, of_product, shop_passages
from shop.audit import By
from shop.bootstrap import Shop, open_shop
from shop.domain.catalogue import Product, Variant
from shop.domain.clock import FixedClock, parse_moment
from shop.domain.faq import Faq
from shop.domain.money import Money
from shop.domain.policy import Policy, policy_id
from shop.migrations import upgrade
from shop.service.texts import Text

NOW = parse_moment("2026-03-02T10:00:00+00:00")


def shoes() -> Product:
    made = Product(
        "PRD-1", "Marten Trail Running Shoes", "岩貂越野跑鞋", "shoes", "Ridgefox", "A grippy sole.", "大底咬地。",
        {"USD": Money.of(65, "USD"), "CNY": Money.of(459, "CNY")}, attributes=("waterproof",), attributes_zh=("防水",),
        material="nylon mesh", material_zh="尼龙网面", brand_zh="岭狐",
    )  # fmt: skip
    made.variants = [
        Variant(f"PRD-1-{color[:3].upper()}-{size}", "PRD-1", str(size), color)
        for color in ("black", "blue")
        for size in range(36, 46)
    ]
    return made


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = open_shop(f"sqlite:///{tmp_path}/shop.db", FixedClock(NOW))
    upgrade(made.store.engine)
    records = [
        Policy(policy_id("warranty", "en"), "warranty", "en", "Shoes carry 6 months.", NOW),
        Faq("sale.en", "sale", "en", ("Can sale items be returned?",), "Within {return_days} days.", NOW),
        Faq("joke.en", "joke", "en", ("tell me a joke", "make me smile"), "Ha.\nHo.", NOW, "talk"),
        shoes(),
    ]
    made.store.change(By("test", "cli", "fill"), "fill", {}, lambda unit: unit.add_all(records))
    return made


class Encoder:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        self.texts += texts
        return np.stack([np.array([len(text), 1.0]) for text in texts])


def found(library: Library, question: str) -> list[str]:
    return [each.passage.text for each in library.search(question, None, "en")]


def test_what_the_shop_says_is_found_with_its_numbers(shop: Shop) -> None:
    library = Library(lambda: shop, Encoder())
    assert (
        library.search("sale items", None, "en") == []
    )  # the first one sets the reading off and does not wait
    assert library.wait(60)
    assert found(library, "sale items")[0] == "Within 30 days."
    assert found(library, "are the marten shoes waterproof")[0].startswith(
        "Marten Trail Running Shoes, Ridgefox, $65."
    )
    assert {"岩貂越野跑鞋", "Ridgefox"} <= set(library.names())


def test_talk_is_found_apart_from_what_the_shop_states(shop: Shop) -> None:
    library = Library(lambda: shop, Encoder())
    assert library.talk("a joke", None, "en") == []
    assert library.wait(60)
    [joke] = library.talk("another joke", None, "en")
    assert (joke.passage.id, joke.passage.kind, joke.passage.text) == ("talk:joke.en", "talk", "Ha.\nHo.")
    assert not library.talk("sale items", None, "en") and "Ha." not in " ".join(
        found(library, "another joke")
    )


def test_a_changed_text_is_found_and_only_it_is_encoded_anew(shop: Shop) -> None:
    now, encoder = [0.0], Encoder()
    library = Library(lambda: shop, encoder, look_again_after=5.0, clock=lambda: now[0])
    library.look()
    assert library.wait(60)
    encoder.texts.clear()
    shop.faqs.edit(
        "sale", "en", ("Can sale items be returned?",), "No, sale items stay sold.", By("staff", "cli", "1")
    )
    assert found(library, "sale items")[0] == "Within 30 days."  # looked a moment ago
    now[0] = 6.0
    library.look()
    assert library.wait(60)
    assert found(library, "sale items")[0] == "No, sale items stay sold."
    assert encoder.texts == ["No, sale items stay sold."]


def test_nothing_is_read_again_without_a_change(shop: Shop) -> None:
    now, encoder = [0.0], Encoder()
    library = Library(lambda: shop, encoder, look_again_after=0.0, clock=lambda: now[0])
    for _ in range(3):
        library.look()
        assert library.wait(60)
    assert len(encoder.texts) == len(set(encoder.texts))
    before = library._holdings
    library.look()
    library.wait(60)
    assert library._holdings is before


def test_a_database_that_does_not_answer_is_not_waited_for(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    go_on = threading.Event()

    def slow() -> Shop:
        go_on.wait(60)
        raise ValueError("no database")

    library = Library(slow, None)
    assert library.search("sale items", None, "en") == [] and library.names() == ()
    go_on.set()
    assert not library.wait(60)
    assert "cannot be read" in caplog.text


def test_the_thread_ends_before_the_process_does(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    at_exit: list[Callable[[], None]] = []
    monkeypatch.setattr(atexit, "register", at_exit.append)
    encoding, go_on, calls = threading.Event(), threading.Event(), []

    def encode(texts: Sequence[str]) -> np.ndarray:
        calls.append(len(texts))
        encoding.set()
        go_on.wait(10)
        return np.ones((len(texts), 2), np.float32)

    library = Library(lambda: shop, encode)
    library.look()
    assert encoding.wait(10)
    (close,) = at_exit
    closing = threading.Thread(target=close)
    closing.start()
    assert library._closing.wait(10)
    go_on.set()
    closing.join(10)
    assert library._looking is not None
    assert not library._looking.is_alive()
    assert len(calls) == 1  # and not all texts of the shop
    library.look()
    assert not library._looking.is_alive()


def test_what_is_known_is_kept_while_the_database_is_away(shop: Shop, tmp_path: Path) -> None:
    shops = [shop]
    library = Library(lambda: shops[0], None, look_again_after=0.0)
    library.look()
    assert library.wait(60)
    library._shop = open_shop(f"sqlite:///{tmp_path}/empty.db", FixedClock(NOW))
    library.look()
    library.wait(60)
    assert found(library, "sale items")[0] == "Within 30 days."


def test_policies_are_cut_where_they_say_another_thing() -> None:
    lines = ["Intro line.", *(f"• Point {number}: " + "x" * 100 for number in range(6)), "", "The end."]
    texts = [each.text for each in of_policy(Text("delivery_period", "en", "\n".join(lines)))]
    assert len(texts) > 2 and all(len(text) <= LONGEST for text in texts)
    assert "\n".join(texts) == "\n".join(line.lstrip("• ") for line in lines if line)


def test_products_are_told_in_their_language() -> None:
    english, chinese = (of_product(shoes(), language).text for language in ("en", "zh"))
    assert english == (
        "Marten Trail Running Shoes, Ridgefox, $65. A grippy sole. Nylon mesh, waterproof. Black, blue. Sizes 36, …, 45."
    )
    assert chinese == "岩貂越野跑鞋，岭狐，459元。大底咬地。尼龙网面，防水。黑色、蓝色。尺码规格：36、…、45。"
    bare = replace(shoes(), prices={}, description="", attributes=(), material="")
    assert of_product(bare, "en").text.startswith("Marten Trail Running Shoes, Ridgefox.")


def test_every_passage_has_an_id_of_its_own(shop: Shop) -> None:
    ids = [each.id for each in shop_passages(shop)]
    assert len(set(ids)) == len(ids) == 4  # a policy, a question, a product in two languages
