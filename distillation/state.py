"""The state recipe: teachers learn to track the belief state, are fused, and a small student learns from dialogues and from them.

The student starts from a general body, or (`--from`) from a student of intents, which it stays: what its earlier self said of the
same messages is a loss of its own (learning without forgetting, Li and Hoiem 2016), and one forward pass serves both.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from tqdm import tqdm

from distillation.batches import shuffled
from distillation.encoder import encode
from distillation.errors import DistillationError
from distillation.export import export_bundle
from distillation.general import load_body
from distillation.keeping import Kept, keeping_losses
from distillation.out_of_scope import OutOfScope
from distillation.state_batches import StateBatch, prepare, state_batches
from distillation.state_calibration import calibrated_reader
from distillation.state_corpus import Dialogue, seen_values
from distillation.state_rows import Row, corpus_summary, rows_of
from distillation.state_teaching import (
    WITHOUT_HINTS,
    Opinions,
    Reads,
    StateWeights,
    fused_opinions,
    opinion,
    student_state_losses,
    taught_teacher,
)
from distillation.state_variation import Variation, pools_of, varied
from distillation.student import outputs_of_ids
from distillation.trainer import Losses, Task, TrainerConfig, is_first, train
from networks.bundle import EXEMPLARS, TOKENIZER, Bundle, BundleError, read_bundle
from networks.gazetteer import Gazetteer
from networks.state_reading import StateReader
from networks.state_schema import Schema
from networks.student import Student, load_student

MESSAGE_TOKENS = 64  # of the messages that a student says again what it said of
_OTHERS_EVERY = 3  # steps; messages of turns are said again in every step, since their pass is made anyway


@dataclass(frozen=True)
class StateConfig:
    """A whole run. `quick` and `full` are presets of it; a recipe file changes any part."""

    teachers: tuple[str, ...] = ()
    seed: int = 0
    dev_share: float = 0.08  # of the dialogues, held out for choosing
    copies: int = 5  # each dialogue is learned as written and so many times with other values
    teaching_copies: int = 1  # of which teachers, slow as they are, learn so many
    temperature: float = 1.0  # of the soft labels
    smoothing: float = 0.02  # of the gate's hard labels
    variation: Variation = field(default_factory=Variation)
    weights: StateWeights = field(default_factory=StateWeights)
    teaching: TrainerConfig = field(
        default_factory=lambda: TrainerConfig(
            epochs=4, batch=32, learning_rate=1e-4, head_rate=10.0, patience=1
        )
    )
    learning: TrainerConfig = field(
        default_factory=lambda: TrainerConfig(epochs=6, batch=32, learning_rate=3e-4, head_rate=5.0)
    )

    def __post_init__(self) -> None:
        if not 0.02 <= self.dev_share <= 0.5 or not 0 <= self.copies <= 50 or not 0 <= self.smoothing < 0.5:
            raise DistillationError(
                f"expected a dev_share from 0.02 to 0.5, 0 to 50 copies and a smoothing below 0.5, found {self.dev_share}, "
                f"{self.copies} and {self.smoothing}"
            )


@dataclass(frozen=True)
class StateSources:
    """What a run may read. `values` are more values by slot, such as a shop's products; `texts` are messages without a state."""

    train: Sequence[Dialogue]
    schema: Schema
    dev: Sequence[Dialogue] | None = None
    test: Sequence[Dialogue] | None = (
        None  # teachers and student are measured on it and learn nothing from it
    )
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    texts: Sequence[str] = ()


def state_presets(name: str, teachers: tuple[str, ...], seed: int) -> StateConfig:
    """`full`: fine-tuned teachers and many copies. `quick`: the student alone on few copies. Raises DistillationError."""
    base = StateConfig(teachers=teachers, seed=seed)
    if name == "full":
        return base
    if name != "quick":
        raise DistillationError(f"expected the preset quick or full, found {name!r}")
    return replace(
        base,
        teachers=(),
        copies=2,
        learning=replace(base.learning, epochs=5),
        weights=StateWeights(hard=1.0, soft=0.0),
    )


def distil_state(sources: StateSources, start: Path, out: Path, config: StateConfig) -> dict[str, Any]:
    """Trains teachers and student, writes the bundle, returns the run card. `start` is a body's folder, or a bundle's.

    Raises DistillationError.
    """
    schema = sources.schema
    dialogues, dev = _split(sources, config)
    rows = _rows(dialogues, sources, config)
    learned = len(rows) * (1 + min(config.teaching_copies, config.copies)) // (1 + config.copies)
    voices, spoken = _voices(rows, learned, dev, sources, config, out / "run")
    soft = fused_opinions(voices, [1 / len(voices)] * len(voices)) if voices else None
    student, tokenizer, bundle = _beginning(start, schema, config.seed)
    kept = _kept(student, tokenizer, rows, sources.texts) if bundle else None
    reads = Reads(
        lambda *inputs: _of_state(student(*inputs)),
        tokenizer,
        "",
        1,
        next(student.parameters()).device,
        Gazetteer(schema),
    )
    _teach(student, tokenizer, rows, soft, kept, reads, dev, schema, config, out / "run" / "student")
    reader = calibrated_reader(reads, dev, schema)
    card = {
        "recipe": asdict(config),
        "data": {**corpus_summary(rows, schema), "dialogues": len(sources.train), "dev_dialogues": len(dev)},
        "teachers": spoken,
        "dev_joint_goal_accuracy": round(reads.joint_goal_accuracy(dev, reader), 4),
        "calibration": {name: value for name, value in reader.to_json().items() if name != "schema"},
        "parameters": sum(parameter.numel() for parameter in student.parameters()),
        "seen_values": seen_values([*sources.train, *dev]),
    }
    if sources.test:
        card["test_joint_goal_accuracy"] = round(reads.joint_goal_accuracy(sources.test, reader), 4)
    if is_first():
        _export(student, tokenizer, bundle, start, reader, card, out)
    return card


def _split(sources: StateSources, config: StateConfig) -> tuple[list[Dialogue], list[Dialogue]]:
    """Dialogues to learn from and to choose by, each whole in one part."""
    if sources.dev is not None:
        return list(sources.train), list(sources.dev)
    order = np.random.RandomState(config.seed).permutation(len(sources.train))
    held = set(order[: max(1, round(config.dev_share * len(order)))].tolist())
    parts: tuple[list[Dialogue], list[Dialogue]] = ([], [])
    for at, dialogue in enumerate(sources.train):
        parts[at in held].append(dialogue)
    if not parts[0]:
        raise DistillationError(f"expected more than {len(sources.train)} dialogues to learn from")
    return parts


def _rows(dialogues: Sequence[Dialogue], sources: StateSources, config: StateConfig) -> list[Row]:
    """The turns of all dialogues as written, and of their copies with other values."""
    rng = random.Random(config.seed)
    pools = pools_of(dialogues, sources.schema, sources.values)
    copies = [
        varied(dialogue, sources.schema, pools, config.variation, rng)
        for _ in range(config.copies)
        for dialogue in dialogues
    ]
    every = tqdm([*dialogues, *copies], "dialogues", mininterval=5, leave=False)
    return [row for dialogue in every for row in rows_of(dialogue, sources.schema)]


def _voices(
    rows: Sequence[Row],
    learned: int,
    dev: Sequence[Dialogue],
    sources: StateSources,
    config: StateConfig,
    run: Path,
) -> tuple[list[Opinions], dict[str, Any] | None]:
    """What each teacher, having learned the first so many rows, says of all of them, and how well it tracks."""
    voices: list[Opinions] = []
    spoken: dict[str, Any] = {}
    for name in config.teachers:
        model, teacher, reads = taught_teacher(
            name,
            rows[:learned],
            dev,
            sources.schema,
            config.teaching,
            config.smoothing,
            run / f"teacher-{len(voices)}",
        )
        reader = calibrated_reader(reads, dev, sources.schema)
        spoken[name] = {
            "dev_joint_goal_accuracy": round(reads.joint_goal_accuracy(dev, reader), 4),
            "parameters": sum(parameter.numel() for parameter in model.parameters()),
        }
        if sources.test:
            spoken[name]["test_joint_goal_accuracy"] = round(
                reads.joint_goal_accuracy(sources.test, reader), 4
            )
        tqdm.write(f"teacher {name}: {spoken[name]}")
        voices.append(opinion(model, teacher, rows, sources.schema))
    return voices, spoken or None


def _beginning(start: Path, schema: Schema, seed: int) -> tuple[Student, Tokenizer, Bundle | None]:
    """A student with a fresh state head: on a general body, or grown from a bundle's student."""
    torch.manual_seed(seed)
    known = [len(slot.values) for slot in schema.slots]
    if not (start / "manifest.json").is_file():
        tokenizer, body = load_body(start)
        tokenizer.no_truncation()
        return Student(body, {}, state=known), tokenizer, None
    try:
        bundle = read_bundle(start)
        earlier = load_student(bundle)
    except BundleError as error:
        raise DistillationError(f"the student to go on from: {error}") from error
    tokenizer = Tokenizer.from_file(str(start / TOKENIZER))
    student = Student(
        earlier.body, {head: len(labels) for head, labels in bundle.labels.items()}, state=known
    )
    if not earlier.centroids.numel():
        student.forget_distance()
    there = {name: weight for name, weight in earlier.state_dict().items() if not name.startswith("state.")}
    student.load_state_dict({**student.state_dict(), **there})
    return student, tokenizer, bundle


def _kept(student: Student, tokenizer: Tokenizer, rows: Sequence[Row], texts: Sequence[str]) -> Kept:
    """What the student says now of every message, to be said again."""
    messages = {text: at for at, text in enumerate(dict.fromkeys(row.turn.user for row in rows))}
    others = [text for text in dict.fromkeys(texts) if text not in messages]
    ids = [one[:MESSAGE_TOKENS] for one in encode(tokenizer, [*messages, *others])]
    found = outputs_of_ids(student, ids)
    said = {name: found[name] for name in (*student.heads, "embedding", "features")}
    return Kept(ids, said, np.array([messages[row.turn.user] for row in rows]), len(messages))


def _teach(
    student: Student, tokenizer: Tokenizer, rows: Sequence[Row], soft: Opinions | None, kept: Kept | None, reads: Reads,
    dev: Sequence[Dialogue], schema: Schema, config: StateConfig, run: Path,
) -> None:  # fmt: skip
    assert student.state is not None
    owner = student.state.owner
    prepared = [
        prepare(row, tokenizer, schema, reads.gazetteer)
        for row in tqdm(rows, "rows", mininterval=5, leave=False)
    ]
    how = replace(config.learning, seed=config.seed)

    def batches(epoch: int) -> Iterator[tuple[StateBatch, Any]]:
        rng = np.random.RandomState(how.seed * 1000 + epoch)
        beside = _endless(kept, how.batch, rng)
        drawn = state_batches(prepared, np.arange(len(prepared)), how.batch, 1, rng, WITHOUT_HINTS)
        for number, batch in enumerate(drawn):
            yield batch, next(beside) if number % _OTHERS_EVERY == 0 else None

    def losses(model: nn.Module, drawn: tuple[StateBatch, Any], _: float) -> Losses:
        batch, beside = drawn
        device = next(model.parameters()).device
        with torch.autocast(device.type, dtype=torch.bfloat16):
            outputs = model(*(tensor.to(device) for tensor in batch.inputs))
            again = model(beside[1].to(device), beside[2].to(device)) if beside else None
        found = dict(
            student_state_losses(
                {name: value.float() for name, value in _of_state(outputs).items()}, batch, soft,
                owner, config.weights, config.temperature, config.smoothing,
            )
        )  # fmt: skip
        if kept is not None:
            found["kept"] = keeping_losses(outputs, kept.rows(kept.message[batch.rows], device))
            if again is not None:
                found["kept"] = found["kept"] + keeping_losses(again, kept.rows(beside[0], device))
            found["total"] = found["total"] + config.weights.kept * found["kept"]
        return found

    steps = -(-len(prepared) // how.batch)
    task = Task("tracking student", batches, losses, steps, reads.score_on(dev, schema))
    train(student, [student.state], task, how, run)


def _endless(kept: Kept | None, size: int, rng: np.random.RandomState) -> Iterator[Any]:
    """Batches of the messages that belong to no turn; None where there are none."""
    while True:
        if kept is None or kept.others == len(kept.ids):
            yield None
        else:
            yield from shuffled(kept.ids, np.arange(kept.others, len(kept.ids)), size, rng)


def _of_state(outputs: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {
        name.removeprefix("state_"): value for name, value in outputs.items() if name.startswith("state_")
    }


def _export(
    student: Student, tokenizer: Tokenizer, bundle: Bundle | None, start: Path, reader: StateReader,
    card: dict[str, Any], out: Path,
) -> None:  # fmt: skip
    labels = {head: list(names) for head, names in bundle.labels.items()} if bundle else {}
    oos = (
        OutOfScope(bundle.oos_score, bundle.oos_threshold, {}, bundle.oos_intent)
        if bundle
        else OutOfScope("confidence", 1.0, {})
    )
    provenance = {**(bundle.provenance if bundle else {}), "parameters": card["parameters"], "state": card}
    export_bundle(
        student, tokenizer, labels, bundle.temperature if bundle else 1.0, oos, provenance, out, reader=reader
    )
    if bundle and (start / EXEMPLARS).is_file():
        shutil.copyfile(start / EXEMPLARS, out / EXEMPLARS)
