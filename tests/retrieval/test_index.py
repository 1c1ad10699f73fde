"""Search: words and vectors together, Chinese as well as English."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index import Encode, Found, Fusion, HybridIndex
from retrieval.passages import Passage
from retrieval.tokens import tokens

REFUND = Passage("faq:refund.en", "faq", "en", "Within 7 days.", ("How long does a refund take?",))
GIFT = Passage("faq:gift.en", "faq", "en", "We do not wrap gifts.", ("Do you wrap presents?",))
SHOES = Passage("product:PRD-1.en", "product", "en", "Marten Trail Running Shoes, Ridgefox, $65.")
WARRANTY = Passage("policy:warranty.zh.0", "policy", "zh", "保修期从签收那天算。")
INVOICE = Passage("faq:invoice.zh", "faq", "zh", "可以开公司抬头。", ("发票能开公司抬头吗？",))
ALL = [REFUND, GIFT, SHOES, WARRANTY, INVOICE]
MONEY, WRAPPING = np.array([1.0, 0.1]), np.array([0.1, 1.0])


def encode(texts: Sequence[str]) -> np.ndarray:
    """What is about money lies one way, all else the other."""
    return np.stack([MONEY if "refund" in text or "7 days" in text else WRAPPING for text in texts])


def ids(found: list[Found]) -> list[str]:
    return [each.passage.id for each in found]


@pytest.fixture
def index() -> HybridIndex:
    return HybridIndex(ALL, encode)


def test_words_find_names(index: HybridIndex) -> None:
    assert ids(index.search("are the marten shoes from Ridgefox", None, "en"))[0] == SHOES.id


def test_vectors_find_other_words(index: HybridIndex) -> None:
    [first, *_] = index.search("when is my cash back", MONEY, "en")
    assert first.passage == REFUND and first.words == 0 and first.similarity == pytest.approx(1.0)


def test_both_count(index: HybridIndex) -> None:
    only_words = HybridIndex(ALL, encode, Fusion(vectors=0))
    only_vectors = HybridIndex(ALL, encode, Fusion(words=0))
    question = "can you wrap presents"
    assert ids(only_words.search(question, MONEY, "en"))[0] == GIFT.id
    assert ids(only_vectors.search(question, MONEY, "en"))[0] == REFUND.id
    assert set(ids(index.search(question, MONEY, "en"))[:2]) == {GIFT.id, REFUND.id}


def test_talk_is_found_by_what_is_said_and_not_by_its_reply() -> None:
    talk = Passage("talk:joke.en", "talk", "en", "I do not refund laughter.", ("a joke",))
    index = HybridIndex([talk], encode)
    [found] = index.search("a joke please", WRAPPING, "en")
    assert found.passage is talk and found.words > 0
    [found] = index.search("refund laughter", MONEY, "en")
    assert found.words == 0 and found.similarity < 0.5


@pytest.mark.parametrize("question", ["发票抬头能写公司吗", "發票抬頭能寫公司嗎", "公司发票"])
def test_chinese_is_found_without_word_breaks_and_in_traditional_characters(
    index: HybridIndex, question: str
) -> None:
    assert ids(index.search(question, None, "zh"))[0] == INVOICE.id


def test_each_language_has_its_own_passages(index: HybridIndex) -> None:
    assert all(each.passage.language == "zh" for each in index.search("refund 保修", WRAPPING, "zh"))
    assert index.search("refund", None, "fr") == []


@pytest.mark.parametrize("encoder", [encode, None])
def test_nothing_to_search_finds_nothing(encoder: Encode | None) -> None:
    empty = HybridIndex([], encoder)
    assert empty.search("anything", MONEY, "en") == []
    only_empty_text = HybridIndex([Passage("x", "faq", "en", "?!")], encoder)
    only_empty_text.search("refund", None, "en")


def test_frequent_questions_share_a_probability_and_the_two_likeliest_are_always_found(
    index: HybridIndex,
) -> None:
    only_words = HybridIndex(ALL, encode, Fusion(vectors=0))
    found = only_words.search("are the marten shoes from Ridgefox", WRAPPING, "en", limit=1)
    assert ids(found) == [SHOES.id, GIFT.id, REFUND.id]
    assert found[0].probability == 0.0 and found[1].probability > 0.9
    assert found[1].probability + found[2].probability == pytest.approx(1.0)
    assert all(each.probability == 0.0 for each in index.search("wrap", None, "en"))
    assert all(each.probability == 0.0 for each in HybridIndex(ALL, None).search("wrap", WRAPPING, "en"))


def test_words_in_common_make_a_question_likelier(index: HybridIndex) -> None:
    between = MONEY + WRAPPING
    refund, gift = (
        next(each for each in index.search(text, between, "en") if each.passage is REFUND).probability
        for text in ("refund", "wrap")
    )
    assert refund > 0.9 > 0.1 > gift


def test_a_word_that_no_passage_has_counts_against_it(index: HybridIndex) -> None:
    [known, *_] = index.search("refund", None, "en")
    [diluted, *_] = index.search("refund xylophone zeppelin", None, "en")
    assert known.words == 1.0 and diluted.words < 0.5


@pytest.mark.parametrize("wrong", [{"constant": -1}, {"words": 0, "vectors": 0}, {"depth": 0}])
def test_a_fusion_of_nothing_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected"):
        Fusion(**wrong)  # type: ignore[arg-type]


def test_tokens_of_both_scripts() -> None:
    assert tokens("Can I return the Boxes?") == ["return", "box"]
    assert {"发票", "抬头"} <= set(tokens("發票抬頭")) and "iphone" in tokens("iPhone壳")
    assert tokens("你好吗") == tokens("你好嗎")
    assert tokens("cancel it, <b>quick</b>") == ["cancel", "quick"]  # markup is no word
    assert tokens("a < b and c > d") == tokens(
        "a b and c d"
    )  # and not all that stands between angles is markup


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_question_can_be_asked(question: str) -> None:
    index = HybridIndex(ALL, encode)
    for language in ("en", "zh"):
        found = index.search(question, MONEY, language, limit=2)
        assert len(found) <= 4 and all(0 <= each.words <= 1.0001 for each in found)
        assert sum(each.probability for each in found) <= 1.0001
