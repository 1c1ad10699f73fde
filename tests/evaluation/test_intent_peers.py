"""The peers: TF-IDF for real on 60 rows, the others as far as that is quick."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from distillation.corpora import Labelled
from evaluation.errors import EvaluationError, FormatError
from evaluation.peers import measured
from evaluation.peers.answers import PeerAnswers, in_scope_confidence, threshold_of
from evaluation.peers.diet import answer_diet, pipeline
from evaluation.peers.linear import fit_linear
from evaluation.peers.measured import PeerConfig, measure_peers
from evaluation.peers.teacher import answer_teacher
from evaluation.peers.tfidf import answer_tfidf

THINGS = [
    "a lamp",
    "my kettle",
    "the blue shoes",
    "a tent",
    "two cups",
    "this bag",
    "her phone",
    "a desk",
    "our sofa",
    "it",
]
TRAIN = Labelled(
    [
        frame.format(thing)
        for frame in ("please cancel {}", "where is {}", "能取消{}吗", "{}到哪了")
        for thing in THINGS
    ],
    [name for name in ("cancel", "track", "cancel", "track") for _ in THINGS],
)
TEST = Labelled(
    ["cancel the hat now", "where are the gloves", "取消帽子", "手套到哪了", "is it raining in Rome"] * 4,
    ["cancel", "track", "cancel", "track", "oos"] * 4,
)


def silent(_: str) -> None:
    pass


def test_tfidf_learns_and_is_measured_and_kept(tmp_path: Path) -> None:
    config = PeerConfig(("tfidf",), tmp_path)
    first = measure_peers(config, TRAIN, TEST, "oos", silent)["tfidf"]
    assert first["accuracy"] == 1.0
    assert first["oos_auroc"] == 1.0  # of "is it raining" it is less sure than of all others
    assert 0 < first["threshold"] < 1
    assert first["parameters"] > 100
    assert first["bytes"] > 4 * first["parameters"]
    assert 0 < first["p50_ms"] <= first["p95_ms"]
    assert first["about"]["chosen"]
    assert not first["cached"]

    (kept,) = tmp_path.iterdir()
    again = measure_peers(config, TRAIN, TEST, "oos", silent)["tfidf"]
    assert again == {**first, "cached": True}
    fresh = measure_peers(PeerConfig(("tfidf",), tmp_path, fresh=True), TRAIN, TEST, "oos", silent)
    assert not fresh["tfidf"]["cached"]
    kept.write_text('{"cut o', encoding="utf-8")  # a run that was cut off is done again
    assert not measure_peers(config, TRAIN, TEST, "oos", silent)["tfidf"]["cached"]


def test_what_is_kept_holds_for_that_text_and_those_settings_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def answer(
        train: list[str], intents: list[str], test: list[str], oos_label: str | None, epochs: int
    ) -> PeerAnswers:
        asked.append((len(train), len(test), oos_label, epochs))
        return PeerAnswers([[("cancel", 0.6)]] * len(test), None, 1, 1, [1.0, 2.0], {})

    monkeypatch.setattr(measured.diet, "answer_diet", answer)
    other = Labelled([*TRAIN.texts[:-1], "another"], TRAIN.intents)
    relabelled = Labelled(TEST.texts, TEST.intents[::-1])
    for train, test, label, epochs in [
        (TRAIN, TEST, "oos", 5), (TRAIN, TEST, "oos", 5), (other, TEST, "oos", 5), (TRAIN, relabelled, "oos", 5),
        (TRAIN, TEST, None, 5), (TRAIN, TEST, "oos", 6),
    ]:  # fmt: skip
        measure_peers(PeerConfig(("diet",), tmp_path, epochs=epochs), train, test, label, silent)
    assert len(asked) == 5  # all but the second


def test_several_teachers_are_told_apart(tmp_path: Path) -> None:
    assert set(PeerConfig(("teacher",), tmp_path, ("a",)).peers()) == {"teacher"}
    assert set(PeerConfig(("teacher",), tmp_path, ("a", "b")).peers()) == {"teacher:a", "teacher:b"}


def test_a_teacher_that_cannot_be_had_is_an_error() -> None:
    with pytest.raises(EvaluationError, match="no/such/teacher"):
        answer_teacher("no/such/teacher", TRAIN.texts, TRAIN.intents, TEST.texts, None)


def test_two_intents_are_the_least() -> None:
    with pytest.raises(FormatError, match="two intents"):
        answer_tfidf(["a", "b"], ["one", "one"], ["a"], None)
    with pytest.raises(FormatError, match="two examples"):
        answer_tfidf(["a", "b"], ["one", "two"], ["a"], None)


def test_a_linear_classifier_is_chosen_by_cross_validation() -> None:
    points = np.array(
        [[x + e, 5 * ((7 * n) % 3)] for x in (-1, 1) for n, e in enumerate(np.linspace(-0.4, 0.4, 20))]
    )
    labels = ["left"] * 20 + ["right"] * 20
    model = fit_linear(
        {
            "stiff": lambda: make_pipeline(LogisticRegression(C=1e-9, fit_intercept=False)),
            "good": lambda: make_pipeline(LogisticRegression(C=10)),
        },
        points,
        labels,
    )
    assert (model.chosen, model.cv_accuracy) == ("good", 1.0)
    (ranking,) = model.rankings(np.array([[0.9, 5.0]]))
    assert ranking[0][0] == "right"
    assert sum(confidence for _, confidence in ranking) == pytest.approx(1.0)


def test_a_rare_intent_may_be_missing_from_a_fold() -> None:
    points = np.array([[float(n)] for n in range(11)])
    model = fit_linear(
        {"only": lambda: make_pipeline(LogisticRegression())}, points, [*["a"] * 5, *["b"] * 5, "rare"]
    )
    assert model.names == ["a", "b", "rare"]
    assert len(model.cv_rankings) == 11


def test_the_threshold_is_a_quantile_of_in_scope_confidences() -> None:
    rankings = [[("a", n / 100), ("b", 0.0)] for n in range(101)] + [[("oos", 0.99), ("a", 0.01)]]
    assert threshold_of(rankings, ["a"] * 101 + ["oos"], "oos") == pytest.approx(0.05)
    assert in_scope_confidence(rankings[-1], "oos") == 0.01
    answers = PeerAnswers(rankings, 0.05, 1, 1, [1.0], {})
    guesses = answers.guesses("oos")
    assert [guess.rejected for guess in guesses[:7]] == [True] * 5 + [False] * 2
    assert guesses[-1].rejected
    assert guesses[-1].intent == "a"
    assert guesses[80].oos_score == pytest.approx(0.2)


def test_diet_sees_into_chinese_by_words_only_with_jieba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert pipeline(["取消", "hello", "你好"], 3)[0] == {"name": "WhitespaceTokenizer"}
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    assert pipeline(["取消", "hello", "你好"], 3)[0] == {"name": "JiebaTokenizer"}
    assert pipeline(["取消", "hello"], 3)[0] == {"name": "WhitespaceTokenizer"}


def test_diet_that_fails_says_what_rasa_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evaluation.peers.diet._TRAIN", ("-c", "raise SystemExit('no memory')"))
    with pytest.raises(EvaluationError, match="no memory"):
        answer_diet(TRAIN.texts, TRAIN.intents, TEST.texts, None)


def test_results_are_json(tmp_path: Path) -> None:
    found = measure_peers(
        PeerConfig(("tfidf",), tmp_path), TRAIN, Labelled(TEST.texts[:4], TEST.intents[:4]), None, silent
    )
    assert json.loads(json.dumps(found)) == found
