"""The peer that needs no neural network: TF-IDF of character and word n-grams with a linear classifier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from evaluation.peers.answers import PeerAnswers, threshold_of
from evaluation.peers.linear import fit_linear
from evaluation.prediction_times import spread, times_ms

_CHARACTERS, _WORDS = (1, 4), (1, 2)  # lengths of n-grams
_SVM, _LOGISTIC = 1.0, 30.0  # C, the inverse strength of the regularisation; weaker or stronger was no better
_TOLERANCE = 1e-2  # of the regression: ten times faster than the default, and as good
SETTINGS = {"version": 1, "char_wb": _CHARACTERS, "word": _WORDS, "svm": _SVM, "logistic": _LOGISTIC}


def answer_tfidf(
    train: Sequence[str], intents: Sequence[str], test: Sequence[str], oos_label: str | None
) -> PeerAnswers:
    """Trains on `train` with `intents`, answers `test`."""
    texts = np.asarray(train, dtype=object)
    model = fit_linear(
        {
            f"linear SVM, C={_SVM:g}": _candidate(LinearSVC(C=_SVM)),
            f"logistic regression, C={_LOGISTIC:g}": _candidate(
                LogisticRegression(C=_LOGISTIC, solver="liblinear", dual=True, tol=_TOLERANCE)
            ),
        },
        texts,
        intents,
    )
    vectorizers = [vectorizer for _, vectorizer in model.pipeline[0].transformer_list]
    terms = sum(len(vectorizer.vocabulary_) for vectorizer in vectorizers)
    letters = sum(len(term.encode()) for vectorizer in vectorizers for term in vectorizer.vocabulary_)
    parameters = model.parameters + terms  # a weight for each class and an inverse document frequency
    with threadpool_limits(1):
        times = times_ms(lambda text: model.rankings([text]), spread(test))
    return PeerAnswers(
        rankings=model.rankings(test),
        threshold=threshold_of(model.cv_rankings, intents, oos_label),
        parameters=parameters,
        bytes=4 * parameters + letters,  # as float32, and the vocabulary
        times_ms=times,
        about={"chosen": model.chosen, "cv_accuracy": model.cv_accuracy},
    )


def _candidate(classifier: Any) -> Callable[[], Any]:
    def make() -> Any:
        features = make_union(
            TfidfVectorizer(analyzer="char_wb", ngram_range=_CHARACTERS, sublinear_tf=True),
            TfidfVectorizer(ngram_range=_WORDS, token_pattern=r"(?u)\b\w+\b", sublinear_tf=True),
        )
        return make_pipeline(features, clone(classifier))

    return make
