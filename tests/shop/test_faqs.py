"""Frequent questions: their rules, their service on both databases, and that a change of any text shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

import pytest

from networks.reply_context import ReplyContext
from retrieval.guard import Guard
from shop.audit import By
from shop.domain.clock import FixedClock
from shop.domain.errors import InvalidValue, NotFound
from shop.domain.faq import Faq
from shop.domain.money import Money
from shop.domain.policy import Policy, policy_id
from shop.domain.rules import Rules
from shop.seed.texts import load_faqs, load_talk
from shop.service.catalogue import Catalogue
from shop.service.faqs import Faqs
from shop.service.policies import Policies
from shop.service.texts import Texts
from shop.unit_of_work import Store
from tests.shop.samples import product, put

MakeBy = Callable[..., By]
ENOUGH = 25  # pairs a language
FEWEST_WORDINGS, MOST_REPLIES = 6, 3


def faq(clock: FixedClock) -> Faq:
    return Faq("sale.en", "sale", "en", ("Can I return it?",), "Within {return_days} days.", clock.now())


def test_a_question_is_read_and_edited(store: Store, clock: FixedClock, by: MakeBy) -> None:
    put(store, faq(clock))
    faqs, texts = Faqs(store), Texts(store, Rules())
    assert [(each.topic, each.questions, each.text) for each in texts.faqs()] == [
        ("sale", ("Can I return it?",), "Within 30 days.")
    ]
    faqs.edit("sale", "en", ("Sale items?", "Reduced goods?"), "For {exchange_days} days.", by())
    assert [each.text for each in texts.faqs()] == ["For 30 days."]
    for questions, answer in (((), "Yes."), ((" ",), "Yes."), (("Why?",), "{secret}"), (("Why?",), "")):
        with pytest.raises(InvalidValue):
            faqs.edit("sale", "en", questions, answer, by())
    with pytest.raises(NotFound):
        faqs.edit("sale", "zh", ("可以吗？",), "可以。", by())


def test_every_change_of_a_text_makes_another_edition(store: Store, clock: FixedClock, by: MakeBy) -> None:
    item = product()
    put(store, faq(clock), Policy(policy_id("warranty", "en"), "warranty", "en", "Long.", clock.now()), item)
    texts = Texts(store, Rules())
    seen = {texts.edition()}
    assert texts.edition() in seen
    Faqs(store).edit("sale", "en", ("Sale?",), "Yes.", by())
    seen.add(texts.edition())
    Policies(store, Rules()).edit("warranty", "en", "Longer.", by())
    seen.add(texts.edition())
    currency = next(iter(item.prices))
    Catalogue(store).set_price(item.id, Money.of(1, currency), by())
    seen.add(texts.edition())
    assert len(seen) == 4
    assert [each.id for each in texts.products()] == [item.id]
    assert [each.text for each in texts.policies()] == ["Longer."]


def test_the_demo_shop_answers_enough_in_both_languages() -> None:
    made = load_faqs(datetime(2024, 5, 15, tzinfo=timezone.utc))
    topics = {
        language: {each.topic for each in made if each.language == language} for language in ("en", "zh")
    }
    assert topics["en"] == topics["zh"] and len(topics["en"]) >= ENOUGH
    for each in made:
        is_chinese = any(
            "\u4e00" <= character <= "\u9fff" for character in "".join(each.questions) + each.answer
        )
        assert is_chinese is (each.language == "zh"), each.id


def test_talk_is_kept_apart_from_questions_and_edited_in_the_same_way(
    store: Store, clock: FixedClock, by: MakeBy
) -> None:
    put(store, faq(clock), Faq("joke.en", "joke", "en", ("a joke",), "Ha.\nHo.", clock.now(), "talk"))
    texts = Texts(store, Rules())
    assert [each.topic for each in texts.faqs()] == ["sale"]
    assert [(each.topic, each.questions, each.text) for each in texts.talk()] == [
        ("joke", ("a joke",), "Ha.\nHo.")
    ]
    before = texts.edition()
    Faqs(store).edit("joke", "en", ("a joke", "a pun"), "Hm.", by())
    assert [(each.topic, each.text) for each in texts.talk()] == [("joke", "Hm.")]
    assert texts.edition() != before


def test_the_demo_shop_has_talk_in_both_languages_that_states_nothing() -> None:
    """No figure and no promise, so that it is true whatever the shop's rules are: it passes the guard without any context."""
    made = load_talk(datetime(2024, 5, 15, tzinfo=timezone.utc))
    assert len({each.topic for each in made}) >= ENOUGH and not {each.topic for each in made} & {
        each.topic for each in load_faqs(datetime(2024, 5, 15, tzinfo=timezone.utc))
    }
    guard, seen = Guard(), set()
    for each in made:
        assert each.kind == "talk" and len(each.questions) >= FEWEST_WORDINGS, each.id
        replies = each.answer.splitlines()
        assert 1 <= len(replies) <= MOST_REPLIES, each.id
        for reply in replies:
            assert not any(character.isdigit() for character in reply), reply
            verdict = guard.check(reply, ReplyContext(each.language, each.questions[0], ()))
            assert verdict.ok, (each.id, reply, verdict.reasons)
        for wording in each.questions:
            assert (wording, each.language) not in seen, wording  # else one of the topics is never found
            seen.add((wording, each.language))
