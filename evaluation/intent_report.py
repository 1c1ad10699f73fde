"""The figures of a bundle and its peers as tables for people: percent, the weakest intents first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evaluation.table import table

_PERCENT = {
    "accuracy": "accuracy, %",
    "macro_f1": "macro-F1, %",
    "ece": "calibration error, %",
    "rejected": "in-scope rows rejected, %",
    "oos_auroc": "out of scope: AUROC, %",
    "in_scope_accuracy": "in-scope accuracy at the threshold, %",
    "oos_recall": "out-of-scope recall at the threshold, %",
}


def report(results: Mapping[str, Any]) -> str:
    """Overview with the peers beside the bundle, then the bundle's languages, intents, confusions and reliability."""
    parts = [overview(results), _notes(results), _languages(results), _intents(results), _confusions(results)]
    return "\n\n".join(part for part in [*parts, _reliability(results)] if part)


def overview(results: Mapping[str, Any]) -> str:
    """One column a model. The times are of one message on one thread."""
    models = {"bundle": results, **results.get("against", {})}
    rows: list[list[object]] = []
    for key, title in _PERCENT.items():
        if key in results:
            rows.append([title, *(f"{100 * m[key]:.2f}" for m in models.values())])
    if "mcc" in results:
        rows.append(["Matthews' correlation, all labels", *(f"{m['mcc']:.4f}" for m in models.values())])
    rows.append(["parameters", *(_count(m["parameters"]) for m in models.values())])
    rows.append(["bytes", *(_count(m["bytes"]) for m in models.values())])
    rows.append(["p50, ms", *(f"{m['p50_ms']:.2f}" for m in models.values())])
    rows.append(["p95, ms", *(f"{m['p95_ms']:.2f}" for m in models.values())])
    if len(models) > 1:
        rows.append(
            ["p50, times the bundle's", *(f"{m.get('times_slower', 1.0):.2f}" for m in models.values())]
        )
    return table([f"{results['examples']} in-scope rows", *models], rows)


def _notes(results: Mapping[str, Any]) -> str:
    notes = []
    for name, peer in results.get("against", {}).items():
        about = [f"{key.replace('_', ' ')} {value}" for key, value in peer["about"].items()]
        if peer["threshold"] is not None:
            about.append(
                f"rejects below confidence {peer['threshold']:.3f} (5 % quantile of unseen training text)"
            )
        if peer["cached"]:
            about.append("measured in an earlier run, times too")
        notes.append(f"{name}: {'; '.join(about)}")
    return "\n".join(notes)


def _languages(results: Mapping[str, Any]) -> str:
    models = {"bundle": results, **results.get("against", {})}
    return table(
        ["language", "model", "rows", "accuracy, %", "macro-F1, %"],
        [
            (language, name, part["examples"], 100 * part["accuracy"], 100 * part["macro_f1"])
            for language in results["by_language"]
            for name, model in models.items()
            for part in [model["by_language"][language]]
        ],
    )


def _intents(results: Mapping[str, Any]) -> str:
    rows = sorted(results["intents"].items(), key=lambda item: (item[1]["f1"], item[0]))
    return table(
        ["intent", "rows", "precision, %", "recall, %", "F1, %"],
        [(name, r["examples"], 100 * r["precision"], 100 * r["recall"], 100 * r["f1"]) for name, r in rows],
    )


def _confusions(results: Mapping[str, Any]) -> str:
    if not results["confusions"]:
        return "no confusions"
    return table(
        ["true intent", "taken for", "times"],
        [(c["intent"], c["taken_for"], c["count"]) for c in results["confusions"]],
    )


def _reliability(results: Mapping[str, Any]) -> str:
    return table(
        ["confidence", "rows", "mean confidence, %", "accuracy, %"],
        [
            (f"{b['from']:.2f} to {b['to']:.2f}", b["examples"], 100 * b["confidence"], 100 * b["accuracy"])
            for b in results["reliability"]
        ],
    )


def _count(number: int | None) -> str:
    return "unknown" if number is None else f"{number:,}"
