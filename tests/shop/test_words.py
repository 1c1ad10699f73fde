"""Words of customers in a form that can be compared."""

import pytest

from shop.domain.words import Spelling, han_pairs, latin_words, normal, singular


@pytest.mark.parametrize(
    ("said", "meant"),
    [("shoes", "shoe"), ("dresses", "dress"), ("batteries", "battery"), ("watches", "watch"),
     ("kid's", "kid"), ("boxes", "box"), ("glass", "glass"), ("bus", "bus"), ("tv", "tv")],
)  # fmt: skip
def test_the_singular_of_both_forms_is_the_same(said: str, meant: str) -> None:
    assert singular(said) == meant == singular(meant)


def test_full_width_capitals_and_traditional_characters_are_made_plain() -> None:
    assert normal("ＯＲＤ－１０４２ 掃地機器人") == "ord-1042 扫地机器人"


def test_synonyms_become_the_catalogues_words() -> None:
    assert latin_words(normal("a Hoodie")) == ["a", "hooded", "sweatshirt"]
    assert "跑鞋" in normal("跑步鞋")


def test_chinese_is_cut_into_pairs_and_never_across_other_text() -> None:
    assert han_pairs("保温杯 x 水") == ["保温", "温杯"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("jaket", "jaket"), ("jackett", "jacket"), ("headphnoes", "headphones"), ("kettel", "kettle"),
     ("ketle", "ketle"), ("adress", "adress"), ("kettle", "kettle"), ("certain", "certain")],
)  # fmt: skip
def test_one_typing_error_in_a_long_word_is_set_right(typed: str, found: str) -> None:
    spelling = Spelling(["jacket", "headphones", "kettle", "dress", "curtain"])
    assert spelling.correct(typed) == found
