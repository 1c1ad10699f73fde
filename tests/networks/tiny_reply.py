"""A tiny generator made for real: a vocabulary of a few texts, random weights, exported as the recipe does."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from distillation.reply_export import export_reply
from distillation.reply_vocabulary import train_vocabulary
from networks.reply_copying import Copying
from networks.reply_decoding import Decoding
from networks.reply_prompt import POSITIONS, PromptTokens

TEXTS = (
    "You can send things back within 30 days. Standard delivery costs $8.",
    "收到包裹后30天内都能退。运费¥8，满¥99包邮。",
)
VOCABULARY = 340


def tiny_tokens() -> PromptTokens:
    return PromptTokens(train_vocabulary(TEXTS, VOCABULARY))


def tiny_model(tokens: PromptTokens, seed: int = 0, layers: int = 2, width: int = 16) -> GPT2LMHeadModel:
    torch.manual_seed(seed)
    model = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=tokens.size, n_positions=POSITIONS, n_embd=width, n_layer=layers, n_head=4, pad_token_id=tokens.pad,
            bos_token_id=tokens.end, eos_token_id=tokens.end,
        )
    )  # fmt: skip
    with torch.no_grad():  # far from even, so that what is likeliest survives rounding to int8
        for weight in model.parameters():
            weight.mul_(8)
    return model.eval()


def write_tiny_reply(folder: Path) -> Path:
    tokens = tiny_tokens()
    export_reply(tiny_model(tokens), tokens, Decoding(), Copying(), {"seed": 0}, folder)
    return folder
