"""What answers the held-out questions: the student, its teacher, and two baselines that generate nothing."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from distillation.errors import DistillationError
from evaluation.errors import EvaluationError
from evaluation.reply_metrics import units
from networks.bundle import BundleError
from networks.reply import Writer, marker_tokens, plain_tokens
from networks.reply_bundle import read_reply_bundle
from networks.reply_context import ReplyContext
from networks.reply_copying import Copying, Source
from networks.reply_decoding import Decoding, Network
from networks.reply_facts import Names, mark, mark_reply
from networks.reply_onnx import OnnxNetwork
from networks.reply_prompt import PromptTokens

PATIENCE = 30.0  # seconds that a reply may take here; the product's deadline is measured by time_to_reply
SORRY = {
    "en": "I'm sorry, I don't know that. Would you like to talk to a colleague?",
    "zh": "不好意思，这个我不清楚。要帮您转同事吗？",
}
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；])")


@dataclass(frozen=True)
class Answer:
    """What a system said, in how many tokens, and how long it took."""

    text: str
    tokens: int = 0
    seconds: float = 0.0


Answers = Callable[[ReplyContext], Answer]


@dataclass(frozen=True)
class Model:
    """A network that writes replies, with what is needed to measure it."""

    network: Network
    tokens: PromptTokens
    decoding: Decoding
    copying: Copying

    def answers(self, names: Iterable[str]) -> Answers:
        """Its replies, timed."""
        writer = Writer(self.network, self.tokens, self.decoding, self.copying, names)

        def answer(context: ReplyContext) -> Answer:
            start = time.perf_counter()
            text = writer.reply(context, time.monotonic() + PATIENCE)
            seconds = time.perf_counter() - start
            return Answer(text or "", len(self.tokens.tokenizer.encode(text or "").ids), seconds)

        return answer

    def loss(self, context: ReplyContext, reply: str, names: Names) -> tuple[float, int]:
        """The negative log-likelihood of a reply's tokens and its end, given the context, and how many they are.

        Over the tokens that may be used at all; a reply with a fact that the context lacks counts no token.
        """
        marked = mark(context, names)
        said, missing = mark_reply(reply, marked, names)
        if missing:
            return 0.0, 0
        allowed = plain_tokens(self.tokens)
        allowed[marker_tokens(self.tokens, marked)] = True
        prompt, target = self.tokens.prompt(marked.context), self.tokens.reply(said)
        source = Source(self.tokens.source(marked), self.copying)
        logits, cache = self.network.start(prompt)
        total = 0.0
        for at, token in enumerate(target):
            if not allowed[token]:
                return 0.0, 0
            before, last = [-1, -1, *target[:at]][-2:]
            known, added = source.boosts(last, before)
            favoured = logits[0].copy()
            favoured[known] += added
            row = np.where(allowed, favoured, -np.inf)
            top = row.max()
            total += float(top + np.log(np.exp(row - top).sum()) - row[token])
            if at + 1 < len(target):
                logits, cache = self.network.step([token], cache)
        return total, len(target)


def open_student(folder: Path, decoding: Decoding | None = None) -> Model:
    """A bundle, by ONNX Runtime on one core. Raises EvaluationError."""
    try:
        bundle = read_reply_bundle(folder)
        return Model(
            OnnxNetwork(bundle, threads=1),
            PromptTokens.read(folder),
            decoding or bundle.decoding,
            bundle.copying,
        )
    except BundleError as error:
        raise EvaluationError(str(error)) from None


def open_teacher(folder: Path, decoding: Decoding, copying: Copying) -> Model:
    """A teacher that the recipe kept, by torch in float32 on one core. Raises EvaluationError."""
    import torch

    from distillation.reply_gpt2 import load_gpt2
    from networks.reply_torch import TorchNetwork, from_gpt2

    torch.set_num_threads(1)
    try:
        model, tokens = load_gpt2(folder)
    except DistillationError as error:
        raise EvaluationError(str(error)) from None
    return Model(
        TorchNetwork(from_gpt2(model.state_dict(), model.config.n_head), "cpu"), tokens, decoding, copying
    )


def template(context: ReplyContext) -> Answer:
    """The same sentence for everything."""
    return Answer(SORRY[context.language])


def quoting(passages: Sequence[str]) -> Answers:
    """Quotes the passage whose words say most about the question, rare words of all passages counting more; else the template."""
    spread = Counter(unit for text in set(passages) for unit in set(_grams(text)))
    total = max(1, len(set(passages)))

    def weight(text: str, asked: set[str]) -> float:
        return sum(np.log(1 + total / (1 + spread[gram])) for gram in asked & set(_grams(text)))

    def answer(context: ReplyContext) -> Answer:
        asked = set(_grams(context.question))
        best = max(context.passages, key=lambda text: weight(text, asked), default=None)
        return Answer(best) if best else template(context)

    return answer


def quoting_a_sentence(passages: Sequence[str]) -> Answers:
    """The same with single sentences: a shorter quotation, nearer to a reply."""
    whole = quoting([sentence for text in passages for sentence in _SENTENCE.split(text)])

    def answer(context: ReplyContext) -> Answer:
        sentences = tuple(s for text in context.passages for s in _SENTENCE.split(text) if s.strip())
        return whole(ReplyContext(context.language, context.question, sentences))

    return answer


def _grams(text: str) -> list[str]:
    """Latin words, Chinese characters and pairs of them."""
    cut = units(text)
    return cut + [a + b for a, b in pairwise(cut) if not (a.isascii() or b.isascii())]
