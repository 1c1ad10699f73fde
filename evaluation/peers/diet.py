"""The stock peer: Rasa's DIETClassifier in the pipeline that Rasa recommends, trained by `rasa train nlu`."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import KFold

from distillation.languages import language_of
from evaluation.errors import EvaluationError
from evaluation.models import PROJECT
from evaluation.peers.answers import PeerAnswers, Ranking, threshold_of
from evaluation.prediction_times import spread

EPOCHS = 100  # Rasa's recommendation
_SEED = 0
_FOLDS = 5  # one of them is held out for the threshold
_THREADS = "2"  # while training; answers are given on one
_TRAIN = (
    "-m", "rasa", "train", "nlu", "--config", "config.yml", "--nlu", "nlu.json", "--out", ".",
    "--fixed-model-name", "model",
)  # fmt: skip
SETTINGS = {"version": 1, "char_wb": [1, 4], "seed": _SEED}


def answer_diet(
    train: Sequence[str],
    intents: Sequence[str],
    test: Sequence[str],
    oos_label: str | None,
    epochs: int = EPOCHS,
) -> PeerAnswers:
    """Trains on `train` with `intents`, answers `test`. With `oos_label` a second model is trained for the threshold:
    on four fifths, of which the others are held out. Raises EvaluationError where Rasa fails."""
    answers = _train_and_ask(train, intents, test, spread(test), epochs)
    threshold = None
    if oos_label is not None:
        seen, held = next(KFold(_FOLDS, shuffle=True, random_state=_SEED).split(np.zeros(len(train))))
        part = _train_and_ask(
            [train[n] for n in seen], [intents[n] for n in seen], [train[n] for n in held], [], epochs
        )
        threshold = threshold_of(part["rankings"], [intents[n] for n in held], oos_label)
    return PeerAnswers(
        rankings=answers["rankings"],
        threshold=threshold,
        parameters=answers["parameters"],
        bytes=answers["bytes"],
        times_ms=answers["times_ms"],
        about={"epochs": epochs, "tokenizer": pipeline(train, epochs)[0]["name"]},
    )


def pipeline(train: Sequence[str], epochs: int) -> list[dict[str, Any]]:
    """jieba cuts Chinese text into words where it is installed; else DIET sees into Chinese by its characters only."""
    chinese = sum(language_of(text) == "zh" for text in train) > len(train) / 2
    jieba = chinese and importlib.util.find_spec("jieba") is not None
    return [
        {"name": "JiebaTokenizer" if jieba else "WhitespaceTokenizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {
            "name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True, "random_seed": _SEED,
            "entity_recognition": False, "ranking_length": 0,
        },
    ]  # fmt: skip


def _train_and_ask(
    train: Sequence[str], intents: Sequence[str], texts: Sequence[str], timed: Sequence[str], epochs: int
) -> dict[str, Any]:
    """Rankings of `texts` and times of `timed`, by Rasa in processes of its own, so that TensorFlow's threads can be
    set for each and its memory is free again afterwards."""
    names = sorted(set(intents))
    code = {name: f"i{n}" for n, name in enumerate(names)}  # a name may mean something to Rasa: faq/returns
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        # JSON is YAML; and Rasa's JSON format takes texts as they are, without [values](entities) in them.
        config = {
            "recipe": "default.v1",
            "assistant_id": "peer",
            "language": "zh" if language_of("".join(train)) == "zh" else "en",
            "pipeline": pipeline(train, epochs),
        }
        examples = [
            {"text": text, "intent": code[intent], "entities": []}
            for text, intent in zip(train, intents, strict=True)
        ]
        _write(folder / "config.yml", config)
        _write(folder / "nlu.json", {"rasa_nlu_data": {"common_examples": examples}})
        _write(folder / "texts.json", {"texts": list(texts), "timed": list(timed)})
        _run(folder, _THREADS, *_TRAIN)
        _run(folder, "1", "-m", "evaluation.peers.diet_answers", "model.tar.gz", "texts.json", "answers.json")
        answers: dict[str, Any] = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    plain = {short: name for name, short in code.items()}
    answers["rankings"] = [_named(ranking, plain) for ranking in answers["rankings"]]
    return answers


def _named(ranking: Sequence[tuple[str, float]], names: Mapping[str, str]) -> Ranking:
    return [(names[name], confidence) for name, confidence in ranking if name in names]


def _write(file: Path, value: Any) -> None:
    file.write_text(json.dumps(value), encoding="utf-8")


def _run(folder: Path, threads: str, *command: str) -> None:
    environment = {
        **os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2", "CUDA_VISIBLE_DEVICES": "",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1",
        "TF_INTRA_OP_PARALLELISM_THREADS": threads, "TF_INTER_OP_PARALLELISM_THREADS": "1", "OMP_NUM_THREADS": threads,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise EvaluationError(
            f"the peer diet failed (`{' '.join(command[1:4])}`, exit code {done.returncode}); "
            f"leave it out of --against, or mend what it says:\n{(done.stderr or done.stdout)[-2000:]}"
        )
