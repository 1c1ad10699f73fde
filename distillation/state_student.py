"""The student that learns to track: how it begins, what it shall go on saying, and its training."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from tqdm import tqdm

from distillation.averaging import weights_of
from distillation.batches import shuffled
from distillation.encoder import encode
from distillation.errors import DistillationError
from distillation.general import load_body
from distillation.keeping import Kept, keeping_losses, towards
from distillation.precision import mixed_precision
from distillation.state_batches import WITHOUT_HINTS, StateBatch, prepare, state_batches
from distillation.state_config import StateConfig, StateWeights
from distillation.state_corpus import Dialogue
from distillation.state_losses import hard_state_losses, soft_state_losses
from distillation.state_opinions import Opinions
from distillation.state_reads import Outputs, Reads
from distillation.state_rows import Row
from distillation.student import outputs_of_ids
from distillation.trainer import Losses, Task, train
from networks.bundle import MANIFEST, TOKENIZER, Bundle, BundleError, read_bundle
from networks.gazetteer import Gazetteer
from networks.state_schema import Schema
from networks.student import Student, load_student

MESSAGE_TOKENS = 64  # of the messages that a student says again what it said of


def beginning(start: Path, schema: Schema, seed: int) -> tuple[Student, Tokenizer, Bundle | None]:
    """A student with a state head: fresh on a general body, or grown from a bundle's student, whose own head of the same slots goes
    on learning."""
    torch.manual_seed(seed)
    known = [len(slot.values) for slot in schema.slots]
    if not (start / MANIFEST).is_file():
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
    student.load_state_dict({**student.state_dict(), **weights_of(bundle, student, schema)})
    return student, tokenizer, bundle


def going_on(schema: Schema, start: Path, *, guessed: bool) -> Schema:
    """The slots of dialogues together with what the bundle they go on from knows of them.

    Slots that were only guessed from the dialogues are the bundle's. Values of open slots that it can say stay known. Other slots than the
    bundle's mean another state head. Raises DistillationError.
    """
    if not (start / MANIFEST).is_file():
        return schema
    try:
        state = read_bundle(start).state
    except BundleError as error:
        raise DistillationError(f"the student to go on from: {error}") from error
    if state is None:
        return schema
    known = state.schema
    if guessed and set(schema.names) <= set(known.names):
        return known
    if schema.names != known.names:
        print(f"warning: {start} tracks other slots; the state head begins anew", file=sys.stderr)
        return schema
    slots = [
        slot if slot.kind == "closed" else replace(slot, values=(*known.by_name[slot.name].values, *(
            value for value in slot.values if value not in known.by_name[slot.name].values
        )))
        for slot in schema.slots
    ]  # fmt: skip
    return replace(schema, slots=tuple(slots))


def kept_sayings(
    student: Student, tokenizer: Tokenizer, rows: Sequence[Row], texts: Sequence[str], intents: Mapping[str, int]
) -> Kept:  # fmt: skip
    """What the student says now of every message, to be said again; half way to the intent (its class) of those that have one."""
    messages = {text: at for at, text in enumerate(dict.fromkeys(row.turn.user for row in rows))}
    others = [text for text in dict.fromkeys(texts) if text not in messages]
    ids = [one[:MESSAGE_TOKENS] for one in encode(tokenizer, [*messages, *others])]
    found = outputs_of_ids(student, ids)
    said = {name: found[name] for name in (*student.heads, "embedding", "features")}
    if intents:
        said["intent"] = towards(said["intent"], np.array([intents.get(t, -1) for t in (*messages, *others)]))
    return Kept(ids, said, np.array([messages[row.turn.user] for row in rows]), len(messages))


def teach_tracking(
    student: Student, tokenizer: Tokenizer, rows: Sequence[Row], soft: Opinions | None, kept: Kept | None, reads: Reads,
    dev: Sequence[Dialogue], schema: Schema, config: StateConfig, run: Path,
) -> None:  # fmt: skip
    """Trains the student's state head and body on these rows; it keeps the epoch that tracks the dev dialogues best."""
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
            yield batch, next(beside) if number % config.beside_every == 0 else None

    def losses(model: nn.Module, drawn: tuple[StateBatch, Any], _: float) -> Losses:
        batch, beside = drawn
        device = next(model.parameters()).device
        with mixed_precision(device):
            outputs = model(*(tensor.to(device) for tensor in batch.inputs))
            again = model(beside[1].to(device), beside[2].to(device)) if beside else None
        found = dict(
            _state_losses(
                {name: value.float() for name, value in of_state(outputs).items()}, batch, soft,
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


def reads_of(student: Student, tokenizer: Tokenizer, schema: Schema) -> Reads:
    """The student as it follows dialogues."""
    return Reads(
        lambda *inputs: of_state(student(*inputs)),
        tokenizer,
        "",
        1,
        next(student.parameters()).device,
        Gazetteer(schema),
    )


def of_state(outputs: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The state head's outputs among those of a student's pass."""
    return {
        name.removeprefix("state_"): value for name, value in outputs.items() if name.startswith("state_")
    }


def _state_losses(
    outputs: Outputs, batch: StateBatch, soft: Opinions | None, owner: torch.Tensor, weights: StateWeights,
    temperature: float, smoothing: float,
) -> Losses:  # fmt: skip
    """All losses of the state head on a batch, by name, with their weighted sum as "total"."""
    device = outputs["gate"].device
    targets = batch.targets.to(device)
    hard = hard_state_losses(outputs, targets, owner, smoothing)
    total = weights.hard * torch.stack(list(hard.values())).sum()
    told: dict[str, torch.Tensor] = {}
    if soft is not None and weights.soft:
        said = soft.batch(batch.rows, device)
        told = soft_state_losses(outputs, targets, said, owner, temperature)
        total = total + weights.soft * torch.stack(list(told.values())).sum()
    return {"total": total, **hard, **told}
