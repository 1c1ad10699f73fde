"""What the desk finds for an answer: in the shop's texts, and by a generator, both with the guard's verdict."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from desk.answers import Answers, open_configured
from desk.config import _generator
from desk.search import PassageSearch
from desk.suggestions import GENERATED, Suggestion, Suggestions, question_of
from networks.reply_context import ReplyContext
from retrieval.guard import Verdict
from retrieval.passages import Passage
from shop.domain.conversation import ChatMessage

ROOT = Path(__file__).parents[2]


def passage(id: str, language: str, text: str, *questions: str) -> Passage:
    return Passage(id, "policy", language, text, questions)


PASSAGES = [
    passage("policy:warranty.en.0", "en", "The warranty lasts two years and covers faults of the material."),
    passage("policy:delivery_cost.en.0", "en", "Delivery costs 4.99; from 50 on it is free."),
    passage("policy:delivery_cost.zh.0", "zh", "运费六元，满五十免运费。"),
    passage("policy:warranty.zh.0", "zh", "保修两年，材质问题都管。"),
]


class Fake:
    """Says the same at every time."""

    def __init__(self, text: str | None, fail: bool = False) -> None:
        self.text, self.fail = text, fail
        self.asked: list[ReplyContext] = []
        self.names: tuple[str, ...] = ()

    def reply(self, context: ReplyContext, deadline: float) -> str | None:
        self.asked.append(context)
        if self.fail:
            raise RuntimeError("jane@example.com")
        return self.text

    def with_names(self, names: Iterable[str]) -> Fake:
        self.names = tuple(names)
        return self


def searching(passages: Sequence[Passage], names: Sequence[str] = ("Trailhead",)) -> PassageSearch:
    return PassageSearch(lambda: 1, lambda: (passages, names))


def asked(question: str, language: str = "en", **more: Any) -> ReplyContext:
    return ReplyContext(language, question, **more)


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("how long does the warranty last?", "en", "policy:warranty.en.0"),
        ("what does delivery cost", "en", "policy:delivery_cost.en.0"),
        ("运费多少？", "zh", "policy:delivery_cost.zh.0"),
    ],
)
def test_what_answers_the_last_message_is_quoted_in_its_language_and_checked(
    question: str, language: str, expected: str
) -> None:
    first = Answers(searching(PASSAGES)).find(asked(question, language))[0]
    assert (first.source, first.verdict) == (expected, Verdict(True))
    assert first.text in {each.text for each in PASSAGES}  # quoted, not put in other words


@pytest.mark.parametrize("question", ["", "  ", "purple elephants dance", "TKT-1", "谢谢"])
def test_what_is_about_nothing_of_the_shop_finds_nothing(question: str) -> None:
    assert Answers(searching(PASSAGES)).find(asked(question)) == []


def test_an_edited_text_is_found_at_once() -> None:
    said, edition = list(PASSAGES), [1]
    search = PassageSearch(lambda: tuple(edition), lambda: (said, ()))
    assert "two years" in search.find("how long is the warranty?", "en")[0].passage.text
    said[0], edition[0] = passage(said[0].id, "en", "The warranty lasts five years."), 2
    assert "five years" in search.find("how long is the warranty?", "en")[0].passage.text


def test_a_generated_answer_comes_first_from_what_was_found_and_knows_the_catalogue() -> None:
    fake = Fake("It lasts two years.")
    found = Answers(searching(PASSAGES), fake).find(asked("how long is the warranty?", history=("Hello!",)))
    assert found[0] == Suggestion("It lasts two years.", GENERATED, Verdict(True))
    assert found[1].source == "policy:warranty.en.0"
    [context] = fake.asked
    assert (context.history, context.passages[0]) == (("Hello!",), PASSAGES[0].text)
    assert fake.names == ("Trailhead",)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("You get $500 back.", ("price",)),
        ("I've refunded it.", ("promise_done",)),
        ("Take the Trailhead.", ("product", "name")),
    ],
)
def test_what_the_guard_rejects_is_shown_with_its_reasons(text: str, reasons: tuple[str, ...]) -> None:
    """A person decides; the assistant itself never says it."""
    [first] = Answers(searching([]), Fake(text)).find(asked("well?"))
    assert (first.text, first.verdict) == (text, Verdict(False, reasons))


def test_a_generator_that_fails_or_is_late_costs_nobody_the_rest(caplog: pytest.LogCaptureFixture) -> None:
    for fake in (Fake(None), Fake("", fail=True)):
        with caplog.at_level(logging.INFO, logger="desk.answers"):
            found = Answers(searching(PASSAGES), fake).find(asked("how long is the warranty?"))
        assert [each.source for each in found] == ["policy:warranty.en.0"]
    assert "too_late" in caplog.text and "RuntimeError" in caplog.text and "jane" not in caplog.text


def test_without_a_hit_the_rule_that_was_understood_is_proposed() -> None:
    class Nothing:
        def find(self, asked: ReplyContext) -> Sequence[Suggestion]:
            return []

    texts: Any = SimpleNamespace(text=lambda topic, language: f"{topic} in {language}")
    dossier = dossier_of("well?")
    greeting, rule, farewell = Suggestions(texts, Nothing()).suggest(dossier, "Mia", [])
    assert rule == Suggestion("delivery_cost in en", "policy:delivery_cost")
    found = Suggestions(texts, Answers(searching(PASSAGES))).suggest(dossier_of("warranty?"), "Mia", [])
    assert (
        found[1].source == "policy:warranty.en.0" and "Mia" in greeting.text and farewell.source == "farewell"
    )


def dossier_of(last_message: str, **belief: str) -> Any:
    situation = SimpleNamespace(intent="delivery_cost", task="", last_message=last_message, belief=belief)
    return SimpleNamespace(
        ticket=SimpleNamespace(language="en"), handoff=SimpleNamespace(situation=situation), orders=()
    )


def message(author: str, text: str) -> ChatMessage:
    at = datetime(2024, 5, 15, tzinfo=timezone.utc)
    return ChatMessage("web-1", 1, author, {"text": text}, at)


def test_the_question_is_what_the_customer_said_last_with_what_came_before_and_nothing_personal() -> None:
    talk = [
        message("customer", "hi"), message("assistant", "Hello!"), message("system", "Mia has joined."),
        message("person", "Which one?"), message("customer", "the kettle"), message("person", "A moment."),
    ]  # fmt: skip
    dossier = dossier_of("before", product="kettle", email="jane@example.com", phone="5551234")
    assert question_of(dossier, talk) == ReplyContext(
        "en", "the kettle", history=("hi", "Hello! Which one?"), state={"product": "kettle"}
    )
    assert question_of(dossier, []).question == "before"


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ("[{name: components.fallback_policy.GenerativeFallbackPolicy, bundle: students/reply}]", "students/reply"),
        ("[{name: components.fallback_policy.GenerativeFallbackPolicy, bundle: null}]", None),
        ("[{name: RulePolicy}]", None),
        ("null", None),
    ],
)  # fmt: skip
def test_the_generator_is_the_assistants_own(policies: str, expected: str | None, tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text(f"recipe: default.v1\npolicies: {policies}\n", encoding="utf-8")
    nowhere = tmp_path / "nowhere"
    assert _generator("", config, nowhere) == (Path(expected) if expected else None)
    assert _generator("", tmp_path / "none.yml", nowhere) is None
    assert _generator("", config, tmp_path) == (Path(expected) if expected else tmp_path)
    assert _generator("none", config, tmp_path) is None


def test_the_desk_may_have_a_generator_of_its_own_or_none(tmp_path: Path) -> None:
    assert _generator(str(tmp_path)) == tmp_path and _generator("none") is None
    with pytest.raises(ValueError, match="DESK_GENERATOR"):
        _generator(str(tmp_path / "nowhere"))


def test_a_broken_bundle_is_told_and_the_desk_works_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    assert open_configured(tmp_path) is None and "Restore the bundle" in caplog.text
    assert open_configured(None) is None


def test_the_projects_own_bundle_writes_for_the_desk() -> None:
    folder = ROOT / "students" / "reply"
    if not folder.is_dir():
        pytest.skip(f"expected a reply bundle in {folder}, found none; `make distill-reply` makes one")
    generator = open_configured(folder)
    assert generator is not None
    [first, *_] = Answers(searching(PASSAGES), generator).find(asked("how long does the warranty last?"))
    assert first.source == GENERATED and first.text and first.verdict is not None
