"""Intents by logistic regression over tf-idf weighted character and word n-grams.

Rasa's LogisticRegressionClassifier learns on raw counts, so that length passes for certainty: ten thousand
times "a" was a "yes" of confidence 1.0. Weights of unit length know no long messages. Rasa's also trains for
minutes, and turns a damaged file into an untrained model without a word.
"""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT, TEXT_TOKENS
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from components.writing import HAN

_WEIGHTS, _WORDS = "weights.npz", "words.json"
_HAN_CHARACTER = re.compile(f"([{HAN}])")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Reads lemmas: n-grams of letters within tokens, and of words, where a Han character is a word."""

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer before it."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`strength`: inverse of regularisation; `min_count`: messages an n-gram must be in; n-gram lengths."""
        return {
            "strength": 40.0,
            "min_count": 2,
            "letters": [2, 4],
            "words": [1, 3],
            "ranking_length": 5,  # a longer one makes every tracker larger
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """An untrained classifier; `train` or `load` make it useful."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._vectorizers: list[TfidfVectorizer] = []
        self._intents: list[str] = []
        self._coefficients = np.zeros((0, 0), dtype=np.float32)  # (n-grams, intents)
        self._intercept = np.zeros(0, dtype=np.float32)  # (intents,)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """Creates an untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fits n-grams and weights. Raises InvalidConfigException where there are not two intents."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        labels = [message.get(INTENT) for message in examples]
        if len(set(labels)) < 2:
            raise InvalidConfigException(
                f"LinearIntentClassifier expects examples of at least two intents in the NLU data, found "
                f"{len(set(labels))}. Add examples under data/nlu."
            )
        self._vectorizers = [
            _vectorizer("char_wb", self._config["letters"], self._config["min_count"]),
            _vectorizer("word", self._config["words"], self._config["min_count"]),
        ]
        texts = [_text(message) for message in examples]
        features = _joined([v.fit_transform(texts) for v in self._vectorizers])
        model = LogisticRegression(C=self._config["strength"], max_iter=100).fit(features, labels)
        self._intents = [str(intent) for intent in model.classes_]
        binary = len(self._intents) == 2  # scikit-learn keeps one row for two classes
        rows = np.vstack([-model.coef_, model.coef_]) / 2 if binary else model.coef_
        self._coefficients = np.ascontiguousarray(rows.T, dtype=np.float32)
        bias = np.concatenate([-model.intercept_, model.intercept_]) / 2 if binary else model.intercept_
        self._intercept = bias.astype(np.float32)
        self._persist()
        return self._resource

    def _persist(self) -> None:
        with self._model_storage.write_to(self._resource) as directory:
            weights = {f"idf_{n}": vectorizer.idf_ for n, vectorizer in enumerate(self._vectorizers)}
            np.savez_compressed(
                directory / _WEIGHTS, coefficients=self._coefficients, intercept=self._intercept, **weights
            )
            words = {
                "intents": self._intents,
                "vocabularies": [
                    sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
                    for vectorizer in self._vectorizers
                ],
            }
            (directory / _WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """The classifier as trained. Raises where its files are missing or do not fit together."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as directory:
            words = json.loads((directory / _WORDS).read_text(encoding="utf-8"))
            with np.load(directory / _WEIGHTS, allow_pickle=False) as weights:
                classifier._coefficients = weights["coefficients"]
                classifier._intercept = weights["intercept"]
                idf = [weights[f"idf_{n}"] for n in range(len(words["vocabularies"]))]
        classifier._intents = words["intents"]
        for analyzer, lengths, vocabulary, weight in zip(
            ("char_wb", "word"), (config["letters"], config["words"]), words["vocabularies"], idf
        ):
            vectorizer = _vectorizer(analyzer, lengths, 1, vocabulary)
            vectorizer.idf_ = weight
            classifier._vectorizers.append(vectorizer)
        return classifier

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets `intent` and `intent_ranking`."""
        for message in messages:
            ranking = self._rank(_text(message))
            message.set(INTENT, dict(ranking[0]), add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages

    def _rank(self, text: str) -> list[dict[str, Any]]:
        features = _joined([vectorizer.transform([text]) for vectorizer in self._vectorizers])  # (1, n-grams)
        scores = (features @ self._coefficients)[0] + self._intercept  # (intents,)
        likelihood = np.exp(scores - scores.max())
        likelihood /= likelihood.sum()
        return [
            {"name": self._intents[n], "confidence": float(likelihood[n])}
            for n in np.argsort(-likelihood, kind="stable")
        ]


def _vectorizer(analyzer: str, lengths: list[int], min_count: int, vocabulary: Any = None) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer=analyzer,
        ngram_range=tuple(lengths),
        min_df=min_count,
        sublinear_tf=True,
        lowercase=False,
        preprocessor=_spaced if analyzer == "word" else None,
        token_pattern=r"(?u)\b\w+\b" if analyzer == "word" else None,
        vocabulary=vocabulary,
        dtype=np.float32,
    )


def _spaced(text: str) -> str:
    return _HAN_CHARACTER.sub(r" \1 ", text)


def _text(message: Message) -> str:
    return " ".join(token.lemma for token in message.get(TEXT_TOKENS) or [])


def _joined(parts: list[csr_matrix]) -> csr_matrix:
    return hstack(parts).tocsr()
