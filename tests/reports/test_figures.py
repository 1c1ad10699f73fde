"""Each figure of the report by hand-made turns whose numbers can be counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from reports.figures import OPEN, Figures, figures
from shop.domain.access import hidden
from shop.domain.feedback import Feedback
from shop.domain.handoff import Handoff, Situation
from shop.domain.turn import CaseStep, Turn

START = datetime(2024, 5, 1, tzinfo=timezone.utc)
END = START + timedelta(days=3)


def turn(minutes: float, conversation: str = "web-1", **more: object) -> Turn:
    at = START + timedelta(minutes=minutes)
    made = Turn(hidden("conversation", conversation), at, "web", "en", "track_order", 0.9, response_ms=40)
    return replace(made, **more)  # type: ignore[arg-type]


def handoff(minutes: float, conversation: str = "web-1", reason: str = "asked_for_person") -> Handoff:
    return Handoff("TCK-1", conversation, Situation(reason), START + timedelta(minutes=minutes))


def of(turns: Sequence[Turn], handoffs: Sequence[Handoff] = (), ratings: Sequence[Feedback] = ()) -> Figures:
    return figures(turns, handoffs, ratings, START, END)


def test_nothing_yet() -> None:
    found = of([])
    assert (found.turns, found.visits, found.contained_share, found.unanswered_share) == (0, 0, None, None)
    assert (found.mean_stars, found.response_at(0.95)) == (None, None)
    assert [day.isoformat() for day, _, _ in found.by_day] == ["2024-05-01", "2024-05-02", "2024-05-03"]


def test_who_comes_back_after_an_hour_comes_anew() -> None:
    found = of([turn(0), turn(59), turn(59 + 61), turn(24 * 60), turn(24 * 60, "web-2")])
    assert (found.turns, found.visits) == (5, 4)
    assert [(visits, turns) for _, visits, turns in found.by_day] == [(2, 3), (2, 2), (0, 0)]


def test_what_the_assistant_began_is_no_customers_message() -> None:
    assert of([turn(0), turn(1, intent="desk_event")]).turns == 1


def test_containment_by_visits() -> None:
    """A person was called in the second of three visits of one customer, and twice in the visit of another."""
    turns = [turn(0), turn(100), turn(101), turn(300), turn(0, "web-2"), turn(0, "web-3")]
    calls = [handoff(100.5), handoff(0, "web-2", "complaint"), handoff(1, "web-2"), handoff(0, "shell")]
    found = of(turns, calls)
    assert (found.visits, found.contained, found.contained_share) == (5, 3, 0.6)
    assert found.handoffs == {"asked_for_person": 3, "complaint": 1}


def test_intents_are_of_typed_messages() -> None:
    found = of([turn(0), turn(1, confidence=0.5), turn(2, intent="greet"), turn(3, by_button=True)])
    assert [(each.name, each.count, each.confidence) for each in found.intents] == [
        ("track_order", 2, 0.7),
        ("greet", 1, 0.9),
    ]


def test_fallbacks_languages_channels() -> None:
    found = of(
        [turn(0, fallback="unsure"), turn(1, language="zh"), turn(2, language=None, channel="slack"), turn(3)]
    )
    assert (found.fallbacks, found.unanswered_share) == ({"unsure": 1}, 0.25)
    assert found.languages == {"en": 2, "zh": 1} and found.channels == {"web": 3, "slack": 1}


def test_resorts_by_reason_and_why_nothing_was_generated() -> None:
    """What was quoted or generated is answered; the rest is not, and neither is what an old row does not tell."""
    turns = [
        turn(0, fallback="unsure", resort="quoted"),
        turn(1, fallback="unsure", resort="asked_back", unsaid=("price", "name")),
        turn(2, fallback="no_rule", resort="generated"),
        turn(3, fallback="unsure", resort="asked_back", unsaid=("price",)),
        turn(4, fallback="unsure"),
        turn(5),
    ]
    found = of(turns)
    assert found.resorts == {
        ("unsure", "quoted"): 1, ("unsure", "asked_back"): 2, ("no_rule", "generated"): 1, ("unsure", ""): 1,
    }  # fmt: skip
    assert found.by_resort == {"quoted": 1, "asked_back": 2, "generated": 1, "": 1}
    assert (found.unanswered, found.unanswered_share) == (3, 0.5)
    assert found.unsaid == {"price": 2, "name": 1}


def test_tasks_end_or_are_left_at_a_step() -> None:
    def at(
        minutes: float, case: str, step: str | None, outcome: str | None = None, task: str = "return_item"
    ) -> Turn:
        return turn(minutes, cases=(CaseStep(task, case, step, outcome),))

    turns = [
        at(0, "a", "proof"), at(1, "a", "reason"), at(2, "a", "confirmation", "done"),
        at(3, "b", "proof"), at(4, "b", None),  # interrupted: it no longer asks, but that is where it stopped
        at(5, "c", "proof", "stopped"),
        at(6, "d", None, "refused"),
        at(7, "e", None, "done", "track_order"),
        at(8, "f", "words", task="rate"),
    ]  # fmt: skip
    first, second = of(turns).tasks
    assert (first.name, first.begun, first.done_share) == ("return_item", 4, 0.25)
    assert first.outcomes == {"done": 1, OPEN: 1, "stopped": 1, "refused": 1}
    assert first.left_at == {"proof": 2, "": 1}
    assert (second.name, second.begun, second.done_share) == ("track_order", 1, 1.0)


def test_ratings_with_words() -> None:
    def rated(id: str, **answer: object) -> Feedback:
        made = Feedback(id, "web-1", "web", "en", "return_item", START)
        for name, value in answer.items():
            setattr(made, name, value)
        return made

    ratings = [
        rated("1", rating=5, answered_at=START, text="great"),
        rated("2", rating=2, helped=False, answered_at=START),
        rated("3", helped=False, answered_at=START),
        rated("4"),
    ]
    found = of([turn(0)], (), ratings)
    assert (found.asked_for_rating, found.stars, found.mean_stars) == (4, {5: 1, 2: 1}, 3.5)
    assert (found.not_helped, [each.id for each in found.comments]) == (2, ["1"])


def test_percentiles_are_times_that_were_measured() -> None:
    found = of(
        [turn(n, response_ms=ms) for n, ms in enumerate([900, 10, 20, 30, 40])] + [turn(9, response_ms=None)]
    )
    assert (found.response_at(0.5), found.response_at(0.95), found.response_at(0.2)) == (30, 900, 10)
