"""Stars read out of free wording, and stars that only correct the ones before."""

from __future__ import annotations

from typing import Any

import pytest

from actions.tasks.review_words import (
    is_other_rating,
    other_rating_with_words,
    read_rating,
    read_words,
    submits,
    tells_opinion,
)
from actions.tasks.wishes import bare_size
from actions.turn import Turn


def turn(text: str, **entities: str) -> Turn:
    said = {name: (value,) for name, value in entities.items()}
    return Turn("c", "rest", 1, text, "en", "inform", 1.0, (), said, is_button=False, is_bare=False)


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("four stars", 4),
        ("那四星吧", 4),
        ("好评", 5),
        ("七星好评", None),
        ("10 stars", None),
        ("0星", None),
        ("great", None),
    ],
)
def test_stars(text: str, stars: int | None) -> None:
    assert read_rating(turn(text)) == stars


def test_more_than_five_are_not_what_something_else_made_of_them() -> None:
    assert read_rating(turn("七星好评", rating="5")) is None
    assert read_rating(turn("all the stars", rating="5")) == 5


@pytest.mark.parametrize(
    "text", ["那四星吧", "no, four stars", "make it 4 stars then", "还是3星", "不对，三颗星"]
)
def test_stars_alone_are_other_stars(text: str) -> None:
    assert is_other_rating(turn(text))


@pytest.mark.parametrize(
    "text", ["four stars for the fast delivery", "四星酒店的感觉", "very soft", "不写了", "5"]
)
def test_words_of_a_review_are_none(text: str) -> None:
    assert not is_other_rating(turn(text))


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("no, 42 is better", "42"),
        ("还是42保险", "42"),
        ("43", None),
        ("2 of 42", None),
        ("42 yuan or 41", None),
        ("$42", None),
    ],
)
def test_a_number_alone_is_a_size_if_there_is_such_a_size(text: str, size: str | None) -> None:
    assert bare_size(turn(text), ["41", "42"]) == size


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1073的瑜伽垫五星好评，不打滑，颜色也好看，amy@example.net", "不打滑，颜色也好看"),
        ("5 stars for ORD-1073, never slips", None),
        ("ORD-1073: 5 stars, never slips", "never slips"),
        ("1053的小白鞋太差了，给一星，2668", None),
        ("给1073打五星，顺便查下1049到哪了", None),
        ("文字改成：味道太大了", "味道太大了"),
        ("change the text to: smells a bit", "smells a bit"),
        ("内容是：很好穿", "很好穿"),
    ],
)
def test_words_behind_stars_or_in_place_of_others(text: str, words: str | None) -> None:
    assert read_words(turn(text)) == words


@pytest.mark.parametrize(
    "text", ["等下 4星吧", "等等，4星", "wait, 4 stars", "hang on, make it 4 stars", "要改成4星"]
)
def test_stars_after_a_second_thought(text: str) -> None:
    assert is_other_rating(turn(text)) and read_rating(turn(text)) == 4


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("改成2星 味道太大了", (2, "味道太大了")),
        ("no, 2 stars, the smell is too strong", (2, "the smell is too strong")),
        ("change it to 2 stars, smells awful", (2, "smells awful")),
        ("四星酒店的感觉", None),
        ("four stars for the fast delivery", None),
        ("我打4星，味道大", None),
    ],
)
def test_other_stars_with_their_reason(text: str, corrected: tuple[int, str] | None) -> None:
    assert other_rating_with_words(turn(text)) == corrected


def test_leads_without_end_are_read_at_once() -> None:
    assert not is_other_rating(turn("那就改成等等不对还是" * 500))


@pytest.mark.parametrize(
    ("language", "messages", "stars", "words"),
    [
        ("zh", ["5星", "改成2星 味道太大了"], 2, "味道太大了"),
        ("en", ["5 stars", "no wait, 2 stars, smells awful"], 2, "smells awful"),
        ("zh", ["5星", "等下 4星吧", "挺防滑的", "就是有点味", "还是4星"], 4, "挺防滑的 就是有点味"),
        ("en", ["5 stars", "wait, 4 stars", "great grip", "smells a bit", "still 4 stars"], 4, "great grip smells a bit"),
    ],
)  # fmt: skip
def test_a_review_put_right_on_the_way(
    converse: Any, language: str, messages: list[str], stars: int, words: str
) -> None:
    talk = converse(language, open_order="ORD-1009")
    talk.say("写评价" if language == "zh" else "write a review", "leave_review")
    for text in messages:
        talk.say(text)
    assert talk.said["response"] == "utter_confirm_review"
    assert (int(talk.said["rating"]), talk.said["words"]) == (stars, words)


def test_a_question_at_the_summary_is_no_part_of_the_review(converse: Any) -> None:
    talk = converse(open_order="ORD-1009")
    for text in ("5 stars", "great grip", "who can see that?"):
        talk.say(text, "leave_review" if text == "5 stars" else "inform")
    assert talk.said["words"] == "great grip"


@pytest.mark.parametrize(
    ("language", "opinion", "intent", "stars", "send"),
    [
        ("zh", "很好用 不滑 颜色也好看 就是有点味道", "product_info", "四星吧", "提交"),
        ("en", "really soft and doesn't slip, but it smells a bit", "nlu_fallback", "4 stars", "submit"),
        ("en", "came quickly and they are warm", "inform", "4 stars", "publish my review please"),
    ],
)
def test_words_before_the_stars_are_the_review(
    converse: Any, shop: Any, language: str, opinion: str, intent: str, stars: str, send: str
) -> None:
    talk = converse(language, open_order="ORD-1009")
    talk.say("写评价" if language == "zh" else "write a review", "leave_review")
    assert talk.say(opinion, intent) == ["utter_noted", "utter_question_review_rating"]
    assert talk.say(stars) == ["utter_confirm_review"]
    assert (talk.said["rating"], talk.said["words"]) == ("4", opinion)
    assert talk.say(send, "nlu_fallback") == ["utter_review_made"]
    assert [r.text for r in shop.reviews.of_order("ORD-1009")] == [opinion]


@pytest.mark.parametrize(("language", "send"), [("zh", "提交"), ("en", "submit"), ("zh", "就这样发布吧")])
def test_sent_off_without_words(converse: Any, language: str, send: str) -> None:
    talk = converse(language, open_order="ORD-1009")
    talk.say("5星" if language == "zh" else "5 stars", "leave_review")
    assert talk.say(send, "affirm") == ["utter_confirm_review"]
    assert talk.said["words"] == "–"


@pytest.mark.parametrize(
    "text", ["what does it cost?", "多少钱", "six stars", "7颗星", "how do I write it", "好的", "socks", "42", "who sees it?"]
)  # fmt: skip
def test_no_opinions(text: str) -> None:
    assert not tells_opinion(turn(text))


@pytest.mark.parametrize(
    "text", ["提交一个问题单", "publish it without my name", "发货很快", "sending it was quick"]
)
def test_sentences_send_nothing_off(text: str) -> None:
    assert not submits(turn(text))


def test_a_wish_at_the_stars_is_no_review(converse: Any) -> None:
    talk = converse(open_order="ORD-1009")
    talk.say("write a review", "leave_review")
    assert talk.say("I want them returned now", "return_item")[0] == "utter_switching"
