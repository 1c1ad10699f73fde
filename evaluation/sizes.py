"""A student's size against its accuracy: bodies of fewer layers, which learn from the same teachers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from evaluation.benchmarks import TEACHERS, Benchmark, Paths, figures_of, read_benchmark, spread
from evaluation.errors import EvaluationError
from evaluation.peers.measured import PeerConfig, measure_peers
from evaluation.pictures import write_picture
from networks.bundle import CONFIG, TOKENIZER, TORCH


def sizes(
    paths: Paths, layers: Sequence[int], seeds: Sequence[int], outliers: Sequence[str], tell: Callable[[str], None]
) -> dict[str, Any]:  # fmt: skip
    """For each number of layers parameters, accuracy over the seeds and time a message, on BANKING77 with ten examples of each
    intent; the fused teachers' and TF-IDF's accuracy beside them. Raises EvaluationError."""
    banking = paths.data / "banking77"
    # Named as the benchmark that it is, so that what was trained for that is not trained again.
    benchmark = Benchmark(
        "banking77 10-shot", banking / "train.jsonl", (banking / "test.jsonl",), TEACHERS, shots=10
    )
    rows, fused = [], []
    for count in layers:
        shorter = replace(paths, body=shortened(paths.body, count, paths.kept / f"body-{count}"))
        found = [figures_of(benchmark, seed, shorter, outliers, tell) for seed in seeds]
        fused += [one["test"]["fused_teachers"] for one in found]
        figures = {
            key: spread([one[key] for one in found]) for key in ("accuracy", "parameters", "bytes", "p50_ms")
        }
        tell(f"{count} layers: {figures['accuracy']['mean']:.4f}")
        rows.append({"layers": count, "seeds": len(found), **figures})
    train, test, _ = read_benchmark(benchmark, seeds[0])
    peers = measure_peers(PeerConfig(("tfidf",), paths.cards / "peers"), train, test, None, tell)
    return {"sizes": rows, "fused_teachers": spread(fused)["mean"], "tfidf": peers["tfidf"]["accuracy"]}


def shortened(body: Path, layers: int, out: Path) -> Path:
    """The general body with its first so many layers, written to `out`; all of them: the body itself. Raises EvaluationError."""
    from safetensors.torch import load_file, save_file

    config = json.loads((body / CONFIG).read_text(encoding="utf-8"))
    there = config["num_hidden_layers"]
    if not 1 <= layers <= there:
        raise EvaluationError(f"expected 1 to {there} layers of {body}, found {layers}")
    if layers == there:
        return body
    out.mkdir(parents=True, exist_ok=True)
    beyond = tuple(f"encoder.layer.{at}." for at in range(layers, there))
    kept = {name: weight for name, weight in load_file(body / TORCH).items() if not name.startswith(beyond)}
    save_file(kept, out / TORCH)
    (out / CONFIG).write_text(json.dumps({**config, "num_hidden_layers": layers}), encoding="utf-8")
    shutil.copyfile(body / TOKENIZER, out / TOKENIZER)
    return out


def plot_sizes(found: dict[str, Any], file: Path) -> None:
    """Accuracy over parameters, with the spread over the seeds (its kind by the file's ending). Raises EvaluationError."""
    import matplotlib

    matplotlib.use("Agg")  # no window, so that it works without a display
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 4))
    millions = [row["parameters"]["mean"] / 1e6 for row in found["sizes"]]
    accuracy = [100 * row["accuracy"]["mean"] for row in found["sizes"]]
    axes.errorbar(
        millions, accuracy, [100 * row["accuracy"]["deviation"] for row in found["sizes"]], marker="o", capsize=3,
        label="student",
    )  # fmt: skip
    for row, across, up in zip(found["sizes"], millions, accuracy, strict=True):
        # No times: the points' run cards may come from several machines.
        note = f"{row['layers']} layer{'s' if row['layers'] > 1 else ''}"
        axes.annotate(note, (across, up), textcoords="offset points", xytext=(4, -14), fontsize=8)
    axes.axhline(100 * found["fused_teachers"], linestyle="--", color="tab:green", label="teachers, fused")
    axes.axhline(100 * found["tfidf"], linestyle=":", color="tab:red", label="TF-IDF, linear")
    axes.set_xlabel("parameters, millions")
    axes.set_ylabel("accuracy, %")
    axes.set_title("BANKING77, ten examples of each intent")
    axes.margins(x=0.15, y=0.15)
    axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(0.02, 0.28))
    write_picture(figure, file)
