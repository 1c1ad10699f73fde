"""Figures of intent classification, against numbers worked by hand."""

from __future__ import annotations

import pytest

from evaluation.intent_metrics import (
    Guess,
    Row,
    calibration_error,
    confusions,
    figures,
    guess_of,
    intent_table,
    language_of,
    out_of_scope_figures,
    reliability,
)


def row(gold: str, intent: str, confidence: float = 0.9, *, rejected: bool = False, text: str = "hi") -> Row:
    return Row(text, gold, Guess(intent, confidence, 1 - confidence, rejected))


def test_accuracy_and_macro_f1_are_over_the_gold_intents() -> None:
    found = figures([row("a", "a"), row("a", "b"), row("b", "b"), row("b", "never_gold")])
    # a: precision 1, recall 1/2, F1 2/3. b: precision 1/2, recall 1/2, F1 1/2. never_gold is no gold intent.
    assert found["accuracy"] == 0.5
    assert found["macro_f1"] == round((0.6667 + 0.5) / 2, 4)
    assert found["intents"]["a"] == {"examples": 2, "precision": 1.0, "recall": 0.5, "f1": 0.6667}


def test_an_intent_that_is_never_predicted_has_no_precision() -> None:
    assert intent_table([row("a", "b")])["a"] == {"examples": 1, "precision": 0.0, "recall": 0.0, "f1": 0.0}


def test_the_calibration_error_weighs_the_gaps_of_fifteen_bins() -> None:
    # ]14/15, 1]: confidences 0.95 and 0.97, one right: gap |0.96 − 0.5|, two rows of four.
    # ]4/15, 5/15]: 0.3 and 0.32, both wrong: gap 0.31, two rows.
    bins = reliability([row("a", "a", 0.95), row("a", "b", 0.97), row("a", "b", 0.3), row("a", "b", 0.32)])
    assert [(b["from"], b["to"], b["examples"]) for b in bins] == [(0.2667, 0.3333, 2), (0.9333, 1.0, 2)]
    assert calibration_error(bins) == pytest.approx(0.5 * 0.46 + 0.5 * 0.31)


def test_a_bin_holds_its_upper_edge_and_the_extremes_fall_into_bins() -> None:
    bins = reliability([row("a", "a", 1 / 3), row("a", "a", 1.0), row("a", "a", 0.0)], bins=3)
    assert [(b["from"], b["examples"]) for b in bins] == [(0.0, 2), (0.6667, 1)]


def test_out_of_scope_figures_at_the_threshold() -> None:
    rows = [
        row("a", "a", 0.9),
        row("a", "a", 0.4, rejected=True),  # right, yet rejected: wrong at the threshold
        row("b", "a", 0.8),
        row("b", "b", 0.6),
        row("oos", "a", 0.5, rejected=True),
        row("oos", "b", 0.7),
    ]
    found = out_of_scope_figures(rows, "oos")
    # Pairs (out, in) with the higher score for out: 0.5 beats 0.1, 0.2, 0.4 and not 0.6; 0.3 beats 0.1, 0.2: 5 of 8.
    assert found["oos_auroc"] == 0.625
    assert found["in_scope_accuracy"] == 0.5
    assert found["oos_recall"] == 0.5
    # Three labels; gold 2 2 2, predicted a 2, b 2, oos 2, right 3 of 6: (3·6 − 12) / (36 − 12) = 1/4.
    assert found["mcc"] == 0.25


def test_the_threshold_does_not_touch_the_accuracy_and_out_of_scope_rows_do_not_count_in_it() -> None:
    found = figures([row("a", "a", rejected=True), row("b", "b"), row("oos", "a")], "oos")
    assert (found["accuracy"], found["macro_f1"], found["examples"]) == (1.0, 1.0, 2)
    assert found["in_scope_accuracy"] == 0.5
    assert found["rejected"] == 0.5


def test_without_a_label_there_are_no_out_of_scope_figures() -> None:
    assert not {"mcc", "oos_auroc", "in_scope_accuracy", "oos_recall"} & set(figures([row("a", "a")]))


def test_naming_the_out_of_scope_intent_is_a_rejection_and_the_next_intent_is_the_guess() -> None:
    ranking = (("oos", 0.6), ("b", 0.3), ("a", 0.1))
    assert guess_of(ranking, oos_score=2.0, rejected=False, oos_label="oos") == Guess("b", 0.3, 2.0, True)
    assert guess_of(ranking, oos_score=2.0, rejected=False, oos_label=None) == Guess("oos", 0.6, 2.0, False)


@pytest.mark.parametrize("ranking", [(), (("oos", 1.0),)])
def test_a_ranking_without_another_intent_is_no_guess(ranking: tuple[tuple[str, float], ...]) -> None:
    assert guess_of(ranking, oos_score=0.0, rejected=False, oos_label="oos").intent == ""


def test_languages_are_told_by_script() -> None:
    assert [language_of(text) for text in ("where is it", "取消 order", "42?")] == ["en", "zh", "en"]
    found = figures([row("a", "a", text="hi"), row("a", "b", text="你好"), row("b", "b", text="您好")])
    assert found["by_language"]["en"] == {"accuracy": 1.0, "macro_f1": 1.0, "examples": 1}
    assert found["by_language"]["zh"] == {"accuracy": 0.5, "macro_f1": round(0.6667 / 2, 4), "examples": 2}


def test_confusions_come_most_frequent_first() -> None:
    rows = [row("a", "b"), row("b", "a"), row("b", "a"), row("a", "a")]
    assert confusions(rows) == [
        {"intent": "b", "taken_for": "a", "count": 2},
        {"intent": "a", "taken_for": "b", "count": 1},
    ]
