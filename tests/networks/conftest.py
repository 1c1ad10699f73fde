"""A tiny bundle made for real: random weights, exported, quantised, written."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertModel

from distillation.encoder import IntentModel
from distillation.export import export_bundle
from distillation.vocabulary import SPACE, SPECIAL, unigram_tokenizer

LABELS = ["cancel_order", "greet", "track_order"]


@pytest.fixture(scope="session")
def tiny_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    letters = [(letter, -3.0) for letter in "abcdefghijklmnopqrstuvwxyz取消订单"]
    tokenizer = unigram_tokenizer([(piece, 0.0) for piece in SPECIAL] + [(SPACE, -2.0), *letters])
    body = BertModel(
        BertConfig(
            vocab_size=len(letters) + 5, hidden_size=32, num_hidden_layers=1, num_attention_heads=4,
            intermediate_size=64, max_position_embeddings=80, type_vocab_size=1, pad_token_id=1,
        ),
        add_pooling_layer=False,
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("bundle")
    export_bundle(IntentModel(body, 32, len(LABELS)), tokenizer, LABELS, 2.0, {"seed": 0}, folder)
    return folder
