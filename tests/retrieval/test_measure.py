"""Recall and quoting, worked by hand; what the questions and their topics are read from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.answers import Quotes
from retrieval.index import Found
from retrieval.measure import Heard, Question, quoting, read_questions, recall, resorts
from retrieval.passages import Kind, Passage
from shop.domain.clock import parse_moment
from shop.domain.policy import TOPICS
from shop.seed.texts import load_faqs

ROOT = Path(__file__).parents[2]
TOPICS_FILE = ROOT / "data" / "corpora" / "reply_topics.jsonl"


def found(*ids: str, similarity: float = 0.9, probability: float = 0.8) -> list[Found]:
    """The first is as likely as told, the others share the rest."""
    rest = (1 - probability) / max(len(ids) - 1, 1)
    return [
        Found(Passage(id, "faq", "en", "…"), 1.0, 1.0, similarity, rest if at else probability)
        for at, id in enumerate(ids)
    ]


ANSWERS = {
    "first": found("faq:a.en", "faq:b.en"),
    "second": found("faq:b.en", "faq:a.en"),
    "never": found("faq:c.en"),
}
ASKED = [Question("en", text, ("faq:a",)) for text in ANSWERS]


def test_recall_at_k() -> None:
    assert recall(ASKED, lambda text, _: ANSWERS[text], at=(1, 2)) == {
        1: pytest.approx(1 / 3),
        2: pytest.approx(2 / 3),
    }
    assert recall([], lambda text, _: [], at=(1,)) == {1: 0.0}


def test_a_topic_is_matched_as_a_whole() -> None:
    asked = [Question("en", "x", ("faq:a",))]
    assert recall(asked, lambda *_: found("faq:ab.en"), at=(1,)) == {1: 0.0}


def test_quoting_counts_what_is_quoted_and_what_is_right() -> None:
    measured = quoting(ASKED, lambda text, _: ANSWERS[text], Quotes().chosen)
    assert (measured.coverage, measured.twofold, measured.precision) == (1.0, 0.0, pytest.approx(1 / 3))
    torn = quoting(ASKED, lambda text, _: ANSWERS[text], Quotes(sure=0.95).chosen)
    assert (torn.coverage, torn.twofold, torn.precision) == (pytest.approx(2 / 3), pytest.approx(2 / 3), 1.0)
    shy = quoting(ASKED, lambda *_: found("faq:a.en", similarity=0.1), Quotes().chosen)
    assert (shy.coverage, shy.precision) == (0.0, 0.0)


def near(id: str, similarity: float, words: float = 0.5, probability: float = 0.9) -> Found:
    kind: Kind = "talk" if id.startswith("talk") else "faq" if id.startswith("faq") else "policy"
    return Found(Passage(id, kind, "en", "Yes."), 0.5, words, similarity, probability)


@pytest.mark.parametrize(
    ("found", "is_talk", "quoted"),
    [
        ([near("faq:a.en", 0.7)], False, "faq:a.en"),
        ([near("faq:a.en", 0.7, 0.0)], False, None),
        ([near("faq:a.en", 0.6, 1.0)], False, None),  # its words, thrown together
        ([near("faq:a.en", 0.7, 0.5, 0.69)], False, None),  # many others are as likely
        ([near("faq:a.en", 0.7, 0.5, 0.5), near("faq:b.en", 0.3, 0.5, 0.1)], False, "faq:a.en faq:b.en"),
        ([near("faq:a.en", 0.7, 0.5, 0.45), near("faq:b.en", 0.3, 0.5, 0.14)], False, None),
        (
            [near("faq:a.en", 0.7, 0.5, 0.6), near("faq:b.en", 0.3, 0.5, 0.09)],
            False,
            None,
        ),  # hardly meant, too
        ([near("faq:b.en", 0.6, 0.5, 0.3), near("faq:a.en", 0.7, 0.5, 0.5)], False, "faq:a.en faq:b.en"),
        (
            [near("faq:a.en", 0.7, 0.5, 0.5), near("faq:b.en", 0.7, 0.5, 0.3)],
            True,
            None,
        ),  # small talk has no two
        ([near("faq:b.en", 0.9, 0.5, 0.1), near("faq:a.en", 0.7, 0.5, 0.8)], False, "faq:a.en"),
        (
            [near("faq:a.en", 0.6, 0.5, 0.5), near("faq:b.en", 0.9, 0.9, 0.4)],
            False,
            None,
        ),  # the likeliest is not near
        ([near("policy:a.en.0", 0.9)], False, None),
        ([near("faq:a.en", 0.5), near("talk:a.en", 0.75)], True, "talk:a.en"),
        ([near("faq:a.en", 0.5), near("talk:a.en", 0.75)], False, None),
        ([near("faq:a.en", 0.5), near("talk:a.en", 0.85)], False, "talk:a.en"),
        ([near("faq:a.en", 0.7), near("talk:a.en", 0.65)], True, "faq:a.en"),
        ([near("policy:a.en.0", 0.7), near("talk:a.en", 0.65)], True, None),
    ],
)
def test_what_is_quoted(found: list[Found], is_talk: bool, quoted: str | None) -> None:
    assert " ".join(each.passage.id for each in Quotes().chosen(found, is_talk)) == (quoted or "")


def test_what_comes_of_messages_by_kind() -> None:
    heard = [Heard("en", "chitchat", "hi"), Heard("en", "chitchat", "ho"), Heard("en", "policy", "fee?")]
    assert resorts(heard, lambda each: "quoted" if each.text == "hi" else "none") == {
        "all": {"none": pytest.approx(2 / 3), "quoted": pytest.approx(1 / 3)},
        "chitchat": {"none": 0.5, "quoted": 0.5},
        "policy": {"none": 1.0},
    }


@pytest.mark.parametrize("wrong", [{"answer": 2.5}, {"either": -0.1}])
def test_a_threshold_that_nothing_can_reach_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected 0 to 2"):
        Quotes(**wrong)


def test_questions_are_read_with_their_facts(tmp_path: Path) -> None:
    row = {
        "family": "f",
        "history": [],
        "question": "is {F1} ok",
        "facts": {"F1": {"kind": "days", "value": "3 days"}},
    }
    later = {**row, "history": ["hi", "hello"]}
    strange = {**row, "family": "g"}
    corpus, topics = tmp_path / "reply_en.jsonl", tmp_path / "topics.jsonl"
    corpus.write_text("\n".join(map(json.dumps, [row, later, strange])), encoding="utf-8")
    topics.write_text(json.dumps({"family": "f", "topics": ["faq:a"]}), encoding="utf-8")
    assert list(read_questions([corpus], topics)) == [Question("en", "is 3 days ok", ("faq:a",))]
    with pytest.raises(ValueError, match="found neither"):
        list(read_questions([corpus.rename(tmp_path / "reply.jsonl")], topics))


def test_every_topic_named_is_one_of_the_shop() -> None:
    known = {f"faq:{each.topic}" for each in load_faqs(parse_moment("2026-03-02T10:00:00+00:00"))}
    known |= {f"policy:{topic}" for topic in TOPICS}
    rows = [json.loads(line) for line in TOPICS_FILE.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 100
    assert {topic for row in rows for topic in row["topics"]} <= known
