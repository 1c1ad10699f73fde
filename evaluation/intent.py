"""How well a bundle knows the intents of texts that it was not trained on, how fast, and beside which peers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from distillation.corpora import Labelled, read_labelled
from distillation.errors import DistillationError
from evaluation.errors import EvaluationError, FormatError
from evaluation.intent_metrics import Row, figures, guess_of
from evaluation.peers.measured import PeerConfig, compare
from evaluation.prediction_times import quantiles, spread, times_ms
from networks.bundle import ONNX, Bundle, BundleError, read_bundle
from networks.onnx_model import OnnxModel

_NAMED = 5  # unknown intents and leaked texts told by name


def evaluate(
    bundle_folder: Path,
    test: Labelled,
    oos_label: str | None = None,
    train: Labelled | None = None,
    peers: PeerConfig | None = None,
) -> tuple[dict[str, Any], list[Row]]:
    """The bundle's figures and, under `against`, those of the peers, which learn from `train`; and the judged rows.

    Raises EvaluationError where the bundle cannot be used, the test lacks in-scope or out-of-scope rows, or a peer
    fails.
    """
    _check_scopes(test, oos_label)
    if peers is not None and train is None:
        raise FormatError("expected the peers' training text with --train, found none; add --train FILE")
    bundle, model = open_bundle(bundle_folder)
    _warn_of_unknown(test, bundle, oos_label)
    rows = judge(model, test, oos_label)
    parameters = bundle.provenance.get("parameters")
    results = {
        **figures(rows, oos_label),
        "parameters": int(parameters) if isinstance(parameters, (int, float)) else None,
        "bytes": (bundle.folder / ONNX).stat().st_size,
        **quantiles(times_ms(model.predict, spread(test.texts))),
    }
    if peers is not None and train is not None:
        results["against"] = compare(peers, train, test, oos_label, results["p50_ms"], tell)
    return results, rows


def judge(model: OnnxModel, test: Labelled, oos_label: str | None = None) -> list[Row]:
    """What the bundle guesses for each test text."""
    rows = []
    for text, gold in zip(test.texts, test.intents, strict=True):
        said = model.predict(text)
        guess = guess_of(
            said.intents, oos_score=said.oos_score, rejected=said.out_of_scope, oos_label=oos_label
        )
        rows.append(Row(text, gold, guess))
    return rows


def read_rows(sources: Sequence[Path]) -> Labelled:
    """All rows of {"text", "intent"} files and folders of Rasa NLU files. Raises FormatError naming file and line."""
    texts: list[str] = []
    intents: list[str] = []
    for source in sources:
        try:
            part = read_labelled(source)
        except (DistillationError, OSError) as error:
            raise FormatError(str(error)) from error
        except ValueError as error:  # not UTF-8, or not YAML
            raise FormatError(
                f"expected JSON lines or Rasa NLU files in UTF-8 in {source}: {error}"
            ) from error
        texts += part.texts
        intents += part.intents
    return Labelled(texts, intents)


def open_bundle(folder: Path) -> tuple[Bundle, OnnxModel]:
    """A bundle and its model on one thread. Raises EvaluationError where it cannot be used."""
    try:
        bundle = read_bundle(folder)
        return bundle, OnnxModel(bundle, threads=1)
    except (BundleError, OSError) as error:
        raise EvaluationError(str(error)) from error


def tell(message: str) -> None:
    """To standard error: progress and warnings stay out of the results."""
    print(message, file=sys.stderr, flush=True)


def _check_scopes(test: Labelled, oos_label: str | None) -> None:
    if oos_label is None:
        return
    outside = test.intents.count(oos_label)
    if outside in (0, len(test.intents)):
        found = "none" if outside == 0 else "no others"
        names = ", ".join(test.labels[:_NAMED]) + (" …" if len(test.labels) > _NAMED else "")
        raise FormatError(
            f"expected rows with the out-of-scope label {oos_label!r} beside others in --test, found {found}; "
            f"the labels are {names}"
        )


def _warn_of_unknown(test: Labelled, bundle: Bundle, oos_label: str | None) -> None:
    unknown = sorted(set(test.intents) - set(bundle.labels["intent"]) - {oos_label})
    if unknown:
        rows = sum(intent in unknown for intent in test.intents)
        named = ", ".join(unknown[:_NAMED]) + (" …" if len(unknown) > _NAMED else "")
        tell(
            f"warning: {rows} of {len(test.intents)} test rows count as wrong, for the bundle does not know "
            f"their intents: {named}"
        )
