"""A body small enough to train within seconds, with the real architecture and the real tokenizer."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertModel

from distillation.general import save_body
from distillation.vocabulary import SPACE, SPECIAL, unigram_tokenizer

WORDS = (
    "order",
    "refund",
    "parcel",
    "invoice",
    "where",
    "cancel",
    "money",
    "please",
    "订单",
    "退款",
    "发票",
    "取消",
    "哪里",
)
FRAMES = (
    "please {}", "i want {}", "{} now", "can you {}", "{} today", "my {} it is", "so {} then", "{} again", "hm {} ok", "do {}",
)  # fmt: skip


@pytest.fixture(scope="session")
def tiny_body(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two layers of width 24 over letters and some words; its weights are random."""
    folder = tmp_path_factory.mktemp("body")
    letters = [*string.ascii_lowercase, *string.digits, *"订单退款发票取消哪里我的要了吗天气", SPACE]
    pieces = [(piece, 0.0) for piece in SPECIAL] + [(letter, -6.0) for letter in letters]
    pieces += [(SPACE + word, -3.0) for word in WORDS if word.isascii()] + [
        (word, -3.0) for word in WORDS if not word.isascii()
    ]
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(pieces), hidden_size=24, num_hidden_layers=2, num_attention_heads=12, intermediate_size=48,
        max_position_embeddings=130, type_vocab_size=1, pad_token_id=1,
    )  # fmt: skip
    save_body(BertModel(config, add_pooling_layer=False), unigram_tokenizer(pieces), folder)
    return folder


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    """More threads than idle cores wait for each other most of the time."""
    torch.set_num_threads(1)
