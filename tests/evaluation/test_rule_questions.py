"""Questions about rules asked live: what counts as told, worked by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.rule_questions import ASKED, FRESH, IN_RETURN, OTHER, TOLD, Asked, draw, figures, outcome
from retrieval.measure import Question

TEXT = "No receipt is needed for a return. The order number is enough."


@pytest.mark.parametrize(
    ("reply", "messages", "expected"),
    [
        (f"{TEXT}\nWhich order is it about?", 2, TOLD),
        ("Which order is it about?", 1, ASKED),
        ("请问是哪个订单？麻烦发一下订单号，例如 ORD-1234。", 1, ASKED),
        ("You can send things back within 30 days.", 1, OTHER),
        ("You can send things back.\nWhat is the reason?", 2, OTHER),
        ("", 0, OTHER),
    ],
)
def test_what_came_of_a_question(reply: str, messages: int, expected: str) -> None:
    assert outcome(reply, messages, ["", TEXT]) == expected


def test_a_question_whose_topic_has_no_text_is_never_told() -> None:
    assert outcome("Anything", 1, [""]) == OTHER


def test_figures_are_shares_of_a_language_and_a_place() -> None:
    def asked(language: str, where: str, came: str) -> Asked:
        return Asked(Question(language, "?", ("faq:a",)), where, came, "")

    found = figures([asked("en", FRESH, TOLD), asked("en", FRESH, ASKED), asked("zh", IN_RETURN, OTHER)])
    assert found == {
        "en fresh": {TOLD: 0.5, ASKED: 0.5, OTHER: 0.0},
        "zh in a return": {TOLD: 0.0, ASKED: 0.0, OTHER: 1.0},
    }


def test_as_many_of_each_language_are_drawn(tmp_path: Path) -> None:
    topics = tmp_path / "topics.jsonl"
    topics.write_text(json.dumps({"family": "f", "topics": ["faq:a"]}), encoding="utf-8")
    files = []
    for language in ("en", "zh"):
        rows = [
            {"family": "f", "kind": "policy", "history": [], "question": f"{language} {at}", "facts": {}}
            for at in range(5)
        ]
        files.append(tmp_path / f"{language}_1.jsonl")
        files[-1].write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    drawn = draw(files, topics, 3, 1)
    assert [question.language for question in drawn] == ["en"] * 3 + ["zh"] * 3
    assert drawn == draw(files, topics, 3, 1) != draw(files, topics, 3, 2)
    assert len(draw(files, topics, 9, 1)) == 10
